using System.Globalization;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>How scans of Jira stand, for a person.</summary>
internal static class CrawlText
{
    private const double Megabyte = 1_000_000;

    /// <summary>How far it is now, in two lines.</summary>
    public static IReadOnlyList<string> Now(Crawl crawl)
    {
        var which = crawl.Scans.Count == 1 ? "" : $" ({crawl.Over + 1:N0} of {crawl.Scans.Count:N0})";
        if (crawl.Current is not { } scan)
            return [crawl.Over == crawl.Scans.Count ? "Nearly done" : $"Waiting for the next project{which}"];

        var total = scan.Total is { } all ? $" of {all:N0}" : "";
        return
        [
            $"{NameOf(scan)}{which}: {scan.Issues:N0}{total} issues, {Count(scan.Texts, "text")}, {Megabytes(scan.Bytes)}, {Count(scan.Matches, "match", "matches")}",
            $"{Rate(crawl.IssuesPerSecond)} issues/s, limited by {scan.SpeedLimit ?? "nothing yet"}",
        ];
    }

    /// <param name="list">The command that shows what was found.</param>
    /// <param name="skipped">The command that shows what was not looked through.</param>
    public static void Write(Screen screen, Crawl crawl, long open, string list, string skipped)
    {
        var scans = crawl.Scans;
        var listing = new Listing(screen, scans[0].Issue is null ? "PROJECT" : "ISSUE", "STATE", "ISSUES", "FILES", "TEXTS", "MB", "MATCHES", "TIME", "ISSUES/S");
        foreach (var scan in scans)
        {
            var took = scan is { StartedAt: { } from, FinishedAt: { } until } ? until - from : (TimeSpan?)null;
            listing.Row(
                NameOf(scan), SecretScansCommand.StateOf(scan.State), scan.Issues.ToString("N0"), scan.Attachments.ToString("N0"), scan.Texts.ToString("N0"), (scan.Bytes / Megabyte).ToString("0.0"),
                scan.Matches.ToString("N0"), took is { } time ? Seconds(time) : "", took is { TotalSeconds: > 0 } known ? Rate(scan.Issues / known.TotalSeconds) : "");
            listing.Painted(1, SecretScansCommand.ColourOf(scan.State)).Painted(6, scan.Matches > 0 ? Colour.Red : Colour.None);
        }

        listing.Write();
        screen.Out.WriteLine(
            $"In all {Count(scans.Sum(scan => scan.Issues), "issue")}, {Count(scans.Sum(scan => scan.Attachments), "attachment")}, {Count(scans.Sum(scan => scan.Texts), "text")}, {Megabytes(scans.Sum(scan => scan.Bytes))}: " +
            $"{Count(scans.Sum(scan => scan.Matches), "place")} with a secret.");
        if (LimitedBy(crawl.LimitedBy) is { } limits)
            screen.Out.WriteLine(limits);
        if (Skipped(scans, skipped) is { } notRead)
            screen.Out.WriteLine(notRead);
        foreach (var scan in scans.Where(scan => scan is { State: SecretScanStateName.Done, Problem: not null }))
            screen.Warn($"{NameOf(scan)}: {InertText.OneLine(scan.Problem!)}");
        screen.Out.WriteLine(open == 0
            ? "There is no secret that nobody reviewed."
            : $"{Count(open, "secret")} that nobody reviewed {(open == 1 ? "stands" : "stand")} there, found now or before. See: {InertText.OneLine(list)}");
    }

    /// <summary>What kept it from going faster, in a sentence; <see langword="null"/>: it was over before one could tell.</summary>
    public static string? LimitedBy(IReadOnlyList<CrawlLimit> limits) => limits.Count == 0
        ? null
        : $"Its speed was limited by {string.Join(", ", limits.Select(limit => $"{InertText.OneLine(limit.What)} ({100 * limit.Share:0} % of the time)"))}.";

    /// <summary>What was not looked through, in a sentence; <see langword="null"/>: all was.</summary>
    /// <param name="skipped">The command that lists it.</param>
    public static string? Skipped(IReadOnlyList<SecretScanResponse> scans, string skipped)
    {
        var causes = scans.SelectMany(scan => scan.Skipped).GroupBy(skip => skip.Cause)
            .Select(cause => (Cause: cause.Key, Count: cause.Sum(skip => skip.Count))).OrderByDescending(cause => cause.Count).ToList();
        if (causes.Count == 0)
            return null;
        var listed = causes.Exists(cause => cause.Cause != "noText") ? $" See: {InertText.OneLine(skipped)}" : "";
        return $"Not looked through: {string.Join(", ", causes.Select(cause => $"{cause.Count:N0} {SecretsSkippedCommand.WordsOf(cause.Cause)}"))}.{listed}";
    }

    public static string WhyNotDone(SecretScanResponse scan) => InertText.OneLine(scan switch
    {
        { State: SecretScanStateName.Failed } => $"{NameOf(scan)} cannot be looked through: {scan.Problem}",
        { Problem: { } problem } => $"{NameOf(scan)} was stopped after {Of(scan)}: {problem}",
        _ => $"{NameOf(scan)} is looked through by another process, or by one that was killed; then it goes on in about a minute. {Of(scan)} are done",
    }).TrimEnd('.') + ".";

    /// <summary>How far all of them are, in a sentence.</summary>
    public static string Standing(IReadOnlyList<SecretScanResponse> scans)
    {
        if (scans is [var only])
            return $"{NameOf(only)}: {Of(only)} {(Crawl.IsOver(only) ? "were" : "are")} looked through.";

        var (done, begun) = (scans.Count(Crawl.IsOver), scans.FirstOrDefault(scan => !Crawl.IsOver(scan) && scan.Issues > 0));
        return $"{done:N0} of {scans.Count:N0} projects are looked through{(begun is null ? "" : $", and of {NameOf(begun)} {Of(begun)}")}.";
    }

    private static string Of(SecretScanResponse scan) => scan.Total is { } all ? $"{scan.Issues:N0} of {all:N0} issues" : $"{scan.Issues:N0} issues";

    private static string NameOf(SecretScanResponse scan) => InertText.OneLine(scan.Issue ?? scan.Project);

    private static string Count(long count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{count:N0} {many ?? one + "s"}";

    private static string Megabytes(long bytes) => $"{bytes / Megabyte:0.0} MB";

    private static string Rate(double perSecond) => perSecond.ToString(perSecond < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalMinutes < 1 ? $"{time.TotalSeconds:0.0} s" : $"{(long)time.TotalHours}:{time:mm\\:ss}";
}
