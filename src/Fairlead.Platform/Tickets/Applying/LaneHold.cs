using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Keeps other processes out of one side of a lane while its holder lives: renewed again and again, and over by itself when the holder
/// is killed or held up. It saves work that would be fenced; what keeps a worker that was overtaken from writing is the epoch.
/// </summary>
internal sealed class LaneHold : IAsyncDisposable
{
    /// <summary>How long a holder that does not renew keeps others out. Clocks of nodes that differ by more let them in early.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RenewAfter = Lifetime / 3;

    private readonly LaneStore _lanes;
    private readonly ConnectionId _connection;
    private readonly long _epoch;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _left = new();
    private readonly Task _renewing;

    public LaneHold(LaneStore lanes, ConnectionId connection, long epoch, TimeProvider clock, ILogger log)
    {
        (_lanes, _connection, _epoch, _clock, _log) = (lanes, connection, epoch, clock, log);
        _renewing = lanes.IsShared ? RenewAsync(_left.Token) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _left.CancelAsync();
            await _renewing;
            if (_lanes.IsShared)
                await _lanes.HoldAsync(_connection, _epoch, null, CancellationToken.None);
        }
        catch (DatabaseUnavailableException e)
        {
            // It ends by itself.
            _log.NotHeld(e, _connection);
        }
        finally
        {
            _left.Dispose();
        }
    }

    private async Task RenewAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(RenewAfter, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                if (!await TryRenewAsync(ct))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // Left.
        }
    }

    /// <returns><see langword="false"/> when another has entered since.</returns>
    private async Task<bool> TryRenewAsync(CancellationToken ct)
    {
        try
        {
            return await _lanes.HoldAsync(_connection, _epoch, _clock.GetUtcNow() + Lifetime, ct);
        }
        catch (DatabaseUnavailableException e)
        {
            _log.NotHeld(e, _connection);
            return true;
        }
    }
}
