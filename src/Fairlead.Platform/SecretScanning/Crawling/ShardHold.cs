using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>
/// Keeps a part of a scan for the run that works on it, however long one step takes: a project whose issues are listed page by page, an issue with as many pages of
/// comments. It is over by itself when its process is killed or held up.
/// </summary>
internal sealed class ShardHold : IAsyncDisposable
{
    /// <summary>How long a claim holds that is not renewed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan RenewAfter = Lifetime / 3;

    private readonly CancellationTokenSource _held;
    private readonly Renewal _renewal;

    public ShardHold(SecretScanStore scans, SecretScan scan, Guid owner, TimeProvider clock, ILogger log, CancellationToken ct)
    {
        _held = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _renewal = new Renewal(RenewAfter, clock, RenewAsync, e => log.ScanNotHeld(e, scan.Id.ToString(), scan.ProjectKey));

        async Task<bool> RenewAsync(CancellationToken stop)
        {
            // Twice, since what takes the place of a part in the very moment is not seen by a statement that began before.
            if (await KeepAsync() || await KeepAsync())
                return true;
            IsLost = true;
            await _held.CancelAsync();
            return false;

            Task<bool> KeepAsync() => scans.KeepAsync(scan.Id, owner, clock.GetUtcNow() + Lifetime, stop);
        }
    }

    /// <summary>Cancelled when the run is, or another run has the part.</summary>
    public CancellationToken Held => _held.Token;

    /// <summary>The part is another run's, or nobody's any more.</summary>
    public bool IsLost { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _renewal.DisposeAsync();
        _held.Dispose();
    }
}
