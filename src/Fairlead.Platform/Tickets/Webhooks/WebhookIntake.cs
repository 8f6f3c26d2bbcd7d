using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Hosting;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>
/// Makes events durable, many to a transaction: each delivery is answered only after its commit, and what comes meanwhile shares the
/// next one. Then wakes whoever listens.
/// </summary>
internal sealed class WebhookIntake(WebhookStore store, WebhookBell bell, LaneStore lanes, TimeProvider clock) : BackgroundService
{
    private const int MaxBatch = 500;

    /// <summary>In bytes, and in characters.</summary>
    private const int MaxLetter = 2_000;

    private static readonly TimeSpan RefusalsNoted = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<ConnectionId, DateTimeOffset> _refusedAt = new();
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(4 * MaxBatch) { SingleReader = true });

    /// <summary>Notes why a webhook was refused, at most every ten seconds for each connection: whoever floods us writes nothing.</summary>
    /// <param name="connection">One that takes webhooks.</param>
    public async Task RefuseAsync(ConnectionId connection, string why, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_refusedAt.TryGetValue(connection, out var at) && now - at < RefusalsNoted)
            return;
        _refusedAt[connection] = now;
        await store.RejectedAsync(connection, why, deadLetter: null, ct);
    }

    /// <summary>Keeps how a webhook began that is signed and cannot be read, and why: Jira would not send it again, or in vain.</summary>
    public Task BuryAsync(ConnectionId connection, ReadOnlyMemory<byte> body, string why, CancellationToken ct) => store.RejectedAsync(
        connection, why, PlainText.Cut(PlainText.Clean(Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, MaxLetter)])), MaxLetter), ct);

    /// <summary>Counts an event that is of no issue: Jira may send more kinds than were asked for, and new ones.</summary>
    /// <param name="kind">Its name, as <see cref="WebhookBody.Kind"/>.</param>
    public Task PassOverAsync(ConnectionId connection, string kind, CancellationToken ct) =>
        store.PassedOverAsync(connection, PlainText.OneLine(kind), ct);

    /// <summary>Ends when the event is on disk.</summary>
    /// <exception cref="DatabaseUnavailableException">It is not, and Jira should send it again.</exception>
    public async Task TakeAsync(WebhookEvent one, CancellationToken ct)
    {
        var waiting = new Waiting(one, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _waiting.Writer.WriteAsync(waiting, ct);
        try
        {
            await waiting.Stored.Task.WaitAsync(ct);
        }
        finally
        {
            // Whoever was not answered in time sends it again.
            waiting.Stored.TrySetCanceled(CancellationToken.None);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiting>(MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var one))
                batch.Add(one);
            try
            {
                await store.InsertAsync(batch.Where(b => !b.Stored.Task.IsCompleted).Select(b => b.Event), stoppingToken);
                batch.ForEach(b => b.Stored.TrySetResult());
                foreach (var connection in batch.Select(b => b.Event.ConnectionId).Distinct())
                {
                    bell.Ring(connection);
                    // Jira can be reached again, it seems.
                    await lanes.LookAgainAsync(connection, stoppingToken);
                }
            }
            catch (OperationCanceledException)
            {
                batch.ForEach(b => b.Stored.TrySetCanceled(stoppingToken));
            }
            catch (Exception e)
            {
                // Whoever sent them is told, and sends them again.
                batch.ForEach(b => b.Stored.TrySetException(e));
            }
        }
    }

    private sealed record Waiting(WebhookEvent Event, TaskCompletionSource Stored);
}
