using System.Diagnostics;
using System.Text;

namespace Fairlead.Cli.Tests;

/// <summary>The real program as a child process, with an environment of its own: no server, no token, no user data.</summary>
internal sealed class FairleadProcess : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("fairlead-cli-test-");
    private readonly Dictionary<string, string?> _environment = [];

    /// <summary>
    /// The program that <c>./test</c> had <c>./fairlead</c> build, which is what users run and starts in a tenth of the time;
    /// the one that was built with these tests where they are run by themselves.
    /// </summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("FAIRLEAD_TEST_PROGRAM") ?? Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Fairlead.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "fairlead.dll"));

    public string Home => _home.FullName;

    public FairleadProcess With(string variable, string? value)
    {
        _environment[variable] = value;
        return this;
    }

    public Task<Ended> RunAsync(params IReadOnlyList<string> arguments) => RunAsync(null, arguments);

    public async Task<Ended> RunAsync(string? input, IReadOnlyList<string> arguments)
    {
        using var process = Start("dotnet", [Program, .. arguments]);
        return await EndAsync(process, input);
    }

    /// <summary>Runs a line of shell in which <c>"$@"</c> stands for the program.</summary>
    public async Task<Ended> ShellAsync(string line)
    {
        using var process = StartShell(line);
        return await EndAsync(process, null);
    }

    /// <summary>Starts a line of shell as in <see cref="ShellAsync"/> and leaves it running; the caller ends it.</summary>
    public Process StartShell(string line) => Start("bash", ["-c", line, "shell", "dotnet", Program]);

    /// <summary>Starts the program and leaves it running; the caller ends it.</summary>
    public Process StartProgram(params IReadOnlyList<string> arguments) => Start("dotnet", [Program, .. arguments]);

    public void Dispose() => _home.Delete(recursive: true);

    private Process Start(string file, IReadOnlyList<string> arguments)
    {
        // A suite that was started in the background hands its ignored signals on, and the program would rightly ignore them too.
        var start = new ProcessStartInfo("env", ["--default-signal=HUP,INT,QUIT,TERM", file, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = SharedData.RepositoryRoot,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("FAIRLEAD_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["HOME"] = Home;
        start.Environment["XDG_DATA_HOME"] = Path.Combine(Home, "share");
        start.Environment["TERM"] = "xterm-256color";
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<Ended> EndAsync(Process process, string? input)
    {
        var ct = TestContext.Current.CancellationToken;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var error = process.StandardError.ReadToEndAsync(ct);
            if (input is not null)
                await process.StandardInput.WriteAsync(input.AsMemory(), ct);
            process.StandardInput.Close();
            await process.WaitForExitAsync(ct);
            return new Ended(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>What a process left.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error)
{
    /// <summary>Fails unless it ended with this code, one line on standard error and nothing on standard output.</summary>
    public string FailedWith(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode} instead of {exitCode}: {Error}");
        Assert.Equal("", Output);
        Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("fairlead: ", Error);
        return Error;
    }

    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        return Output;
    }
}
