using Fairlead.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>The bulk path that fits the engine.</summary>
internal static class BulkPath
{
    /// <exception cref="DatabaseUnavailableException">No connection is left open.</exception>
    public static async Task<IImportRows> OpenAsync(Database database, CancellationToken ct)
    {
        var reader = await database.OpenReaderAsync(ct);
        try
        {
            return reader switch
            {
                SqliteConnection sqlite => new SqliteImportRows(sqlite),
                NpgsqlConnection postgres => new PostgresImportRows(postgres, (NpgsqlConnection)await database.OpenReaderAsync(ct)),
                _ => throw new InvalidOperationException($"There is no bulk path for {reader.GetType().Name}."),
            };
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }
}
