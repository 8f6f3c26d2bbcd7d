using System.Collections.Concurrent;
using System.Threading.Channels;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>Tells the listener for which connections something came. However often it rings for one, it counts once until it is heard.</summary>
internal sealed class WebhookBell
{
    private readonly ConcurrentDictionary<ConnectionId, bool> _rung = new();
    private readonly Channel<ConnectionId> _order = Channel.CreateUnbounded<ConnectionId>(new UnboundedChannelOptions { SingleReader = true });

    public void Ring(ConnectionId connection)
    {
        if (_rung.TryAdd(connection, true))
            _order.Writer.TryWrite(connection);
    }

    /// <returns>Every connection for which it rang since the last time; empty after <paramref name="longest"/> without a ring.</returns>
    public async Task<IReadOnlyCollection<ConnectionId>> WaitAsync(TimeSpan longest, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(longest);
        try
        {
            await _order.Reader.WaitToReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return [];
        }

        var rung = new List<ConnectionId>();
        while (_order.Reader.TryRead(out var connection))
        {
            _rung.TryRemove(connection, out _);
            rung.Add(connection);
        }

        return rung;
    }
}
