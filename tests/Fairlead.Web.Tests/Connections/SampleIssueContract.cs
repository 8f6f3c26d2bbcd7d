using Fairlead.Client;
using Fairlead.Sandbox;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.Connections;

/// <summary>An issue that is made to show that everything works.</summary>
public abstract class SampleIssueContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task It_is_made_tried_and_removed(SandboxEdition edition)
    {
        await using var world = await TicketsWorld.StartAsync(databases, sandbox: new SandboxOptions { Edition = edition });

        var sample = await world.Host.Client.Connections.SampleAsync(world.ConnectionId, new("SEC"), Ct);

        Assert.Equal(["create", "read", "edit", "comment", "transitions", "delete"], sample.Steps.Select(s => s.Step));
        Assert.All(sample.Steps, s => Assert.Null(s.Problem));
        Assert.False(sample.Left);
        Assert.Empty(world.Sandbox.State.Issues);
    }

    [Fact]
    public async Task What_does_not_work_is_named_and_an_issue_that_stays_too()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        world.Sandbox.State.RemovePermission("ADD_COMMENTS", "SEC");
        world.Sandbox.State.RemovePermission("DELETE_ISSUES", "SEC");

        var sample = await world.Host.Client.Connections.SampleAsync(world.ConnectionId, new("SEC", "Bug"), Ct);

        Assert.Equal(["comment", "delete"], sample.Steps.Where(s => s.Problem is not null).Select(s => s.Step));
        Assert.Equal((true, Assert.Single(world.Sandbox.State.Issues).Key), (sample.Left, sample.Key));
        Assert.EndsWith($"/browse/{sample.Key}", sample.Url);
    }

    [Fact]
    public async Task One_that_is_kept_is_there_and_is_no_ticket()
    {
        await using var world = await TicketsWorld.StartAsync(databases);

        var sample = await world.Host.Client.Connections.SampleAsync(world.ConnectionId, new("SEC", Keep: true), Ct);

        Assert.True(sample.Left);
        Assert.Equal(["fairlead-sample"], Assert.Single(world.Sandbox.State.Issues).Labels);
    }

    [Fact]
    public async Task Where_no_issue_can_be_made_that_is_the_answer()
    {
        await using var world = await TicketsWorld.StartAsync(databases);

        var refused = await Assert.ThrowsAsync<FairleadProblemException>(
            () => world.Host.Client.Connections.SampleAsync(world.ConnectionId, new("SEC", "Bugg"), Ct));

        Assert.Contains("Bug", refused.Problem.Detail);
        Assert.Empty(world.Sandbox.State.Issues);
    }

    public sealed class OnSqlite(SqliteTestDatabase db) : SampleIssueContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : SampleIssueContract(db), IClassFixture<PostgresTestDatabase>;
}
