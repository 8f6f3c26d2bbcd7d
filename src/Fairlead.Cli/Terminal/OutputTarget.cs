using Fairlead.Cli.Commands;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Terminal;

/// <summary>
/// Where a command's output goes: standard output, or a file that is written beside its place and renamed when whole, so
/// that a failure leaves what was there before.
/// </summary>
internal sealed class OutputTarget : IAsyncDisposable
{
    private readonly string? _path;
    private readonly string? _temporary;

    private OutputTarget(Stream stream, Screen screen, string? path, string? temporary)
    {
        Stream = stream;
        Screen = screen;
        _path = path;
        _temporary = temporary;
    }

    public Stream Stream { get; }

    /// <summary>For text; off the terminal when it is a file.</summary>
    public Screen Screen { get; }

    /// <exception cref="CommandFailedException">The file cannot be made there.</exception>
    public static OutputTarget Open(string? path, Screen screen)
    {
        if (path is null)
            return new OutputTarget(screen.OutStream, screen, null, null);

        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw CannotCreate(path, "it is a folder");
        try
        {
            // Renaming would put a file in the place of a link or of a device such as /dev/null.
            if (new FileInfo(full).LinkTarget is not null)
                full = File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
            if (full.StartsWith("/dev/", StringComparison.Ordinal))
                return Direct(full);
            var temporary = $"{full}.{Environment.ProcessId}.part";
            var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write);
            return new OutputTarget(stream, Screen.For(stream, Stream.Null), full, temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotCreate(path, FileFailure.Reason(e), e);
        }
    }

    private static OutputTarget Direct(string device)
    {
        var stream = new FileStream(device, FileMode.Open, FileAccess.Write);
        return new OutputTarget(stream, Screen.For(stream, Stream.Null), null, null);
    }

    /// <summary>Puts the file in its place. Without this call nothing is left behind.</summary>
    /// <exception cref="CommandFailedException">The file cannot be put there.</exception>
    public async Task CompleteAsync()
    {
        await Screen.FlushAsync();
        if (_path is null || _temporary is null)
            return;
        try
        {
            await Stream.DisposeAsync();
            File.Move(_temporary, _path, overwrite: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw CannotCreate(_path, FileFailure.Reason(e), e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_temporary is null)
            return;
        try
        {
            await Stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException || FileFailure.IsTooLarge(e))
        {
            // A full disk, told already by the write that failed.
        }

        File.Delete(_temporary);
    }

    private static CommandFailedException CannotCreate(string path, string why, Exception? cause = null) =>
        new(ExitCode.CannotCreate, $"cannot write {path}: {why}. Choose another path.", cause);
}
