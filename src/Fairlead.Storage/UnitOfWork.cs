using System.Data.Common;
using Dapper;
using Fairlead.Storage.Dialects;

namespace Fairlead.Storage;

/// <summary>
/// One write transaction. Nothing is kept unless <see cref="CommitAsync"/> ran. On SQLite only one exists at a time in
/// the process, so it must be short; no call to another system is ever made inside it.
/// </summary>
public sealed class UnitOfWork : IAsyncDisposable
{
    private readonly IDialect _dialect;
    private readonly WriteLease _lease;
    private bool _done;

    internal UnitOfWork(IDialect dialect, WriteLease lease)
    {
        _dialect = dialect;
        _lease = lease;
    }

    public DatabaseEngine Engine => _dialect.Engine;

    /// <summary>The engine's own connection, for bulk paths (COPY, prepared batches) only.</summary>
    public DbConnection Connection => _lease.Connection;

    /// <summary>The transaction that every command on <see cref="Connection"/> must carry.</summary>
    public DbTransaction Transaction => _lease.Transaction;

    /// <returns>The number of rows written.</returns>
    public Task<int> ExecuteAsync(SqlText sql, object? parameters, CancellationToken ct) =>
        Guard(() => Connection.ExecuteAsync(Command(sql, parameters, ct)));

    /// <summary>Rows that the statement returns (a read, or <c>RETURNING</c>).</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(SqlText sql, object? parameters, CancellationToken ct) =>
        (await Guard(() => Connection.QueryAsync<T>(Command(sql, parameters, ct)))).AsList();

    public Task<T?> FirstAsync<T>(SqlText sql, object? parameters, CancellationToken ct) =>
        Guard(() => Connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters, ct)));

    /// <summary>A bulk path on <see cref="Connection"/>, with the engine's failures translated as everywhere.</summary>
    public Task<T> BulkAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work) =>
        Guard(() => work(_lease.Connection, _lease.Transaction));

    public async Task CommitAsync(CancellationToken ct)
    {
        await Guard(async () =>
        {
            await _lease.Transaction.CommitAsync(ct);
            return 0;
        });
        _done = true;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_done)
                await _lease.Transaction.RollbackAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            // The connection is gone or the engine rolled back by itself; either way nothing was kept.
        }
        finally
        {
            await _lease.Transaction.DisposeAsync();
            await _lease.ReleaseAsync();
        }
    }

    private CommandDefinition Command(SqlText sql, object? parameters, CancellationToken ct) =>
        new(sql.For(Engine), parameters, _lease.Transaction, cancellationToken: ct);

    private async Task<T> Guard<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DbException e) when (_dialect.Translate(e) is not null)
        {
            throw _dialect.Translate(e)!;
        }
    }
}
