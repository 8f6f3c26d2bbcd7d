using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fairlead.Storage;
using Npgsql;

namespace Fairlead.Testing;

/// <summary>
/// Schemas of a PostgreSQL server to which migrations were applied, used by one test after the other. To make and to drop one changes hundreds
/// of rows of the server's catalogues, which took most of the time of the suites; to empty one does not. They stay on the server for the next
/// process. One is held by an advisory lock, so that a process that dies gives back what it held.
/// </summary>
/// <param name="server">An Npgsql connection string.</param>
#pragma warning disable CA1001 // It lives as long as the process.
internal sealed class MigratedSchemas(string server)
#pragma warning restore CA1001
{
    private const string UnlockSql = "SELECT pg_advisory_unlock(hashtextextended(@schema, 0))";

    /// <summary>A session that holds a lock would get it a second time.</summary>
    private const string LockSql =
        """
        SELECT NOT EXISTS (SELECT 1 FROM pg_locks
                            WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objsubid = 1
                              AND (classid::bigint << 32 | objid::bigint) = hashtextextended(@schema, 0))
               AND pg_try_advisory_lock(hashtextextended(@schema, 0))
        """;

    private const string NamesSql = "SELECT COALESCE(array_agg(nspname::text ORDER BY nspname), '{}') FROM pg_namespace WHERE starts_with(nspname, @schema)";

    private const string TablesSql =
        "SELECT array_agg(relname::text) FROM pg_class WHERE relnamespace = @schema::regnamespace AND relkind = 'r' AND relname <> 'schema_migrations'";

    /// <summary>
    /// Tables with their columns, indexes, sequences, constraints, triggers and functions. A test that changes them, as to have writing fail, has
    /// used the schema up.
    /// </summary>
    private const string ShapeSql =
        """
        SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
            SELECT concat_ws(' ', 'relation', c.relname, c.relkind, string_agg(concat_ws(' ', a.attname, a.atttypid, a.attnotnull), ',' ORDER BY a.attnum)) AS line
              FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
             WHERE c.relnamespace = @schema::regnamespace GROUP BY c.oid
             UNION ALL
            SELECT concat_ws(' ', 'constraint', conname, contype, convalidated) FROM pg_constraint WHERE connamespace = @schema::regnamespace
             UNION ALL
            SELECT concat_ws(' ', 'trigger', t.tgname, t.tgenabled) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
             WHERE c.relnamespace = @schema::regnamespace AND NOT t.tgisinternal
             UNION ALL
            SELECT concat_ws(' ', 'function', proname, prosrc) FROM pg_proc WHERE pronamespace = @schema::regnamespace) parts
        """;

    /// <summary>Somebody who died may not have let go of it yet.</summary>
    private const string EmptySql =
        """
        SET LOCAL lock_timeout = '5s';
        DO $empty$
        DECLARE
            item text;
            is_filled boolean;
            filled text[] := '{}';
        BEGIN
            FOR item IN SELECT format('%I.%I', '{schema}', relname) FROM pg_class
                         WHERE relnamespace = '{schema}'::regnamespace AND relkind = 'r' AND relname <> 'schema_migrations' LOOP
                EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || item || ')' INTO is_filled;
                IF is_filled THEN
                    filled := filled || item;
                END IF;
            END LOOP;
            IF cardinality(filled) > 0 THEN
                EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE';
            END IF;
            PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, FALSE) FROM pg_sequences WHERE schemaname = '{schema}';
        END
        $empty$;
        """;

    private readonly SemaphoreSlim _one = new(1);
    private NpgsqlConnection? _keeper;

    /// <summary>One that nobody else has, as <paramref name="migrations"/> leave it.</summary>
    public async Task<string> TakeAsync(Assembly migrations, CancellationToken ct)
    {
        var (family, version) = NamesOf(migrations);
        while (await HoldAnyAsync(family, version, ct) is { } known)
        {
            if (await IsEmptiedAsync(known, ct))
                return known;
            await DropAsync(known, ct);
        }

        var schema = version + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        await MakeAsync(schema, migrations, ct);
        return schema;
    }

    /// <summary>It is emptied by whoever takes it next.</summary>
    public Task ReturnAsync(string schema) =>
        WithKeeperAsync(keeper => AskAsync<bool>(keeper, UnlockSql, schema, CancellationToken.None), CancellationToken.None);

    /// <summary>Those that are not of this version are of one before: they go.</summary>
    private Task<string?> HoldAnyAsync(string family, string version, CancellationToken ct) => WithKeeperAsync(
        async keeper =>
        {
            foreach (var schema in await AskAsync<string[]>(keeper, NamesSql, family, ct))
            {
                if (!await AskAsync<bool>(keeper, LockSql, schema, ct))
                    continue;
                if (schema.StartsWith(version, StringComparison.Ordinal))
                    return schema;
                await RunAsync(keeper, $"DROP SCHEMA IF EXISTS {schema} CASCADE", ct);
                await AskAsync<bool>(keeper, UnlockSql, schema, ct);
            }

            return null;
        },
        ct);

    /// <summary>The session that holds the locks, one question at a time.</summary>
    private async Task<T> WithKeeperAsync<T>(Func<NpgsqlConnection, Task<T>> ask, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            return await ask(_keeper ??= await OpenAsync(ct));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>One that somebody still uses is left behind, held by this process, so that nobody waits for it.</summary>
    private async Task DropAsync(string schema, CancellationToken ct)
    {
        try
        {
            await using var connection = await OpenAsync(ct);
            await RunAsync(connection, $"BEGIN; SET LOCAL lock_timeout = '5s'; DROP SCHEMA {schema} CASCADE; COMMIT", ct);
            await ReturnAsync(schema);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
        }
    }

    private async Task MakeAsync(string schema, Assembly migrations, CancellationToken ct)
    {
        await WithKeeperAsync(keeper => AskAsync<bool>(keeper, LockSql, schema, ct), ct);
        await using var connection = await OpenAsync(ct);
        await RunAsync(connection, $"CREATE SCHEMA {schema}", ct);
        await using (var database = await Database.OpenAsync(PostgresTestDatabase.OptionsOf(schema), ct))
            await database.MigrateAsync(migrations, TimeProvider.System, ct);
        var rows = new Dictionary<string, string>();
        foreach (var table in await AskAsync<string[]>(connection, TablesSql, schema, ct))
        {
            if (await AskAsync<string>(connection, $"SELECT COALESCE(json_agg(t)::text, '') FROM {schema}.\"{table}\" t", schema, ct) is { Length: > 0 } json)
                rows.Add(table, json);
        }

        // Last, as one without it was left half made.
        var made = JsonSerializer.Serialize(new Made(await AskAsync<string>(connection, ShapeSql, schema, ct), rows));
        await RunAsync(connection, $"COMMENT ON SCHEMA {schema} IS {Literal(made)}", ct);
    }

    /// <returns>Whether it is as the migrations left it; not when a test changed what it is made of, or somebody still uses it.</returns>
    private async Task<bool> IsEmptiedAsync(string schema, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        var comment = await AskAsync<string>(connection, "SELECT COALESCE(obj_description(@schema::regnamespace), '')", schema, ct);
        var made = comment.Length == 0 ? null : JsonSerializer.Deserialize<Made>(comment);
        if (made is null || made.Shape != await AskAsync<string>(connection, ShapeSql, schema, ct))
            return false;
        var sql = new StringBuilder("BEGIN;").Append(EmptySql.Replace("{schema}", schema, StringComparison.Ordinal));
        foreach (var (table, rows) in made.Rows)
            sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO {schema}.\"{table}\" OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::{schema}.\"{table}\", {Literal(rows)});");

        try
        {
            await RunAsync(connection, sql.Append("COMMIT;").ToString(), ct);
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }

    /// <summary>What the names of all schemas of these migrations begin with, and what those of this version of them do.</summary>
    private static (string Family, string Version) NamesOf(Assembly migrations)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in migrations.GetManifestResourceNames().Where(n => n.Contains(".Schema.", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var content = new MemoryStream();
            migrations.GetManifestResourceStream(name)!.CopyTo(content);
            digest.AppendData(Encoding.UTF8.GetBytes(name));
            digest.AppendData(content.ToArray());
        }

        var family = $"pool_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(migrations.GetName().Name!)))[..6]}_";
        return (family, $"{family}{Convert.ToHexStringLower(digest.GetHashAndReset())[..10]}_");
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(ct);
        return connection;
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static async Task<T> AskAsync<T>(NpgsqlConnection connection, string sql, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("schema", schema);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What a schema was like when it was made.</summary>
    /// <param name="Rows">What the migrations themselves wrote, by table: JSON.</param>
    private sealed record Made(string Shape, IReadOnlyDictionary<string, string> Rows);
}
