using Fairlead.Kernel;

namespace Fairlead.Reports.Sarif;

/// <summary>
/// Which of the many things that a SARIF result may carry say that it is the same weakness as last time:
/// a fingerprint of the tool, else the symbol, else the text of the line; always the rule and the path.
/// </summary>
internal static class SarifIdentity
{
    public const int Version = 1;

    /// <summary>Fingerprints known to survive edits elsewhere in the file, best first; a prefix before any <c>/v1</c>.</summary>
    private static readonly string[] Trusted =
    [
        "matchBasedId", "primaryLocationLineHash", "contextHash", "vulnerabilityHash", "scanPrimaryLocationHash", "primaryLocationHash",
    ];

    /// <summary>Fingerprints that change although the weakness does not: columns, whole files, tags, commits, times.</summary>
    private static readonly string[] Fickle = ["column", "file", "tags", "commit", "time", "date", "line"];

    public static IReadOnlyList<IdentityKey> Of(
        SarifResult result, FindingKind kind, string? ruleId, string? message, SarifPlace place, string? package)
    {
        var fingerprint = Fingerprint(result);
        var context = fingerprint is null && place.Symbol is null && kind != FindingKind.Secret && place.Snippet is { } snippet
            ? Identity.ContextHash(snippet)
            : null;
        return Identity.Of(
            ("rule", ruleId),
            ("message", ruleId is null && message is not null ? Identity.ContextHash(message) : null),
            ("package", package),
            ("location", place.Path),
            ("fingerprint", fingerprint),
            ("symbol", fingerprint is null ? place.Symbol : null),
            ("context", context));
    }

    private static string? Fingerprint(SarifResult result)
    {
        // §3.27.4: results of different runs with one correlation guid are one weakness, says a system that manages results.
        if (!string.IsNullOrWhiteSpace(result.CorrelationGuid))
            return "correlation=" + result.CorrelationGuid;
        if (result.Fingerprints is { Count: > 0 } whole)
            return Choose(whole);
        return result.PartialFingerprints is { Count: > 0 } partial ? Choose(partial) : null;
    }

    private static string? Choose(IReadOnlyDictionary<string, string> prints)
    {
        var best = (Rank: int.MaxValue, Name: string.Empty, Value: (string?)null);
        foreach (var (name, value) in prints)
        {
            var rank = string.IsNullOrWhiteSpace(value) ? int.MaxValue : RankOf(name);
            if (rank < best.Rank || (rank == best.Rank && rank < int.MaxValue && string.CompareOrdinal(name, best.Name) < 0))
                best = (rank, name, value);
        }

        return best.Value is null ? null : $"{best.Name}={best.Value}";
    }

    /// <summary>Lower is better; <see cref="int.MaxValue"/> is not to be used.</summary>
    private static int RankOf(string name)
    {
        var trusted = Array.IndexOf(Trusted, name.Split('/', 2)[0]);
        if (trusted >= 0)
            return trusted;
        return Array.Exists(Fickle, f => name.Contains(f, StringComparison.OrdinalIgnoreCase)) ? int.MaxValue : Trusted.Length;
    }
}
