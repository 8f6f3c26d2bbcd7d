using System.Reflection;
using Fairlead.Storage;
using Npgsql;

namespace Fairlead.Testing;

/// <summary>Makes empty databases for one test class; each call gives one that no other test sees.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    private readonly List<Database> _opened = [];

    /// <summary>Where a new, empty database lies; not opened yet.</summary>
    public abstract Task<DatabaseOptions> LocationAsync(CancellationToken ct);

    /// <summary>A new database, migrated by <paramref name="migrations"/> when given; closed with the fixture.</summary>
    public async Task<Database> EmptyAsync(CancellationToken ct, Assembly? migrations = null)
    {
        var database = await Database.OpenAsync(await LocationAsync(ct), ct);
        lock (_opened)
            _opened.Add(database);
        if (migrations is not null)
            await database.MigrateAsync(migrations, TimeProvider.System, ct);
        return database;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var database in _opened)
            await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>SQLite files in a temporary folder that goes with the fixture.</summary>
public sealed class SqliteTestDatabase : TestDatabase
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-test-");
    private int _count;

    public override Task<DatabaseOptions> LocationAsync(CancellationToken ct) =>
        Task.FromResult(DatabaseOptions.Sqlite(Path.Combine(_folder.FullName, $"{Interlocked.Increment(ref _count)}.db")));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>
/// Schemas of their own on the server that <c>FAIRLEAD_TEST_POSTGRES</c> names (an Npgsql connection string). Without it
/// the tests fail rather than skip: a suite that did not run on PostgreSQL proves nothing about PostgreSQL.
/// </summary>
public sealed class PostgresTestDatabase : TestDatabase
{
    private readonly List<string> _schemas = [];

    public override async Task<DatabaseOptions> LocationAsync(CancellationToken ct)
    {
        var schema = $"t{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))}";
        await RunAsync($"CREATE SCHEMA {schema}", ct);
        lock (_schemas)
            _schemas.Add(schema);
        var connection = new NpgsqlConnectionStringBuilder(Server()) { SearchPath = schema, MaxPoolSize = 10 };
        return DatabaseOptions.Postgres(connection.ToString());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var schema in _schemas)
            await RunAsync($"DROP SCHEMA {schema} CASCADE", CancellationToken.None);
    }

    private static string Server() =>
        Environment.GetEnvironmentVariable("FAIRLEAD_TEST_POSTGRES")
        ?? throw new InvalidOperationException(
            "FAIRLEAD_TEST_POSTGRES is not set. Run ./test, or start a server with eng/postgres.sh and export what it prints.");

    private static async Task RunAsync(string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Server());
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
