using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>More new issues at once than the configuration allows.</summary>
public abstract class CreateGuardContract(TestDatabase databases)
{
    private static readonly Confirmation BothConfirmed = new(Actor.System, Confirmed.Closes | Confirmed.Creates);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Too_many_creates_are_held_whole_and_told_until_a_person_confirms_while_the_rest_goes_on()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1, "CVE-1");
        await world.ConfigureAsync(c => c with { MaxCreates = 3 }, Ct);
        await world.RunAsync(Ct);
        var first = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Findings.AddMany(5);
        world.Findings.Close(1);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var held = await world.RunAsync(Ct);

        Assert.Equal((0, 1), (held.Planned.Create, held.Planned.Transition));
        Assert.True(world.Sandbox.State.Find(first)!.IsDone);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
        var told = Assert.Single(held.Attention);
        Assert.Equal((AttentionKind.HeldCreates, 4, true), (told.Kind, told.Tickets, told.NeedsPerson));
        Assert.Contains("--confirm-creates", told.NextStep);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync(Ct);
        Assert.Single(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.creates_held");
        var preview = (await world.Previews.PreviewAsync(world.Configuration.Id, 2, Ct))!;
        Assert.Equal((0, 4, 2), (preview.Samples.Count, preview.Plan.HeldCreates.Count, preview.HeldCreates.Count));
        Assert.All(preview.HeldCreates, c => Assert.NotNull(c.Summary));

        var confirmed = (await world.Sync.RunAsync(world.Configuration.Id, new(Actor.System, Confirmed.Creates), null, Ct))!;

        Assert.Equal((4, SyncRunState.Done, 0), (confirmed.Planned.Create, confirmed.State, confirmed.Attention.Count));
        Assert.Equal(5, world.Sandbox.State.IssueCount);
        Assert.Single(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.creates_confirmed" && a.Summary.StartsWith("4 new issues", StringComparison.Ordinal));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>Nobody may be looking at the runs of a configuration that runs by itself, and one noisy scan holds back what comes for weeks.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_held_back_is_the_configuration_s_problem_and_where_it_runs_by_itself_in_its_health(bool automatic)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await world.ConfigureAsync(c => c with { MaxCreates = 3, Automatic = automatic }, Ct);
        world.Findings.AddMany(5);
        await world.RunAsync(Ct);

        var told = await world.Held.CheckAsync(Ct);
        Assert.Equal(automatic ? ["creates_held"] : [], told.Select(r => r.Code));
        Assert.All(told, r => Assert.Contains("5 new issues are not made", r.Message, StringComparison.Ordinal));
        Assert.Contains("--confirm-creates-up-to 5", (await world.Standings.GetAsync(world.Configuration.Id, Ct))!.Problem, StringComparison.Ordinal);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Sync.RunAsync(world.Configuration.Id, new(Actor.System, Confirmed.Creates), null, Ct);
        Assert.Empty(await world.Held.CheckAsync(Ct));
        Assert.Null((await world.Standings.GetAsync(world.Configuration.Id, Ct))!.Problem);
    }

    [Fact]
    public async Task More_than_a_person_confirmed_is_held_again()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await world.ConfigureAsync(c => c with { MaxCreates = 3 }, Ct);
        world.Findings.AddMany(5);

        var more = (await world.Sync.RunAsync(world.Configuration.Id, new(Actor.System, new Confirmed(0, 4)), null, Ct))!;
        Assert.Equal((0, 0), (more.Planned.Create, world.Sandbox.State.IssueCount));
        Assert.Contains("--confirm-creates-up-to 5.", Assert.Single(more.Attention).NextStep);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var all = (await world.Sync.RunAsync(world.Configuration.Id, new(Actor.System, new Confirmed(0, 5)), null, Ct))!;

        Assert.Equal((5, 0, 5), (all.Planned.Create, all.Attention.Count, world.Sandbox.State.IssueCount));
    }

    [Fact]
    public async Task As_many_creates_as_allowed_are_made()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await world.ConfigureAsync(c => c with { MaxCreates = 3 }, Ct);
        world.Findings.AddMany(3);

        Assert.Equal((3, 0), ((await world.RunAsync(Ct)).Planned.Create, (await world.RunAsync(Ct)).Attention.Count));
    }

    /// <summary>A confirmed create that had to wait is sent later like any other: it is not asked for again.</summary>
    [Fact]
    public async Task Confirmed_creates_that_had_to_wait_are_sent_without_asking_again()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await world.ConfigureAsync(c => c with { MaxCreates = 1 }, Ct);
        world.Findings.AddMany(3);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new Fairlead.Sandbox.Faults.FaultBehaviour.Answer(429), times: 1);
        await world.Sync.RunAsync(world.Configuration.Id, new(Actor.System, Confirmed.Creates), null, Ct);

        world.Clock.Advance(TimeSpan.FromMinutes(10));
        var next = await world.RunAsync(Ct);

        Assert.Equal((3, 0), (world.Sandbox.State.IssueCount, next.Attention.Count));
    }

    /// <summary>Else open findings would be behind closed issues only.</summary>
    [Fact]
    public async Task Old_issues_stay_open_while_the_creates_that_take_their_place_are_held()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        for (var i = 1; i <= 4; i++)
            world.Findings.Add(i, $"CVE-{i}");
        await world.ConfigureAsync(c => c with { GroupBy = [GroupingKey.Asset] }, Ct);
        await world.RunAsync(Ct);
        await world.ConfigureAsync(c => c with { GroupBy = [GroupingKey.Rule], MaxCreates = 2 }, Ct);

        var held = await world.RunAsync(Ct);

        Assert.Equal(0, held.Planned.All);
        Assert.Equal([(AttentionKind.HeldCloses, 1), (AttentionKind.HeldCreates, 4)], held.Attention.Select(a => (a.Kind, a.Tickets)));
        Assert.False(Assert.Single(world.Sandbox.State.Issues).IsDone);

        var confirmed = (await world.Sync.RunAsync(world.Configuration.Id, BothConfirmed, null, Ct))!;
        Assert.Equal((4, 1, 0), (confirmed.Planned.Create, confirmed.Planned.Transition, confirmed.Attention.Count));
        Assert.Equal(4, world.Sandbox.State.Issues.Count(i => !i.IsDone));
    }

    public class OnSqlite(SqliteTestDatabase databases) : CreateGuardContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : CreateGuardContract(databases), IClassFixture<PostgresTestDatabase>;
}
