using Fairlead.Jira;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What a look at recently changed issues found.</summary>
/// <param name="Issues">Linked issues that were read again.</param>
/// <param name="Effects">Comments and statuses that said something by a rule.</param>
/// <param name="IsComplete">False when Jira did not answer to the end; the next look begins where this one did.</param>
internal sealed record PollReport(int Issues, int Changed, int Effects, bool IsComplete, int JiraCalls)
{
    /// <summary><see langword="null"/> unless the connection is paused, so that not all was read.</summary>
    public string? PausedBecause { get; init; }
}

/// <summary>
/// Reads the linked issues that somebody changed since the last look: one search for their ids, then a thousand to a call. Looks
/// overlap, because Jira's index is behind and its clock is not ours.
/// </summary>
internal sealed class DeltaPoll(
    LaneStore lanes,
    Lanes gate,
    CircuitStore circuits,
    TicketStore tickets,
    SiteGuard site,
    ChangedIssues issues,
    TimeProvider clock)
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(1);

    public async Task<PollReport> PollAsync(LaneSession session, CancellationToken ct)
    {
        var startedAt = clock.GetUtcNow();
        var (read, changed, effects) = (0, 0, 0);
        if (!await site.HoldsAsync(session, ct))
            return new(0, 0, 0, IsComplete: false, session.Calls.Count);
        try
        {
            var since = (await lanes.GetAsync(session.Connection, ct))?.PolledAt ?? startedAt - FirstLook;
            // Before the others are read: what Jira does not show now is asked for again by the next look.
            var owed = await tickets.OwedAsync(session.Connection, IssuesResource.MaxFetch, ct);
            foreach (var chunk in (await IdsAsync(session, startedAt - since + Overlap, ct)).Chunk(IssuesResource.MaxFetch))
            {
                var news = await issues.ReadAsync(session, chunk, isToldToLook: false, ct);
                read += news.Issues;
                changed += news.Changed;
                effects += news.Effects;
            }

            if (owed.Count > 0)
                effects += (await issues.ReadAsync(session, owed, isToldToLook: true, ct)).Effects;
            await lanes.PolledAsync(session.Connection, session.Epoch, startedAt, ct);
            await lanes.LookFailedAsync(session.Connection, null, ct);
            return new(read, changed, effects, IsComplete: true, session.Calls.Count);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or FencedException)
        {
            await gate.NoteFailedLookAsync(session, e, ct);
            if (e is not FencedException)
                await lanes.LookFailedAsync(session.Connection, LookTrouble.Of(e), ct);
            return new(read, changed, effects, IsComplete: false, session.Calls.Count);
        }
    }

    private async Task<IReadOnlyList<string>> IdsAsync(LaneSession session, TimeSpan age, CancellationToken ct)
    {
        var queries = new List<Jql> { Jql.Field("labels").In(Marker.CommonLabel) };
        // Where labels are not on the create screen, issues do not carry ours.
        queries.AddRange((await circuits.ByConnectionAsync(session.Connection, ct)).Where(c => c.Rung != MarkerRung.Label)
            .Select(c => c.ProjectId).Distinct().Select(id => Jql.Field("project").InNumbers(long.Parse(id))));
        var ids = new HashSet<string>();
        foreach (var query in queries)
        {
            await foreach (var issue in session.Jira.Search.IdsAsync(query.And(Jql.Field("updated").Within(age)), ct))
                ids.Add(issue.Id);
        }

        return [.. ids];
    }
}
