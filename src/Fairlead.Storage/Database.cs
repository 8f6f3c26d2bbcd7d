using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;
using Dapper;
using Fairlead.Storage.Dialects;
using Fairlead.Storage.Migrations;
using Fairlead.Storage.Values;

namespace Fairlead.Storage;

/// <summary>
/// The database of this process. Reads open their own connection; writes take a <see cref="UnitOfWork"/>, a single
/// statement by <see cref="ExecuteAsync"/>. Failures of the world arrive as <see cref="DatabaseUnavailableException"/>.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly IDialect _dialect;

    private Database(IDialect dialect) => _dialect = dialect;

    public DatabaseEngine Engine => _dialect.Engine;

    /// <summary>Opens the database; an absent SQLite file is made, an absent PostgreSQL database is not.</summary>
    /// <exception cref="DatabaseUnavailableException">Another process holds the SQLite file.</exception>
    public static async Task<Database> OpenAsync(DatabaseOptions options, CancellationToken ct)
    {
        TypeHandlers.Register();
        return new Database(options.Engine switch
        {
            DatabaseEngine.Sqlite => await SqliteDialect.OpenAsync(options, ct),
            DatabaseEngine.Postgres => PostgresDialect.Open(options.Location),
            _ => throw new ArgumentOutOfRangeException(nameof(options)),
        });
    }

    /// <summary>Brings the schema up to the migrations embedded in <paramref name="migrations"/>; safe to run from several processes.</summary>
    /// <returns>How many migrations were applied.</returns>
    public Task<int> MigrateAsync(Assembly migrations, TimeProvider clock, CancellationToken ct) =>
        Guard(() => new Migrator(_dialect, clock).MigrateAsync(Migration.LoadFrom(migrations, Engine), ct));

    public async Task<UnitOfWork> BeginAsync(CancellationToken ct) =>
        new(_dialect, await Guard(() => _dialect.BeginWriteAsync(ct)));

    /// <summary>One statement in a transaction of its own.</summary>
    /// <returns>The number of rows written.</returns>
    public async Task<int> ExecuteAsync(SqlText sql, object? parameters, CancellationToken ct)
    {
        await using var work = await BeginAsync(ct);
        var rows = await work.ExecuteAsync(sql, parameters, ct);
        await work.CommitAsync(ct);
        return rows;
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(SqlText sql, object? parameters, CancellationToken ct) =>
        await Guard(async () =>
        {
            await using var connection = await _dialect.OpenReaderAsync(ct);
            return (await connection.QueryAsync<T>(new CommandDefinition(sql.For(Engine), parameters, cancellationToken: ct))).AsList();
        });

    /// <returns>The first row, or the type's default when there is none.</returns>
    public Task<T?> FirstAsync<T>(SqlText sql, object? parameters, CancellationToken ct) =>
        Guard(async () =>
        {
            await using var connection = await _dialect.OpenReaderAsync(ct);
            return await connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql.For(Engine), parameters, cancellationToken: ct));
        });

    /// <summary>Rows one by one, for results that must not be held in memory. The connection is held while it runs.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        SqlText sql, object? parameters, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await Guard(() => _dialect.OpenReaderAsync(ct));
        await foreach (var row in connection.QueryUnbufferedAsync<T>(sql.For(Engine), parameters).WithCancellation(ct))
            yield return row;
    }

    /// <summary>A connection for reading, for paths that need the engine's own reader; the caller disposes it.</summary>
    public Task<DbConnection> OpenReaderAsync(CancellationToken ct) => Guard(() => _dialect.OpenReaderAsync(ct));

    /// <summary>A path with the engine's own reader on a connection of the caller, with the engine's failures translated.</summary>
    public Task<T> BulkReadAsync<T>(Func<Task<T>> work) => Guard(work);

    public ValueTask DisposeAsync() => _dialect.DisposeAsync();

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
