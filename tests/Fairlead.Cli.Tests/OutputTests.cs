using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>BADINPUT CLI-03 and CLI-06: what reaches standard output, files and terminals.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();
    private readonly string _report = Path.Combine(SharedData.RepositoryRoot, "samples", "reports", "ledger-1.sarif");

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task A_full_disk_is_told_with_74()
    {
        Assert.Contains("cannot write", (await _fairlead.ShellAsync("\"$@\" version > /dev/full")).FailedWith(74));
        (await _fairlead.ShellAsync($"\"$@\" report read '{_report}' > /dev/full")).FailedWith(74);
        (await _fairlead.ShellAsync($"\"$@\" report read '{_report}' --json > /dev/full")).FailedWith(74);
    }

    [Fact]
    public async Task A_closed_pipe_is_the_end_and_no_failure()
    {
        var ended = await _fairlead.ShellAsync($"\"$@\" report read '{_report}' --json | head -c 1; exit ${{PIPESTATUS[0]}}");
        Assert.Equal("{", ended.Succeeded());
        Assert.Equal("", ended.Error);
        Assert.Equal("", (await _fairlead.ShellAsync("\"$@\" --help | true; exit ${PIPESTATUS[0]}")).Succeeded());
    }

    [Fact]
    public async Task A_closed_standard_output_or_error_is_no_crash()
    {
        Assert.Equal(74, (await _fairlead.ShellAsync("\"$@\" version >&-")).ExitCode);
        Assert.Equal(64, (await _fairlead.ShellAsync("\"$@\" nonsense 2>&-")).ExitCode);
    }

    [Fact]
    public async Task A_file_is_written_whole_or_not_at_all()
    {
        var path = Path.Combine(_fairlead.Home, "out.json");
        await File.WriteAllTextAsync(path, "before", TestContext.Current.CancellationToken);
        var broken = Path.Combine(_fairlead.Home, "broken.sarif");
        await File.WriteAllTextAsync(broken, "{\"version\":\"2.1.0\",\"runs\":[", TestContext.Current.CancellationToken);

        (await _fairlead.RunAsync("report", "read", broken, "--json", "--output", path)).FailedWith(65);
        Assert.Equal("before", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        (await _fairlead.RunAsync("report", "read", _report, "--json", "--output", path)).Succeeded();
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal("sarif", json.RootElement.GetProperty("format").GetString());
        Assert.Equal(["broken.sarif", "out.json"], Directory.GetFiles(_fairlead.Home).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_link_or_a_device_is_written_through_and_stays_what_it_is()
    {
        var target = Path.Combine(_fairlead.Home, "target");
        await File.WriteAllTextAsync(target, "", TestContext.Current.CancellationToken);
        var link = File.CreateSymbolicLink(Path.Combine(_fairlead.Home, "link"), target).FullName;
        (await _fairlead.RunAsync("report", "read", _report, "-o", link)).Succeeded();
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Contains("findings", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
        (await _fairlead.RunAsync("report", "read", _report, "-o", "/dev/null")).Succeeded();
        Assert.Equal("character special file\n", (await _fairlead.ShellAsync("stat -c %F /dev/null")).Succeeded());
    }

    [Fact]
    public async Task A_file_that_cannot_be_made_is_told_with_73()
    {
        Assert.Contains("cannot write", (await _fairlead.RunAsync("report", "read", _report, "-o", "/proc/x.json")).FailedWith(73));
        (await _fairlead.RunAsync("report", "read", _report, "-o", _fairlead.Home)).FailedWith(73);
        (await _fairlead.RunAsync("report", "read", _report, "-o", Path.Combine(_fairlead.Home, "none", "x"))).FailedWith(73);
    }

    [Theory]
    [InlineData("version", "")]
    [InlineData("report read {report}", "")]
    [InlineData("--help", "LANG=C LC_ALL=C TZ=Asia/Kathmandu")]
    [InlineData("report read {report}", "TERM=dumb COLUMNS=20")]
    [InlineData("report read {report}", "FORCE_COLOR=1 CLICOLOR_FORCE=1 COLORTERM=truecolor")]
    public async Task Off_the_terminal_there_are_no_control_codes(string line, string environment)
    {
        var ended = await _fairlead.ShellAsync($"env {environment} \"$@\" {line.Replace("{report}", $"'{_report}'")}");
        Assert.DoesNotContain(ended.Succeeded() + ended.Error, c => char.IsControl(c) && c != '\n');
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    public async Task On_a_terminal_lines_fit_its_width(int columns)
    {
        var ended = await _fairlead.ShellAsync(
            $"export NO_COLOR=1; p=$(printf '%q ' \"$@\"); script -qec \"stty cols {columns}; $p report read '{_report}'\" /dev/null < /dev/null");
        var lines = ended.Succeeded().Replace("\r", "").Split('\n').Select(WithoutControlCodes).ToList();
        Assert.Contains(lines, l => l.Contains("security/") || l.Contains('…'));
        Assert.All(lines.Where(l => l.Contains(' ') && !l.Contains("findings")), l => Assert.True(l.Length <= Math.Max(columns, 45), l));
        Assert.DoesNotContain("\e[3", ended.Output);
    }

    [Fact]
    public async Task On_a_terminal_there_is_colour_unless_it_is_not_wanted()
    {
        var line = $"p=$(printf '%q ' \"$@\"); script -qec \"stty cols 100; $p report read '{_report}'\" /dev/null < /dev/null";
        // Whoever runs the tests may have a preference of their own.
        Assert.Contains("\e[31m", (await _fairlead.ShellAsync($"unset NO_COLOR; export TERM=xterm; {line}")).Succeeded());
        Assert.DoesNotContain("\e[31m", (await _fairlead.ShellAsync($"unset NO_COLOR; export TERM=dumb; {line}")).Succeeded());
        Assert.DoesNotContain("\e[31m", (await _fairlead.ShellAsync($"export NO_COLOR=1; {line}")).Succeeded());
    }

    private static string WithoutControlCodes(string line) =>
        System.Text.RegularExpressions.Regex.Replace(line, "\e\\[[0-9;?]*[a-zA-Z=]|\e[=>]", "", System.Text.RegularExpressions.RegexOptions.NonBacktracking);
}
