using Fairlead.Platform.Findings;
using Fairlead.Platform.SecurityInformation.Storage;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>What is to be done with one finding on a site.</summary>
internal enum SubmissionStep
{
    Nothing,
    Submit,
    Delete,
}

/// <summary>Decides what a site is sent. Pure: planning again after it was sent yields nothing.</summary>
internal static class SubmissionPlan
{
    /// <param name="known"><see langword="null"/>: no call with it was ever begun, so that one that is closed is no news there.</param>
    /// <param name="behind">Ids of the issues of the tickets that the finding is behind.</param>
    /// <param name="parted">Ids of the issues that a person unlinked there.</param>
    /// <returns>The step, and the issues that it is to be associated with.</returns>
    public static (SubmissionStep Step, IReadOnlyList<string> Issues, string Digest) Of(
        FindingSummary finding, KnownSubmission? known, IEnumerable<string> behind, IEnumerable<string> parted, string address, DateTimeOffset now)
    {
        var isDue = known?.DueAt <= now;
        // Those that the site did not know are named again once it is time to try again.
        var unknown = isDue ? [] : Words(known?.UnknownIssues);
        List<string> issues = [.. behind.Except(parted).Except(unknown).Order(StringComparer.Ordinal)];
        var digest = FindingVulnerability.DigestOf(finding, address, issues);
        if (FindingVulnerability.IsWithdrawn(finding))
        {
            // What the site refused to delete is tried again when it is time, and what it deleted while a call was under way is deleted once more.
            var waits = known?.DueAt > now && (known.Digest is null || known.Digest == digest);
            return (known is null || waits ? SubmissionStep.Nothing : SubmissionStep.Delete, issues, digest);
        }

        var isNews = known is null ? finding.IsOpen : isDue || known.Digest != digest;
        return (isNews ? SubmissionStep.Submit : SubmissionStep.Nothing, issues, digest);
    }

    public static string[] Words(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
