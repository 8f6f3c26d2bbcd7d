using System.Text.Json;
using Fairlead.Kernel.Identity;
using Fairlead.Storage.Dialects;
using Fairlead.Storage.Tests.Sql;
using Fairlead.Storage.Values;
using Npgsql;

namespace Fairlead.Storage.Tests;

public abstract class DatabaseContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Thing Ordinary => new()
    {
        Id = FindingId.New(TimeProvider.System),
        No = 1,
        Name = "one",
        MadeAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero).AddMicroseconds(9),
        Detail = new JsonText("""{"a":1}"""),
        Digest = [1, 2, 3],
        IsOpen = true,
    };

    [Fact]
    public async Task Every_kind_of_value_reads_back_as_it_was_written()
    {
        var database = await MigratedAsync();
        var written = Ordinary;
        await database.ExecuteAsync(Thing.Insert, written, Ct);

        var read = Assert.Single(await database.QueryAsync<Thing>(Thing.ByNames, Names("one"), Ct));

        Assert.Equal(written.Id, read.Id);
        Assert.Equal(written.MadeAt, read.MadeAt);
        Assert.Null(read.MaybeAt);
        Assert.Equal(written.Digest, read.Digest);
        Assert.True(read.IsOpen);
        Assert.Equal(1, JsonDocument.Parse(read.Detail.Value).RootElement.GetProperty("a").GetInt32());
    }

    [Fact]
    public async Task A_list_selects_its_elements_and_an_empty_list_selects_nothing()
    {
        var database = await MigratedAsync();
        foreach (var name in new[] { "one", "two", "three" })
            await database.ExecuteAsync(Thing.Insert, Ordinary with { Id = FindingId.New(TimeProvider.System), Name = name }, Ct);

        Assert.Equal(2, (await database.QueryAsync<Thing>(Thing.ByNames, Names("one", "two", "four"), Ct)).Count);
        Assert.Empty(await database.QueryAsync<Thing>(Thing.ByNames, Names(), Ct));
    }

    [Fact]
    public async Task Work_that_is_not_committed_leaves_nothing()
    {
        var database = await MigratedAsync();
        await using (var work = await database.BeginAsync(Ct))
            await work.ExecuteAsync(Thing.Insert, Ordinary, Ct);

        Assert.Empty(await database.QueryAsync<Thing>(Thing.ByNames, Names("one"), Ct));
    }

    [Fact]
    public async Task Two_units_of_work_both_finish()
    {
        var database = await MigratedAsync();
        async Task WriteAsync(string name)
        {
            await using var work = await database.BeginAsync(Ct);
            await work.ExecuteAsync(Thing.Insert, Ordinary with { Id = FindingId.New(TimeProvider.System), Name = name }, Ct);
            await work.CommitAsync(Ct);
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => WriteAsync("one")));

        Assert.Equal(20, (await database.QueryAsync<Thing>(Thing.ByNames, Names("one"), Ct)).Count);
    }

    [Fact]
    public async Task Row_numbers_grow()
    {
        var database = await MigratedAsync();
        await using var work = await database.BeginAsync(Ct);
        var first = await work.FirstAsync<long>(Thing.InsertNumbered, new { name = "a" }, Ct);
        var second = await work.FirstAsync<long>(Thing.InsertNumbered, new { name = "b" }, Ct);

        Assert.True(second > first);
    }

    [Fact]
    public async Task Migrating_twice_applies_nothing_the_second_time()
    {
        var database = await databases.EmptyAsync(Ct);

        Assert.Equal(1, await database.MigrateAsync(typeof(Thing).Assembly, TimeProvider.System, Ct));
        Assert.Equal(0, await database.MigrateAsync(typeof(Thing).Assembly, TimeProvider.System, Ct));
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_refused()
    {
        var database = await MigratedAsync();
        await database.ExecuteAsync(
            SqlText.FromFixedParts("INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (2, 'later', 'x', 'x')"), null, Ct);

        var refusal = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => database.MigrateAsync(typeof(Thing).Assembly, TimeProvider.System, Ct));

        Assert.Equal(DatabaseFailure.SchemaMismatch, refusal.Failure);
    }

    [Fact]
    public async Task An_edited_migration_is_refused()
    {
        var database = await MigratedAsync();
        await database.ExecuteAsync(SqlText.FromFixedParts("UPDATE schema_migrations SET checksum = 'x'"), null, Ct);

        var refusal = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => database.MigrateAsync(typeof(Thing).Assembly, TimeProvider.System, Ct));

        Assert.Contains("0001_things", refusal.Message, StringComparison.Ordinal);
    }

    private static object Names(params string[] names) => new { names, others = new[] { "none of them" } };

    private Task<Database> MigratedAsync() => databases.EmptyAsync(Ct, typeof(Thing).Assembly);

    public class OnSqlite(SqliteTestDatabase databases) : DatabaseContract(databases), IClassFixture<SqliteTestDatabase>
    {
        /// <summary>What did not stop in time may still write when the process ends.</summary>
        [Fact]
        public async Task Closing_lets_a_transaction_end_and_begins_no_other()
        {
            await using var fixture = new SqliteTestDatabase();
            var location = await fixture.LocationAsync(Ct);
            var database = await Database.OpenAsync(location, Ct);
            await database.MigrateAsync(typeof(Thing).Assembly, TimeProvider.System, Ct);
            Task closing;
            await using (var work = await database.BeginAsync(Ct))
            {
                closing = database.DisposeAsync().AsTask();
                await work.ExecuteAsync(Thing.Insert, Ordinary, Ct);
                await work.CommitAsync(Ct);
            }

            await closing;

            await Assert.ThrowsAsync<DatabaseUnavailableException>(() => database.BeginAsync(Ct));
            await using var again = await Database.OpenAsync(location, Ct);
            Assert.Single(await again.QueryAsync<Thing>(Thing.ByNames, Names("one"), Ct));
        }

        [Fact]
        public async Task A_second_opening_of_the_same_file_is_refused_and_names_the_holder()
        {
            var fixture = new SqliteTestDatabase();
            await using var _ = fixture;
            var location = await fixture.LocationAsync(Ct);
            await using var first = await Database.OpenAsync(location, Ct);

            var refusal = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Database.OpenAsync(location, Ct));

            Assert.Equal(DatabaseFailure.HeldByAnotherProcess, refusal.Failure);
            Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
        }

        /// <summary>A command answers at no address, and is soon gone.</summary>
        [Fact]
        public async Task Who_finds_another_command_at_work_is_told_which_and_to_wait()
        {
            var fixture = new SqliteTestDatabase();
            await using var _ = fixture;
            var location = await fixture.LocationAsync(Ct);
            await using var first = await Database.OpenAsync(location with { Command = "fairlead import" }, Ct);

            var refusal = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Database.OpenAsync(location, Ct));

            Assert.Contains($"another command, fairlead import (process {Environment.ProcessId}). Wait until it has ended", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("--url", refusal.Message, StringComparison.Ordinal);
        }

        [Fact]
        public async Task A_text_file_is_refused_as_a_database()
        {
            var fixture = new SqliteTestDatabase();
            await using var _ = fixture;
            var location = await fixture.LocationAsync(Ct);
            await File.WriteAllTextAsync(location.Location, new string('x', 8192), Ct);

            var refusal = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Database.OpenAsync(location, Ct));

            Assert.Equal(DatabaseFailure.SchemaMismatch, refusal.Failure);
        }
    }

    public class OnPostgres(PostgresTestDatabase databases) : DatabaseContract(databases), IClassFixture<PostgresTestDatabase>
    {
        /// <summary>Too many connections, told to stop, killed, starting or ending: it comes back.</summary>
        [Theory]
        [InlineData("53300")]
        [InlineData("57P01")]
        [InlineData("57P02")]
        [InlineData("57P03")]
        public async Task A_server_that_is_not_there_now_is_unreachable(string state)
        {
            await using var dialect = PostgresDialect.Open("Host=127.0.0.1");
            Assert.Equal(DatabaseFailure.Unreachable, dialect.Translate(new PostgresException("The database system is starting up", "FATAL", "FATAL", state))?.Failure);
        }

        [Theory] // DB-03
        [InlineData("12.22", "UTF8", "needs 13 or newer")]
        [InlineData("13.0", "SQL_ASCII", "needs UTF8")]
        [InlineData("17.2", "LATIN1", "needs UTF8")]
        [InlineData("13.0", "UTF8", null)]
        public void An_old_server_or_another_encoding_is_refused(string version, string encoding, string? told)
        {
            var refusal = Record.Exception(() => PostgresDialect.Accept(Version.Parse(version), encoding));
            Assert.Equal(told is null, refusal is null);
            if (told is not null)
                Assert.Contains(told, Assert.IsType<DatabaseUnavailableException>(refusal).Message, StringComparison.Ordinal);
        }

        [Theory] // DB-03
        [InlineData("ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'", null, "SQL_ASCII")]
        [InlineData("", "fairlead_stranger", "may not do what is needed")]
        public async Task A_database_of_the_wrong_kind_or_owner_is_refused(string kind, string? user, string told)
        {
            var location = new NpgsqlConnectionStringBuilder((await databases.LocationAsync(Ct)).Location);
            await using var server = await Database.OpenAsync(DatabaseOptions.Postgres(location.ToString()), Ct);
            await using var connection = await server.OpenReaderAsync(Ct);
            var name = $"bad_{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
            await RunAsync(connection, $"CREATE DATABASE {name} {kind}");
            try
            {
                if (user is not null)
                    await RunAsync(connection, $"DROP ROLE IF EXISTS {user}; CREATE ROLE {user} LOGIN; REVOKE CREATE ON DATABASE {name} FROM PUBLIC");
                var bad = new NpgsqlConnectionStringBuilder(location.ToString()) { Database = name, SearchPath = null, Pooling = false, Username = user ?? location.Username };
                await using var database = await Database.OpenAsync(DatabaseOptions.Postgres(bad.ToString()), Ct);
                if (user is not null)
                {
                    await using var owner = await Database.OpenAsync(
                        DatabaseOptions.Postgres(new NpgsqlConnectionStringBuilder(bad.ToString()) { Username = location.Username }.ToString()), Ct);
                    await using var own = await owner.OpenReaderAsync(Ct);
                    await RunAsync(own, "REVOKE CREATE ON SCHEMA public FROM PUBLIC"); // as it is from version 15 on
                }

                var refusal = await Assert.ThrowsAsync<DatabaseUnavailableException>(
                    () => database.MigrateAsync(typeof(Thing).Assembly, TimeProvider.System, Ct));
                Assert.Equal(DatabaseFailure.Refused, refusal.Failure);
                Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
            }
            finally
            {
                await RunAsync(connection, $"DROP DATABASE {name}");
                if (user is not null)
                    await RunAsync(connection, $"DROP ROLE {user}");
            }
        }

        private static async Task RunAsync(System.Data.Common.DbConnection connection, string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(Ct);
        }
    }
}
