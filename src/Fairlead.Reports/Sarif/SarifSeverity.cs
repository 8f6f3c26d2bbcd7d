using Fairlead.Kernel;

namespace Fairlead.Reports.Sarif;

/// <summary>
/// The rule's <c>security-severity</c> (a score or a word) where there is one; else the level: error is high, warning medium,
/// note and none informational. A result without a level has the one that the tool's configuration gave its rule, else the
/// rule's own, and without that it is a warning (§3.27.10).
/// </summary>
internal static class SarifSeverity
{
    public const string Property = "security-severity";

    public static (Severity Severity, string? Raw, string? Warning) Of(SarifResult result, SarifRule? rule, SarifRun run)
    {
        var stated = result.Properties?.GetValueOrDefault(Property) ?? rule?.Properties?.GetValueOrDefault(Property);
        if (!string.IsNullOrWhiteSpace(stated) && SeverityWords.ParseWordOrScore(stated) is { } severity)
            return (severity, FindingText.Word(stated), null);

        var level = result.Level ?? run.LevelOf(result, rule);
        if (level is null && rule is null && run.Elsewhere.OfRules is { } file)
            return (Severity.Unknown, null, $"The level stands with the rule in another file ({file}), which was not read.");

        return level?.Trim().ToLowerInvariant() switch
        {
            "error" => (Severity.High, level, null),
            null => (Severity.Medium, null, null),
            "warning" => (Severity.Medium, level, null),
            "note" or "none" => (Severity.Informational, level, null),
            _ => (Severity.Unknown, FindingText.Word(level), $"Unknown level \"{Content.ReportOutline.Quote(level)}\", read as severity unknown."),
        };
    }
}
