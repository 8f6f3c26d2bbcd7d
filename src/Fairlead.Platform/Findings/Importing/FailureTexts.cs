using Fairlead.Platform.Http;
using Fairlead.Reports;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>What is said of an import of which nothing was kept.</summary>
internal static class FailureTexts
{
    private const string Again = "Import the report again.";

    /// <summary>Of an import that was found unfinished and about which nobody can tell more.</summary>
    public static ImportFailure Ended { get; } = new("The program ended before the report was taken in.", Again);

    /// <param name="report">Which one, where there are several.</param>
    public static ImportFailure Of(Exception exception, string? report) => exception switch
    {
        ReportException e => new($"{(report is null ? "" : $"{report}: ")}{e.Message}{(e.Place is null ? "" : $" ({e.Place})")}", e.NextStep),
        StaleScopeException e => new(
            $"The report is of {e.ReportedAt:u}; the latest one of its scope is of {e.LatestAt:u}.",
            "Import the latest report, or set allowStale (--allow-stale on the command line) to take in this one too."),
        SpoolLimitException e => new(e.Message, "Import less at once, or raise Findings:MaxUploadBytes."),
        OperationCanceledException or ProblemException => new("The connection ended, or was ended, before the report was taken in.", Again),
        DatabaseUnavailableException { Failure: DatabaseFailure.StorageFull } e => new(e.Message, "Free space, then import the report again."),
        DatabaseUnavailableException e => new(e.Message, Again),
        _ => new("Something failed inside Fairlead; the log has the details.", $"{Again} If it fails again, report it with the log."),
    };

    /// <summary>Whether an upload that ended so had begun to arrive, and nobody may have read the answer.</summary>
    public static bool IsBrokenOff(Exception exception) => exception
        is OperationCanceledException or DatabaseUnavailableException or SpoolLimitException
        or ProblemException { Problem.Kind.Slug: "incomplete-upload" };
}
