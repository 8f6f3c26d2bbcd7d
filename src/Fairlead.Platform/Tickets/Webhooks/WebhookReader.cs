using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>Reads the issues that webhooks told of: a webhook is a hint, and only the issue itself is believed.</summary>
internal sealed class WebhookReader(WebhookStore store, ChangedIssues issues, SiteGuard site, Lanes lanes)
{
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
            for (var events = await store.UnheardAsync(session.Connection, Batch, ct); events.Count > 0; events = await store.UnheardAsync(session.Connection, Batch, ct))
            {
                // Several events of one issue are one read.
                await issues.ReadAsync(session, [.. events.Select(e => e.IssueId).Distinct()], isToldToLook: true, ct);
                await store.HeardAsync(session.Connection, [.. events.Select(e => e.No)], ct);
            }
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or FencedException)
        {
            await lanes.NoteFailedLookAsync(session, e, ct);
        }
    }
}
