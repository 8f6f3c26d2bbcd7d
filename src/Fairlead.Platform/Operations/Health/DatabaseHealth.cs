using Fairlead.Storage;

namespace Fairlead.Platform.Operations.Health;

/// <summary>The database answers and takes writes; on SQLite its file is still the one that was opened.</summary>
internal sealed class DatabaseHealth(Database database, DatabaseOptions location, DataDirectory data, ReserveFile reserve) : IHealthReason
{
    private static readonly SqlText ProbeSql = new(typeof(Storage.OperationsSql), "Health.Probe");

    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct)
    {
        try
        {
            if (database.Engine == DatabaseEngine.Sqlite && !File.Exists(location.Location))
                return [new("database_file_missing", "The database file is gone. Stop, and restore it from a backup.", true, IsOfNode: true)];
            await database.ExecuteAsync(ProbeSql, null, ct);
            return FreeSpace();
        }
        catch (DatabaseUnavailableException e) when (e.Failure == DatabaseFailure.StorageFull)
        {
            reserve.GiveUp();
            return [new("storage_full", $"{e.Message} The reserve was given up so that rows can be deleted. Free space; nothing needs a restart.", true, IsOfNode: true)];
        }
        catch (DatabaseUnavailableException e)
        {
            return [new(HealthCheck.NoDatabase, e.Message, true, IsOfNode: true)];
        }
    }

    private IReadOnlyList<HealthReason> FreeSpace() =>
        data.FreeBytes < 4 * ReserveFile.Bytes
            ? [new("storage_low", "Less than 64 MB are free on the disk of the data directory.", false, IsOfNode: true)]
            : [];
}
