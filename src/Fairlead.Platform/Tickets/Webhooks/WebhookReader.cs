using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>Reads the issues that webhooks told of: a webhook is a hint, and only the issue itself is believed.</summary>
internal sealed class WebhookReader(WebhookStore store, TicketStore tickets, ChangedIssues issues, SiteGuard site, Lanes lanes)
{
    /// <summary>Looked at together: however many of them are of one issue, it is read once.</summary>
    private const int MaxEvents = 10_000;

    /// <summary>As many numbers as one statement takes.</summary>
    private const int Batch = 500;

    public async Task<bool> HasNewsAsync(ConnectionId connection, CancellationToken ct) =>
        (await store.UnheardAsync(connection, 1, ct)).Count > 0;

    /// <summary>What cannot be read now stays, and is read later.</summary>
    public async Task ReadAsync(LaneSession session, CancellationToken ct)
    {
        if (!await site.HoldsAsync(session, ct))
            return;
        try
        {
            IReadOnlyList<UnheardEvent> events;
            while ((events = await store.UnheardAsync(session.Connection, MaxEvents, ct)).Count > 0)
            {
                var ours = (await tickets.ByIssuesAsync(session.Connection, [.. events.Select(e => e.IssueId).Distinct()], ct)).Select(t => t.IssueId).ToHashSet();
                foreach (var chunk in events.GroupBy(e => e.IssueId).OrderByDescending(g => ours.Contains(g.Key)).Chunk(IssuesResource.MaxFetch))
                {
                    var told = chunk.Select(g => g.Key).ToHashSet();
                    await issues.ReadAsync(session, told, told, ct);
                    foreach (var nos in chunk.SelectMany(g => g).Select(e => e.No).Chunk(Batch))
                        await store.HeardAsync(session.Connection, nos, ct);
                }
            }
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or FencedException)
        {
            await lanes.NoteFailedLookAsync(session, e, ct);
        }
    }
}
