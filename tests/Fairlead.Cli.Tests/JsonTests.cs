using System.CommandLine;
using System.Text;
using System.Text.Json;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Sandbox;
using Fairlead.Secrets.Proof;

namespace Fairlead.Cli.Tests;

/// <summary>What a person reads a script can read: no command that lists answers with an empty object.</summary>
public sealed class JsonTests : IDisposable
{
    private const string Yaml = "name: shop\nconnection: team\nproject: SEC\nissueType: Bug\nautomatic: false\ngroupBy: [rule]\ncommentRules: [{pattern: in progress, status: inProgress}]\n";
    private static RootCommand Root => ProgramCommands.Root;
    private readonly FairleadProcess _fairlead = new();
    private readonly Interruption _interruption = new();

    public void Dispose()
    {
        _interruption.Dispose();
        _fairlead.Dispose();
    }

    [Fact]
    public async Task Every_list_gives_whole_objects()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), ct);
        using var server = await ServedFairlead.StartAsync(_fairlead, "--allow-loopback-jira", "--allow-plain-http-jira");
        _fairlead.With("JIRA_TOKEN", sandbox.Accounts.ApiToken);
        (await _fairlead.RunAsync(
            "connection", "add", "team", "--site", sandbox.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", "--email", sandbox.Accounts.Email)).Succeeded();
        (await _fairlead.RunAsync(Yaml, ["configuration", "apply", "-f", "-"])).Succeeded();
        (await _fairlead.RunAsync("title,severity,ruleId\na,high,CVE-1\n", ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();
        (await _fairlead.RunAsync("apply")).Succeeded();
        (await _fairlead.RunAsync("token", "create", "ci", "--role", "editor")).Succeeded();
        (await _fairlead.RunAsync("{\"rule\":\"beacon\",\"severity\":\"high\"}\n", ["alert", "send", "-"])).Succeeded();
        (await _fairlead.RunAsync("name: all\nschedule: daily\n", ["trigger", "apply", "-f", "-"])).Succeeded();
        (await _fairlead.RunAsync("name: all\nthen: {status: {to: potential}}\n", ["rule", "apply", "-f", "-"])).Succeeded();
        (await _fairlead.RunAsync("receiver", "add", "team", "--email", "a@team.example")).Succeeded();
        await _fairlead.RunAsync("receiver", "test", "team");
        (await _fairlead.RunAsync("provider", "add", "scanner")).Succeeded();
        using var tickets = JsonDocument.Parse(await JsonOfAsync("ticket", "list"));
        var key = tickets.RootElement[0].GetProperty("issueKey").GetString()!;
        (await _fairlead.RunAsync("jira", "comment", key, "Seen.", "--connection", "team")).Succeeded();
        sandbox.State.Comment(key, "In progress.", "bob");
        (await _fairlead.RunAsync("ticket", "poll")).Succeeded();
        sandbox.State.Comment(key, ExampleText.Fill("npm_{crc62:30} listed"), "bob");
        (await _fairlead.RunAsync("may stand", ["secrets", "allow", "add", "--reason", "an example"])).Succeeded();
        Assert.Equal(3, (await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC")).ExitCode);

        var lists = OptionValueTests.Leaves(Root, "").Where(l => IsList(l.Path, l.Command)).ToList();
        Assert.True(lists.Count >= 16, string.Join(", ", lists.Select(l => l.Path)));
        foreach (var (path, command) in lists)
        {
            using var json = JsonDocument.Parse(await JsonOfAsync(HasData(command), [.. path.Split(' '), .. ValuesOf(command, key)]));
            Assert.True(json.RootElement.GetArrayLength() > 0, $"{path}: nothing to look at");
            Assert.False(HasEmptyItem(json.RootElement), $"{path}: {json.RootElement}");
        }

        using var workflow = JsonDocument.Parse(await JsonOfAsync("jira", "workflow", "-c", "team", "-p", "SEC"));
        Assert.All(
            workflow.RootElement.EnumerateArray(),
            s => Assert.Equal(["issueType", "status", "category", "id"], s.EnumerateObject().Select(p => p.Name)));
    }

    private static bool HasEmptyItem(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().Any(i => (i.ValueKind is JsonValueKind.Object && !i.EnumerateObject().Any()) || HasEmptyItem(i)),
        JsonValueKind.Object => json.EnumerateObject().Any(p => HasEmptyItem(p.Value)),
        _ => false,
    };

    private static bool IsList(string path, Command command) =>
        command.Options.Contains(CommonOptions.Json) && (command.Name is "list" || (path.StartsWith("jira ", StringComparison.Ordinal) && !path.Contains(" issue ")));

    private static string[] ValuesOf(Command command, string key) =>
    [
        .. command.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0).Select(a => a.Name == "KEY" ? key : $"key = {key}"),
        .. command.Options.Where(o => o.Name == "--on-server").Select(o => o.Name),
        .. command.Options.Where(o => o.Required).SelectMany(o => (string[])[o.Name, o.Name == "--project" ? "SEC" : "team"]),
    ];

    private static bool HasData(Command command) => command.Options.Any(o => o.Name == "--data");

    private Task<string> JsonOfAsync(params string[] args) => JsonOfAsync(withData: true, args);

    private async Task<string> JsonOfAsync(bool withData, string[] args)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        await using (var screen = Screen.For(output, error))
        {
            string[] all = [.. args, "--json", .. withData ? (string[])["--data", Path.Combine(_fairlead.Home, "share", "fairlead")] : []];
            var code = await new CommandRun(Root, screen, TimeProvider.System).RunAsync(all, _interruption);
            Assert.True(code == ExitCode.Done, $"{string.Join(' ', args)}: {Encoding.UTF8.GetString(error.ToArray())}");
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
