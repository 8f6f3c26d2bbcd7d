using System.Net;
using System.Net.Sockets;

namespace Fairlead.Cli.Tests;

/// <summary>What fails is told in one line of ours, with the next step; the runtime's own texts help nobody.</summary>
public sealed class FailureTextTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Theory]
    [InlineData(73, "there is no such place. Choose another path.", "report", "read", "samples/reports/ledger-1.sarif", "-o", "/proc/x")]
    [InlineData(73, "a directory on its path does not exist", "report", "read", "samples/reports/ledger-1.sarif", "-o", "/nodir/x")]
    [InlineData(73, "something by that name is there already", "demo", "--data", "README.md")]
    [InlineData(74, "the disk is full", "report", "read", "samples/reports/ledger-1.sarif", "-o", "/dev/full")]
    [InlineData(66, "cannot read the secret from nofile: there is no such place", "connection", "add", "x", "--site", "https://x.example", "--token-file", "nofile")]
    [InlineData(78, "cannot be used: there is no such place. Choose another one.", "finding", "list", "--data", "/proc/1/x")]
    [InlineData(65, "--allow-loopback-jira", "connection", "add", "x", "--site", "http://127.0.0.1:1234", "--token-env", "HOME")]
    [InlineData(78, "'foo' is no keyword", "serve", "--listen", "http://127.0.0.1:0", "--database", "Host=localhost;foo=1")]
    [InlineData(64, "planned, sending, uncertain, retry, parked, rejected, created, forbidden, deleted, released, lost", "ticket", "list", "--state", "create")]
    [InlineData(69, "It starts with https:// or http://", "finding", "list", "--url", "ftp://x")]
    [InlineData(64, "--output needs a value", "report", "read", "samples/reports/ledger-1.sarif", "-o", "")]
    public async Task A_failure_is_told_in_words_of_ours(int exitCode, string words, params string[] command) =>
        Assert.Contains(words, (await _fairlead.RunAsync(command)).FailedWith(exitCode));

    [Theory]
    [InlineData(69, "The name no.such.example is not known to DNS", "http://no.such.example")]
    [InlineData(69, "Nothing answers at 127.0.0.1:1: the connection is refused", "http://127.0.0.1:1")]
    public async Task A_server_that_is_not_there_is_told_with_what_to_check(int exitCode, string words, string url)
    {
        _fairlead.With("FAIRLEAD_TOKEN", "x");
        var ended = await _fairlead.RunAsync("finding", "list", "--url", url);
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(words, ended.Error);
    }

    [Theory]
    [InlineData("serve", "--listen", "http://127.0.0.1:{0}")]
    [InlineData("sandbox", "--port", "{0}")]
    public async Task A_port_that_is_taken_is_one_line_with_75(string command, string option, string value)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString();
        var said = (await _fairlead.RunAsync(command, option, value.Replace("{0}", port))).FailedWith(75);
        Assert.Contains("another program listens there. Choose another", said);
        Assert.Contains(option, said);
        Assert.False(Directory.Exists(Path.Combine(_fairlead.Home, "share")));
    }

    [Fact]
    public async Task A_jira_on_this_machine_can_be_allowed_without_a_server()
    {
        const string Allow = "FAIRLEAD_Connections__AllowLoopback=true";
        string[] add = ["connection", "add", "x", "--site", "http://127.0.0.1:1234", "--token-env", "HOME", "--no-test"];
        Assert.Contains(Allow, (await _fairlead.RunAsync(add)).FailedWith(65));
        (await _fairlead.With(Allow.Split('=')[0], Allow.Split('=')[1]).RunAsync(add)).Succeeded();
    }

    [Fact]
    public async Task What_waiting_does_not_heal_is_not_told_to_be_repeated()
    {
        string[] add = ["connection", "add", "dc", "--site", "https://jira.example", "--token-env", "HOME", "--no-test"];
        (await _fairlead.RunAsync(add)).Succeeded();
        (await _fairlead.RunAsync(add)).FailedWith(65);

        static string Sarif(string day) => $$$"""
            {"version":"2.1.0","runs":[{"tool":{"driver":{"name":"hand"}},"invocations":[{"executionSuccessful":true,"endTimeUtc":"2026-01-{{{day}}}T00:00:00Z"}],"results":[]}]}
            """;
        (await _fairlead.RunAsync(Sarif("02"), ["import", "-", "--asset", "api"])).Succeeded();
        Assert.Contains("--allow-stale", (await _fairlead.RunAsync(Sarif("01"), ["import", "-", "--asset", "api"])).FailedWith(65));
    }

    [Fact]
    public async Task The_version_is_told_as_other_programs_do() =>
        Assert.StartsWith("fairlead ", (await _fairlead.RunAsync("--version")).Succeeded());

    [Fact]
    public async Task An_output_file_need_not_be_there_before()
    {
        var path = Path.Combine(_fairlead.Home, "new.json");
        (await _fairlead.RunAsync("report", "read", "samples/reports/ledger-1.sarif", "--json", "-o", path)).Succeeded();
        Assert.True(new FileInfo(path).Length > 0);
    }

    [Theory]
    [InlineData("FAIRLEAD_Findings__CloseAfterAbsences", "secret", "Findings:CloseAfterAbsences: the value cannot be understood")]
    [InlineData("FAIRLEAD_Tickets__Sync__JobsEnabled", "secret", "Tickets:Sync:JobsEnabled: the value cannot be understood")]
    public async Task A_setting_that_cannot_be_read_is_named_without_its_value(string variable, string value, string words)
    {
        var said = (await _fairlead.With(variable, value).RunAsync("finding", "list")).FailedWith(78);
        Assert.Contains(words, said);
        Assert.DoesNotContain(value, said);
    }

    [Theory]
    [InlineData("FAIRLEAD_Findings__CloseAfterAbsences", "99", "Findings:CloseAfterAbsences: FAIRLEAD_Findings__CloseAfterAbsences is a whole number, between 1 and 10. Change it")]
    [InlineData("FAIRLEAD_Access__SessionIdle", "00:00:01", "FAIRLEAD_Access__SessionIdle is a time, written as 00:05:00 or 2.00:00:00 for two days, between 00:01:00 and 1.00:00:00")]
    [InlineData("FAIRLEAD_Connections__MaxConcurrentCalls", "0", "FAIRLEAD_Connections__MaxConcurrentCalls is a whole number, between 1 and 64")]
    [InlineData("FAIRLEAD_Tickets__Sync__BulkSize", "51", "FAIRLEAD_Tickets__Sync__BulkSize is a whole number, between 1 and 50")]
    [InlineData("FAIRLEAD_Tickets__Sync__WakeUpInterval", "soon", "FAIRLEAD_Tickets__Sync__WakeUpInterval is a time, written as 00:05:00")]
    public async Task A_setting_that_cannot_work_is_told_with_its_variable_and_its_range(string variable, string value, string words)
    {
        var said = (await _fairlead.With(variable, value).RunAsync("finding", "list")).FailedWith(78);
        Assert.Contains(words, said);
        Assert.DoesNotContain("Options", said);
    }

    [Theory]
    [InlineData("FAIRLEAD_Findings__CloseAfterAbsence", "did you mean FAIRLEAD_Findings__CloseAfterAbsences?")]
    [InlineData("FAIRLEAD_DATABSE", "did you mean FAIRLEAD_DATABASE?")]
    [InlineData("FAIRLEAD_Nonsense__Of__All__Sorts", "docs/operations.md lists them")]
    public async Task A_setting_that_there_is_not_is_told_and_stops_nothing(string variable, string words)
    {
        var ended = await _fairlead.With(variable, "a-value").RunAsync("finding", "list", "--json");
        Assert.Equal("[]\n", ended.Succeeded());
        Assert.Contains($"warning: {variable} is no setting and has no effect", ended.Error);
        Assert.Contains(words, ended.Error);
        Assert.DoesNotContain("a-value", ended.Error);
    }

    [Fact]
    public async Task A_variable_of_somebody_else_is_no_mistyped_setting() =>
        Assert.Equal("", (await _fairlead.With("FAIRLEAD_PRODUCTION_JIRA_SECRET", "x").RunAsync("finding", "list", "--json")).Error);

    [Theory]
    [InlineData("Database=", "fairlead_no_such", "no database by the name")]
    [InlineData("Username=", "fairlead_nobody", "does not let the user")]
    public async Task A_database_that_does_not_let_in_is_told_with_78(string key, string value, string words)
    {
        var server = Environment.GetEnvironmentVariable("FAIRLEAD_TEST_POSTGRES") ?? throw new InvalidOperationException("FAIRLEAD_TEST_POSTGRES is not set.");
        var database = string.Join(';', server.Split(';').Select(p => p.StartsWith(key, StringComparison.Ordinal) ? key + value : p));
        _fairlead.With("FAIRLEAD_DATABASE", database);
        Assert.Contains(words, (await _fairlead.RunAsync("serve", "--listen", "http://127.0.0.1:0")).FailedWith(78));
    }

    [Fact]
    public async Task An_address_of_another_machine_cannot_be_listened_at() =>
        Assert.Contains("no such address", (await _fairlead.RunAsync("serve", "--listen", "http://192.0.2.1:8080")).FailedWith(78));
}
