using System.Text;
using System.Text.Json;
using Fairlead.Client;
using Fairlead.Client.Alerts;
using Fairlead.Client.Connections;
using Fairlead.Client.Findings;
using Fairlead.Kernel;
using Fairlead.Sandbox;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.Alerts;

/// <summary>From alerts to issues, with nothing faked but Jira's address.</summary>
public abstract class AlertTicketsContract(TestDatabase databases)
{
    private const string Configuration = """
        name: incidents
        connection: team
        project: SEC
        issueType: Bug
        automatic: false
        filter: {kinds: [runtimeAlert], labels: [trigger=prod]}
        """;

    private const string Trigger = """
        name: prod
        schedule: atOnce
        filter: {minimumSeverity: medium, namespaces: [pay*]}
        throttle: {alerts: 10, per: daily}
        configuration: incidents
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_flood_of_one_alert_is_one_issue_that_is_written_to_once(SandboxEdition edition)
    {
        await using var world = await WorldAsync(edition);
        var alerts = world.Host.Client.Alerts;
        await alerts.SendAsync(Lines(25_000), null, Ct);
        Assert.Equal((1, 0, 0), Counts(await alerts.RunTriggerAsync("prod", Ct)));
        Assert.Equal(1, (await world.Tickets.RunAsync("incidents", Ct)).Planned.Create);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Contains("Seen 25,000 times", issue.Description);
        Assert.Contains("A shell was started", issue.Description);

        for (var i = 0; i < 5; i++)
            await alerts.SendAsync(Lines(5_000), null, Ct);
        Assert.Equal((0, 1, 0), Counts(await alerts.RunTriggerAsync("prod", Ct)));
        world.Sandbox.Requests.Clear();
        var run = await world.Tickets.RunAsync("incidents", Ct);
        Assert.Equal((0, 1), (run.Planned.Create, run.Planned.Update));
        Assert.Equal(1, world.Sandbox.Requests.CountOf("PUT", null));
        Assert.Contains("Seen 50,000 times", Assert.Single(world.Sandbox.State.Issues).Description);
        Assert.Equal(0, (await world.Tickets.RunAsync("incidents", Ct)).Planned.Total);
    }

    [Fact]
    public async Task A_running_server_makes_the_ticket_by_itself()
    {
        await using var world = await TicketsWorld.StartAsync(databases, wakeUp: "00:00:05", settings: new() { ["Alerts:LookInterval"] = "00:00:01" });
        await world.Tickets.ApplyYamlAsync(Configuration.Replace("automatic: false", "automatic: true", StringComparison.Ordinal), Ct);
        await world.Host.Client.Alerts.ApplyTriggersAsync(Trigger, Ct);
        await world.Host.Client.Alerts.SendAsync(Lines(3), null, Ct);

        await TicketsWorld.UntilAsync(() => world.Sandbox.State.IssueCount > 0);
        Assert.Single(world.Sandbox.State.Issues);
    }

    [Fact]
    public async Task What_the_configuration_does_not_choose_gets_no_ticket()
    {
        await using var world = await WorldAsync(SandboxEdition.Cloud);
        var alerts = world.Host.Client.Alerts;
        await alerts.CreateTriggerAsync(new("other", AlertSchedule.AtOnce), Ct);
        await alerts.SendAsync(Lines(1, space: "front"), null, Ct);
        Assert.Equal(1, (await alerts.RunTriggerAsync("other", Ct)).Released);
        Assert.Equal(0, (await alerts.RunTriggerAsync("prod", Ct)).Released);
        Assert.Equal(0, (await world.Tickets.RunAsync("incidents", Ct)).Planned.Total);
    }

    [Fact]
    public async Task Why_no_ticket_comes_is_told_at_the_trigger()
    {
        await using var world = await WorldAsync(SandboxEdition.Cloud);
        var alerts = world.Host.Client.Alerts;
        Assert.Null((await alerts.TriggerAsync("prod", Ct)).Problem);
        await alerts.CreateTriggerAsync(new("other", AlertSchedule.AtOnce), Ct);
        Assert.Contains("No ticket configuration that is enabled takes what it lets through", (await alerts.TriggerAsync("other", Ct)).Problem);
        await world.Tickets.ApplyYamlAsync(Configuration.Replace(", labels: [trigger=prod]", "", StringComparison.Ordinal), Ct);
        Assert.Null((await alerts.TriggerAsync("other", Ct)).Problem);

        await world.Host.Client.Connections.ChangeAsync(Assert.Single(await world.Host.Client.Connections.ListAsync(Ct)).Id, new ChangeConnectionRequest(IsEnabled: false), Ct);
        Assert.Contains("Connection 'team' is disabled. To use it again:", (await alerts.TriggerAsync("prod", Ct)).Problem);
    }

    [Fact]
    public async Task Triggers_are_made_read_replaced_and_deleted_one_by_one_and_in_bulk()
    {
        await using var world = await WorldAsync(SandboxEdition.Cloud);
        var alerts = world.Host.Client.Alerts;
        var made = await alerts.CreateTriggerAsync(
            new("night", AlertSchedule.Weekly, Filter: new AlertFilterBody(Severity.High, Rules: ["a*"]), ThreatLevel: Severity.Critical, Throttle: new(3, AlertPeriod.Daily)), Ct);
        Assert.Equal(JsonSerializer.Serialize(made.Trigger), JsonSerializer.Serialize((await alerts.TriggerAsync("NIGHT", Ct)).Trigger));
        Assert.Equal(DayOfWeek.Monday, made.NextRunAt!.Value.UtcDateTime.DayOfWeek);
        Assert.Equal(["night", "prod"], (await alerts.TriggersAsync(Ct)).Select(t => t.Trigger.Name));
        Assert.Equal(409, (await Assert.ThrowsAsync<FairleadProblemException>(() => alerts.CreateTriggerAsync(made.Trigger, Ct))).Problem.Status);

        var replaced = await alerts.ReplaceTriggerAsync(made.Trigger with { Schedule = AlertSchedule.Monthly }, Ct);
        Assert.Equal(1, replaced.NextRunAt!.Value.UtcDateTime.Day);
        Assert.Equal("unchanged", Assert.Single(await alerts.ApplyTriggersAsync(Trigger, Ct)).Change);

        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => alerts.ActOnTriggersAsync(AlertTriggerAction.Disable, ["night", "nobody-s"], Ct))).Problem.Status);
        Assert.All(await alerts.TriggersAsync(Ct), t => Assert.True(t.Trigger.Enabled));
        await alerts.ActOnTriggersAsync(AlertTriggerAction.Disable, ["night", "PROD"], Ct);
        Assert.All(await alerts.TriggersAsync(Ct), t => Assert.False(t.Trigger.Enabled));
        Assert.Contains("disabled", (await Assert.ThrowsAsync<FairleadProblemException>(() => alerts.RunTriggerAsync("prod", Ct))).Problem.Detail);
        await alerts.ActOnTriggersAsync(AlertTriggerAction.Enable, ["night"], Ct);
        await alerts.DeleteTriggerAsync("prod", Ct);
        await alerts.ActOnTriggersAsync(AlertTriggerAction.Delete, ["night"], Ct);
        Assert.Empty(await alerts.TriggersAsync(Ct));
        Assert.Contains((await world.Host.Client.Operations.ActivityAsync(null, 20, Ct)).Items, a => a.Action == "alert-trigger.deleted");
    }

    /// <summary>Else it would let through at once what waited before.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_trigger_that_is_enabled_again_counts_as_run_just_then_whichever_way_it_is_enabled(bool inBulk)
    {
        await using var world = await WorldAsync(SandboxEdition.Cloud);
        var alerts = world.Host.Client.Alerts;
        var made = await alerts.CreateTriggerAsync(new("night", AlertSchedule.Monthly), Ct);
        const string RunSince = "UPDATE alert_triggers SET revision = revision WHERE ran_at > created_at AND ran_at = repeated_at";
        if (inBulk)
            await alerts.ActOnTriggersAsync(AlertTriggerAction.Disable, ["night"], Ct);
        else
            await alerts.ReplaceTriggerAsync(made.Trigger with { Enabled = false }, Ct);
        Assert.Equal(0, await world.ChangeAsync(RunSince));

        if (inBulk)
            await alerts.ActOnTriggersAsync(AlertTriggerAction.Enable, ["night"], Ct);
        else
            await alerts.ReplaceTriggerAsync(made.Trigger with { Enabled = true }, Ct);

        Assert.Equal(1, await world.ChangeAsync(RunSince));
    }

    [Fact]
    public async Task A_trigger_that_is_deleted_holds_nothing_back_any_more()
    {
        await using var world = await WorldAsync(SandboxEdition.Cloud);
        var alerts = world.Host.Client.Alerts;
        await alerts.CreateTriggerAsync(new("calm", AlertSchedule.AtOnce, Throttle: new(1, AlertPeriod.Monthly)), Ct);
        foreach (var space in new[] { "front", "back", "side" })
            await alerts.SendAsync(Lines(1, space), null, Ct);
        Assert.Equal(1, (await alerts.RunTriggerAsync("calm", Ct)).Released);
        Assert.Equal(FindingState.Active, (await HeldAsync()).Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => alerts.ActOnTriggersAsync(AlertTriggerAction.Delete, ["calm", "nobody-s"], Ct))).Problem.Status);
        Assert.Equal(FindingState.Active, (await HeldAsync()).Status);

        await alerts.DeleteTriggerAsync("calm", Ct);

        Assert.Equal(FindingState.Fixed, (await HeldAsync()).Status);

        async Task<FindingItem> HeldAsync() => Assert.Single(
            (await world.Findings.SearchAsync(new FindingQuery(), FindingSort.NewestFirst, null, 100, Ct)).Items, f => f.Title == "Trigger calm holds alerts back");
    }

    [Fact]
    public async Task A_trigger_says_why_no_tickets_come_of_it()
    {
        await using var world = await WorldAsync(SandboxEdition.Cloud);
        var alerts = world.Host.Client.Alerts;
        var unknown = await Assert.ThrowsAsync<FairleadProblemException>(() => alerts.CreateTriggerAsync(new("a", AlertSchedule.AtOnce, Configuration: "nobody-s"), Ct));
        Assert.Contains("fairlead configuration apply", unknown.Problem.Detail);
        var other = await Assert.ThrowsAsync<FairleadProblemException>(() => alerts.CreateTriggerAsync(new("b", AlertSchedule.AtOnce, Configuration: "incidents"), Ct));
        Assert.Contains("add trigger=b to the labels", other.Problem.Detail);

        Assert.Null((await alerts.TriggerAsync("prod", Ct)).Problem);
        await world.Tickets.ApplyYamlAsync(Configuration.TrimEnd() + "\nmaxCreates: 1\n", Ct);
        await alerts.SendAsync(Lines(1, "pay-a"), null, Ct);
        await alerts.SendAsync(Lines(1, "pay-b"), null, Ct);
        await alerts.RunTriggerAsync("prod", Ct);
        await world.Tickets.RunAsync("incidents", Ct);
        Assert.Contains("incidents: 2 new issues are not made", (await alerts.TriggerAsync("prod", Ct)).Problem);
        await world.Tickets.ApplyYamlAsync(Configuration, Ct);
        await world.Tickets.ApplyYamlAsync(Configuration.Replace("runtimeAlert", "secret", StringComparison.Ordinal), Ct);
        Assert.Contains("add runtimeAlert", (await alerts.TriggerAsync("prod", Ct)).Problem);
        await world.Tickets.DeleteAsync("incidents", Ct);
        Assert.Contains("deleted", (await alerts.TriggerAsync("prod", Ct)).Problem);
    }

    [Theory]
    [InlineData("name: a\nschedule: sometimes", 2, "schedule")]
    [InlineData("name: a\nschedule: daily\nfiltr: {}", 3, "filtr")]
    [InlineData("triggers:\n- {name: a, schedule: daily}\n- name: b\n  schedule: daily\n  throttle: {alerts: 0, per: daily}", 5, "1 to 10,000")]
    [InlineData("name: a\nschedule: daily\nthrottle: {alerts: 5, per: atOnce}", 3, "expected one of hourly")]
    [InlineData("name: a\nschedule: daily\nfilter:\n  rules: one", 4, "expected a list")]
    [InlineData("name: a\nschedule: daily\nfilter:\n  rules: []", 4, "leave it out to let in all")]
    [InlineData("name: prod*\nschedule: daily", 1, "must not hold *")]
    [InlineData("name: a\nname: b\nschedule: daily", 2, "twice")]
    [InlineData("- a: [", 2, "bracket")]
    [InlineData("name: &a x", 1, "Anchors")]
    public async Task A_mistake_in_a_file_is_told_with_its_line_and_nothing_is_changed(string yaml, int line, string message)
    {
        await using var world = await WorldAsync(SandboxEdition.Cloud);
        var refused = await Assert.ThrowsAsync<FairleadProblemException>(() => world.Host.Client.Alerts.ApplyTriggersAsync(yaml, Ct));
        var error = Assert.Single(refused.Problem.Errors!);
        Assert.Equal(line, error.Line);
        Assert.Contains(message, error.Message);
        Assert.Single(await world.Host.Client.Alerts.TriggersAsync(Ct));
    }

    private static (int, int, long) Counts(AlertReleaseResponse release) => (release.Released, release.Repeated, release.Held);

    private static byte[] Lines(int count, string space = "payments") => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(
        $$"""{"PolicyName":"no-shells","Severity":"8","NamespaceName":"{{space}}","PodName":"shop-7d9c5b8f6d-x2x9k","ProcessName":"/bin/sh","Operation":"Process","Message":"A shell was started","UpdatedTime":"2026-01-01T10:00:00Z"}""" + "\n", count)));

    private async Task<TicketsWorld> WorldAsync(SandboxEdition edition)
    {
        var world = await TicketsWorld.StartAsync(databases, sandbox: new SandboxOptions { Edition = edition }, settings: new() { ["Alerts:JobsEnabled"] = "false" });
        await world.Tickets.ApplyYamlAsync(Configuration, Ct);
        await world.Host.Client.Alerts.ApplyTriggersAsync(Trigger, Ct);
        return world;
    }

    public class OnSqlite(SqliteTestDatabase db) : AlertTicketsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : AlertTicketsContract(db), IClassFixture<PostgresTestDatabase>;
}
