using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Statuses;

/// <summary>Whose word counts for the status of an issue that is there.</summary>
public abstract class StatusOwnerContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_is_peoples_is_brought_to_its_place_once_and_never_moved_again(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, FieldOwner.Jira);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        Assert.Equal("In Review", StatusOf(world));
        world.Sandbox.Requests.Clear();

        world.Findings.Decide(1, FindingStatus.InProgress);
        Assert.Empty((await RunAsync(world)).Attention);
        world.Findings.Close(1);
        var left = Assert.Single((await RunAsync(world)).Attention);
        Assert.Equal((AttentionKind.KeptOpen, $"{key}: no open finding is behind it, and its status is people's (owners)"), (left.Kind, left.Reason));
        Assert.Contains("Close it in Jira", left.NextStep);

        world.Sandbox.State.Transition(key, "Done", "bob");
        Assert.Empty((await RunAsync(world)).Attention);
        world.Findings.Reopen(1);
        var closed = Assert.Single((await RunAsync(world)).Attention);
        Assert.Equal(AttentionKind.KeptClosed, closed.Kind);
        Assert.Contains("its status is people's", closed.Reason);
        Assert.Equal("Done", StatusOf(world));
        Assert.Equal(0, world.Sandbox.Requests.CountOf("POST", "issue/*/transitions"));
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_is_fairleads_is_moved_back_from_wherever_a_person_moved_it(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, FieldOwner.Fairlead);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;

        world.Sandbox.State.Transition(key, "In Progress", "bob");
        await RunAsync(world);
        Assert.Equal("In Review", StatusOf(world));

        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Sandbox.State.Transition(key, "Done", "bob");
        await RunAsync(world);
        Assert.Equal("In Review", StatusOf(world));
        Assert.Contains("still open", Assert.Single(world.Sandbox.State.Find(key)!.Comments).Text);

        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Findings.Close(1);
        await RunAsync(world);
        world.Sandbox.State.Transition(key, "To Do", "bob");
        await RunAsync(world);
        Assert.Equal("Done", StatusOf(world));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    public async Task An_automation_that_closes_it_again_and_again_is_left_alone_for_a_day()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, FieldOwner.Fairlead);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        SyncRun run = null!;
        for (var i = 0; i < 4; i++)
        {
            world.Sandbox.State.Transition(key, "Done", "bob");
            run = await RunAsync(world);
        }

        Assert.Equal((0, AttentionKind.Frozen), (run.Planned.All, Assert.Single(run.Attention).Kind));
        Assert.Equal("Done", StatusOf(world));
        world.Clock.Advance(TimeSpan.FromHours(25));
        await RunAsync(world);
        Assert.Equal("In Review", StatusOf(world));
    }

    /// <summary>What a person decided for good in Jira is no matter of where an issue stands.</summary>
    [Fact]
    public async Task A_resolution_from_which_nothing_is_reopened_stays_whoever_owns_the_status()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, FieldOwner.Fairlead);
        await world.ConfigureAsync(c => c with { Reopen = new ReopenPolicy { IsNever = true } }, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.Transition(Assert.Single(world.Sandbox.State.Issues).Key, "Done", "bob");

        Assert.Equal(AttentionKind.KeptClosed, Assert.Single((await RunAsync(world)).Attention).Kind);

        Assert.Equal("Done", StatusOf(world));
    }

    private static string StatusOf(TicketWorld world) => Assert.Single(world.Sandbox.State.Issues).Status;

    private static async Task<SyncRun> RunAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ReconcileAsync(Ct);
        return await world.RunAsync(Ct);
    }

    private Task<TicketWorld> StartAsync(SandboxEdition edition, FieldOwner owner) => TicketWorld.StartAsync(
        databases, Ct, new SandboxOptions { Edition = edition }, c => c with
        {
            StatusOwner = owner,
            StatusTargets = [new() { Finding = FindingStatus.Active, Category = JiraStatusCategory.InProgress, Status = new("10001", "In Review") }],
        });

    public class OnSqlite(SqliteTestDatabase db) : StatusOwnerContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : StatusOwnerContract(db), IClassFixture<PostgresTestDatabase>;
}
