using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Cli.Tests;

/// <summary>FAULTS F174: Ctrl-C ends a command in order, whatever it waits for, and the command can be repeated.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Theory]
    [InlineData("-INT", 130, "report", "read", "-")]
    [InlineData("-TERM", 143, "report", "read", "-")]
    [InlineData("-INT", 130, "secrets", "scan", "-")]
    [InlineData("-TERM", 143, "secrets", "scan", "-", "--format", "jsonl")]
    public async Task A_command_that_waits_for_input_ends_at_once(string signal, int exitCode, params string[] command)
    {
        using var process = _fairlead.StartProgram(command);
        await IsReadingAsync(process);
        await EndsAsync(process, signal, exitCode);
    }

    [Theory]
    [InlineData("report", "read", "{0}")]
    [InlineData("import", "{0}")]
    [InlineData("secrets", "scan", "{0}")]
    [InlineData("configuration", "apply", "-f", "{0}")]
    [InlineData("connection", "add", "x", "--site", "https://x.example", "--token-file", "{0}")]
    public async Task A_command_that_waits_for_a_named_pipe_to_open_ends_at_once(params string[] command)
    {
        var pipe = await NamedPipeAsync();
        using var process = _fairlead.StartProgram([.. command.Select(c => c.Replace("{0}", pipe))]);
        await IsOpeningAsync(process);
        await EndsAsync(process, "-TERM", 143);
    }

    [Fact]
    public async Task A_command_that_waits_for_what_a_named_pipe_brings_ends_at_once()
    {
        var pipe = await NamedPipeAsync();
        using var process = _fairlead.StartProgram("import", pipe);
        await using var writer = new FileStream(pipe, FileMode.Open, FileAccess.Write);
        await IsReadingAsync(process, pipe);
        await EndsAsync(process, "-INT", 130);
    }

    [Fact]
    public async Task A_report_comes_through_a_named_pipe_whole()
    {
        var ended = await _fairlead.ShellAsync("\"$@\" import <(cat samples/reports/ledger-1.sarif)");
        Assert.Contains("26 new", ended.Succeeded());
    }

    [Fact]
    public async Task An_import_that_is_interrupted_can_be_repeated()
    {
        var report = Path.Combine(SharedData.RepositoryRoot, "samples", "reports", "ledger-1.sarif");
        var text = await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken);
        using var process = _fairlead.StartProgram("import", "-");
        await process.StandardInput.WriteAsync(text.AsMemory(0, text.Length / 2), TestContext.Current.CancellationToken);
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await IsReadingAsync(process);
        await EndsAsync(process, "-INT", 130);
        Assert.Contains("26 new", (await _fairlead.RunAsync("import", report)).Succeeded());
    }

    [Fact]
    public async Task A_story_that_is_not_over_leaves_nothing()
    {
        var temporary = Directory.CreateDirectory(Path.Combine(_fairlead.Home, "tmp")).FullName;
        using var process = _fairlead.With("TMPDIR", temporary).StartProgram("demo", "--story", "lifecycle");
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is "")
        {
        }

        using var kill = Process.Start("kill", ["-INT", process.Id.ToString()]);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Empty(Directory.EnumerateDirectories(temporary, "fairlead-demo-*"));
    }

    [Fact]
    public async Task A_sandbox_shows_how_to_connect_to_it_without_a_secret_among_the_arguments()
    {
        using var process = _fairlead.StartProgram("sandbox");
        var line = "";
        while (!line.Contains("connection add"))
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("It ended.");
        Assert.EndsWith("--token-env JIRA_TOKEN", line);
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString()]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-TERM", 143)]
    public async Task An_apply_that_has_begun_nothing_yet_says_so(string signal, int exitCode)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        _fairlead.With("FAIRLEAD_TOKEN", "t");
        using var process = _fairlead.StartProgram("apply", "--url", $"http://{server.LocalEndpoint}");
        using var unanswered = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var kill = Process.Start("kill", [signal, process.Id.ToString()]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(exitCode, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            "fairlead: interrupted. Nothing was begun. Next: fairlead apply\n", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private async Task<string> NamedPipeAsync()
    {
        (await _fairlead.ShellAsync("mkfifo \"$HOME/pipe\"")).Succeeded();
        return Path.Combine(_fairlead.Home, "pipe");
    }

    private static async Task EndsAsync(Process process, string signal, int exitCode)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString()]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(exitCode, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Until one of its threads waits for what standard input, or the pipe of that name, reads from.</summary>
    private static Task IsReadingAsync(Process process, string? name = null) =>
        // "0 0x1c …" is read(28, …); the runtime reads from a duplicate of descriptor 0.
        IsInCallAsync(process, call => call is ["0", var descriptor, ..]
            && PipeOf(process.Id, Convert.ToInt32(descriptor, 16)) is { } pipe
            && pipe == (name ?? PipeOf(process.Id, 0)));

    /// <summary>Until one of its threads is held in openat(2), which an ordinary file never does.</summary>
    private static Task IsOpeningAsync(Process process) => IsInCallAsync(process, call => call is ["257", ..]);

    private static async Task IsInCallAsync(Process process, Func<string[], bool> isIt)
    {
        var threads = $"/proc/{process.Id}/task";
        while (!Directory.GetDirectories(threads).Any(t => IsInCall(t, isIt)))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static bool IsInCall(string thread, Func<string[], bool> isIt)
    {
        try
        {
            return isIt(File.ReadAllText(Path.Combine(thread, "syscall")).Split(' '));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string? PipeOf(int process, int descriptor) => new FileInfo($"/proc/{process}/fd/{descriptor}").LinkTarget;
}
