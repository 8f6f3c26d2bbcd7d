using Fairlead.Kernel;

namespace Fairlead.Reports.Sarif;

/// <summary>What sort of weakness a SARIF result is; the format itself does not say.</summary>
internal static class SarifKind
{
    private static readonly string[] SecretTools = ["gitleaks", "trufflehog", "detect-secrets", "ggshield", "whispers", "noseyparker"];

    private static readonly string[] ConfigurationTools =
    [
        "checkov", "kics", "tfsec", "terrascan", "dockle", "hadolint", "kubescape", "kube-linter", "kubelinter", "kube-score",
        "cfn-lint", "cfn_nag", "polaris", "snyk iac", "template analyzer", "psrule",
    ];

    public static FindingKind Of(string scanner, IReadOnlyList<string> vulnerabilityIds, IReadOnlyList<string> tags)
    {
        if (vulnerabilityIds.Count > 0)
            return FindingKind.Vulnerability;
        if (IsOneOf(SecretTools, scanner) || HasTag(tags, "secret") || HasTag(tags, "secrets"))
            return FindingKind.Secret;
        if (IsOneOf(ConfigurationTools, scanner) || HasTag(tags, "misconfiguration"))
            return FindingKind.Misconfiguration;
        return HasTag(tags, "license") ? FindingKind.LicenseRisk : FindingKind.CodeWeakness;
    }

    private static bool IsOneOf(string[] tools, string scanner) =>
        Array.Exists(tools, t => scanner.Contains(t, StringComparison.OrdinalIgnoreCase));

    private static bool HasTag(IReadOnlyList<string> tags, string tag) => tags.Contains(tag, StringComparer.OrdinalIgnoreCase);
}
