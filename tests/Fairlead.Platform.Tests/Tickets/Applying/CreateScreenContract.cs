using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>FAULTS F028, F035: what the create screen takes.</summary>
public abstract class CreateScreenContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F028: labels are not on the screen.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-03")]
    public async Task Without_labels_on_the_screen_the_marker_goes_into_the_description(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        world.Findings.Add(1);

        await world.RunAsync(Ct);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal(TicketState.Created, ticket.State);
        Assert.Contains(ticket.Marker, issue.Description);
        Assert.Equal(1, world.Creates);
    }

    [Fact]
    public async Task A_field_that_leaves_the_screen_meanwhile_costs_one_refusal()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        world.Sandbox.Requests.Clear();
        world.Findings.Add(2, "CVE-2");

        await world.RunAsync(Ct);

        Assert.Equal(2, world.Creates);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(TicketState.Created, t.State));
    }

    /// <summary>A lost answer is found without labels too.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-03")]
    public async Task A_lost_answer_is_found_by_its_property_where_labels_cannot_be_set(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        world.Findings.AddMany(3);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkCommitThenDrop(2));

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);

        Assert.Equal(3, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F035: sizes far beyond Jira's limits.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(40_000)]
    [InlineData(1_000_000)]
    public async Task Texts_of_any_size_fit_after_cutting(int length)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1, title: "T" + new string('x', length));
        world.Findings.Change(1, f => f with { Description = string.Join("\n\n", Enumerable.Repeat(new string('d', 79), length / 80)) });

        await world.RunAsync(Ct);

        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.InRange(issue.Summary.Length, 1, 255);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    public class OnSqlite(SqliteTestDatabase db) : CreateScreenContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : CreateScreenContract(db), IClassFixture<PostgresTestDatabase>;
}
