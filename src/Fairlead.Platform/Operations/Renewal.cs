using Fairlead.Storage;

namespace Fairlead.Platform.Operations;

/// <summary>
/// Renews a hold on something that other processes want, until it is stopped or the hold is another's. While the database cannot be reached it goes on trying: the hold ends by
/// itself when that takes too long.
/// </summary>
internal sealed class Renewal : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly Func<CancellationToken, Task<bool>> _renewAsync;
    private readonly Action<DatabaseUnavailableException> _notHeld;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _renewing;

    /// <param name="renewAsync">Whether it is still held.</param>
    /// <param name="notHeld">Told each time that it could not be renewed.</param>
    public Renewal(TimeSpan interval, TimeProvider clock, Func<CancellationToken, Task<bool>> renewAsync, Action<DatabaseUnavailableException> notHeld)
    {
        (_clock, _renewAsync, _notHeld) = (clock, renewAsync, notHeld);
        _renewing = RenewAsync(interval, _stopped.Token);
    }

    /// <summary>Nothing is renewed after it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _renewing;
        _stopped.Dispose();
    }

    private async Task RenewAsync(TimeSpan interval, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(interval, _clock);
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
            // Stopped.
        }
    }

    private async Task<bool> TryRenewAsync(CancellationToken ct)
    {
        try
        {
            return await _renewAsync(ct);
        }
        catch (DatabaseUnavailableException e)
        {
            _notHeld(e);
            return true;
        }
    }
}
