using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Operations.DataFiles;

/// <summary>
/// 16 MB set aside on the data disk. On a full disk SQLite cannot even delete rows; giving this up lets an administrator
/// clean up. It is taken again at the next start with room to spare.
/// </summary>
internal sealed class ReserveFile(DataDirectory data, ILogger<ReserveFile> log) : BackgroundService
{
    public const long Bytes = 16L << 20;

    /// <summary>Frees the space.</summary>
    /// <returns><see langword="false"/> when there was nothing to free.</returns>
    public bool GiveUp()
    {
        if (!File.Exists(data.ReserveFile))
            return false;
        File.Delete(data.ReserveFile);
        log.ReserveGivenUp(Bytes);
        return true;
    }

    /// <summary>Takes the space after the start, so that 16 MB of writing do not delay the first request.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        Take(stoppingToken);
    }

    /// <summary>Takes the space if it is not taken. A disk without room is not an error here: health reports it.</summary>
    private void Take(CancellationToken ct)
    {
        try
        {
            if (File.Exists(data.ReserveFile) && new FileInfo(data.ReserveFile).Length == Bytes)
                return;
            using var file = new FileStream(data.ReserveFile, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            // Really written: a sparse file would reserve nothing.
            var block = new byte[1 << 20];
            for (long written = 0; written < Bytes && !ct.IsCancellationRequested; written += block.Length)
                file.Write(block);
            file.Flush(flushToDisk: true);
        }
        catch (IOException e)
        {
            log.ReserveNotTaken(e);
            GiveUp();
        }
    }
}
