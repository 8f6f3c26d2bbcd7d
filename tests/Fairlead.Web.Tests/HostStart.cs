using System.Net;
using Fairlead.Client.Access;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Web.Tests;

public abstract class HostStart(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_started_server_is_ready_and_knows_who_calls()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct);

        Assert.Equal("{\"status\":\"ready\",\"reasons\":[]}", await server.Http.GetStringAsync("health/ready", Ct));
        var me = await server.Client.Access.MeAsync(Ct);
        Assert.Equal(Role.Administrator, me.Role);
        Assert.Equal("Fairlead", (await server.Client.Operations.ServerInfoAsync(Ct)).Product);
    }

    [Fact]
    public async Task Nobody_gets_in_without_a_token()
    {
        await using var server = await RunningHost.StartAsync(databases, Ct);
        using var nobody = server.MakeHttp(null);

        foreach (var path in (string[])["api/v1/me", "api/v1/connections", "metrics", "openapi/v1.json"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(path, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.GetAsync("nothing-here", Ct)).StatusCode);
    }

    [Fact]
    public async Task The_instance_outlives_a_restart()
    {
        var location = await databases.LocationAsync(Ct);
        Guid first;
        await using (var server = await RunningHost.StartAsync(databases, Ct, o => o with { Database = location }))
            first = (await server.Client.Operations.ServerInfoAsync(Ct)).InstanceId;

        await using var again = await RunningHost.StartAsync(databases, Ct, o => o with { Database = location });
        Assert.Equal(first, (await again.Client.Operations.ServerInfoAsync(Ct)).InstanceId);
    }

    [Fact]
    public async Task A_data_directory_that_others_can_enter_is_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        await using (var closed = await RunningHost.StartAsync(databases, Ct))
            Assert.Empty(closed.Host.Remarks);

        await using var open = await RunningHost.StartAsync(databases, Ct, o =>
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(o.DataDirectory, File.GetUnixFileMode(o.DataDirectory) | UnixFileMode.OtherExecute);
            return o;
        });
        Assert.Contains($"chmod o= {open.DataDirectory}", Assert.Single(open.Host.Remarks), StringComparison.Ordinal);
    }

    /// <summary>DB-03: the database of another instance, sealed under another master key.</summary>
    [Fact]
    public async Task A_database_whose_secrets_another_key_sealed_is_refused_and_left_alone()
    {
        var location = await databases.LocationAsync(Ct);
        await using (var server = await RunningHost.StartAsync(databases, Ct, o => o with { Database = location }))
        {
            var first = (await server.Client.Operations.ServerInfoAsync(Ct)).InstanceId;
            await server.Client.Connections.CreateAsync(
                new("team", "http://127.0.0.1:1", new(Client.Connections.CredentialKind.PersonalAccessToken, "a secret")), Ct);
            var refusal = await Assert.ThrowsAsync<ConfigurationException>(
                () => RunningHost.StartAsync(databases, Ct, o => o with { Database = databases is SqliteTestDatabase ? Copy(location) : location }));
            Assert.Contains("sealed under master key", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("nothing was changed", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(first, (await server.Client.Operations.ServerInfoAsync(Ct)).InstanceId);
        }
    }

    [Theory]
    [InlineData("Access:SessionIdle", "5 parsecs")]
    [InlineData("Access:SessionIdle", "00:00:01")]
    [InlineData("Connections:MaxConcurrentCalls", "0")]
    public async Task A_bad_setting_stops_the_start_and_is_named(string key, string value)
    {
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => RunningHost.StartAsync(
            databases, Ct, o => o with { Settings = new Dictionary<string, string?> { [key] = value } }));

        Assert.Contains(key.Split(':')[1], refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:70000")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://example.com:80")]
    [InlineData("nonsense")]
    public async Task A_bad_address_to_listen_on_is_refused(string listen) =>
        await Assert.ThrowsAsync<ConfigurationException>(() => RunningHost.StartAsync(databases, Ct, o => o with { Listen = listen }));

    /// <summary>Only one process opens a file; its write-ahead log goes with it.</summary>
    private static DatabaseOptions Copy(DatabaseOptions location)
    {
        foreach (var end in (string[])["", "-wal"])
            File.Copy(location.Location + end, location.Location + ".copy" + end);
        return DatabaseOptions.Sqlite(location.Location + ".copy");
    }

    public sealed class OnSqlite(SqliteTestDatabase databases) : HostStart(databases), IClassFixture<SqliteTestDatabase>
    {
        [Fact]
        public async Task A_file_is_no_data_directory()
        {
            var file = Path.GetTempFileName();
            await Assert.ThrowsAsync<ConfigurationException>(
                () => FairleadHost.StartAsync(new FairleadHostOptions { DataDirectory = file, LogTarget = LogTarget.None }, Ct));
            File.Delete(file);
        }

        [Fact]
        public async Task A_data_directory_in_use_is_refused()
        {
            await using var server = await RunningHost.StartAsync(new SqliteTestDatabase(), Ct, o => o with { Database = null });

            var refusal = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => FairleadHost.StartAsync(
                new FairleadHostOptions { DataDirectory = server.DataDirectory, Listen = "http://127.0.0.1:0", LogTarget = LogTarget.None }, Ct));
            Assert.Equal(DatabaseFailure.HeldByAnotherProcess, refusal.Failure);
        }
    }

    public sealed class OnPostgres(PostgresTestDatabase databases) : HostStart(databases), IClassFixture<PostgresTestDatabase>;
}
