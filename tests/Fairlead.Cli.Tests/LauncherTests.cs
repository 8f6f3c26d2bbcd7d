using System.Diagnostics;

namespace Fairlead.Cli.Tests;

/// <summary>The launcher with a stand-in for dotnet that writes down how it was called.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string FakeDotnet =
        """
        #!/bin/sh
        printf '%s\n' "$*" >> "$FAKE/calls"
        printf '%s\n' "$1 $HOME" >> "$FAKE/homes"
        case "$1" in
            --version) [ ! -e "$FAKE/old" ] || exit 145; echo 10.0.401 ;;
            --list-sdks) echo "8.0.100 [/usr/share/dotnet/sdk]" ;;
            publish)
                case "$*" in *FairleadAheadOfTime=true*) [ ! -e "$FAKE/no-crossgen" ] || { echo "error NETSDK1094: no Crossgen2"; exit 1; } ;; esac
                [ ! -e "$FAKE/broken" ] || { echo "error CS1519: broken"; exit 1; }
                while [ "$1" != -o ]; do shift; done
                mkdir -p "$2"; echo x > "$2/fairlead.dll" ;;
            *) shift; echo "ran $*" ;;
        esac
        """;

    private string _lastError = "";
    private string? _path;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-launcher-");

    public LauncherTests()
    {
        Directory.CreateDirectory(In("checkout", "src"));
        Directory.CreateDirectory(In("bin"));
        File.WriteAllText(In("checkout", "src", "a.cs"), "");
        var script = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "fairlead"))
            .Replace("/usr/share/dotnet", "/nowhere").Replace("/usr/lib/dotnet", "/nowhere").Replace("/usr/local/share/dotnet", "/nowhere");
        WriteProgram(In("checkout", "fairlead"), script);
        WriteProgram(In("bin", "dotnet"), FakeDotnet);
    }

    public void Dispose()
    {
        Shell($"chmod -R u+w '{_folder.FullName}'");
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void The_first_run_builds_and_later_ones_do_not()
    {
        Assert.Equal("ran plan --json\n", Launch("plan --json").Output);
        Assert.Equal("fairlead: building Fairlead (first run)…\n", _lastError);
        Assert.Equal("ran a b\n", Launch("'a b'").Output);
        Assert.Equal("", _lastError);
        Assert.Single(Builds());
    }

    [Fact]
    public void Exit_code_and_arguments_pass_through_unchanged()
    {
        Launch("x");
        Assert.Contains("a  b * $HOME \"q\" ", Launch("'a  b' '*' '$HOME' '\"q\"' ''").Output);
    }

    [Theory]
    [InlineData("touch src/a.cs")]
    [InlineData("rm src/a.cs")]
    [InlineData("mkdir src/b")]
    [InlineData("echo {} > global.json")]
    [InlineData("touch fairlead")]
    public void A_changed_source_builds_again(string change)
    {
        Launch("x");
        Shell($"cd '{In("checkout")}'; touch -d '1 hour ago' artifacts/program/current/.started; find . -newer artifacts/program/current/.started ! -path './artifacts*' -exec touch -d '2 hours ago' {{}} +; {change}");
        Launch("x");
        Assert.Equal("fairlead: building Fairlead (its sources changed)…\n", _lastError);
        Assert.Equal(2, Builds().Count);
        Assert.Single(Directory.GetDirectories(In("checkout", "artifacts", "program"), "build-*"));
    }

    [Fact]
    public void A_build_that_fails_shows_its_whole_output_and_leaves_the_old_program()
    {
        File.WriteAllText(In("broken"), "");
        var ended = Launch("x");
        Assert.Equal((70, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("error CS1519: broken", ended.Error);
        Assert.Contains("the build with SDK 10.0.401 failed", ended.Error);
        File.Delete(In("broken"));
        Assert.Equal("ran x\n", Launch("x").Output);
    }

    [Fact]
    public void Without_the_ahead_of_time_compiler_the_program_is_built_plainly()
    {
        File.WriteAllText(In("no-crossgen"), "");
        Assert.Equal("ran x\n", Launch("x").Output);
        Assert.Contains("FairleadAheadOfTime=false", Builds()[^1]);
    }

    [Fact]
    public void A_missing_sdk_is_told()
    {
        File.Delete(In("bin", "dotnet"));
        foreach (var tool in new[] { "sh", "readlink", "find", "head", "mkdir", "flock", "grep", "uname", "date" })
            Shell($"ln -s /usr/bin/{tool} '{In("bin", tool)}'");
        _path = In("bin");
        var ended = Launch("x");
        Assert.Equal((69, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("there is no .NET SDK here", ended.Error);
    }

    [Fact]
    public void An_sdk_that_is_too_old_is_told()
    {
        File.WriteAllText(In("old"), "");
        var ended = Launch("x");
        Assert.Equal((69, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("older than global.json asks for (version 10)", ended.Error);
        Assert.Contains("8.0.100", ended.Error);
    }

    [Theory]
    [InlineData("HOME=/nowhere", "HOME names a folder that does not exist (/nowhere)", "/nowhere")]
    [InlineData("HOME=/proc/sys", "the home folder /proc/sys cannot be written", "/proc/sys")]
    [InlineData("-u HOME", "HOME is not set", "")]
    public void Without_a_usable_home_the_build_keeps_its_caches_in_the_checkout(string change, string why, string own)
    {
        var ended = Shell($"cd '{In("checkout")}' && env {change} ./fairlead x");
        Assert.Equal("ran x\n", ended.Output);
        Assert.Contains($"fairlead: {why}; the build keeps its caches in artifacts/program/home.\n", ended.Error);
        var lent = In("checkout", "artifacts", "program", "home");
        Assert.True(Directory.Exists(lent));
        var homes = File.ReadAllLines(In("homes"));
        Assert.Equal(2, homes.Count(h => h.EndsWith($" {lent}", StringComparison.Ordinal)));
        Assert.EndsWith($"fairlead.dll {own}", homes[^1]);
        Assert.Equal("", Shell($"cd '{In("checkout")}' && env {change} ./fairlead x").Error);
    }

    [Fact]
    public void Two_first_runs_at_once_build_once()
    {
        var ended = Shell($"cd '{In("checkout")}'; (./fairlead a & ./fairlead b & wait)");
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("ran a\n", ended.Output);
        Assert.Contains("ran b\n", ended.Output);
        Assert.Single(Builds());
    }

    [Fact]
    public void It_runs_from_anywhere_and_through_a_link()
    {
        Shell($"ln -s '{In("checkout", "fairlead")}' '{In("bin", "fairlead")}'");
        Assert.Equal("ran x\n", Shell("cd / && fairlead x").Output);
    }

    [Fact]
    public void A_read_only_checkout_works_after_the_build()
    {
        Launch("x");
        Shell($"chmod -R a-w '{In("checkout")}'");
        Assert.Equal("ran y\n", Launch("y").Output);
    }

    private (int ExitCode, string Output, string Error) Launch(string arguments)
    {
        var ended = Shell($"cd '{In("checkout")}' && ./fairlead {arguments}");
        _lastError = ended.Error;
        return ended;
    }

    private IReadOnlyList<string> Builds() =>
        [.. File.ReadLines(In("calls")).Where(c => c.StartsWith("publish", StringComparison.Ordinal))];

    private string In(params string[] parts) => Path.Combine([_folder.FullName, .. parts]);

    private (int ExitCode, string Output, string Error) Shell(string line)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", line])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FAKE"] = _folder.FullName;
        start.Environment["PATH"] = _path ?? $"{In("bin")}:/usr/bin:/bin";
        start.Environment["HOME"] = In("bin");
        start.Environment.Remove("DOTNET_ROOT");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static void WriteProgram(string path, string script)
    {
        File.WriteAllText(path, script.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
