using Fairlead.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Operations;

/// <summary>
/// 16 MB set aside on the data disk. On a full disk SQLite cannot even delete rows; giving this up lets Fairlead, or an
/// administrator, clean up. It is taken again as soon as there is room to spare.
/// </summary>
internal sealed class ReserveFile(DataDirectory data, TimeProvider clock, ILogger<ReserveFile> log) : BackgroundService
{
    public const long Bytes = 16L << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Runs what makes room, or notes a failure that must not be lost. Where the disk turns out to be full, the reserve is
    /// given up and the work runs once more; so it must be safe to repeat.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">The disk is full all the same, or something else is wrong.</exception>
    public async Task SpendAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (DatabaseUnavailableException e) when (e.Failure == DatabaseFailure.StorageFull && GiveUp())
        {
            await work();
        }
    }

    /// <summary>Frees the space.</summary>
    /// <returns><see langword="false"/> when there was nothing to free.</returns>
    public bool GiveUp()
    {
        if (!data.GiveUpReserve())
            return false;
        log.ReserveGivenUp(Bytes);
        return true;
    }

    /// <summary>Takes the space after the start, so that 16 MB of writing do not delay the first request; then again whenever it was given up.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            Take(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>
    /// Takes the space if it is not taken and as much is left beside it: what was just freed is for rows first. A disk
    /// without room is not an error here: health reports it.
    /// </summary>
    private void Take(CancellationToken ct)
    {
        try
        {
            if (File.Exists(data.ReserveFile) && new FileInfo(data.ReserveFile).Length == Bytes)
                return;
            if (data.FreeBytes < 2 * Bytes)
                return;
            using var file = new FileStream(data.ReserveFile, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            // Really written: a sparse file would reserve nothing.
            var block = new byte[1 << 20];
            for (long written = 0; written < Bytes && !ct.IsCancellationRequested; written += block.Length)
                file.Write(block);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.ReserveNotTaken(e);
            GiveUp();
        }
    }
}
