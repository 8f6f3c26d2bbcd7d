using Fairlead.Cli.Commands;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Demo;

/// <summary>Where a demo keeps its data: a temporary folder that goes with it, or one that was named and stays.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly bool _isTemporary;

    private DemoFolder(string path, bool isTemporary)
    {
        Path = path;
        _isTemporary = isTemporary;
    }

    public string Path { get; }

    /// <summary>Where the data is after the demo; null when it goes with it.</summary>
    public string? KeptPath => _isTemporary ? null : Path;

    /// <param name="named">Null for a temporary one.</param>
    /// <exception cref="CommandFailedException">It holds something already, or cannot be made.</exception>
    public static DemoFolder Open(string? named)
    {
        try
        {
            if (named is null)
                return new DemoFolder(Directory.CreateTempSubdirectory("fairlead-demo-").FullName, isTemporary: true);
            var path = System.IO.Path.GetFullPath(named);
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (Directory.EnumerateFileSystemEntries(path).Any())
                throw new CommandFailedException(ExitCode.CannotCreate, $"{path} is not empty, and the demo starts from nothing. Name a new directory.");
            return new DemoFolder(path, isTemporary: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.CannotCreate, $"cannot make a directory for the demo's data: {FileFailure.Reason(e)}. Name one with --data.", e);
        }
    }

    public void Dispose()
    {
        if (!_isTemporary)
            return;
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A temporary folder that cannot be removed is the system's to clean.
        }
    }
}
