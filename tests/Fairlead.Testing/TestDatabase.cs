using System.Collections.Concurrent;
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

    /// <summary>Where a database lies that holds what <paramref name="migrations"/> made, and nothing else; not opened yet.</summary>
    public abstract Task<DatabaseOptions> MigratedAsync(Assembly migrations, CancellationToken ct);

    /// <summary>A new database, migrated by <paramref name="migrations"/> when given; closed with the fixture.</summary>
    public async Task<Database> EmptyAsync(CancellationToken ct, Assembly? migrations = null)
    {
        var database = await Database.OpenAsync(migrations is null ? await LocationAsync(ct) : await MigratedAsync(migrations, ct), ct);
        lock (_opened)
            _opened.Add(database);
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
    private static readonly ConcurrentDictionary<Assembly, Lazy<Task<byte[]>>> Migrated = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-test-");
    private int _count;

    public override Task<DatabaseOptions> LocationAsync(CancellationToken ct) => Task.FromResult(DatabaseOptions.Sqlite(NewPath()));

    public override async Task<DatabaseOptions> MigratedAsync(Assembly migrations, CancellationToken ct)
    {
        var path = NewPath();
        await File.WriteAllBytesAsync(path, await Migrated.GetOrAdd(migrations, m => new(() => MakeAsync(m))).Value, ct);
        return DatabaseOptions.Sqlite(path);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private string NewPath() => Path.Combine(_folder.FullName, $"{Interlocked.Increment(ref _count)}.db");

    /// <summary>A file that was closed has all that was written to it, and no journal beside it.</summary>
    private static async Task<byte[]> MakeAsync(Assembly migrations)
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-test-");
        try
        {
            var path = Path.Combine(folder.FullName, "migrated.db");
            await using (var database = await Database.OpenAsync(DatabaseOptions.Sqlite(path), CancellationToken.None))
                await database.MigrateAsync(migrations, TimeProvider.System, CancellationToken.None);
            return await File.ReadAllBytesAsync(path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>
/// Schemas of their own on the server that <c>FAIRLEAD_TEST_POSTGRES</c> names (an Npgsql connection string). Without it
/// the tests fail rather than skip: a suite that did not run on PostgreSQL proves nothing about PostgreSQL.
/// </summary>
public sealed class PostgresTestDatabase : TestDatabase
{
    private static readonly Lazy<MigratedSchemas> Pool = new(() => new MigratedSchemas(Server()));

    private readonly List<string> _schemas = [];
    private readonly List<string> _taken = [];

    public override async Task<DatabaseOptions> LocationAsync(CancellationToken ct)
    {
        var schema = $"t{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))}";
        await RunAsync($"CREATE SCHEMA {schema}", ct);
        lock (_schemas)
            _schemas.Add(schema);
        return OptionsOf(schema);
    }

    public override async Task<DatabaseOptions> MigratedAsync(Assembly migrations, CancellationToken ct)
    {
        var schema = await Pool.Value.TakeAsync(migrations, ct);
        lock (_taken)
            _taken.Add(schema);
        return OptionsOf(schema);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var schema in _taken)
            await Pool.Value.ReturnAsync(schema);
        foreach (var schema in _schemas)
            await RunAsync($"DROP SCHEMA {schema} CASCADE", CancellationToken.None);
    }

    internal static DatabaseOptions OptionsOf(string schema) =>
        DatabaseOptions.Postgres(new NpgsqlConnectionStringBuilder(Server()) { SearchPath = schema, MaxPoolSize = 10 }.ToString());

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
