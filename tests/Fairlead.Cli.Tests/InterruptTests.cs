using System.Diagnostics;

namespace Fairlead.Cli.Tests;

/// <summary>FAULTS F174: Ctrl-C ends a command in order, whatever it waits for, and the command can be repeated.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-TERM", 143)]
    public async Task A_command_that_waits_for_input_ends_at_once(string signal, int exitCode)
    {
        using var process = _fairlead.StartProgram("report", "read", "-");
        await IsReadingAsync(process);
        await EndsAsync(process, signal, exitCode);
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

    private static async Task EndsAsync(Process process, string signal, int exitCode)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString()]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(exitCode, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Until one of its threads waits for what standard input reads from.</summary>
    private static async Task IsReadingAsync(Process process)
    {
        var threads = $"/proc/{process.Id}/task";
        while (!Directory.GetDirectories(threads).Any(t => IsReadingInput(process.Id, t)))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static bool IsReadingInput(int process, string thread)
    {
        try
        {
            // "0 0x1c …" is read(28, …); the runtime reads from a duplicate of descriptor 0.
            var call = File.ReadAllText(Path.Combine(thread, "syscall")).Split(' ');
            return call is ["0", var descriptor, ..]
                && PipeOf(process, Convert.ToInt32(descriptor, 16)) is { } pipe
                && pipe == PipeOf(process, 0);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string? PipeOf(int process, int descriptor) => new FileInfo($"/proc/{process}/fd/{descriptor}").LinkTarget;
}
