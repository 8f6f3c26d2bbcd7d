using System.Diagnostics;
using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>The demo from end to end: sandbox, server, reports, tickets, in one process started as a user starts it.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Theory]
    [InlineData("cloud")]
    [InlineData("datacenter")]
    public async Task A_demo_makes_tickets_once_and_closes_what_is_fixed(string edition)
    {
        var ended = await _fairlead.RunAsync("demo", "--once", "--json", "--edition", edition);
        using var json = JsonDocument.Parse(ended.Succeeded());
        var demo = json.RootElement;
        var tickets = demo.GetProperty("tickets").EnumerateArray().ToList();
        Assert.True(demo.GetProperty("created").GetInt32() > 0);
        Assert.Equal(demo.GetProperty("created").GetInt32(), tickets.Count);
        Assert.Equal(0, demo.GetProperty("secondRunOperations").GetInt32());
        Assert.Equal(0, demo.GetProperty("jiraCallsSecondRun").GetInt32());
        Assert.True(demo.GetProperty("jiraCalls").GetInt32() > 0);
        Assert.All(tickets, t => Assert.Matches("^SEC-[0-9]+$", t.GetProperty("key").GetString()));
        Assert.All(tickets, t => Assert.NotEmpty(t.GetProperty("summary").GetString()!));
        Assert.All(tickets, t => Assert.Contains(t.GetProperty("priority").GetString(), new[] { "Highest", "High", "Medium" }));
        Assert.All(tickets, t => Assert.True(t.GetProperty("findings").GetInt32() > 0));
        Assert.Equal(["Done", "To Do"], tickets.Select(t => t.GetProperty("status").GetString()).Distinct().Order());
        Assert.Equal("", ended.Error);
        Assert.All(["server", "sandbox"], place => Assert.Equal(JsonValueKind.Null, demo.GetProperty(place).ValueKind));
        Assert.All(tickets, t => Assert.Equal(JsonValueKind.Null, t.GetProperty("url").ValueKind));
    }

    [Fact]
    public async Task A_person_sees_each_step_the_tickets_and_what_is_left()
    {
        var text = (await _fairlead.RunAsync("demo", "--once")).Succeeded();
        Assert.Contains("The same report again (ledger-1.sarif)", text);
        Assert.Contains("Importing the first report again: 0 steps, 0 Jira calls.", text);
        Assert.DoesNotContain("http://127.0.0.1", text);
        Assert.EndsWith("The sandbox Jira, the server and their data end with this command. To look around in them: ./fairlead demo\n", text);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public async Task A_demo_stays_up_until_it_is_interrupted_and_leaves_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        var temporary = Directory.CreateDirectory(Path.Combine(_fairlead.Home, "tmp")).FullName;
        using var process = _fairlead.With("TMPDIR", temporary).StartProgram("demo", "--json");
        using var json = await ReadDocumentAsync(process, ct);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        foreach (var place in new[] { "server", "sandbox" })
        {
            var address = new Uri(json.RootElement.GetProperty(place).GetString()!);
            using var answer = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, address), ct);
            Assert.True((int)answer.StatusCode < 500);
        }

        using var interrupt = Process.Start("kill", ["-INT", process.Id.ToString()]);
        await process.WaitForExitAsync(ct);
        Assert.Equal(0, process.ExitCode);
        Assert.DoesNotContain(Directory.GetFileSystemEntries(temporary), e => Path.GetFileName(e).StartsWith("fairlead", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_directory_that_was_named_is_made_for_its_owner_only()
    {
        var data = Path.Combine(_fairlead.Home, "demo");
        var ended = await _fairlead.RunAsync("demo", "--once", "--json", "--data", data);
        ended.Succeeded();
        Assert.Equal("", ended.Error);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
    }

    [Fact]
    public async Task A_demo_that_stays_says_where_to_look_and_one_that_ends_where_its_data_is()
    {
        using var process = _fairlead.StartProgram("demo");
        var text = new System.Text.StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("Commands", StringComparison.Ordinal))
            text.Append(line).Append('\n');
        process.Kill();
        Assert.Contains("make yourself administrator at http://127.0.0.1:", text.ToString());

        var data = Path.Combine(_fairlead.Home, "kept here");
        Assert.EndsWith($"./fairlead ticket list --data '{data}'\n", (await _fairlead.RunAsync("demo", "--once", "--data", data)).Succeeded());
    }

    [Fact]
    public async Task Two_demos_at_once_do_not_meet()
    {
        var both = await Task.WhenAll(_fairlead.RunAsync("demo", "--once", "--json"), _fairlead.RunAsync("demo", "--once", "--json"));
        Assert.All(both, ended => ended.Succeeded());
    }

    [Fact]
    public async Task A_directory_that_holds_something_is_left_alone()
    {
        await File.WriteAllTextAsync(Path.Combine(_fairlead.Home, "precious"), "", TestContext.Current.CancellationToken);
        Assert.Contains("is not empty", (await _fairlead.RunAsync("demo", "--once", "--data", _fairlead.Home)).FailedWith(73));
    }

    /// <summary>What a demo that stays up printed.</summary>
    internal static async Task<JsonDocument> ReadDocumentAsync(Process process, CancellationToken ct)
    {
        var text = new System.Text.StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            text.Append(line).Append('\n');
            if (line == "}")
                break;
        }

        return JsonDocument.Parse(text.ToString());
    }
}
