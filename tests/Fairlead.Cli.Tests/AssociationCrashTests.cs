using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests;

/// <summary>The server is killed once Jira has the link of an issue that a provider associated, and before that is written down.</summary>
public sealed class AssociationCrashTests : IAsyncLifetime
{
    private readonly FairleadProcess _fairlead = new();
    private SandboxServer _jira = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        _fairlead.With("JIRA_TOKEN", _jira.Accounts.ApiToken).With("FAIRLEAD_SecurityInformation__ReportInterval", "00:00:01");
    }

    public async ValueTask DisposeAsync()
    {
        await _jira.DisposeAsync();
        _fairlead.Dispose();
    }

    [Fact]
    public async Task It_is_one_ticket_after_the_next_start_and_is_taken_back_as_any_other()
    {
        var issue = _jira.State.Create("SEC", "Bug", "Known to us").Key;
        string token;
        using (var server = await StartAsync("security.association-linked:1"))
        {
            (await _fairlead.RunAsync(
                "connection", "add", "team", "--site", _jira.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", "--email", _jira.Accounts.Email)).Succeeded();
            (await _fairlead.RunAsync("name: shop\nconnection: team\nproject: SEC\nissueType: Bug\nautomatic: false\n", ["configuration", "apply", "-f", "-"])).Succeeded();
            using var made = JsonDocument.Parse((await _fairlead.RunAsync("token", "create", "push", "--role", "editor", "--json")).Succeeded());
            token = made.RootElement.GetProperty("value").GetString()!;
            await PushAsync(server, token, 1, "addAssociations", issue);
            Assert.Equal(137, await server.ExitCodeAsync());
        }

        var comments = _jira.State.Find(issue)!.Comments.Count;
        using var next = await StartAsync();
        await UntilAsync(async () => (await TicketsAsync()) is [var ticket] && ticket.GetProperty("findings").GetInt64() == 1);
        await UntilAsync(async () => (await _fairlead.RunAsync("provider", "associations", "--json")).Succeeded().Trim() == "[]");
        Assert.Equal((1, comments), (_jira.State.IssueCount, _jira.State.Find(issue)!.Comments.Count));

        await PushAsync(next, token, 2, "removeAssociations", issue);
        await UntilAsync(async () => (await TicketsAsync()) is [var ticket] && ticket.GetProperty("state").GetString() == "unlinked");
    }

    private Task<ServedFairlead> StartAsync(string? kill = null) =>
        ServedFairlead.StartAsync(_fairlead.With("FAIRLEAD_KILL", kill), "--allow-loopback-jira", "--allow-plain-http-jira");

    private async Task<IReadOnlyList<JsonElement>> TicketsAsync()
    {
        using var listed = JsonDocument.Parse((await _fairlead.RunAsync("ticket", "list", "--json")).Succeeded());
        return [.. listed.RootElement.EnumerateArray().Select(t => t.Clone())];
    }

    private static async Task PushAsync(ServedFairlead server, string token, int number, string change, string issue)
    {
        var vulnerability = new JsonObject
        {
            ["schemaVersion"] = "1.0",
            ["id"] = "v1",
            ["updateSequenceNumber"] = number,
            ["containerId"] = "acme/shop",
            ["displayName"] = "Weakness",
            ["description"] = "It reads too far.",
            ["url"] = "https://scanner.example/v/1",
            ["type"] = "sca",
            ["introducedDate"] = "2026-01-31T09:30:00Z",
            ["lastUpdated"] = "2026-02-01T09:30:00Z",
            ["severity"] = new JsonObject { ["level"] = "high" },
            ["status"] = "open",
            [change] = new JsonArray(new JsonObject { ["associationType"] = "issueIdOrKeys", ["values"] = new JsonArray(issue) }),
        };
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var body = new StringContent(new JsonObject { ["vulnerabilities"] = new JsonArray(vulnerability) }.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("rest/security/1.0/bulk", body, Ct);
        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Single(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["acceptedVulnerabilities"]!.AsArray());
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Ct);
    }
}
