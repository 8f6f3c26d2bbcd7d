using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>BADINPUT CLI-03, CLI-06, YAML-10 and DB-03: places that cannot be written, limits of the shell, and data of somebody else.</summary>
public sealed class PlaceTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();
    private readonly string _report = Path.Combine(SharedData.RepositoryRoot, "samples", "reports", "ledger-1.sarif");

    public void Dispose() => _fairlead.Dispose();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_size_limit_is_told_as_a_full_disk_is_and_leaves_no_part_of_a_file()
    {
        var path = Path.Combine(_fairlead.Home, "out.json");
        await File.WriteAllTextAsync(path, "before", Ct);
        var ended = await LimitedAsync(4, $"report read '{_report}' --json -o '{path}'");
        Assert.Contains("larger than the file system or ulimit -f allows", ended.FailedWith(74));
        Assert.Equal("before", await File.ReadAllTextAsync(path, Ct));
        Assert.Equal(["out.json"], Directory.GetFiles(_fairlead.Home).Select(Path.GetFileName));
        Assert.Equal(74, (await LimitedAsync(4, $"report read '{_report}' --json > '{path}'")).ExitCode);
    }

    /// <summary>The first limit stops the copy of the report, the second one the database.</summary>
    [Theory]
    [InlineData(2_500, "The folder for temporary files")]
    [InlineData(4_500, "The database cannot be written")]
    public async Task A_file_size_limit_stops_an_import_whole_and_the_data_stays_good(int blocks, string what)
    {
        (await _fairlead.RunAsync("import", _report)).Succeeded();
        var big = Path.Combine(_fairlead.Home, "big.json");
        await File.WriteAllTextAsync(big, ReportOf(6_000), Ct);
        var before = (await _fairlead.RunAsync("finding", "list", "--json")).Succeeded();

        var ended = await LimitedAsync(blocks, $"import '{big}'");
        Assert.Contains(what, ended.FailedWith(74));
        Assert.Equal(before, (await _fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        var list = await _fairlead.RunAsync("imports", "list", "-n", "1");
        Assert.Contains("big.json", list.Succeeded());
        Assert.Contains("discarded", list.Output);
        Assert.Contains("Free space, then import the report again.", list.Error);
        Assert.Contains("6,000 new", (await _fairlead.RunAsync("import", big)).Succeeded());
    }

    /// <summary>The report is so large that undoing the part of it that was written takes more room than the failed write gives back.</summary>
    [Fact]
    public async Task A_full_disk_stops_an_import_which_is_listed_as_discarded_at_once_out_of_the_reserve()
    {
        Assert.SkipWhen((await _fairlead.ShellAsync("unshare -rm true")).ExitCode != 0, "No file system of a chosen size may be mounted here.");
        var big = Path.Combine(_fairlead.Home, "big.json");
        await File.WriteAllTextAsync(big, ReportOf(60_000, description: 0), Ct);
        var ended = await _fairlead.ShellAsync(
            $$"""
            cat > "$HOME/full.sh" <<'SCRIPT'
            data=$XDG_DATA_HOME/fairlead
            mkdir -p "$data"
            mount -t tmpfs -o size=80m,mode=700 none "$data"
            "$@" import '{{_report}}' > /dev/null || exit 98
            head -c {{16 << 20}} /dev/zero > "$data/reserve"
            head -c $(($(df -B1 --output=avail "$data" | tail -n 1) - 12000000)) /dev/zero > "$data/ballast"
            "$@" import '{{big}}'
            echo "import $?"
            [ -e "$data/reserve" ] && echo kept || echo given up
            "$@" imports list -n 1
            rm "$data/ballast"
            "$@" import '{{_report.Replace("ledger-1", "ledger-2")}}'
            SCRIPT
            exec unshare -rm bash "$HOME/full.sh" "$@"
            """);
        var output = ended.Succeeded();
        Assert.Contains("import 74\ngiven up\n", output);
        Assert.Matches("big.json .*discarded", output);
        Assert.Contains("The disk that holds the database is full. Free space, then import the report again.", ended.Error);
    }

    [Theory]
    [InlineData("finding list")]
    [InlineData("serve --listen http://127.0.0.1:0")]
    public async Task A_data_directory_that_is_read_only_is_told_with_78(string command)
    {
        (await _fairlead.RunAsync("import", _report)).Succeeded();
        var data = Path.Combine(_fairlead.Home, "share", "fairlead");
        // Where nobody may mount, nobody is root either, and permissions count.
        var ended = await _fairlead.ShellAsync(
            "if unshare -rm true 2> /dev/null\n"
            + $"then unshare -rm bash -c 'mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"' '{data}' \"$@\" {command}\n"
            + $"else chmod 500 '{data}'; \"$@\" {command}; code=$?; chmod 700 '{data}'; exit $code\nfi");
        Assert.Matches("(the file system is read-only|permission is denied). Choose another one.", ended.FailedWith(78));
        Assert.Contains("26 findings", (await _fairlead.RunAsync("import", _report, "--branch", "b")).Succeeded());
    }

    [Fact]
    public async Task An_empty_name_of_the_data_directory_is_a_mistake_and_not_left_out()
    {
        Assert.Contains("FAIRLEAD_DATA is set but empty", (await _fairlead.ShellAsync("FAIRLEAD_DATA= \"$@\" finding list")).FailedWith(64));
        Assert.Empty(Directory.GetFileSystemEntries(_fairlead.Home));
    }

    [Fact]
    public async Task An_empty_address_of_a_server_is_a_mistake_and_leads_to_no_directory()
    {
        Assert.Contains("FAIRLEAD_URL is set but empty", (await _fairlead.ShellAsync("FAIRLEAD_URL= \"$@\" finding list")).FailedWith(64));
        Assert.Empty(Directory.GetFileSystemEntries(_fairlead.Home));
    }

    [Fact]
    public async Task Links_that_lead_nowhere_or_in_a_circle_are_no_data_directory()
    {
        var (loop, back, dangling) = (Path.Combine(_fairlead.Home, "loop"), Path.Combine(_fairlead.Home, "back"), Path.Combine(_fairlead.Home, "dangling"));
        File.CreateSymbolicLink(loop, back);
        File.CreateSymbolicLink(back, loop);
        File.CreateSymbolicLink(dangling, Path.Combine(_fairlead.Home, "nothing"));
        foreach (var link in (string[])[loop, dangling])
            Assert.Contains("a symbolic link that leads to no directory", (await _fairlead.RunAsync("finding", "list", "--data", link)).FailedWith(78));
    }

    [Fact]
    public async Task A_text_file_and_a_database_of_a_newer_version_are_told_with_78_and_stay_as_they_are()
    {
        var data = Directory.CreateDirectory(Path.Combine(_fairlead.Home, "data")).FullName;
        var file = Path.Combine(data, "fairlead.db");
        await File.WriteAllTextAsync(file, new string('x', 8_192), Ct);
        Assert.Contains("not a SQLite database", (await _fairlead.RunAsync("finding", "list", "--data", data)).FailedWith(78));
        Assert.Equal(new string('x', 8_192), await File.ReadAllTextAsync(file, Ct));

        (await _fairlead.RunAsync("import", _report)).Succeeded();
        var own = Path.Combine(_fairlead.Home, "share", "fairlead", "fairlead.db");
        await using (var database = await Storage.Database.OpenAsync(Storage.DatabaseOptions.Sqlite(own), Ct))
        {
            await database.ExecuteAsync(
                Storage.SqlText.FromFixedParts("INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (99, 'later', 'x', 'x')"), null, Ct);
        }

        Assert.Contains("Use the newer version", (await _fairlead.RunAsync("finding", "list")).FailedWith(78));
    }

    /// <summary>Titles of every script, in a locale that knows none of them.</summary>
    [Theory]
    [InlineData("LANG=C LC_ALL=C", true)]
    [InlineData("LANG=C LC_ALL=C", false)]
    [InlineData("LANG= LC_ALL=POSIX TZ=Asia/Kathmandu", true)]
    public async Task Text_of_any_script_reaches_a_terminal_and_a_pipe_whole_in_the_C_locale(string environment, bool terminal)
    {
        const string Title = "Größe – 漏洞 🧀 café уязвимость";
        var report = Path.Combine(_fairlead.Home, "r.json");
        await File.WriteAllTextAsync(report, JsonSerializer.Serialize(new { asset = "a", findings = new[] { new { id = "1", title = Title } } }), Ct);
        (await _fairlead.ShellAsync($"env {environment} \"$@\" import '{report}'")).Succeeded();

        var line = terminal
            ? "p=$(printf '%q ' \"$@\"); script -qec \"stty cols 200; $p finding list\" /dev/null < /dev/null"
            : "\"$@\" finding list";
        var ended = await _fairlead.ShellAsync($"export NO_COLOR=1 {environment}; {line}");
        Assert.Contains(Title, ended.Succeeded());
        Assert.DoesNotContain('\uFFFD', ended.Output);
    }

    /// <summary>Blocks of 1,024 bytes. The runtime's own memory counts as a file under such a limit unless it maps it once.</summary>
    private Task<Ended> LimitedAsync(int blocks, string line) =>
        _fairlead.ShellAsync($"export DOTNET_EnableWriteXorExecute=0; ulimit -f {blocks}; \"$@\" {line}");

    private static string ReportOf(int findings, int description = 400) => JsonSerializer.Serialize(new
    {
        scanner = "checker",
        asset = "shop",
        findings = Enumerable.Range(0, findings).Select(i => new { id = $"E-{i}", title = $"Finding {i}", description = new string('x', description) }),
    });
}
