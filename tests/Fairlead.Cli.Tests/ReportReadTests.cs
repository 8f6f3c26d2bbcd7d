using System.Text.Json;

namespace Fairlead.Cli.Tests;

public sealed class ReportReadTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();
    private readonly string _report = Path.Combine(SharedData.RepositoryRoot, "samples", "reports", "ledger-1.sarif");

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task A_report_is_shown_as_json_with_its_counts()
    {
        using var json = JsonDocument.Parse((await _fairlead.RunAsync("report", "read", _report, "--json")).Succeeded());
        var root = json.RootElement;
        Assert.Equal("sarif", root.GetProperty("format").GetString());
        Assert.Equal("ESLint", root.GetProperty("scanner").GetString());
        var counts = root.GetProperty("counts");
        Assert.Equal(root.GetProperty("findings").GetArrayLength(), counts.GetProperty("total").GetInt32());
        var bySeverity = counts.GetProperty("bySeverity").EnumerateObject().ToList();
        Assert.Equal(["critical", "high", "medium", "low", "informational", "unknown"], bySeverity.Select(s => s.Name));
        Assert.Equal(counts.GetProperty("total").GetInt32(), bySeverity.Sum(s => s.Value.GetInt32()));
    }

    [Fact]
    public async Task Standard_input_is_read_as_a_file_is()
    {
        var fromFile = (await _fairlead.RunAsync("report", "read", _report, "--json")).Succeeded();
        var text = await File.ReadAllTextAsync(_report, TestContext.Current.CancellationToken);
        Assert.Equal(fromFile, (await _fairlead.RunAsync(text, ["report", "read", "-", "--json"])).Succeeded());
    }

    [Fact]
    public async Task A_report_that_cannot_be_read_is_named()
    {
        var broken = Path.Combine(_fairlead.Home, "bad.json");
        await File.WriteAllTextAsync(broken, "{\"runs\":[", TestContext.Current.CancellationToken);
        Assert.StartsWith($"fairlead: {broken}: ", (await _fairlead.RunAsync("report", "read", broken)).FailedWith(65));
        Assert.StartsWith("fairlead: standard input: ", (await _fairlead.RunAsync("{\"runs\":[", ["report", "read", "-"])).FailedWith(65));
    }

    [Fact]
    public async Task A_person_sees_findings_and_counts()
    {
        var text = (await _fairlead.RunAsync("report", "read", _report)).Succeeded();
        Assert.Contains("SEVERITY", text);
        Assert.Contains("sarif report of ESLint: 26 findings", text);
    }

    [Fact]
    public async Task Entries_that_cannot_be_read_are_told_with_1_and_in_sentences()
    {
        var path = Path.Combine(_fairlead.Home, "report.csv");
        await File.WriteAllTextAsync(path, "title,severity\na,high\n,high\n", TestContext.Current.CancellationToken);
        var read = await _fairlead.RunAsync("report", "read", path);
        Assert.Equal(1, read.ExitCode);
        Assert.Contains("incomplete: one entry could not be read. An import would close nothing.", read.Output);
        Assert.Equal(1, (await _fairlead.RunAsync("report", "read", path, "--json")).ExitCode);
    }

    [Theory]
    [InlineData("r.csv", "title,severity\na,high\nb,sever\nc,sever\n", "row 3, line 3: Unknown severity \"sever\", read as unknown. 2 entries in all.")]
    [InlineData(
        "r.json", "{\"format\":\"fairlead\",\"findings\":[\n{\"title\":\"a\"},\n{\"title\":\"b\",\"severity\":\"sever\"}]}",
        "$.findings[1], line 3: Unknown severity \"sever\", read as unknown.")]
    public async Task An_unknown_severity_is_told_with_its_place_when_it_is_read_and_when_it_is_imported(string file, string content, string told)
    {
        var path = Path.Combine(_fairlead.Home, file);
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        Assert.Contains($"warning: {told}\n", (await _fairlead.RunAsync("report", "read", path)).Succeeded());
        using var json = JsonDocument.Parse((await _fairlead.RunAsync("report", "read", path, "--json")).Succeeded());
        Assert.Equal([told], json.RootElement.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
        var import = await _fairlead.RunAsync("import", path, "--asset", "shop");
        Assert.Contains(told, import.Output + import.Error);
    }

    [Fact]
    public async Task An_empty_file_is_told_in_the_same_words_when_it_is_imported()
    {
        var path = Path.Combine(_fairlead.Home, "empty.json");
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        var read = (await _fairlead.RunAsync("report", "read", path)).FailedWith(65);
        Assert.Contains("The file is empty.", read);
        Assert.Equal(read, (await _fairlead.RunAsync("import", path)).FailedWith(65));
        Assert.Contains("The file is empty. (" + path + ")", (await _fairlead.RunAsync("import", _report, path)).FailedWith(65));
    }

    [Theory]
    [InlineData("", 65)]
    [InlineData("{\"a\":1}", 65)]
    [InlineData("<html><body>Sign in</body></html>", 65)]
    [InlineData("{\"version\":\"2.1.0\",\"runs\":[", 65)]
    public async Task What_is_not_a_report_is_told_with_65_and_nothing_on_standard_output(string content, int exitCode)
    {
        var path = Path.Combine(_fairlead.Home, "report");
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        (await _fairlead.RunAsync("report", "read", path, "--json")).FailedWith(exitCode);
        (await _fairlead.RunAsync("report", "read", path)).FailedWith(exitCode);
    }

    [Fact]
    public async Task What_is_not_there_is_told_with_66()
    {
        (await _fairlead.RunAsync("report", "read", "no-such-file.json")).FailedWith(66);
        (await _fairlead.RunAsync("report", "read", _fairlead.Home)).FailedWith(66);
        (await _fairlead.RunAsync("report", "read", "no/such/folder/x.json")).FailedWith(66);
    }

    [Fact]
    public async Task Reading_needs_neither_a_server_nor_a_data_directory()
    {
        (await _fairlead.With("FAIRLEAD_URL", "http://127.0.0.1:1").RunAsync("report", "read", _report)).Succeeded();
        Assert.Empty(Directory.GetFileSystemEntries(_fairlead.Home));
    }
}
