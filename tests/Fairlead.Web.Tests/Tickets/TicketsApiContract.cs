using System.Net;
using System.Text;
using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>From a report to issues through the API alone, with nothing faked but Jira's address.</summary>
public abstract class TicketsApiContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_becomes_issues_once()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("a-1,high,CVE-1", "a-2,critical,CVE-2");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);

        var preview = await world.Tickets.PreviewAsync("shop", 10, Ct);
        Assert.Equal((2, 2, 2), (preview.Findings, preview.Groups, preview.Counts.Create));
        Assert.StartsWith("[Critical]", preview.Operations[0].Summary);
        Assert.Contains("CVE-2", preview.Operations[0].Body);
        Assert.Equal(0, world.Sandbox.State.IssueCount);

        Assert.True((await world.Host.Client.Connections.TestAsync(world.ConnectionId, Ct)).Works);
        var planned = await world.Tickets.PlanAsync("shop", Ct);
        Assert.Equal(("planned", 2), (planned.State, planned.Planned.Create));
        var run = await world.Tickets.ApplyAsync(planned.Id, Ct);
        Assert.Equal(("done", 2), (run.State, run.Outcomes["applied"]));
        // One create of both and one look at them: saving the configuration has read the create screen, and the test has seen which Jira it is.
        Assert.Equal(2, run.JiraCalls);
        Assert.Equal(run.Outcomes, (await world.Tickets.ApplyAsync(planned.Id, Ct)).Outcomes);
        Assert.Equal(2, world.Sandbox.State.IssueCount);

        var tickets = await world.Tickets.TicketsAsync(null, "created", null, 1, Ct);
        var ticket = Assert.Single(tickets.Items);
        Assert.Equivalent(ticket, await world.Tickets.TicketAsync(ticket.Id, Ct), strict: true);
        Assert.StartsWith(world.Sandbox.BaseUrl.AbsoluteUri, ticket.Url);
        Assert.Single((await world.Tickets.TicketsAsync(null, "created", tickets.Next, 1, Ct)).Items);
        var operations = await world.Tickets.OperationsAsync(planned.Id, null, 1, Ct);
        Assert.Equal("applied", Assert.Single(operations.Items).Outcome);
        Assert.NotNull(operations.Next);

        await world.ImportAsync("a-1,high,CVE-1", "a-2,critical,CVE-2");
        var again = await world.Tickets.RunAsync("shop", Ct);
        Assert.Equal((0, 0), (again.Planned.Total, again.JiraCalls));
        var report = await world.Tickets.ReconcileAsync(world.ConnectionId, Ct);
        Assert.Equal((2, false), (report.Tickets, report.Held));
        Assert.False((await world.Tickets.ResumeAsync(world.ConnectionId, Ct)).WasPaused);
    }

    [Fact]
    public async Task A_configuration_is_made_read_replaced_and_deleted()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        var body = new TicketConfigurationBody("shop", "team", "SEC", "Bug", Automatic: false, GroupBy: ["rule"]);

        var made = await world.Tickets.CreateAsync(body, Ct);
        Assert.Equal("Conflict", await TitleAsync(world.Tickets.CreateAsync(body with { Name = "SHOP" }, Ct)));
        Assert.Equal(made.Configuration.GroupBy, (await world.Tickets.ConfigurationAsync("shop", Ct)).Configuration.GroupBy);
        // What is read can be written back as it is.
        var same = await world.Tickets.ReplaceAsync("shop", made.Configuration, Ct);
        Assert.Equal(1, same.Revision);
        var changed = await world.Tickets.ReplaceAsync($"{made.Id}", body with { GroupBy = ["asset"] }, Ct);
        Assert.Equal(2, changed.Revision);
        Assert.Single(await world.Tickets.ConfigurationsAsync(Ct));
        await world.Tickets.DeleteAsync("shop", Ct);
        Assert.Equal("Not found", await TitleAsync(world.Tickets.ConfigurationAsync("shop", Ct)));
    }

    [Fact]
    public async Task Mistakes_are_told_all_at_once_with_their_places()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        var body = new TicketConfigurationBody("shop", "team", "SEC", "Bug", GroupBy: ["aset"], Labels: ["two words"]);

        var problem = await ProblemAsync(world.Tickets.CreateAsync(body, Ct));
        Assert.Equal((422, "Invalid configuration"), (problem.Status, problem.Title));
        Assert.Equal(["/groupBy/0", "/labels/0"], problem.Errors!.Select(e => e.Pointer));
        Assert.Equal(2, (await world.Tickets.CheckAsync(body, Ct)).Problems.Count);
        var template = await ProblemAsync(world.Tickets.CreateAsync(body with { GroupBy = null, Labels = null, Template = new TemplateBody("{{x}}") }, Ct));
        Assert.Equal("Invalid template", template.Title);
    }

    [Theory]
    [InlineData("name: a\n\tb: c", 400, "Malformed YAML")]
    [InlineData("", 400, "Malformed YAML")]
    [InlineData("name: &a b", 400, "YAML aliases not allowed")]
    [InlineData("name: !x b", 400, "YAML tags not allowed")]
    [InlineData("name: a\nprojct: SEC", 422, "Invalid configuration")]
    public async Task Bad_yaml_is_refused_with_its_title_and_line(string yaml, int status, string title)
    {
        await using var world = await TicketsWorld.StartAsync(databases);

        var problem = await ProblemAsync(world.Tickets.ApplyYamlAsync(yaml, Ct));

        Assert.Equal((status, title), (problem.Status, problem.Title));
        Assert.All(problem.Errors!, e => Assert.NotNull(e.Line));
        Assert.Empty(await world.Tickets.ConfigurationsAsync(Ct));
    }

    [Fact]
    public async Task Yaml_that_would_kill_the_parser_is_refused_and_the_server_lives()
    {
        await using var world = await TicketsWorld.StartAsync(databases);

        var problem = await ProblemAsync(world.Tickets.ApplyYamlAsync(new string('[', 500_000), Ct));

        Assert.Equal(400, problem.Status);
        Assert.Empty(await world.Tickets.ConfigurationsAsync(Ct));
    }

    [Theory]
    [InlineData("text/plain", "name: a", 415)]
    [InlineData("application/json", "{}", 415)]
    public async Task Only_yaml_is_taken_for_yaml(string type, string text, int status)
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        using var content = new StringContent(text, Encoding.UTF8, type);

        using var answer = await world.Host.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "api/v1/configurations/yaml") { Content = content }, Ct);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_ticket_is_found_by_the_key_of_its_issue_in_either_case()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("a-1,high,CVE-1", "a-2,critical,CVE-2");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        var all = (await world.Tickets.TicketsAsync(null, null, null, 100, Ct)).Items;
        var one = all[^1];

        Assert.True(all.Count > 1);
        Assert.Equal(one.Id, Assert.Single((await world.Tickets.TicketsOfIssueAsync(one.IssueKey!.ToLowerInvariant(), null, Ct)).Items).Id);
        Assert.Empty((await world.Tickets.TicketsOfIssueAsync(one.IssueKey!, "deleted", Ct)).Items);
        Assert.Empty((await world.Tickets.TicketsOfIssueAsync("SEC-999", null, Ct)).Items);
    }

    [Theory]
    [InlineData("GET", "api/v1/configurations/none/preview?samples=1000", HttpStatusCode.BadRequest)]
    [InlineData("GET", "api/v1/configurations/none/preview", HttpStatusCode.NotFound)]
    [InlineData("GET", "api/v1/tickets?state=gone", HttpStatusCode.BadRequest)]
    [InlineData("GET", "api/v1/tickets?cursor=abc", HttpStatusCode.BadRequest)]
    [InlineData("GET", "api/v1/tickets/00000000-0000-7000-8000-000000000001", HttpStatusCode.NotFound)]
    [InlineData("GET", "api/v1/runs/00000000-0000-7000-8000-000000000001", HttpStatusCode.NotFound)]
    [InlineData("GET", "api/v1/runs/00000000-0000-7000-8000-000000000001/operations", HttpStatusCode.NotFound)]
    [InlineData("POST", "api/v1/tickets/reconcile", HttpStatusCode.BadRequest)]
    [InlineData("POST", "api/v1/tickets/00000000-0000-7000-8000-000000000001/recreate", HttpStatusCode.NotFound)]
    [InlineData("POST", "api/v1/configurations/none/plan?confirmCloses=perhaps", HttpStatusCode.BadRequest)]
    [InlineData("POST", "api/v1/configurations/none/plan?confirmCreates=perhaps", HttpStatusCode.BadRequest)]
    [InlineData("POST", "api/v1/configurations/none/plan?confirmCreatesUpTo=-1", HttpStatusCode.BadRequest)]
    [InlineData("POST", "api/v1/tickets/resume?connection=x", HttpStatusCode.BadRequest)]
    [InlineData("POST", "api/v1/tickets/resume?connection=00000000-0000-7000-8000-000000000001", HttpStatusCode.NotFound)]
    public async Task Bad_requests_get_their_status(string method, string path, HttpStatusCode status)
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        using var answer = await world.Host.Http.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? new ByteArrayContent([]) : null }, Ct);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_paused_connection_is_told_everywhere_and_resumed()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("a-1,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        world.Sandbox.State.RevokeCredentials();
        await world.Tickets.RunAsync("shop", Ct);

        var run = await world.Tickets.RunAsync("shop", Ct);
        var attention = run.Attention[0];
        Assert.Equal(("paused", 1, true), (attention.Kind, attention.Tickets, attention.NeedsPerson));
        Assert.Equal(run.Attention, (await world.Tickets.RunAsync(run.Id, Ct)).Attention);
        Assert.Equal(run.Attention, (await world.Tickets.PreviewAsync("shop", 0, Ct)).Attention);
        var pause = Assert.Single(await world.Tickets.PausesAsync(Ct));
        Assert.Equal((world.ConnectionId, "signIn", 1, attention.NextStep), (pause.ConnectionId, pause.Cause, pause.Waiting, pause.NextStep));
        Assert.Contains("connection resume team", await world.Host.Http.GetStringAsync("connections", Ct));

        world.Sandbox.State.RestoreCredentials();
        Assert.True((await world.Tickets.ResumeAsync(world.ConnectionId, Ct)).WasPaused);
        Assert.Empty(await world.Tickets.PausesAsync(Ct));
        Assert.Empty((await world.Tickets.RunAsync("shop", Ct)).Attention);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        Assert.Equal("Conflict", await TitleAsync(world.Tickets.RecreateAsync(ticket.Id, Ct)));
    }

    [Fact]
    public async Task Reading_again_through_a_paused_connection_is_refused_as_what_may_heal()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("a-1,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        world.Sandbox.State.RevokeCredentials();
        await world.Tickets.RunAsync("shop", Ct);

        var problem = await ProblemAsync(world.Tickets.ReconcileAsync(world.ConnectionId, Ct));

        Assert.Equal((409, "connection_paused"), (problem.Status, problem.Code));
        Assert.Contains("connection resume team", problem.Detail);
    }

    /// <summary>Somebody else saves while Jira is still asked about ours.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_configuration_that_was_changed_meanwhile_is_refused_as_what_may_heal(bool isYaml)
    {
        var clock = new TestClock();
        await using var world = await TicketsWorld.StartAsync(databases, sandbox: new SandboxOptions { TimeProvider = clock });
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        var body = (await world.Tickets.ConfigurationAsync("shop", Ct)).Configuration;
        var slowness = TimeSpan.FromSeconds(5);
        world.Sandbox.Faults.Add("GET", isYaml ? "project/OPS" : "project/SEC", new FaultBehaviour.Slow(slowness));

        // Of a document, each entry is compared with what is stored as soon as Jira was asked about it.
        const string Two = """
            configurations:
              - {name: shop, connection: team, project: SEC, issueType: Bug, groupBy: [asset, rule], automatic: false, labels: [ours]}
              - {name: operations, connection: team, project: OPS, issueType: Task, groupBy: [rule], automatic: false}
            """;
        var ours = isYaml ? world.Tickets.ApplyYamlAsync(Two, Ct) : (Task)world.Tickets.ReplaceAsync("shop", body with { Labels = ["ours"] }, Ct);
        while (!clock.IsAwaited(slowness) && !ours.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        Assert.False(ours.IsCompleted, $"{ours.Exception}");
        await world.Tickets.ReplaceAsync("shop", body with { Labels = ["theirs"] }, Ct);
        clock.Advance(slowness);

        var problem = await ProblemAsync(ours);
        Assert.Equal((409, "changed_meanwhile"), (problem.Status, problem.Code));
        Assert.Equal(["theirs"], (await world.Tickets.ConfigurationAsync("shop", Ct)).Configuration.Labels);
    }

    [Fact]
    public async Task Closes_of_a_changed_grouping_are_held_until_they_are_confirmed()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync([.. Enumerable.Range(1, 11).Select(i => $"a-{i},high,CVE-{i}")]);
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml.Replace("[asset, rule]", "[asset]", StringComparison.Ordinal), Ct);

        var preview = await world.Tickets.PreviewAsync("shop", 5, Ct);
        Assert.Equal((1, 5, "heldCloses", 11), (preview.Counts.Total, preview.HeldCloses.Count, preview.Attention[0].Kind, preview.Attention[0].Tickets));
        var planned = await world.Tickets.PlanAsync("shop", new PlanConfirmation(Closes: true), Ct);
        Assert.Equal((1, 11), (planned.Planned.Create, planned.Planned.Transition));
        Assert.Equal(("done", 0), ((await world.Tickets.ApplyAsync(planned.Id, Ct)).State, planned.Attention.Count));
        Assert.Equal(0, (await world.Tickets.RunAsync("shop", Ct)).Planned.Total);
    }

    [Fact]
    public async Task More_new_issues_than_allowed_are_held_until_they_are_confirmed()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync([.. Enumerable.Range(1, 3).Select(i => $"a-{i},high,CVE-{i}")]);
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\nmaxCreates: 2", Ct);

        var preview = await world.Tickets.PreviewAsync("shop", 2, Ct);
        Assert.Equal((0, 2, "heldCreates", 3), (preview.Counts.Total, preview.HeldCreates.Count, preview.Attention[0].Kind, preview.Attention[0].Tickets));
        Assert.Equal(0, (await world.Tickets.RunAsync("shop", Ct)).Planned.Total);
        var planned = await world.Tickets.PlanAsync("shop", new PlanConfirmation(CreatesUpTo: 3), Ct);
        Assert.Equal(("done", 3), ((await world.Tickets.ApplyAsync(planned.Id, Ct)).State, world.Sandbox.State.IssueCount));
    }

    [Fact]
    public async Task A_state_that_there_is_not_is_refused_with_those_that_there_are()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        foreach (var state in new[] { "planned", "sending", "uncertain", "retry", "parked", "rejected", "created", "forbidden", "deleted", "released" })
            Assert.Empty((await world.Tickets.TicketsAsync(null, state, null, 10, Ct)).Items);
        var problem = await ProblemAsync(world.Tickets.TicketsAsync(null, "present", null, 10, Ct));
        Assert.Equal("Invalid query parameter", problem.Title);
        Assert.Contains("parked", problem.Detail);
        Assert.Contains("forbidden", problem.Detail);
    }

    private static async Task<string> TitleAsync(Task call) => (await ProblemAsync(call)).Title;

    private static async Task<ProblemDocument> ProblemAsync(Task call) =>
        (await Assert.ThrowsAsync<FairleadProblemException>(() => call)).Problem;

    public class OnSqlite(SqliteTestDatabase db) : TicketsApiContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TicketsApiContract(db), IClassFixture<PostgresTestDatabase>;
}
