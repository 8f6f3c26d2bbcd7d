using System.Net;
using System.Net.Http.Json;
using Fairlead.Client;
using Fairlead.Client.Access;
using Fairlead.Client.Secrets;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Webhooks;
using Fairlead.Secrets.Proof;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.SecretScanning;

/// <summary>Secrets in Jira's content over HTTP: asking for scans, what was found, reviews.</summary>
public abstract class SecretsApiContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_asked_for_is_found_and_told_without_its_value()
    {
        await using var world = await StartAsync();
        var token = Token("told");
        var key = world.Sandbox.State.Create("SEC", "Task", $"deploy with {token}").Key;

        var asked = Assert.Single(await Secrets(world).AskAsync(new("team", "SEC"), Ct));
        var again = Assert.Single(await Secrets(world).AskAsync(new(world.ConnectionId.ToString(), "SEC"), Ct));
        Assert.Equal(asked.Id, again.Id);
        Assert.Equal((SecretScanStateName.Waiting, null, null), (asked.State, asked.Problem, asked.SpeedLimit));
        Assert.Equal(1, (await Secrets(world).RunAsync(Ct)).Begun);

        var scan = await Secrets(world).ScanAsync(asked.Id, Ct);
        Assert.Equal((SecretScanStateName.Done, 1L, scan.Total!.Value), (scan.State, scan.Matches, scan.Issues));
        Assert.Equivalent(scan, Assert.Single(await Secrets(world).ScansAsync("team", Ct)), strict: true);
        var raw = await world.Host.Http.GetStringAsync($"api/v1/secrets?connection=team&project=SEC&issue={key}", Ct);
        Assert.DoesNotContain(token[4..], raw);
        var finding = Assert.Single((await Secrets(world).FindingsAsync("team", "SEC", key, null, 0, 100, Ct)).Values);
        Assert.Equal(("npm-token", "summary"), (finding.Rule, Assert.Single(finding.Places).Kind));
        Assert.NotNull(finding.Revoke);
        Assert.Single((await Secrets(world).FindingsAsync("team", "SEC", null, null, 0, 100, Ct, rule: "npm-token", severity: "critical")).Values);
        Assert.Empty((await Secrets(world).FindingsAsync("team", "SEC", null, null, 0, 100, Ct, rule: "github-pat-classic")).Values);
        Assert.Equal(400, (await Assert.ThrowsAsync<FairleadProblemException>(() => Secrets(world).FindingsAsync("team", null, null, null, 0, 1, Ct, severity: "worst"))).Problem.Status);
    }

    [Fact]
    public async Task Every_project_that_the_account_may_browse_is_looked_through_when_none_is_named()
    {
        await using var world = await StartAsync();
        world.Sandbox.State.Create("SEC", "Task", $"one {Token("one")}");
        world.Sandbox.State.Create("OPS", "Task", $"two {Token("two")}");

        var asked = await Secrets(world).AskAsync(new("team"), Ct);
        await Secrets(world).RunAsync(Ct);

        Assert.Superset(new HashSet<string>(["SEC", "OPS"]), asked.Select(scan => scan.Project).ToHashSet());
        var first = await Secrets(world).FindingsAsync("team", null, null, null, 0, 1, Ct);
        var second = await Secrets(world).FindingsAsync("team", null, null, null, 1, 1, Ct);
        Assert.Equal((2L, 2L), (first.Total, second.Total));
        Assert.NotEqual(Assert.Single(first.Values).Id, Assert.Single(second.Values).Id);
    }

    [Fact]
    public async Task A_review_is_made_and_taken_back_by_the_exact_text()
    {
        await using var world = await StartAsync();
        var token = Token("fine");
        world.Sandbox.State.Create("SEC", "Task", $"it is {token}");
        await Secrets(world).AskAsync(new("team", "SEC"), Ct);
        await Secrets(world).RunAsync(Ct);

        await Secrets(world).ReviewAsync(new("team", "SEC", token, "npm-token"), Ct);
        await Secrets(world).ReviewAsync(new("team", "SEC", token, "npm-token"), Ct);
        Assert.NotNull(Assert.Single((await Secrets(world).FindingsAsync("team", "SEC", null, true, 0, 100, Ct)).Values).ReviewedBy);
        Assert.Empty((await Secrets(world).FindingsAsync("team", "SEC", null, false, 0, 100, Ct)).Values);

        await Secrets(world).UnreviewAsync(new("team", "SEC", token), Ct);
        Assert.Single((await Secrets(world).FindingsAsync("team", "SEC", null, false, 0, 100, Ct)).Values);
        var problem = await RefusedAsync(() => Secrets(world).UnreviewAsync(new("team", "SEC", token), Ct));
        Assert.Equal((404, "/text"), (problem.Status, Assert.Single(problem.Errors!).Pointer));
        Assert.DoesNotContain(token[4..], await world.Host.Http.GetStringAsync("api/v1/activity", Ct));
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_refused_with_its_place()
    {
        await using var world = await StartAsync();

        await AssertRefusedAsync(404, "/connection", () => Secrets(world).AskAsync(new("nobody-s", "SEC"), Ct));
        await AssertRefusedAsync(404, "project", () => Secrets(world).AskAsync(new("team", "NONE"), Ct));
        await AssertRefusedAsync(404, "issue", () => Secrets(world).AskAsync(new("team", Issue: "SEC-99999"), Ct));
        await AssertRefusedAsync(422, "/issue", () => Secrets(world).AskAsync(new("team", "SEC", "SEC-1"), Ct));
        await AssertRefusedAsync(404, "connection", () => Secrets(world).ScansAsync("nobody-s", Ct));
        await AssertRefusedAsync(404, "connection", () => Secrets(world).FindingsAsync("nobody-s", null, null, null, 0, 1, Ct));
        await AssertRefusedAsync(404, "project", () => Secrets(world).FindingsAsync("team", "NONE", null, null, 0, 1, Ct));
        await AssertRefusedAsync(400, "start", () => Secrets(world).FindingsAsync("team", null, null, null, -1, 1, Ct));
        await AssertRefusedAsync(404, "id", () => Secrets(world).ScanAsync(SecretScanId.New(TimeProvider.System), Ct));
        Assert.Empty(await Secrets(world).ScansAsync("team", Ct));
    }

    [Fact]
    public async Task What_is_no_review_is_refused_with_its_place()
    {
        await using var world = await StartAsync();

        await AssertRefusedAsync(404, "/connection", () => Secrets(world).ReviewAsync(new("nobody-s", "SEC", "x", "npm-token"), Ct));
        await AssertRefusedAsync(404, "/project", () => Secrets(world).ReviewAsync(new("team", "NONE", "x", "npm-token"), Ct));
        await AssertRefusedAsync(404, "/rule", () => Secrets(world).ReviewAsync(new("team", "SEC", "x", "nobody-s"), Ct));
        await AssertRefusedAsync(422, "/rule", () => Secrets(world).ReviewAsync(new("team", "SEC", "x"), Ct));
        await AssertRefusedAsync(422, "/text", () => Secrets(world).ReviewAsync(new("team", "SEC", "", "npm-token"), Ct));
        await AssertRefusedAsync(422, "/text", () => Secrets(world).ReviewAsync(new("team", "SEC", new string('x', 100_001), "npm-token"), Ct));
        await AssertRefusedAsync(422, "/text", () => Secrets(world).UnreviewAsync(new("team", "SEC", new string('x', 100_001)), Ct));
        await Secrets(world).ReviewAsync(new("team", "SEC", new string('x', 100_000), "npm-token"), Ct);
    }

    [Fact]
    public async Task A_viewer_reads_and_asks_for_nothing()
    {
        await using var world = await StartAsync();
        var viewer = await world.Host.Client.Access.CreateTokenAsync(new("reads", Role.Viewer), Ct);
        using var http = world.Host.MakeHttp(new SecretText(viewer.Value));

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("api/v1/secrets?connection=team", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("api/v1/secret-scans?connection=team", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.PostAsJsonAsync("api/v1/secret-scans", new { connection = "team" }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.PostAsync("api/v1/secret-scans/run", null, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.PostAsJsonAsync("api/v1/secrets/reviews", new { connection = "team", project = "SEC", text = "x", rule = "npm-token" }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.PostAsJsonAsync("api/v1/secrets/reviews/delete", new { connection = "team", project = "SEC", text = "x" }, Ct)).StatusCode);
    }

    [Fact]
    public async Task What_limits_a_scan_at_work_is_told_and_one_that_is_cut_off_goes_on_at_once()
    {
        await using var world = await StartAsync();
        world.Sandbox.State.Create("SEC", "Task", $"it is {Token("late")}");
        var asked = Assert.Single(await Secrets(world).AskAsync(new("team", "SEC"), Ct));
        world.Sandbox.Faults.Add("POST", "/issue/bulkfetch", new FaultBehaviour.Stall(), times: 1);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var run = Secrets(world).RunAsync(cut.Token);

        await TicketsWorld.UntilAsync(() => world.Sandbox.Faults.Waiting.Count == 0);
        await TicketsWorld.UntilAsync(async () => (await Secrets(world).ScanAsync(asked.Id, Ct)) is { State: SecretScanStateName.AtWork, SpeedLimit: "how fast Jira answers" });
        await cut.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await TicketsWorld.UntilAsync(async () => (await Secrets(world).ScanAsync(asked.Id, Ct)).State == SecretScanStateName.Waiting);
        await Secrets(world).RunAsync(Ct);

        Assert.Equal((SecretScanStateName.Done, 1L), ((await Secrets(world).ScanAsync(asked.Id, Ct)) is var done ? done.State : default, done.Matches));
    }

    [Fact]
    public async Task What_a_webhook_tells_of_is_looked_through_by_itself()
    {
        await using var world = await TicketsWorld.StartAsync(databases, settings: new() { ["SecretScanning:LookInterval"] = "00:00:01" });
        var key = world.Sandbox.State.Create("SEC", "Task", "nothing yet").Key;
        var first = Assert.Single(await Secrets(world).AskAsync(new("team", "SEC"), Ct));
        await TicketsWorld.UntilAsync(async () => (await Secrets(world).ScanAsync(first.Id, Ct)).State == SecretScanStateName.Done);
        await world.ChangeAsync("UPDATE secret_settings SET auto_scan = TRUE");
        var made = await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct);
        world.Sandbox.Webhooks.Register(new SandboxWebhook(new Uri(world.Host.BaseAddress, made.Webhook.Path)) { Secret = made.Secret });

        world.Sandbox.State.Comment(key, $"it is {Token("told")}");
        await TicketsWorld.UntilAsync(async () => (await Secrets(world).FindingsAsync("team", "SEC", key, null, 0, 10, Ct)).Total == 1);

        world.Sandbox.State.Delete(key);
        await TicketsWorld.UntilAsync(async () => (await Secrets(world).FindingsAsync("team", "SEC", null, null, 0, 10, Ct)).Total == 0);
    }

    /// <summary>A token that is made when the test runs, another one for each name.</summary>
    private static string Token(string name) => ExampleText.Fill("npm_{crc62:30} " + name).Split(' ')[0];

    private static SecretsClient Secrets(TicketsWorld world) => world.Host.Client.Secrets;

    private static async Task<ProblemDocument> RefusedAsync(Func<Task> call) =>
        (await Assert.ThrowsAsync<FairleadProblemException>(call)).Problem;

    private static async Task AssertRefusedAsync(int status, string place, Func<Task> call)
    {
        var problem = await RefusedAsync(call);
        var error = Assert.Single(problem.Errors!);
        Assert.Equal((status, place), (problem.Status, error.Pointer ?? error.Parameter));
    }

    /// <summary>Scans are carried out when the test says so.</summary>
    private Task<TicketsWorld> StartAsync() =>
        TicketsWorld.StartAsync(databases, settings: new() { ["SecretScanning:JobsEnabled"] = "false", ["Tickets:Sync:JobsEnabled"] = "false" });

    public class OnSqlite(SqliteTestDatabase db) : SecretsApiContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SecretsApiContract(db), IClassFixture<PostgresTestDatabase>;
}
