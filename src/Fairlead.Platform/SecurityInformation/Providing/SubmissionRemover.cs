using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.SecurityInformation.Storage;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// Deletes on a site what was withdrawn, one call for each: the API's deletion by properties deletes all of a call that they were sent with, and Jira does it some time later, so
/// that what was sent meanwhile would go, too. So it is some at a time, and the rest with the next turn.
/// </summary>
internal sealed class SubmissionRemover(SubmissionStore store, ChangeStore changes, SubmissionSender sender, FindingCatalog findings, TimeProvider clock)
{
    /// <summary>Of one turn.</summary>
    public const int MaxDeleted = 200;

    /// <summary>Of one site. What limits its calls, limits these.</summary>
    public const int MaxAtOnce = 4;

    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    /// <summary>Deletes some. What the site has no more, and does not show either, is deleted; what it refuses to delete is that finding's problem.</summary>
    /// <returns>Why the rest waits, or <see langword="null"/>; and whether there may be more.</returns>
    public async Task<(SubmissionPause? Pause, bool HasMore)> DeleteAsync(SitePass pass, CancellationToken ct)
    {
        var ids = await changes.WithdrawnAsync(pass.Site, pass.Now, MaxDeleted, ct);
        if (ids.Count == 0)
            return (null, false);
        var summaries = (await findings.SearchAsync(new FindingFilter { Ids = ids }, FindingOrder.OldestFirst, null, ids.Count, ct)).Items;
        var known = (await store.KnownAsync(pass.Site, ids, ct)).ToDictionary(k => k.FindingId);
        var planned = (await sender.PlanAsync(pass, summaries, known, ct)).Where(p => p is { Step: SubmissionStep.Delete, Known: not null }).ToList();
        List<FindingId> back = [.. summaries.Where(f => !FindingVulnerability.IsWithdrawn(f)).Select(f => f.Id)];
        if (back.Count > 0)
            await changes.TakeBackAsync(pass.Site, back, ct);
        foreach (var some in planned.Chunk(MaxAtOnce))
        {
            var outcomes = await Task.WhenAll(some.Select(p => DeleteAsync(pass, p, ct)));
            SubmissionPause? pause = null;
            foreach (var (one, outcome) in some.Zip(outcomes))
                pause ??= await NoteAsync(pass, one, outcome, ct);
            if (pause is not null)
                return (pause, false);
        }

        return (null, ids.Count == MaxDeleted);
    }

    /// <returns><see langword="null"/>: the site has it no more.</returns>
    private static async Task<JiraOutcome<JiraAccepted>?> DeleteAsync(SitePass pass, PlannedSubmission planned, CancellationToken ct)
    {
        var id = planned.Finding.Id.ToString();
        var outcome = await pass.Jira.DeleteAsync(id, ct);
        return outcome switch
        {
            JiraOutcome<JiraAccepted>.Committed => null,
            // The specification has no 404 here, so that it may be said of something else than the finding.
            JiraOutcome<JiraAccepted>.Rejected { Status: 404 } when await pass.Jira.FindAsync(id, ct) is { Number: null } => null,
            _ => outcome,
        };
    }

    /// <returns><see langword="null"/>: it is deleted, or its own problem.</returns>
    private async Task<SubmissionPause?> NoteAsync(SitePass pass, PlannedSubmission planned, JiraOutcome<JiraAccepted>? outcome, CancellationToken ct)
    {
        var (id, sequence) = (planned.Finding.Id, planned.Known!.Sequence);
        switch (outcome)
        {
            case null:
                await store.DeleteAsync(pass.Site, id, sequence, clock.GetUtcNow() + SubmissionVerifier.After, ct);
                return null;
            case JiraOutcome<JiraAccepted>.Rejected { Status: 400 or 404 or 413 } no when ++pass.RefusedAlone <= SitePass.MaxRefusedAlone:
                await store.NotDeletedAsync(pass.Site, id, sequence, planned.Digest, $"Jira refused to delete it ({no.Status}): {no.Error}.", clock.GetUtcNow() + Later, ct);
                return null;
            default:
                return SubmissionPause.Of(outcome);
        }
    }
}
