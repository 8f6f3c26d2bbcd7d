using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
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
    private readonly ILogger _log;
    private readonly Renewal? _renewal;

    public LaneHold(LaneStore lanes, ConnectionId connection, long epoch, TimeProvider clock, ILogger log)
    {
        (_lanes, _connection, _epoch, _log) = (lanes, connection, epoch, log);
        if (lanes.IsShared)
            _renewal = new Renewal(RenewAfter, clock, ct => lanes.HoldAsync(connection, epoch, clock.GetUtcNow() + Lifetime, ct), e => log.NotHeld(e, connection));
    }

    public async ValueTask DisposeAsync()
    {
        if (_renewal is null)
            return;
        await _renewal.DisposeAsync();
        try
        {
            await _lanes.HoldAsync(_connection, _epoch, null, CancellationToken.None);
        }
        catch (DatabaseUnavailableException e)
        {
            // It ends by itself.
            _log.NotHeld(e, _connection);
        }
    }
}
