using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>People close issues and open them again: their word stands until findings come to stand otherwise.</summary>
public abstract class PeoplesMovesContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_person_opens_again_while_its_findings_are_closed_stays_open_until_they_close_another_time()
    {
        await using var world = await StartAsync();
        var key = await OpenedAgainAsync(world, () => world.Findings.Close(1));
        for (var day = 0; day < 4; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            var run = await world.RunAsync(Ct);
            Assert.Equal(0, run.Planned.All);
            var told = Assert.Single(run.Attention);
            Assert.Equal((AttentionKind.KeptOpen, 1, true), (told.Kind, told.Tickets, told.NeedsPerson));
            Assert.Contains(key, told.Reason);
            Assert.Contains("Close it in Jira", Assert.Single(await world.TicketsAsync(Ct)).KeptOpen);
        }

        Assert.Equal("To Do", world.Sandbox.State.Find(key)!.Status);

        world.Findings.Reopen(1);
        Assert.Empty((await world.RunAsync(Ct)).Attention);
        Assert.Null(Assert.Single(await world.TicketsAsync(Ct)).KeptOpen);
        world.Findings.Close(1);
        await world.RunAsync(Ct);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
    }

    [Fact]
    public async Task What_a_person_opens_again_is_closed_when_its_findings_are_closed_for_another_reason()
    {
        await using var world = await StartAsync();
        var key = await OpenedAgainAsync(world, () => world.Findings.Decide(1, FindingStatus.RiskAccepted));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        world.Findings.Decide(1, FindingStatus.Fixed);
        Assert.Equal(1, (await world.RunAsync(Ct)).Planned.Transition);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
    }

    [Fact]
    public async Task What_a_person_opens_again_after_its_findings_left_the_configuration_stays_open()
    {
        await using var world = await StartAsync();
        var key = await OpenedAgainAsync(world, () => world.Findings.Leave(1));
        for (var day = 0; day < 3; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            var run = await world.RunAsync(Ct);
            Assert.Equal((0, AttentionKind.KeptOpen), (run.Planned.All, Assert.Single(run.Attention).Kind));
            Assert.Contains("change its filter", Assert.Single(await world.TicketsAsync(Ct)).KeptOpen);
        }

        Assert.Equal("To Do", world.Sandbox.State.Find(key)!.Status);
    }

    [Fact]
    public async Task What_a_person_keeps_open_stays_so_when_its_findings_leave_the_configuration()
    {
        await using var world = await StartAsync();
        var key = await OpenedAgainAsync(world, () => world.Findings.Close(1));
        await world.RunAsync(Ct);

        world.Findings.Leave(1);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.Equal("To Do", world.Sandbox.State.Find(key)!.Status);
    }

    /// <summary>Where Jira says when the status came to count as done, it is neither an older resolution nor a later edit that says what the person knew.</summary>
    [Fact]
    public async Task What_comes_after_a_person_closed_the_issue_opens_it_whatever_was_written_in_it_since()
    {
        Assert.SkipWhen(edition == SandboxEdition.DataCenter, "Data Center does not say when a status came to count as done.");
        await using var world = await StartAsync();
        world.Sandbox.State.AddToScreen("SEC", "resolution");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Transition(key, "Done");
        world.Sandbox.State.Edit(key, """{"resolution":null}""");

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Add(2);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await LookedAtAsync(world, () => world.Sandbox.State.Comment(key, "Well done."));

        await world.RunAsync(Ct);
        Assert.False(world.Sandbox.State.Find(key)!.IsDone);
    }

    private Task<TicketWorld> StartAsync() => TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });

    /// <summary>An issue that a run closes, and that a person then opens again.</summary>
    /// <param name="end">What becomes of its finding.</param>
    /// <returns>Its key.</returns>
    private static async Task<string> OpenedAgainAsync(TicketWorld world, Action end)
    {
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        end();
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
        await LookedAtAsync(world, () => world.Sandbox.State.Transition(key, "To Do"));
        return key;
    }

    private static async Task LookedAtAsync(TicketWorld world, Action act)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        act();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.PollAsync(Ct);
    }

    public class CloudOnSqlite(SqliteTestDatabase db) : PeoplesMovesContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class CloudOnPostgres(PostgresTestDatabase db) : PeoplesMovesContract(db, SandboxEdition.Cloud), IClassFixture<PostgresTestDatabase>;

    public class DataCenterOnSqlite(SqliteTestDatabase db) : PeoplesMovesContract(db, SandboxEdition.DataCenter), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : PeoplesMovesContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
