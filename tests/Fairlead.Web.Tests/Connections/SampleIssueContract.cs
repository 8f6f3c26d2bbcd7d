using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
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

    /// <summary>Whoever asked for it does not wait.</summary>
    [Fact]
    public async Task It_is_removed_also_where_nobody_waits_for_the_answer()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        world.Sandbox.Faults.Add("POST", "issue/*/comment", new FaultBehaviour.Slow(TimeSpan.FromMinutes(1)));
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var asked = world.Host.Client.Connections.SampleAsync(world.ConnectionId, new("SEC"), impatience.Token);
        await TicketsWorld.UntilAsync(() => Task.FromResult(world.Sandbox.Requests.CountOf("POST", "issue/*/comment") == 1));

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await TicketsWorld.UntilAsync(() => Task.FromResult(world.Sandbox.State.Issues.Count == 0));
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

    /// <summary>Of every type that the sandbox knows.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Fields_that_Jira_demands_are_filled_and_told(SandboxEdition edition)
    {
        await using var world = await TicketsWorld.StartAsync(databases, sandbox: new SandboxOptions { Edition = edition });
        string[] system = ["labels", "components", "fixVersions", "duedate", "assignee", "environment"];
        string[] demanded = [.. system, .. Enumerable.Range(10_050, 14).Select(number => $"customfield_{number}")];
        foreach (var field in demanded)
            world.Sandbox.State.AddToScreen("SEC", field, isRequired: true);

        var sample = await world.Host.Client.Connections.SampleAsync(world.ConnectionId, new("SEC", "Bug", Keep: true), Ct);

        Assert.All(sample.Steps, s => Assert.Null(s.Problem));
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal(demanded.Order(), sample.Fields.Select(f => f.Id).Order());
        Assert.All(sample.Fields, f => Assert.True(!f.Given && issue.Fields.ContainsKey(f.Id), f.Name));
        var told = sample.Fields.ToDictionary(f => f.Name, f => f.Value);
        Assert.Equal(
            ("Critical", "Production", "Server / Linux", "1", "fairlead-sample"),
            (told["Severity"], told["Environments"], told["Asset"], told["CVSS Score"], told["Tags"]));
        Assert.Equal(told["Due date"], TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd"));
        Assert.Contains("Linux", issue.Fields["customfield_10056"]);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_cannot_be_filled_is_named_and_can_be_given(SandboxEdition edition)
    {
        await using var world = await TicketsWorld.StartAsync(databases, sandbox: new SandboxOptions { Edition = edition });
        var parent = world.Sandbox.State.Create("SEC", "Bug", "The parent");

        var refused = await RefusedAsync(world, new("SEC", "Sub-task"));
        var sample = await world.Host.Client.Connections.SampleAsync(
            world.ConnectionId, new("SEC", "Sub-task", Fields: new Dictionary<string, string> { ["parent"] = parent.Key }), Ct);

        Assert.Contains("Parent", refused.Detail);
        Assert.Contains("--field \"Parent=VALUE\"", refused.Detail);
        Assert.Equal(("parent", parent.Key, true), Assert.Single(sample.Fields) is var field ? (field.Id, field.Value, field.Given) : default);
        Assert.All(sample.Steps, s => Assert.Null(s.Problem));
        Assert.Equal(parent.Key, Assert.Single(world.Sandbox.State.Issues).Key);
    }

    [Theory]
    [InlineData("severity", "medium", null)]
    [InlineData("customfield_10054", "Medium", null)]
    [InlineData("Severity", "Hihg", "did you mean High?")]
    [InlineData("Severty", "High", "did you mean Severity?")]
    [InlineData("Summary", "mine", "set by Fairlead")]
    [InlineData("Severity", "{{finding.severity}}", "no finding")]
    [InlineData("CVSS Score", "high", "no number")]
    [InlineData("Security owner", "nobody at all", "no user")]
    public async Task Given_values_are_read_as_configurations_read_them(string name, string value, string? problem)
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        world.Sandbox.State.AddToScreen("SEC", "customfield_10054", isRequired: true);
        world.Sandbox.State.AddToScreen("SEC", "customfield_10052");
        world.Sandbox.State.AddToScreen("SEC", "customfield_10057");
        var request = new SampleIssueRequest("SEC", "Bug", Keep: true, Fields: new Dictionary<string, string> { [name] = value });

        if (problem is not null)
        {
            var refused = await RefusedAsync(world, request);
            Assert.Equal(422, refused.Status);
            Assert.Contains(problem, refused.Detail);
            Assert.Equal($"/fields/{name}", refused.Errors![0].Pointer);
            Assert.Empty(world.Sandbox.State.Issues);
            return;
        }

        var sample = await world.Host.Client.Connections.SampleAsync(world.ConnectionId, request, Ct);
        Assert.Equal(("Severity", "Medium", true), Assert.Single(sample.Fields) is var field ? (field.Name, field.Value, field.Given) : default);
        Assert.Contains("Medium", Assert.Single(world.Sandbox.State.Issues).Fields["customfield_10054"]);
    }

    private static async Task<ProblemDocument> RefusedAsync(TicketsWorld world, SampleIssueRequest request) => (await Assert.ThrowsAsync<FairleadProblemException>(
        () => world.Host.Client.Connections.SampleAsync(world.ConnectionId, request, Ct))).Problem;

    public sealed class OnSqlite(SqliteTestDatabase db) : SampleIssueContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : SampleIssueContract(db), IClassFixture<PostgresTestDatabase>;
}
