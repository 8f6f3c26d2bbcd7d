using Fairlead.Storage;

namespace Fairlead.Platform.Operations.Health;

/// <summary>The database answers and takes writes; on SQLite its file is still the one that was opened.</summary>
internal sealed class DatabaseHealth(Database database, DatabaseOptions location, DataDirectory data) : IHealthReason
{
    private static readonly SqlText ProbeSql = new(typeof(Storage.OperationsSql), "Health.Probe");

    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct)
    {
        try
        {
            if (database.Engine == DatabaseEngine.Sqlite && !File.Exists(location.Location))
                return [new("database_file_missing", "The database file is gone. Stop, and restore it from a backup.", true)];
            await database.ExecuteAsync(ProbeSql, null, ct);
            return FreeSpace();
        }
        catch (DatabaseUnavailableException e)
        {
            return [new(e.Failure == DatabaseFailure.StorageFull ? "storage_full" : "database_unavailable", e.Message, true)];
        }
    }

    private IReadOnlyList<HealthReason> FreeSpace() =>
        new DriveInfo(data.FullPath).AvailableFreeSpace < 4 * DataFiles.ReserveFile.Bytes
            ? [new("storage_low", "Less than 64 MB are free on the disk of the data directory.", false)]
            : [];
}
