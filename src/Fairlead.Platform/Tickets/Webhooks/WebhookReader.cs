using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>Reads the issues that webhooks told of: a webhook is a hint, and only the issue itself is believed.</summary>
internal sealed class WebhookReader(WebhookStore store, TicketStore tickets, IssueObserver observer, CommentReader comments)
{
    /// <summary>As many numbers as one statement takes.</summary>
    private const int Batch = 500;

    public async Task<bool> HasNewsAsync(ConnectionId connection, CancellationToken ct) =>
        (await store.UnheardAsync(connection, 1, ct)).Count > 0;

    /// <returns>How many linked issues were read.</returns>
    public async Task<int> ReadAsync(LaneSession session, CancellationToken ct)
    {
        var read = 0;
        for (var events = await store.UnheardAsync(session.Connection, Batch, ct); events.Count > 0; events = await store.UnheardAsync(session.Connection, Batch, ct))
        {
            // Several events of one issue are one read; issues that are no ticket's are none.
            var rows = await tickets.ByIssuesAsync(session.Connection, [.. events.Select(e => e.IssueId).Distinct()], ct);
            if (rows.Count > 0)
            {
                var seen = await observer.ReadAsync(session, rows, ct);
                await comments.ReadAsync(session, seen.Present, isToldToLook: true, ct);
            }

            await store.HeardAsync(session.Connection, [.. events.Select(e => e.No)], ct);
            read += rows.Count;
        }

        return read;
    }
}
