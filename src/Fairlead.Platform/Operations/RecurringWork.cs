using Microsoft.Extensions.Hosting;

namespace Fairlead.Platform.Operations;

/// <summary>
/// Work that a server does again and again. Whatever goes wrong once ends neither the server nor the work: the next time finds the same rows.
/// </summary>
/// <param name="interval">Between two beginnings. What takes longer is not begun a second time meanwhile.</param>
/// <param name="atOnce">Whether it is done when the server starts; else first after the interval.</param>
internal abstract class RecurringWork(TimeSpan interval, TimeProvider clock, bool atOnce = true) : BackgroundService
{
    protected TimeProvider Clock => clock;

    protected abstract Task DoAsync(CancellationToken ct);

    /// <summary>Says that it failed and is done again.</summary>
    protected abstract void PutOff(Exception exception);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        if (!atOnce)
            await timer.WaitForNextTickAsync(stoppingToken);
        do
        {
            try
            {
                await DoAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                PutOff(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
