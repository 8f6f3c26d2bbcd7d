using System.Globalization;
using System.Text;
using Fairlead.Client.Secrets;
using Fairlead.Sandbox;
using Fairlead.Secrets.Proof;
using Fairlead.Storage;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Web.Tests.SecretScanning;

/// <summary>From a secret in an issue to a ticket that does not repeat it, and to its end, on both editions and both databases.</summary>
public abstract class SecretTicketsContract(TestDatabase databases, SandboxEdition edition)
{
    private const string Yaml = """
        name: leaks
        connection: team
        project: OPS
        issueType: Task
        filter: {kinds: [secret]}
        automatic: false
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_crawl_leads_to_a_ticket_that_lives_as_long_as_the_secret_and_nothing_repeats_it()
    {
        await using var world = await StartAsync();
        var token = ExampleText.Fill("npm_{crc62:30}");
        var key = world.Sandbox.State.Create("SEC", "Task", "deploy", fields: $$"""{"description": "the token is {{token}}, keep it"}""").Key;
        var told = new List<string>();
        var until = world.Sandbox.Requests.All.Count;
        await CrawlAsync(world);
        await world.Tickets.ApplyYamlAsync(Yaml, Ct);

        var preview = await world.Host.Http.GetStringAsync("api/v1/configurations/leaks/preview?samples=10", Ct);
        Assert.Contains($"npm access token in {key}", preview);
        var run = await world.Tickets.RunAsync("leaks", Ct);
        Assert.Equal(("done", 1), (run.State, run.Planned.Create));
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items);
        told.AddRange([preview, await world.Host.Http.GetStringAsync($"api/v1/runs/{run.Id}/operations", Ct), await world.Host.Http.GetStringAsync("api/v1/tickets", Ct)]);
        Assert.Contains(world.Sandbox.Requests.All.Skip(until), r => r.Body?.Contains($"npm access token in {key}", StringComparison.Ordinal) == true);

        // Out of the text, but not out of its history: the ticket stays open and says so.
        world.Sandbox.State.Edit(key, """{"description": "it is in the vault"}""");
        await CrawlAsync(world);
        run = await world.Tickets.RunAsync("leaks", Ct);
        Assert.Equal((1, 0), (run.Planned.Update, run.Planned.Transition));
        Assert.Contains("in its history only", world.Sandbox.State.Issues.Single(i => i.Key == ticket.IssueKey).Summary);

        var secret = Assert.Single((await world.Host.Client.Secrets.FindingsAsync("team", "SEC", null, null, 0, 10, Ct)).Values);
        Assert.NotNull((await world.Host.Client.Secrets.RevokeAsync(secret.Id, Ct)).RevokedBy);
        run = await world.Tickets.RunAsync("leaks", Ct);
        Assert.Equal(1, run.Planned.Transition);
        Assert.Equal("Done", world.Sandbox.State.Issues.Single(i => i.Key == ticket.IssueKey).Status);
        Assert.Single((await world.Host.Client.Secrets.FindingsAsync("team", "SEC", null, null, 0, 10, Ct, revoked: true)).Values);
        Assert.Empty((await world.Host.Client.Secrets.FindingsAsync("team", "SEC", null, null, 0, 10, Ct, revoked: false)).Values);

        await world.Host.Client.Secrets.UnrevokeAsync(secret.Id, Ct);
        Assert.Equal(1, (await world.Tickets.RunAsync("leaks", Ct)).Planned.Transition);
        Assert.NotEqual("Done", world.Sandbox.State.Issues.Single(i => i.Key == ticket.IssueKey).Status);

        foreach (var path in (string[])["findings", "imports", "activity", "secrets?connection=team", "secret-scans?connection=team"])
            told.Add(await world.Host.Http.GetStringAsync($"api/v1/{path}", Ct));
        Assert.All(told, text => Assert.DoesNotContain(token[4..], text, StringComparison.Ordinal));
        await NothingRepeatsItAsync(world, token, until);
    }

    [Fact]
    public async Task A_ticket_is_done_when_its_secret_stands_nowhere_and_opened_when_it_comes_again()
    {
        await using var world = await StartAsync();
        var token = ExampleText.Fill("npm_{crc62:30}");
        var key = world.Sandbox.State.Create("SEC", "Task", "deploy").Key;
        var comment = world.Sandbox.State.Comment(key, $"use {token}");
        var until = world.Sandbox.Requests.All.Count;
        await CrawlAsync(world);
        await world.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.Tickets.RunAsync("leaks", Ct);
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items);

        world.Sandbox.State.DeleteComment(key, comment);
        await CrawlAsync(world);
        await world.Tickets.RunAsync("leaks", Ct);
        Assert.Equal("Done", world.Sandbox.State.Issues.Single(i => i.Key == ticket.IssueKey).Status);

        world.Sandbox.State.Comment(key, $"again {token}");
        await CrawlAsync(world);
        await world.Tickets.RunAsync("leaks", Ct);
        Assert.NotEqual("Done", world.Sandbox.State.Issues.Single(i => i.Key == ticket.IssueKey).Status);
        Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);

        await world.Host.Client.Secrets.ReviewAsync(new("team", "SEC", token, "npm-token"), Ct);
        await world.Tickets.RunAsync("leaks", Ct);
        Assert.Equal("Done", world.Sandbox.State.Issues.Single(i => i.Key == ticket.IssueKey).Status);
        await NothingRepeatsItAsync(world, token, until);
    }

    [Fact]
    public async Task Secrets_stay_to_themselves_where_they_are_to_be_no_findings()
    {
        await using var world = await StartAsync(("SecretScanning:MakesFindings", "false"));
        world.Sandbox.State.Create("SEC", "Task", $"deploy with {ExampleText.Fill("npm_{crc62:30}")}");

        await CrawlAsync(world);

        Assert.Equal(1, (await world.Host.Client.Secrets.FindingsAsync("team", "SEC", null, null, 0, 10, Ct)).Total);
        Assert.Empty((await world.Findings.ListImportsAsync(null, 10, Ct)).Items);
    }

    /// <summary>In no request to Jira, and in no table.</summary>
    private static async Task NothingRepeatsItAsync(TicketsWorld world, string token, int until)
    {
        var sent = world.Sandbox.Requests.All.Skip(until).Where(r => r.Body is not null).ToList();
        Assert.NotEmpty(sent);
        Assert.All(sent, r => Assert.DoesNotContain(token[4..], r.Body + r.Path + r.Query, StringComparison.Ordinal));

        var database = world.Host.Host.Services.GetRequiredService<Database>();
        string[] tables =
        [
            "secret_findings", "secret_places", "secret_reviews", "secret_revocations", "secret_reports", "findings", "imports", "events", "activity", "outbound_calls",
            "tickets", "ticket_runs", "ticket_operations",
        ];
        foreach (var table in tables)
        {
            foreach (var row in await database.QueryAsync<dynamic>(SqlText.FromFixedParts($"SELECT * FROM {table}"), null, Ct))
            {
                foreach (var (_, value) in (IDictionary<string, object?>)row)
                {
                    var text = value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                    Assert.DoesNotContain(token[4..], text, StringComparison.Ordinal);
                }
            }
        }
    }

    private static async Task CrawlAsync(TicketsWorld world)
    {
        await world.Host.Client.Secrets.AskAsync(new SecretScanRequest("team", "SEC", Force: true), Ct);
        await world.Host.Client.Secrets.RunAsync(Ct);
    }

    /// <summary>Scans and runs are carried out when the test says so.</summary>
    private Task<TicketsWorld> StartAsync(params (string Key, string Value)[] settings) => TicketsWorld.StartAsync(
        databases, sandbox: new SandboxOptions { Edition = edition },
        settings: new Dictionary<string, string?>(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value))) { ["SecretScanning:JobsEnabled"] = "false", ["Tickets:Sync:JobsEnabled"] = "false" });

    public class OnCloudAndSqlite(SqliteTestDatabase db) : SecretTicketsContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class OnCloudAndPostgres(PostgresTestDatabase db) : SecretTicketsContract(db, SandboxEdition.Cloud), IClassFixture<PostgresTestDatabase>;

    public class OnDataCenterAndSqlite(SqliteTestDatabase db) : SecretTicketsContract(db, SandboxEdition.DataCenter), IClassFixture<SqliteTestDatabase>;

    public class OnDataCenterAndPostgres(PostgresTestDatabase db) : SecretTicketsContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
