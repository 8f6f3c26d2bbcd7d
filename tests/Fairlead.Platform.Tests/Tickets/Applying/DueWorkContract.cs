using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>What a run does besides its plan is told before it, and counted after it: "nothing to do" is true.</summary>
public abstract class DueWorkContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Creates_that_were_parked_and_are_let_go_are_told_and_counted()
    {
        await using var world = await ParkedAsync(20);
        var first = Assert.Single(await world.Sync.ListAsync(null, TicketPosition.Start.CreatedAt, TicketPosition.Start.Id, 10, Ct));
        var parked = await DueAsync(world);
        Assert.Equal((0, 0, 0, 20), (parked.Sends, parked.Lookups, parked.OfOthers, parked.Later));
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromMinutes(5), parked.NextAt);
        Assert.True(parked.IsEmpty);
        Assert.Empty(await world.Unsettled.DueAsync(Ct));
        var told = Assert.Single(await world.Parked.CheckAsync(Ct));
        Assert.Equal("tickets_parked", told.Code);
        Assert.Contains("refuses every Task in SEC", told.Message);

        world.Sandbox.State.RemoveFromScreen("SEC", "environment");
        await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct);
        var before = await world.TicketsAsync(Ct);
        var due = await DueAsync(world);
        Assert.Equal((20, 0, 0, 0), (due.Sends, due.Lookups, due.OfOthers, due.Later));
        var waiting = Assert.Single(await world.Unsettled.DueAsync(Ct));
        Assert.Equal((world.Configuration.Connection, 20, 0), (waiting.Connection, waiting.Work.Sends, waiting.Work.Lookups));
        Assert.Equal(before, await world.TicketsAsync(Ct));
        Assert.Equal(1, world.Creates);

        var run = await world.RunAsync(Ct);

        Assert.Equal((0, SyncRunState.Done), (run.Planned.All, run.State));
        Assert.Equal(new CaughtUp(world.Configuration.Name, Created: 20, Found: 0, Refused: 0, Open: 0), Assert.Single(run.CaughtUp));
        Assert.True(run.JiraCalls > 0);
        Assert.Equal((20, 20), (run.Due.Sends, world.Sandbox.State.IssueCount));
        Assert.Empty(await world.Unsettled.DueAsync(Ct));
        Assert.Empty(await world.Parked.CheckAsync(Ct));
        Assert.Equal(
            world.Sandbox.State.Issues.Select(i => i.Key).Order(), (await world.Sync.OperationsAsync(first.Id, 0, 100, Ct)).Select(o => o.MadeLater).Order());
        await AssertNothingIsLeftAsync(world);
    }

    [Fact]
    public async Task Creates_that_are_refused_again_are_open()
    {
        await using var world = await ParkedAsync(20);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((20, 0), await SendsAndLaterAsync(world));

        var run = await world.RunAsync(Ct);

        Assert.Equal((0, 20), (Assert.Single(run.CaughtUp).Created, run.CaughtUp[0].Open));
        Assert.Equal((0, 20), await SendsAndLaterAsync(world));
    }

    [Theory]
    [InlineData(FaultTime.AfterCommit, 0, 1)]
    [InlineData(FaultTime.BeforeCommit, 1, 0)]
    public async Task A_create_without_a_clear_answer_is_due_to_be_looked_for_after_its_quarantine(FaultTime time, int created, int found)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(time));
        await world.RunAsync(Ct);
        var resting = await DueAsync(world);
        Assert.Equal((0, 1, Assert.Single(await world.TicketsAsync(Ct)).NotBefore), (resting.Lookups, resting.Later, resting.NextAt));

        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var due = await DueAsync(world);
        Assert.Equal((0, 1, 0), (due.Sends, due.Lookups, due.Later));
        Assert.Equal(1, Assert.Single(await world.Unsettled.DueAsync(Ct)).Work.Lookups);
        var run = await world.RunAsync(Ct);

        Assert.Equal(new CaughtUp(world.Configuration.Name, created, found, Refused: 0, Open: 0), Assert.Single(run.CaughtUp));
        await AssertNothingIsLeftAsync(world);
    }

    [Fact]
    public async Task Nothing_is_due_while_a_person_is_needed()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        world.Sandbox.State.RevokeCredentials();
        await world.RunAsync(Ct);

        var due = await DueAsync(world);

        Assert.Equal((0, 3, (DateTimeOffset?)null), (due.Sends, due.Later, due.NextAt));
        Assert.Equal(0, (await world.RunAsync(Ct)).JiraCalls);
    }

    [Fact]
    public async Task What_other_configurations_of_the_connection_have_due_is_told_and_done()
    {
        await using var world = await ParkedAsync(3);
        var first = world.Configuration.Name;
        var other = world.Configuration with
        {
            Id = TicketConfigurationId.New(world.Clock),
            Name = "Other",
            Filter = TicketFilter.Everything with { MinimumSeverity = Severity.Critical, Assets = ["none"] },
        };
        await using (var work = await world.Database.BeginAsync(Ct))
        {
            Assert.True(await ConfigurationStore.InsertAsync(work, other, Ct));
            await work.CommitAsync(Ct);
        }

        Assert.Equal(0, (await world.Previews.PreviewAsync(other.Id, 0, Ct))!.Plan.Due.OfOthers);
        world.Sandbox.State.RemoveFromScreen("SEC", "environment");
        await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct);
        Assert.Equal(3, (await world.Previews.PreviewAsync(other.Id, 0, Ct))!.Plan.Due.OfOthers);

        var run = (await world.Sync.RunAsync(other.Id, null, Ct))!;

        Assert.Equal(new CaughtUp(first, Created: 3, Found: 0, Refused: 0, Open: 0), Assert.Single(run.CaughtUp));
        await AssertNothingIsLeftAsync(world);
    }

    [Fact]
    public async Task A_run_that_is_cut_off_while_it_catches_up_keeps_what_is_done_and_open()
    {
        var slowness = TimeSpan.FromSeconds(3);
        await using var world = await ParkedAsync(120);
        world.Sandbox.State.RemoveFromScreen("SEC", "environment");
        await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Drip(slowness, BytesEach: 1_000_000));
        using var caller = new CancellationTokenSource();
        var planned = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;

        var applying = world.Sync.ApplyAsync(planned.Id, null, caller.Token);
        await CreateContract.EventuallyAsync(() => world.Clock.IsAwaited(slowness) || applying.IsCompleted);
        await caller.CancelAsync();
        world.Clock.Advance(slowness);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => applying);

        var cut = (await world.Sync.GetRunAsync(planned.Id, Ct))!;
        Assert.Equal((SyncRunState.Planned, SyncRunState.Interrupted), (planned.State, cut.State));
        Assert.Equal((51, 69), (Assert.Single(cut.CaughtUp).Created, cut.CaughtUp[0].Open));
        var due = await DueAsync(world);
        Assert.Equal((69, 0), (due.Sends, due.Unfinished.Count));

        var next = await world.RunAsync(Ct);
        Assert.Equal((69, 0), (Assert.Single(next.CaughtUp).Created, next.Resumed.Count));
        await AssertNothingIsLeftAsync(world);
    }

    private async Task<TicketWorld> ParkedAsync(int findings)
    {
        var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        world.Findings.AddMany(findings);
        await world.RunAsync(Ct);
        return world;
    }

    private static async Task<DueWork> DueAsync(TicketWorld world) =>
        (await world.Previews.PreviewAsync(world.Configuration.Id, 0, Ct))!.Plan.Due;

    private static async Task<(int Sends, int Later)> SendsAndLaterAsync(TicketWorld world) =>
        await DueAsync(world) is var due ? (due.Sends, due.Later) : default;

    private static async Task AssertNothingIsLeftAsync(TicketWorld world)
    {
        var due = await DueAsync(world);
        Assert.Equal((true, 0, (DateTimeOffset?)null), (due.IsEmpty, due.Later, due.NextAt));
        world.Sandbox.Requests.Clear();
        var again = await world.RunAsync(Ct);
        Assert.Equal((0, SyncRunState.Done), (again.JiraCalls, again.State));
        Assert.Empty(again.CaughtUp);
        Assert.Empty(again.Attention);
        Assert.Equal(0, world.Sandbox.Requests.Count);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    public class OnSqlite(SqliteTestDatabase db) : DueWorkContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : DueWorkContract(db), IClassFixture<PostgresTestDatabase>;
}
