using System.Collections.Concurrent;
using System.Diagnostics;

namespace Fairlead.Cli.Tests;

/// <summary>A running <c>fairlead serve</c>, ready when it is here.</summary>
internal sealed class ServedFairlead : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _stopping = new();
    private readonly ConcurrentQueue<string> _log = new();

    private Task _read = Task.CompletedTask;

    private ServedFairlead(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Of the process.</summary>
    public int Id => _process.Id;

    public static async Task<ServedFairlead> StartAsync(FairleadProcess fairlead, params IReadOnlyList<string> options)
    {
        var process = fairlead.StartProgram(["serve", "--listen", "http://127.0.0.1:0", .. options]);
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            said.Add(line);
            const string Announcement = "Fairlead is at ";
            if (!line.StartsWith(Announcement, StringComparison.Ordinal))
                continue;
            var served = new ServedFairlead(process, new Uri(line[Announcement.Length..].Split(' ')[0]));
            foreach (var earlier in said)
                served._log.Enqueue(earlier);
            // Somebody has to read on, or the server's log fills the pipe.
            served._read = served.ReadOnAsync();
            return served;
        }

        throw new InvalidOperationException($"The server ended with {process.ExitCode}.");
    }

    /// <summary>Every line that it has written to standard error.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>When it said that it stops.</summary>
    public Task Stopping => _stopping.Task;

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString()]);
        kill.WaitForExit();
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _read;
        return _process.ExitCode;
    }

    private async Task ReadOnAsync()
    {
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            _log.Enqueue(line);
            if (line == "Stopping.")
                _stopping.TrySetResult();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
