using System.Data.Common;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// One import at a time: one saturates two cores, and then no scope, finding or idempotency key can be raced for. In the
/// process by a semaphore; between the nodes on one PostgreSQL by a lock that ends with its connection.
/// </summary>
internal sealed class ImportTurn(Database database) : IDisposable
{
    private static readonly SqlText LockSql = new(typeof(ImportTurn), "Turn.Lock");
    private static readonly SqlText UnlockSql = new(typeof(ImportTurn), "Turn.Unlock");
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task<IAsyncDisposable> TakeAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        DbConnection? connection = null;
        try
        {
            if (database.Engine == DatabaseEngine.Postgres)
            {
                connection = await database.OpenReaderAsync(ct);
                await RunAsync(connection, LockSql, ct);
            }

            return new Turn(_turn, connection);
        }
        catch
        {
            if (connection is not null)
                await connection.DisposeAsync();
            _turn.Release();
            throw;
        }
    }

    public void Dispose() => _turn.Dispose();

    private static async Task RunAsync(DbConnection connection, SqlText sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql.For(DatabaseEngine.Postgres);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed class Turn(SemaphoreSlim turn, DbConnection? connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                if (connection is not null)
                {
                    // A connection that goes back to the pool would keep the lock.
                    await RunAsync(connection, UnlockSql, CancellationToken.None);
                    await connection.DisposeAsync();
                }
            }
            catch (DbException)
            {
                // The connection is gone, and the lock with it.
                await connection!.DisposeAsync();
            }
            finally
            {
                turn.Release();
            }
        }
    }
}
