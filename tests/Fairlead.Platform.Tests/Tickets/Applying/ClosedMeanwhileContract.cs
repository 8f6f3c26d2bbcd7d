using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Somebody closes an issue after the plan was made that writes to it, or before anybody looked.</summary>
public abstract class ClosedMeanwhileContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The run that still believed it open writes nothing; the next one decides by what is known then, without a look in between.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, true)]
    [InlineData(SandboxEdition.Cloud, false)]
    [InlineData(SandboxEdition.DataCenter, true)]
    [InlineData(SandboxEdition.DataCenter, false)]
    public async Task An_update_of_an_issue_that_is_done_by_now_is_put_off_and_planned_anew(SandboxEdition edition, bool hasNew)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        world.Sandbox.State.Transition("SEC-1", "Done");
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        if (hasNew)
            world.Findings.Add(2);
        else
            world.Findings.Change(1, f => f with { Title = "A better title" });
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        world.Sandbox.Requests.Clear();

        var run = await world.RunAsync(Ct);

        Assert.Equal((1, 1, 0), (run.Planned.Update, run.Outcomes["deferred"], world.Sandbox.Requests.CountOf("PUT", "issue/*")));
        Assert.True(world.Sandbox.State.Find("SEC-1")!.IsDone);
        var next = await world.RunAsync(Ct);
        Assert.Equal(hasNew ? 1 : 0, next.Planned.All);
        Assert.Equal(hasNew, !world.Sandbox.State.Find("SEC-1")!.IsDone);
        if (hasNew)
            Assert.Contains("2", Assert.Single(world.Sandbox.State.Find("SEC-1")!.Comments).Text, StringComparison.Ordinal);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>Who closed it could not know of what it was never told: that is not lost behind a closed issue.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_an_issue_was_never_told_opens_it_again_however_old_it_is(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        world.Findings.Add(2);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        world.Sandbox.State.Transition("SEC-1", "Done");
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.PollAsync(Ct);

        var run = await world.RunAsync(Ct);

        Assert.Equal(1, run.Planned.Transition);
        Assert.False(world.Sandbox.State.Find("SEC-1")!.IsDone);
        Assert.Equal(2, Assert.Single(await world.TicketsAsync(Ct)).Findings);
        // Told of both, it stays where somebody closes it.
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        world.Sandbox.State.Transition("SEC-1", "Done");
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.PollAsync(Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.True(world.Sandbox.State.Find("SEC-1")!.IsDone);
    }

    /// <summary>A move that the status map wants of an open issue leads no issue out of where a person closed it since.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, 1)]
    [InlineData(SandboxEdition.Cloud, 12)]
    [InlineData(SandboxEdition.DataCenter, 1)]
    public async Task A_move_of_an_issue_that_is_done_by_now_is_put_off_and_planned_anew(SandboxEdition edition, int issues)
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition },
            c => c with { StatusTargets = [new() { Finding = FindingStatus.InProgress, Category = JiraStatusCategory.InProgress }], StatusTargetsSince = c.CreatedAt });
        world.Findings.AddMany(issues);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.PollAsync(Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        foreach (var number in world.Findings.Numbers)
            world.Findings.Decide(number, FindingStatus.InProgress);
        foreach (var issue in world.Sandbox.State.Issues)
            world.Sandbox.State.Transition(issue.Key, "Done");
        world.Clock.Advance(TimeSpan.FromSeconds(20));

        var run = await world.RunAsync(Ct);

        Assert.Equal((issues, issues), (run.Planned.Transition, run.Outcomes["deferred"]));
        Assert.All(world.Sandbox.State.Issues, i => Assert.True(i.IsDone));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.All(world.Sandbox.State.Issues, i => Assert.True(i.IsDone));
    }

    /// <summary>Never reopened from a listed resolution, however late it was chosen.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_issue_that_was_given_a_listed_resolution_since_is_not_opened(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        var refused = (await (await world.Jira.ClientForAsync(default, Ct)).Resolutions.ListAsync(Ct)).Single(r => r.Name == "Won't Do");
        world.Sandbox.State.AddToScreen("SEC", "resolution");
        await world.ConfigureAsync(c => c with { Reopen = new() { NotFrom = [new(refused.Id, refused.Name)] } }, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Close(1);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.PollAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Reopen(1);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Sandbox.State.Edit(key, """{"resolution": {"name": "Won't Do"}}""");

        var run = await world.RunAsync(Ct);

        Assert.Equal((1, 1), (run.Planned.Transition, run.Outcomes["deferred"]));
        var next = await world.RunAsync(Ct);
        Assert.Equal((0, AttentionKind.KeptClosed), (next.Planned.All, Assert.Single(next.Attention).Kind));
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
    }

    /// <summary>A plan that is carried out a week later closes the issue then: within so many days counts from there.</summary>
    [Fact]
    public async Task A_close_counts_from_when_it_was_made_and_not_from_its_plan()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Reopen = new() { WithinDays = 7 } });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        var plan = (await world.Sync.PlanAsync(world.Configuration.Id, null, Ct))!;
        world.Clock.Advance(TimeSpan.FromDays(8));
        await world.Sync.ApplyAsync(plan.Id, null, Ct);
        Assert.True(Assert.Single(world.Sandbox.State.Issues).IsDone);
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Findings.Reopen(1);

        await world.RunAsync(Ct);

        Assert.False(Assert.Single(world.Sandbox.State.Issues).IsDone);
    }

    public class OnSqlite(SqliteTestDatabase db) : ClosedMeanwhileContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ClosedMeanwhileContract(db), IClassFixture<PostgresTestDatabase>;
}
