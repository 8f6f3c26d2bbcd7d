using System.Globalization;
using Fairlead.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Operations.DataFiles;

/// <summary>
/// Remembers outside the database how far its audit trail had come. A database that starts behind that was restored, or failed
/// over with a loss: its epoch is raised, and every create that it does not know the end of is looked for before it is sent.
/// </summary>
/// <remarks>
/// A backup that holds the data directory too takes this memory back with it; then a file named <c>restored</c> in the data
/// directory, put there by the operator, says the same. docs/operations.md.
/// </remarks>
internal sealed class HighWater(DataDirectory data, Database database, InstanceIdentity instance, TimeProvider clock, ILogger<HighWater> log)
    : BackgroundService
{
    private static readonly SqlText HeadSql = new(typeof(Storage.OperationsSql), "Activity.ReadHead");
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private long _written = -1;

    /// <summary>To be called once, before anything is sent.</summary>
    /// <returns>The identity to go on with: of a new epoch when the database turns out to be restored.</returns>
    public static async Task<InstanceIdentity> CheckAsync(
        DataDirectory data, Database database, InstanceIdentity instance, TimeProvider clock, CancellationToken ct)
    {
        var isBehind = Read(data, instance) > await HeadAsync(database, ct);
        if (!isBehind && !File.Exists(data.RestoredFile))
            return instance;
        await InstanceIdentity.RaiseEpochAsync(database, ct);
        Write(data, instance, await HeadAsync(database, ct));
        File.Delete(data.RestoredFile);
        return await InstanceIdentity.LoadAsync(database, clock, ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await NoteAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await NoteAsync(cancellationToken);
    }

    private async Task NoteAsync(CancellationToken ct)
    {
        try
        {
            var head = await HeadAsync(database, ct);
            if (head == _written)
                return;
            Write(data, instance, head);
            _written = head;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DatabaseUnavailableException)
        {
            log.HighWaterNotWritten(e);
        }
    }

    private static async Task<long> HeadAsync(Database database, CancellationToken ct) =>
        (await database.FirstAsync<Head>(HeadSql, null, ct))?.Number ?? 0;

    /// <returns>0 when nothing is remembered of this instance.</returns>
    private static long Read(DataDirectory data, InstanceIdentity instance)
    {
        if (!File.Exists(data.HighWaterFile))
            return 0;
        var words = File.ReadAllText(data.HighWaterFile).Split(' ');
        return words.Length == 2 && words[0] == instance.InstanceId.ToString("D")
            && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : 0;
    }

    private static void Write(DataDirectory data, InstanceIdentity instance, long number)
    {
        var next = data.HighWaterFile + ".next";
        File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $"{instance.InstanceId:D} {number}"));
        File.Move(next, data.HighWaterFile, overwrite: true);
    }

    private sealed class Head
    {
        public long Number { get; init; }
    }
}
