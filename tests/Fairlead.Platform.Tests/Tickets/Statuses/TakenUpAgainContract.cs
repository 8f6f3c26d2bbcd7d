using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Statuses;

/// <summary>Issues that people open again, where the map has a word for the status to which they do.</summary>
public abstract class TakenUpAgainContract(TestDatabase databases)
{
    private static readonly StatusRule[] Map =
    [
        new() { Category = JiraStatusCategory.Done, Finding = FindingStatus.Fixed },
        new() { Category = JiraStatusCategory.InProgress, Finding = FindingStatus.InProgress },
        new() { Category = JiraStatusCategory.ToDo, Finding = FindingStatus.Active },
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Their word about the issue stays, also where it says what does not hold of findings that are closed, or are not behind it.</summary>
    [Theory]
    [InlineData("falsePositive")]
    [InlineData("fixed")]
    [InlineData("left")]
    public async Task What_fairlead_closed_and_somebody_takes_up_again_stays_open(string closedBy)
    {
        await using var world = await StartAsync(SandboxEdition.DataCenter);
        var key = await ReportedFindings.TicketAsync(world, "a");
        if (closedBy == "left")
            await world.ConfigureAsync(c => c with { Filter = new TicketFilter { Assets = ["other"] } }, Ct);
        else
            await world.RealFindings.EditAsync(
                Assert.Single(await ReportedFindings.AllAsync(world)).Id, new FindingEdit { Status = closedBy == "fixed" ? FindingStatus.Fixed : FindingStatus.FalsePositive, Reason = "dead code" }, Ct);
        await world.RunAsync(Ct);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
        await ReportedFindings.PollAsync(world);

        world.Sandbox.State.Transition(key, "In Progress", "bob");
        for (var look = 0; look < 3; look++)
        {
            await ReportedFindings.PollAsync(world);
            var run = await world.RunAsync(Ct);
            Assert.Equal((0, AttentionKind.KeptOpen), (run.Planned.All, Assert.Single(run.Attention).Kind));
            Assert.Contains("Close it in Jira", Assert.Single(await world.TicketsAsync(Ct)).KeptOpen);
        }

        Assert.Equal("In Progress", world.Sandbox.State.Find(key)!.Status);

        // Open again, and closed another time: then it is closed.
        await world.ConfigureAsync(c => c with { Filter = new TicketFilter() }, Ct);
        var finding = Assert.Single(await ReportedFindings.AllAsync(world)).Id;
        await world.RealFindings.EditAsync(finding, new FindingEdit { Status = FindingStatus.Active }, Ct);
        await world.RunAsync(Ct);
        await world.RealFindings.EditAsync(finding, new FindingEdit { Status = FindingStatus.FalsePositive, Reason = "dead code" }, Ct);
        await world.RunAsync(Ct);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
    }

    [Fact]
    public async Task What_was_closed_because_its_other_findings_left_and_somebody_takes_up_again_stays_open()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a", "b");
        var settled = (await ReportedFindings.AllAsync(world))[1].Id;
        await world.RealFindings.EditAsync(settled, new FindingEdit { Severity = Severity.Critical }, Ct);
        await world.RealFindings.EditAsync(settled, new FindingEdit { Status = FindingStatus.FalsePositive, Reason = "dead code" }, Ct);
        await world.ConfigureAsync(c => c with { Filter = new TicketFilter { MinimumSeverity = Severity.Critical } }, Ct);
        await world.RunAsync(Ct);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
        await ReportedFindings.PollAsync(world);

        world.Sandbox.State.Transition(key, "In Progress", "bob");
        for (var look = 0; look < 3; look++)
        {
            await ReportedFindings.PollAsync(world);
            Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        }

        Assert.Equal("In Progress", world.Sandbox.State.Find(key)!.Status);
    }

    /// <summary>What a move takes back opens findings: they are closed another time then, and their issue with them.</summary>
    [Fact]
    public async Task What_somebody_opens_again_with_its_findings_is_closed_with_them()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.Transition(key, "Done", "bob");
        await ReportedFindings.PollAsync(world);
        world.Sandbox.State.Transition(key, "To Do", "bob");
        await ReportedFindings.PollAsync(world);
        var finding = Assert.Single(await ReportedFindings.AllAsync(world));
        Assert.Equal(FindingStatus.Active, finding.Status);

        // Before any run, so that no plan has seen it open.
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.FalsePositive, Reason = "dead code" }, Ct);
        Assert.Equal(1, (await world.RunAsync(Ct)).Planned.Transition);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
    }

    private Task<TicketWorld> StartAsync(SandboxEdition edition) => TicketWorld.StartAsync(
        databases, Ct, new SandboxOptions { Edition = edition }, c => c with { StatusMap = Map, StatusMapSince = DateTimeOffset.UnixEpoch }, hasRealFindings: true);

    public class OnSqlite(SqliteTestDatabase db) : TakenUpAgainContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TakenUpAgainContract(db), IClassFixture<PostgresTestDatabase>;
}
