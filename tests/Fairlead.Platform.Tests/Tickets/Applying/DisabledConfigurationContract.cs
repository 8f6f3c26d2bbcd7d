using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

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

    /// <summary>Also what would go out as one task of Cloud's, which no look between two issues would stop.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Whoever_disables_it_while_a_run_writes_stops_the_rest(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(40);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var number in world.Findings.Numbers)
            world.Findings.Close(number);
        var run = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        Assert.Equal(40, run.Planned.Transition);
        var disables = new Disables(() => world.ConfigureAsync(c => c with { Enabled = false }, Ct).GetAwaiter().GetResult());

        var stopped = (await world.Sync.ApplyAsync(run.Id, disables, Ct))!;

        Assert.Equal(SyncRunState.Interrupted, stopped.State);
        Assert.All(world.Sandbox.State.Issues, i => Assert.False(i.IsDone));

        await world.ConfigureAsync(c => c with { Enabled = true }, Ct);
        await world.WakeAsync(Ct);
        Assert.Equal(SyncRunState.Done, (await world.Sync.GetRunAsync(run.Id, Ct))!.State);
        Assert.All(world.Sandbox.State.Issues, i => Assert.True(i.IsDone));
    }

    /// <summary>Between the look at the beginning of the writes and what follows it.</summary>
    private sealed class Disables(Action disable) : IProgress<SyncProgress>
    {
        private bool _isDone;

        public void Report(SyncProgress value)
        {
            if (_isDone || value.Step != "Updating issues")
                return;
            _isDone = true;
            disable();
        }
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
