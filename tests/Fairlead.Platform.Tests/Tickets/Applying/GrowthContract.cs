using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Findings that join a group whose issue somebody works at (U-28).</summary>
public abstract class GrowthContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-28")]
    public async Task Once_work_has_begun_what_comes_gets_an_issue_linked_to_the_one_before(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, Growing);
        var first = await WorkedAtAsync(world);
        var before = world.Sandbox.State.Find(first);
        world.Findings.Add(2);
        Assert.IsType<SyncOperation.Create>(Assert.Single((await world.Previews.PreviewAsync(world.Configuration.Id, 10, Ct))!.Samples).Operation);

        await SettledAsync(world);

        Assert.Equal(before!.Description, world.Sandbox.State.Find(first)!.Description);
        var second = Assert.Single(world.Sandbox.State.Issues, i => i.Key != first);
        Assert.Equal(("Relates", first), (Assert.Single(second.Links).Type, second.Links[0].OtherKey));

        // Each goes its own way.
        world.Findings.Add(3);
        await SettledAsync(world);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
        world.Findings.Close(1);
        await SettledAsync(world);
        Assert.Equal(second.Key, Assert.Single(world.Sandbox.State.OpenIssues).Key);
        world.Findings.Reopen(1);
        await SettledAsync(world);
        Assert.Equal(2, world.Sandbox.State.OpenIssues.Count);
    }

    /// <summary>The issue that is followed may be seen by some only. That is told, and holds nothing else up.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task An_issue_before_that_is_hidden_is_not_linked_and_holds_nothing_up(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => Growing(c) with { GroupBy = [GroupingKey.Asset] });
        var first = await WorkedAtAsync(world);
        world.Findings.Add(9, asset: "web");
        await SettledAsync(world);
        var other = Assert.Single(world.Sandbox.State.Issues, i => i.Key != first).Key;
        world.Sandbox.State.Hide(first);
        world.Findings.Add(2);
        world.Findings.Close(9);

        await SettledAsync(world);

        Assert.True(world.Sandbox.State.Find(other)!.IsDone);
        Assert.Contains($"not linked to {first}", (await world.TicketsAsync(Ct)).Single(t => t.Reason?.StartsWith("not linked", StringComparison.Ordinal) == true).Reason);
        Assert.Empty(await world.Pauses.ListAsync(Ct));
        world.Sandbox.Requests.Clear();
        await SettledAsync(world);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("GET", "issue/*"));
    }

    [Theory]
    [InlineData(FaultTime.BeforeCommit)]
    [InlineData(FaultTime.AfterCommit)]
    public async Task A_lost_answer_makes_no_second_part(FaultTime time)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, null, Growing);
        var first = await WorkedAtAsync(world);
        world.Findings.Add(2);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Drop(time));

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);
        await SettledAsync(world);

        Assert.Equal(2, world.Sandbox.State.IssueCount);
        Assert.Single(world.Sandbox.State.Find(first)!.Links);
    }

    [Fact]
    public async Task A_finding_that_the_grouping_puts_in_a_later_part_is_not_taken_from_it_in_silence()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, null, Growing);
        var first = await WorkedAtAsync(world);
        world.Findings.Add(2);
        world.Findings.Add(3);
        await SettledAsync(world);
        var later = (await world.TicketsAsync(Ct)).Single(t => t.IssueKey != first);

        var outcome = await world.TicketLinks.RemoveAsync(LinkWorld.Ann, later.Id, [FakeFindings.IdOf(2)], Ct);

        Assert.Contains("stays behind it", Assert.IsType<IssueOutcome.Refused>(outcome).Reason);
        Assert.Equal(2, (await world.TicketsAsync(Ct)).Single(t => t.Id == later.Id).Findings);
        await SettledAsync(world);
    }

    [Fact]
    public async Task A_finding_that_only_a_person_put_behind_an_issue_is_taken_from_it_at_once()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, null, c => Growing(c) with { Filter = new TicketFilter { Assets = ["api"] } });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Add(2, asset: "web");
        var ticket = Assert.Single(await world.TicketsAsync(Ct)).Id;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.AddAsync(LinkWorld.Ann, ticket, [FakeFindings.IdOf(2)], Ct));
        Assert.Equal(2, Assert.Single(await world.TicketsAsync(Ct)).Findings);

        Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.RemoveAsync(LinkWorld.Ann, ticket, [FakeFindings.IdOf(2)], Ct));

        Assert.Equal(1, Assert.Single(await world.TicketsAsync(Ct)).Findings);
        await SettledAsync(world);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    private static TicketConfiguration Growing(TicketConfiguration configuration) => configuration with
    {
        GroupBy = [GroupingKey.Scanner],
        Growth = GrowthPolicy.NewTicket,
        FollowLink = new("10003", "Relates"),
    };

    private static async Task<string> WorkedAtAsync(TicketWorld world)
    {
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Transition(key, "In Progress");
        await ReportedFindings.PollAsync(world);
        return key;
    }

    private static async Task SettledAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SyncRunState.Done, (await world.RunAsync(Ct)).State);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    public class OnSqlite(SqliteTestDatabase db) : GrowthContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : GrowthContract(db), IClassFixture<PostgresTestDatabase>;
}
