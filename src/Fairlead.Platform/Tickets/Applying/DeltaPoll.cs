using System.Runtime.CompilerServices;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
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
/// Reads the linked issues that somebody changed since the last look, a thousand to a call, and with them those that are owed a read. On Cloud a
/// search names five thousand ids to a call and the issues are fetched; Data Center, whose pages are a thousand either way, gives the issues
/// with the search. Looks overlap, because Jira's index is behind and its clock is not ours.
/// </summary>
internal sealed class DeltaPoll(
    LaneStore lanes,
    Lanes gate,
    CircuitStore circuits,
    TicketStore tickets,
    SiteGuard site,
    ChangedIssues issues,
    IssueObserver observer,
    WebhookStore webhooks,
    TimeProvider clock)
{
    /// <summary>Jira shows a change in a search only some time after it was made.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(1);

    /// <summary>After a longer pause nobody was there to take webhooks either.</summary>
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(15);

    public async Task<PollReport> PollAsync(LaneSession session, CancellationToken ct)
    {
        var startedAt = clock.GetUtcNow();
        var (seen, changed, effects, unread) = (0, 0, 0, new List<UnreadIssue>());
        if (!await site.HoldsAsync(session, ct))
            return new(0, 0, 0, IsComplete: false, session.Calls.Count);
        try
        {
            var since = (await lanes.GetAsync(session.Connection, ct))?.PolledAt ?? await FirstAsync(session.Connection, startedAt, ct);
            // Before the others are read: what Jira does not show now is asked for again by the next look.
            var owed = (await tickets.OwedAsync(session.Connection, IssuesResource.MaxFetch, ct)).ToHashSet();
            await foreach (var chunk in ToReadAsync(session, startedAt - since + Overlap, owed, ct))
            {
                var read = chunk.Where(i => i.Value is not null).ToDictionary(i => i.Key, i => i.Value!);
                var news = await issues.ReadAsync(session, [.. chunk.Keys], owed, read, startedAt, ct);
                seen += news.Issues;
                changed += news.Changed;
                effects += news.Effects;
                unread.AddRange(news.Unread);
            }

            if (changed > 0 && startedAt - since <= MaxPause)
                await webhooks.UntoldAsync(session.Connection, since, startedAt, ct);
            await lanes.PolledAsync(session.Connection, session.Epoch, startedAt, ct);
            await lanes.LookFailedAsync(session.Connection, LookTrouble.Of(unread), ct);
            return new(seen, changed, effects, IsComplete: true, session.Calls.Count);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or FencedException)
        {
            await gate.NoteFailedLookAsync(session, e, ct);
            if (e is not FencedException)
                await lanes.LookFailedAsync(session.Connection, LookTrouble.Of(e), ct);
            return new(seen, changed, effects, IsComplete: false, session.Calls.Count);
        }
    }

    /// <summary>Without a server days can pass between the first issues and the first look.</summary>
    private async Task<DateTimeOffset> FirstAsync(ConnectionId connection, DateTimeOffset startedAt, CancellationToken ct) =>
        await tickets.OldestAsync(connection, ct) is { } oldest && oldest < startedAt - FirstLook ? oldest : startedAt - FirstLook;

    /// <summary>A call reads as many as it can, so that what is no ticket's, and what is owed besides, costs none of its own.</summary>
    /// <returns>Ids of tickets' issues, a thousand at a time, each with its issue where that came with it.</returns>
    private async IAsyncEnumerable<IReadOnlyDictionary<string, JiraIssue?>> ToReadAsync(
        LaneSession session, TimeSpan age, IReadOnlyCollection<string> owed, [EnumeratorCancellation] CancellationToken ct)
    {
        var chunk = new Dictionary<string, JiraIssue?>();
        await foreach (var found in FoundAsync(session, Jql.Field("updated").Within(age), ct).Concat(owed.ToAsyncEnumerable().Select(id => (id, (JiraIssue?)null)))
            .DistinctBy(f => f.Item1).Chunk(IssuesResource.MaxFetch).WithCancellation(ct))
        {
            var ours = (await tickets.ByIssuesAsync(session.Connection, [.. found.Select(f => f.Item1)], ct)).Select(t => t.IssueId).ToHashSet();
            foreach (var (id, issue) in found.Where(f => ours.Contains(f.Item1)))
            {
                chunk[id] = issue;
                if (chunk.Count < IssuesResource.MaxFetch)
                    continue;
                yield return chunk;
                chunk = [];
            }
        }

        if (chunk.Count > 0)
            yield return chunk;
    }

    private async IAsyncEnumerable<(string Id, JiraIssue? Issue)> FoundAsync(LaneSession session, Jql recently, [EnumeratorCancellation] CancellationToken ct)
    {
        var ours = Jql.Field("labels").In(Marker.CommonLabel).And(recently);
        if (session.Jira.Site.Edition == JiraEdition.DataCenter)
        {
            await foreach (var issue in session.Jira.Search.IssuesAsync(new(ours, await observer.SelectionAsync(session.Connection, ct)), ct))
                yield return (issue.Id, issue);
        }
        else
        {
            await foreach (var issue in session.Jira.Search.IdsAsync(ours, ct))
                yield return (issue.Id, null);
        }

        // Where labels are not on the create screen, issues do not carry ours, and most of the project's are nobody's ticket.
        foreach (var id in await circuits.UnlabelledAsync(session.Connection, ct))
        {
            await foreach (var issue in session.Jira.Search.IdsAsync(Jql.Field("project").InNumbers(long.Parse(id)).And(recently), ct))
                yield return (issue.Id, null);
        }
    }
}
