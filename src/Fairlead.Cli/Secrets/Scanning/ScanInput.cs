using System.Runtime.CompilerServices;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Reports;
using Fairlead.Cli.Terminal;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>What was named on the command line: files, folders, pipes, standard input.</summary>
internal sealed class ScanInput(IReadOnlyList<string> paths, bool asLines)
{
    public FileWalk Walk { get; } = new();

    /// <summary>Files named or found that could not be opened, a sentence each without its full stop; only where lines are read.</summary>
    public List<string> Unreadable { get; } = [];

    /// <exception cref="CommandFailedException">One of them is not there: a mistake in typing, of which nothing is scanned.</exception>
    public void Check()
    {
        foreach (var path in paths)
        {
            if (path != ReportInput.StandardInput && !Path.Exists(path))
                throw new CommandFailedException(ExitCode.NoInput, $"there is no file or folder {path}. Check the path.");
        }
    }

    public async IAsyncEnumerable<ScanItem> ItemsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var path in paths)
        {
            if (path == ReportInput.StandardInput)
            {
                await foreach (var item in OfStreamAsync(InterruptibleInput.Standard(), path, ct))
                    yield return item;
            }
            else if (Directory.Exists(path))
            {
                foreach (var (file, shown) in Walk.FilesOf(Path.GetFullPath(path), Shown(path)))
                {
                    await foreach (var item in OfFileAsync(file, shown, ct))
                        yield return item;
                }
            }
            else
            {
                await foreach (var item in OfFileAsync(path, Shown(path), ct, mayBePipe: true))
                    yield return item;
            }
        }
    }

    private async IAsyncEnumerable<ScanItem> OfFileAsync(
        string path, string shown, [EnumeratorCancellation] CancellationToken ct, bool mayBePipe = false)
    {
        if (!asLines && !mayBePipe)
        {
            yield return new ScanItem.Whole(path, shown);
            yield break;
        }

        if (await OpenAsync(path, shown, ct) is not { } stream)
            yield break;

        if (!asLines && stream is { CanSeek: true, Length: > 0 })
        {
            await stream.DisposeAsync();
            yield return new ScanItem.Whole(path, shown);
            yield break;
        }

        await foreach (var item in OfStreamAsync(stream, shown, ct))
            yield return item;
    }

    /// <summary>Whoever scans the stream closes it.</summary>
    private async IAsyncEnumerable<ScanItem> OfStreamAsync(Stream stream, string shown, [EnumeratorCancellation] CancellationToken ct)
    {
        if (!asLines)
        {
            yield return new ScanItem.Piped(stream, shown);
            yield break;
        }

        await using (stream)
        {
            await foreach (var batch in LineBatches.OfAsync(stream, shown, ct))
                yield return new ScanItem.Lines(batch);
        }
    }

    private async Task<Stream?> OpenAsync(string path, string shown, CancellationToken ct)
    {
        try
        {
            return await InterruptibleInput.OpenAsync(path, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Unreadable.Add($"cannot read {shown}: {FileFailure.Reason(e)}");
            return null;
        }
    }

    /// <summary>Below the current folder, as it stands there, so that a baseline holds however it was named; else as it was typed.</summary>
    private static string Shown(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var current = Path.TrimEndingDirectorySeparator(Environment.CurrentDirectory);
        if (full == current)
            return "";

        var below = current == "/" ? current : current + Path.DirectorySeparatorChar;
        var shown = full.StartsWith(below, StringComparison.Ordinal) ? full[below.Length..] : path.Length > 1 ? path.TrimEnd('/') : path;
        return Path.DirectorySeparatorChar == '/' ? shown : shown.Replace(Path.DirectorySeparatorChar, '/');
    }
}
