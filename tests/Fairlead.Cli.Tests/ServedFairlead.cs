using System.Diagnostics;

namespace Fairlead.Cli.Tests;

/// <summary>A running <c>fairlead serve</c>, ready when it is here.</summary>
internal sealed class ServedFairlead : IDisposable
{
    private readonly Process _process;

    private ServedFairlead(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<ServedFairlead> StartAsync(FairleadProcess fairlead, params IReadOnlyList<string> options)
    {
        var process = fairlead.StartProgram(["serve", "--listen", "http://127.0.0.1:0", .. options]);
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            const string Announcement = "Fairlead is at ";
            if (!line.StartsWith(Announcement, StringComparison.Ordinal))
                continue;
            // Somebody has to read on, or the server's log fills the pipe.
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return new ServedFairlead(process, new Uri(line[Announcement.Length..].Split(' ')[0]));
        }

        throw new InvalidOperationException($"The server ended with {process.ExitCode}.");
    }

    public int ExitCodeAfterInterrupt()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString()]);
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
