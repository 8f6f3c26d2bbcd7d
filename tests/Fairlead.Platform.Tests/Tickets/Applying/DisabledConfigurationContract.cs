using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Somebody disables a configuration in the middle of a mistake: nothing more is written for it until it is enabled again.</summary>
public abstract class DisabledConfigurationContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_cut_off_waits_and_is_carried_on_once_it_is_enabled()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1, title: "First");
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Change(1, f => f with { Title = "A mistake" });
        var run = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Equal(1, run.Planned.Update);
        await world.Database.ChangeRowsAsync("UPDATE ticket_runs SET state = 5 WHERE updates = 1", Ct);
        await world.ConfigureAsync(c => c with { Enabled = false }, Ct);
        var before = Assert.Single(world.Sandbox.State.Issues).Revision;

        await world.WakeAsync(Ct);
        var asked = (await world.Sync.ApplyAsync(run.Id, null, Ct))!;

        Assert.Equal(before, Assert.Single(world.Sandbox.State.Issues).Revision);
        Assert.Empty(asked.Outcomes);
        var told = Assert.Single(asked.Attention);
        Assert.Equal((AttentionKind.Disabled, 1), (told.Kind, told.Tickets));
        Assert.Contains("fairlead configuration enable Security", told.NextStep);

        await world.ConfigureAsync(c => c with { Enabled = true }, Ct);
        await world.WakeAsync(Ct);

        Assert.True(Assert.Single(world.Sandbox.State.Issues).Revision > before);
        Assert.Equal(SyncRunState.Done, (await world.Sync.GetRunAsync(run.Id, Ct))!.State);
    }

    [Fact]
    public async Task Lists_and_links_that_are_owed_wait_as_well()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Findings.Add(2, rule: "CVE-2");
        await world.RunAsync(Ct);
        await world.Database.ChangeRowsAsync("UPDATE tickets SET list_owed = 1, follows = (SELECT min(issue_key) FROM tickets)", Ct);
        await world.ConfigureAsync(c => c with { Enabled = false }, Ct);

        await world.WakeAsync(Ct);
        Assert.DoesNotContain(world.Sandbox.Requests.All, r => r.Method is "POST" or "PUT" && r.Path.Contains("attachments", StringComparison.Ordinal));

        await world.ConfigureAsync(c => c with { Enabled = true }, Ct);
        await world.WakeAsync(Ct);
        Assert.Equal(2, world.Sandbox.Requests.All.Count(r => r.Method == "POST" && r.Path.Contains("attachments", StringComparison.Ordinal)));
    }

    /// <summary>Taking back what was done is what disabling it was for.</summary>
    [Fact]
    public async Task A_run_can_be_undone()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        var run = await world.RunAsync(Ct);
        await world.ConfigureAsync(c => c with { Enabled = false }, Ct);

        var undo = await world.UndoAsync(run, Ct);

        Assert.Equal(1, undo.Outcomes["applied"]);
        Assert.Equal("Done", Assert.Single(world.Sandbox.State.Issues).Status);
    }

    public class OnSqlite(SqliteTestDatabase db) : DisabledConfigurationContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : DisabledConfigurationContract(db), IClassFixture<PostgresTestDatabase>;
}
