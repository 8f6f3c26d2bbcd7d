using System.Text.Json;
using Fairlead.Client.Connections;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Connections;

/// <summary>What a server finds out by itself about connections, and what it leaves to a person.</summary>
public abstract class ConnectionProbesContract(TestDatabase databases)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A token without the scope to write signs in, and each of its writes is refused.</summary>
    [Fact]
    public async Task A_probe_that_works_does_not_say_that_a_person_has_mended_the_sign_in()
    {
        await using var world = await StartAsync();
        var id = await world.AddAsync("team", Ct);
        var mended = await world.Jira.MendedAtAsync(id, Ct);
        world.Clock.Advance(Hour);

        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));

        Assert.Equal(mended, await world.Jira.MendedAtAsync(id, Ct));
        var probed = await world.ReadAsync(id, Ct);
        Assert.Equal((ConnectionHealth.Healthy, world.Clock.GetUtcNow()), (probed.Health, probed.TestedAt));
        await world.Test.RunAsync(id, Ct);
        Assert.Equal(world.Clock.GetUtcNow(), await world.Jira.MendedAtAsync(id, Ct));
    }

    /// <summary>As one that came with a configuration from another instance, and works for years.</summary>
    [Fact]
    public async Task One_that_nobody_tested_is_tested_after_an_hour()
    {
        await using var world = await StartAsync();
        var (made, _) = await world.Directory.CreateAsync(Actor.System, new("team", world.Sandbox.BaseUrl.AbsoluteUri, world.Credential), Ct);
        world.Sandbox.State.RemovePermission("CREATE_ISSUES", "SEC");
        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
        world.Clock.Advance(Hour);

        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));

        Assert.Equal((ConnectionHealth.Attention, world.Clock.GetUtcNow()), ((await world.ReadAsync(made.Id, Ct)).Health, (await world.ReadAsync(made.Id, Ct)).TestedAt));
        Assert.Equal("connection_lacking", Assert.Single(await world.Failing.CheckAsync(Ct)).Code);
        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
    }

    /// <summary>What it did in Jira is Fairlead's own, whichever credential is in force later.</summary>
    [Fact]
    public async Task The_account_by_which_a_connection_signs_in_is_remembered_once()
    {
        await using var world = await StartAsync();
        var id = await world.AddAsync("team", Ct);
        await world.Test.RunAsync(id, Ct);
        await world.Test.RunAsync(id, Ct);

        Assert.NotEmpty(Assert.Single(await world.Jira.AccountsAsync(id, Ct)).Account);
    }

    /// <summary>What an account did at other times is its owner's.</summary>
    [Fact]
    public async Task Since_and_until_when_an_account_signed_in_is_remembered()
    {
        await using var world = await StartAsync();
        var id = await world.AddAsync("team", Ct);
        var bot = Assert.Single(await world.Jira.AccountsAsync(id, Ct)).Account;
        var read = await world.ReadAsync(id, Ct);
        world.Clock.Advance(Hour);
        var mistake = world.Clock.GetUtcNow();
        await world.Directory.NoteAccountAsync(read, "alice", Ct);
        world.Clock.Advance(Hour);
        var mended = world.Clock.GetUtcNow();
        await world.Directory.NoteAccountAsync(read, bot, Ct);
        await world.Directory.NoteAccountAsync(read with { Revision = read.Revision - 1 }, "mallory", Ct);

        var accounts = await world.Jira.AccountsAsync(id, Ct);
        Assert.Equal(
            [(bot, DateTimeOffset.UnixEpoch, mistake), ("alice", mistake, mended), (bot, mended, (DateTimeOffset?)null)],
            accounts.OrderBy(a => a.From).Select(a => (a.Account, a.From, a.Until)));
        var own = new OwnAccounts(accounts);
        Assert.False(own.Did("alice", mistake - Hour));
        Assert.True(own.Did("alice", mistake));
        Assert.True(own.Did("alice", mended + TimeSpan.FromMinutes(59)));
        Assert.False(own.Did("alice", mended + Hour));
        Assert.True(own.Did("alice", null));
        Assert.True(own.Did(bot, mended + Hour));
        Assert.True(own.Did(bot, mistake - Hour));
    }

    /// <summary>Nor does it when the last test of a person failed.</summary>
    [Fact]
    public async Task A_probe_that_works_makes_no_proof_of_a_test_that_failed()
    {
        await using var world = await StartAsync();
        var id = await world.AddAsync("team", Ct);
        var mended = await world.Jira.MendedAtAsync(id, Ct);
        world.Sandbox.Faults.Add(new SandboxFault(new FaultBehaviour.Answer(503), Path: "/serverInfo"));
        world.Clock.Advance(Hour);
        Assert.False((await world.Test.RunAsync(id, Ct))!.Works);
        world.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));

        Assert.Equal(ConnectionHealth.Healthy, (await world.ReadAsync(id, Ct)).Health);
        Assert.Equal(mended, await world.Jira.MendedAtAsync(id, Ct));
    }

    [Fact]
    [Trait("Complaint", "U-42")]
    public async Task A_permission_that_one_project_lacks_asks_for_attention_and_leaves_the_sign_in_proven()
    {
        await using var world = await StartAsync();
        var id = await world.AddAsync("the team", Ct);
        world.Sandbox.State.RemovePermission("CREATE_ISSUES", "SEC");
        world.Clock.Advance(Hour);

        Assert.False((await world.Test.RunAsync(id, Ct))!.Works);

        var connection = await world.ReadAsync(id, Ct);
        Assert.Equal((ConnectionHealth.Attention, ConnectionCause.InsufficientPermission), (connection.Health, connection.Cause));
        Assert.Contains("lacks Create Issues", connection.HealthDetail);
        Assert.Equal(world.Clock.GetUtcNow(), await world.Jira.MendedAtAsync(id, Ct));
        var told = Assert.Single(await world.Failing.CheckAsync(Ct));
        Assert.Equal("connection_lacking", told.Code);
        Assert.EndsWith("fairlead connection test 'the team'", told.Message);
    }

    [Fact]
    public async Task A_limit_of_Jiras_met_by_a_probe_is_no_fault_of_the_connection()
    {
        await using var world = await StartAsync();
        var id = await world.AddAsync("team", Ct);
        world.Sandbox.Faults.Add(new SandboxFault(new FaultBehaviour.RateLimited("3600"), Path: "/myself", Times: null));
        world.Clock.Advance(Hour);

        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));

        Assert.Equal(ConnectionHealth.Healthy, (await world.ReadAsync(id, Ct)).Health);
        Assert.Empty(await world.Failing.CheckAsync(Ct));
    }

    [Fact]
    public async Task What_a_test_finds_out_about_the_former_credential_says_nothing_of_the_new_one()
    {
        await using var world = await StartAsync();
        var id = await world.AddAsync("team", Ct);
        world.Sandbox.State.RemovePermission("CREATE_ISSUES", "SEC");
        world.Meanwhile = _ => world.Directory.ChangeAsync(Actor.System, id, new(Credential: world.Credential), null, Ct);
        world.Clock.Advance(Hour);

        await world.Probes.RunDueAsync(Ct);

        var connection = await world.ReadAsync(id, Ct);
        Assert.Equal((ConnectionHealth.Unknown, null), (connection.Health, connection.Cause));
    }

    [Fact]
    public async Task Two_nodes_that_find_a_connection_due_do_not_both_sign_in()
    {
        await using var world = await StartAsync();
        var read = await world.ReadAsync(await world.AddAsync("team", Ct), Ct);
        var now = world.Clock.GetUtcNow() + Hour;

        Assert.True(await world.Store.ClaimProbeAsync(read, now, Ct));
        Assert.False(await world.Store.ClaimProbeAsync(read, now.AddSeconds(1), Ct));
        Assert.True(await world.Store.ClaimProbeAsync(await world.ReadAsync(read.Id, Ct), now.AddSeconds(2), Ct));
    }

    [Fact]
    public async Task One_that_fails_unexpectedly_keeps_no_other_from_its_turn()
    {
        await using var world = await StartAsync();
        var first = await world.AddAsync("a", Ct);
        var second = await world.AddAsync("b", Ct);
        world.Meanwhile = id => id == first ? throw new InvalidOperationException("A mistake of ours.") : Task.CompletedTask;
        world.Sandbox.State.RemovePermission("CREATE_ISSUES", "SEC");
        world.Clock.Advance(Hour);

        Assert.Equal(1, await world.Probes.RunDueAsync(Ct));

        Assert.Equal(ConnectionHealth.Attention, (await world.ReadAsync(second, Ct)).Health);
        Assert.Equal(0, await world.Probes.RunDueAsync(Ct));
    }

    /// <summary>Which Jira answered is noted by several at once; SQLite has one writer.</summary>
    [Fact]
    public async Task Which_Jira_answered_is_noted_also_when_the_connection_was_changed_meanwhile()
    {
        await using var world = await StartAsync();
        var id = await world.AddAsync("team", Ct);
        var tries = 0;
        // One that waited for itself would wait for ever.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromMinutes(1));

        var pin = await world.Directory.NoteSiteAsync(
            id,
            (known, now) =>
            {
                if (tries++ == 0)
                    Rename(world, id);
                return known.After("https://other.example (Cloud)", now);
            },
            patience.Token);

        Assert.Equal(2, tries);
        var connection = await world.ReadAsync(id, Ct);
        Assert.Equal(("renamed", pin, ConnectionCause.SiteChanged), (connection.Name, connection.Pin, connection.Cause));
    }

    [Fact]
    public async Task Projects_beyond_those_that_are_asked_are_told()
    {
        await using var world = await StartAsync();
        var id = await world.AddAsync("team", Ct);
        string[] keys = ["BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "ADD_COMMENTS", "EDIT_OWN_COMMENTS", "TRANSITION_ISSUES", "ASSIGN_ISSUES", "LINK_ISSUES", "CREATE_ATTACHMENTS", "DELETE_OWN_ATTACHMENTS", "ADMINISTER_PROJECTS"];
        var granted = JsonSerializer.Serialize(new { permissions = keys.ToDictionary(k => k, k => new { key = k, havePermission = true }) });
        world.Sandbox.Faults.Add(new SandboxFault(new FaultBehaviour.Answer(200, granted), Path: "/mypermissions", Times: null));
        world.Projects = [.. Enumerable.Range(10, 23).Select(i => $"P{i}")];

        var result = (await world.Test.RunAsync(id, Ct))!;

        Assert.True(result.Works);
        Assert.EndsWith("Of the 23 projects of its ticket configurations, 3 were not asked for permissions: those after P29.", result.Message);
    }

    private static void Rename(ConnectionWorld world, ConnectionId id) =>
        Task.Run(() => world.Directory.ChangeAsync(Actor.System, id, new(Name: "renamed"), null, Ct), Ct).GetAwaiter().GetResult();

    private Task<ConnectionWorld> StartAsync() => ConnectionWorld.StartAsync(databases, Ct);

    public sealed class OnSqlite(SqliteTestDatabase db) : ConnectionProbesContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : ConnectionProbesContract(db), IClassFixture<PostgresTestDatabase>;
}
