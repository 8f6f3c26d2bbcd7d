using System.Text;
using System.Text.Json;
using Fairlead.Cli.Alerts;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Tests;

/// <summary>Alerts, triggers and channels as they are typed.</summary>
public sealed class AlertTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task What_is_refused_is_told_with_its_line_and_the_rest_is_kept()
    {
        var sent = await _fairlead.RunAsync("{\"rule\":\"a\"}\nnonsense\n{\"rule\":\"a\"}\n", ["alert", "send", "-"]);
        Assert.Equal(1, sent.ExitCode);
        Assert.Contains("3 received: 1 new, 1 repeat, 0 no alerts, 1 refused", sent.Output);
        Assert.Contains("line 2: This is not JSON.", sent.Error);
        Assert.Equal(1, (await _fairlead.RunAsync("[1]", ["alert", "send", "-"])).ExitCode);
        Assert.Contains("a", (await _fairlead.RunAsync("alert", "list")).Succeeded());
    }

    [Fact]
    public async Task Where_all_is_refused_every_item_counts_and_keeps_its_place()
    {
        // More than a request, and more of them than are told; the last one stands in the next request.
        var refused = "{\"x\":\"" + new string('x', 10_000) + "\"}\n";
        var sent = await _fairlead.RunAsync(string.Concat(Enumerable.Repeat(refused, 150)), ["alert", "send", "-", "--json"]);
        Assert.Equal(1, sent.ExitCode);
        using var answer = JsonDocument.Parse(sent.Output);
        Assert.Equal((150, 150), (answer.RootElement.GetProperty("received").GetInt32(), answer.RootElement.GetProperty("refused").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 100), answer.RootElement.GetProperty("refusals").EnumerateArray().Select(r => r.GetProperty("index").GetInt32()));
        Assert.Contains("line 100: ", sent.Error);
        Assert.DoesNotContain("Item 99", sent.Error);
    }

    [Fact]
    public async Task What_was_not_understood_of_an_alert_that_was_taken_in_is_told()
    {
        var sent = await _fairlead.RunAsync("{\"rule\":\"a\"}\n{\"rule\":\"b\",\"severity\":\"awful\"}\n", ["alert", "send", "-"]);
        Assert.Contains("2 received: 2 new", sent.Succeeded());
        Assert.Contains("line 2, taken in: severity 'awful' is none of", sent.Error);
    }

    [Fact]
    public async Task Triggers_are_applied_run_disabled_and_deleted_by_name()
    {
        (await _fairlead.RunAsync("triggers:\n- {name: one, schedule: daily}\n- {name: two, schedule: atOnce}\n", ["trigger", "apply", "-f", "-"])).Succeeded();
        (await _fairlead.RunAsync("{\"rule\":\"a\"}\n", ["alert", "send", "-"])).Succeeded();
        Assert.StartsWith("1 let through", (await _fairlead.RunAsync("trigger", "run", "one")).Succeeded());
        var wrong = await _fairlead.RunAsync("name: three\nschedule: sometimes\n", ["trigger", "apply", "-f", "-"]);
        Assert.Equal(78, wrong.ExitCode);
        Assert.Contains("standard input:2:", wrong.Error);
        Assert.Equal(66, (await _fairlead.RunAsync("trigger", "disable", "one", "nobody-s")).ExitCode);
        (await _fairlead.RunAsync("trigger", "disable", "one", "two")).Succeeded();
        (await _fairlead.RunAsync("trigger", "delete", "two")).Succeeded();
        using var left = JsonDocument.Parse((await _fairlead.RunAsync("trigger", "list", "--json")).Succeeded());
        var one = Assert.Single(left.RootElement.EnumerateArray());
        Assert.False(one.GetProperty("trigger").GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task Every_mistake_of_a_file_is_told_at_once_where_it_was_written()
    {
        const string Yaml = """
            triggers:
              - name: night
                schedule: dayly
                enabld: true
                throttle: { alerts: 0, per: day }
                configuration: nobody-s
                schedule: daily
              - name: two/three
                schedule: daily
                filter: { sources: falco }
              - schedule: hourly
            """;

        var refused = await _fairlead.RunAsync(Yaml, ["trigger", "apply", "-f", "-"]);

        Assert.Equal(78, refused.ExitCode);
        string[] told =
        [
            "standard input:3:15: trigger night: schedule: expected one of atOnce, hourly, daily, weekly, monthly; did you mean daily?",
            "standard input:4:13: trigger night: enabld: 'enabld' is not known here; did you mean enabled?",
            "standard input:5:25: trigger night: throttle.alerts: must be 1 to 10,000.",
            "standard input:5:33: trigger night: throttle.per: expected one of hourly, daily, weekly, monthly.",
            "standard input:6:20: trigger night: configuration: there is no ticket configuration 'nobody-s'; make it first: fairlead configuration apply.",
            "standard input:7:5: trigger night: schedule: the key \"schedule\" stands here twice — keep one; the first is on line 3",
            "standard input:8:11: trigger two/three: name: must not hold a slash, nor begin or end with a space.",
            "standard input:10:24: trigger two/three: filter.sources: expected a list.",
            "standard input:11:5: triggers[2].name: is required.",
        ];
        Assert.Equal(told, refused.Error.Split('\n')[..^2]);
        Assert.Contains("9 mistakes", refused.Error);
    }

    [Theory]
    [InlineData("trigger", "triggers: []\n")]
    [InlineData("configuration", "configurations: []\n")]
    [InlineData("rule", "rules: []\n")]
    public async Task A_file_with_nothing_in_it_says_so(string what, string yaml)
    {
        var applied = await _fairlead.RunAsync(yaml, [what, "apply", "-f", "-"]);
        applied.Succeeded();
        Assert.StartsWith($"standard input holds no {what}", applied.Error);
    }

    [Fact]
    public async Task A_channel_is_one_command()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        using var server = await ServedFairlead.StartAsync(_fairlead, "--allow-loopback-jira", "--allow-plain-http-jira");
        _fairlead.With("JIRA_TOKEN", sandbox.Accounts.ApiToken);
        string[] add = ["alert", "channel", "add", "soc", "--site", sandbox.BaseUrl.ToString(), "--email", sandbox.Accounts.Email, "--token-env", "JIRA_TOKEN", "--issue-type", "Story"];
        var refused = (await _fairlead.RunAsync([.. add, "--project", "NOPE"])).FailedWith(78);
        Assert.Equal(2, refused.Split("/projectKey: ").Length);
        _fairlead.With("WRONG_TOKEN", Guid.CreateVersion7().ToString());
        var unsigned = (await _fairlead.RunAsync([.. add.Select(a => a == "JIRA_TOKEN" ? "WRONG_TOKEN" : a), "--project", "SEC"])).FailedWith(77);
        Assert.Contains("Nothing was made. What to do in Jira: fairlead connection guide authentication-failed. Then add the channel again.", unsigned);
        (await _fairlead.RunAsync("connection", "guide", "authentication-failed")).Succeeded();
        Assert.DoesNotContain("fairlead jira", (await _fairlead.RunAsync([.. add, "--project", "SEC", "--user-id", "nobody"])).FailedWith(78));
        Assert.StartsWith("soc: works as", (await _fairlead.RunAsync([.. add, "--project", "SEC"])).Succeeded());
        Assert.Contains("soc", (await _fairlead.RunAsync("trigger", "list")).Succeeded());
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":2}\n")]
    [InlineData("[{\"a\":1},\n{\"a\":2}]")]
    [InlineData("{\n  \"a\": 1\n}\n")]
    public async Task A_small_input_is_one_request(string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(Assert.Single(await BatchesAsync(Encoding.UTF8.GetBytes(text))).Content));

    [Fact]
    public async Task A_large_input_is_cut_before_an_object_and_nothing_of_it_is_lost()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{{\"rule\":\"r-{i}\",\n \"message\":\"{new string('x', 80)}\"}}\n")));
        var batches = await BatchesAsync(text);

        Assert.True(batches.Count > 2);
        Assert.Equal(text, batches.SelectMany(b => b.Content));
        Assert.All(batches, b => Assert.True(b.Content[0] == '{' && b.Content[^1] == '\n'));
        Assert.Equal(batches[0].Content.AsSpan().Count((byte)'\n') + 1, batches[1].FirstLine);
    }

    /// <summary>A server takes 5,000 different ones at once.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_many_small_alerts_no_request_has_more_than_a_server_takes(bool isList)
    {
        var alerts = Enumerable.Range(0, 12_001).Select(i => $$"""{"r":{{i}}}""").ToList();
        var batches = await BatchesAsync(Encoding.UTF8.GetBytes(isList ? $"[{string.Join(",\n", alerts)}]\n" : string.Join('\n', alerts)));

        Assert.Equal([5_000, 5_000, 2_001], batches.Select(b => b.Content.AsSpan().Count("{"u8)));
        Assert.Equal([1, 5_001, 10_001], batches.Select(b => b.FirstLine));
        var all = batches.SelectMany(b => System.Text.Json.JsonDocument.Parse(isList ? b.Content : Encoding.UTF8.GetBytes($"[{Encoding.UTF8.GetString(b.Content).Trim().Replace('\n', ',')}]")).RootElement.EnumerateArray());
        Assert.Equal(Enumerable.Range(0, 12_001), all.Select(a => a.GetProperty("r").GetInt32()));
    }

    private static async Task<List<AlertBatch>> BatchesAsync(byte[] text)
    {
        using var input = new MemoryStream(text);
        var batches = new List<AlertBatch>();
        await foreach (var batch in new AlertBatches(input, TimeProvider.System).ReadAsync(Ct))
            batches.Add(batch);
        return batches;
    }
}
