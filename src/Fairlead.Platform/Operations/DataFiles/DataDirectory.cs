using Fairlead.Kernel.Text;
using Fairlead.Platform.Operations.DataFiles;

namespace Fairlead.Platform.Operations;

/// <summary>The folder that holds everything of one instance: database, master key, reserve file.</summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private DataDirectory(string path) => FullPath = path;

    public string FullPath { get; }

    public string DatabaseFile => Path.Combine(FullPath, "fairlead.db");

    public string MasterKeyFile => Path.Combine(FullPath, "master.key");

    /// <summary>How far the audit trail had come; see <see cref="HighWater"/>.</summary>
    public string HighWaterFile => Path.Combine(FullPath, "high-water");

    /// <summary>Put there by an operator who restored the database and this folder together.</summary>
    public string RestoredFile => Path.Combine(FullPath, "restored");

    public string ReserveFile => Path.Combine(FullPath, "reserve");

    /// <summary>What this user may still write on the disk that holds the folder.</summary>
    public long FreeBytes => new DriveInfo(FullPath).AvailableFreeSpace;

    /// <summary>Makes the folder when it is absent, readable by its owner only, and proves that it can be written to.</summary>
    /// <exception cref="ConfigurationException">It is a file, read-only, or cannot be made.</exception>
    public static DataDirectory Open(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            if (new FileInfo(full).LinkTarget is not null && !Directory.Exists(full))
                throw new ConfigurationException("--data", $"'{full}' is a symbolic link that leads to no directory; name a directory.");
            if (File.Exists(full))
                throw new ConfigurationException("--data", $"'{full}' is a file; name a directory.");
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(full);
            else
                Directory.CreateDirectory(full, OwnerOnly);
            ProveWritable(full);
            return new DataDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException("--data", $"the directory '{path}' cannot be used: {FileFailure.Reason(e)}. Choose another one.", e);
        }
    }

    /// <returns>What its owner should know of the folder: that others on this machine can enter it. Empty is usual.</returns>
    public IReadOnlyList<string> Remarks() =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(FullPath) & Others) != UnixFileMode.None
            ? [$"other users of this machine can enter the data directory {FullPath}, which holds every finding. Close it: chmod o= {FullPath}"]
            : [];

    /// <summary>Frees what <see cref="Operations.ReserveFile"/> took.</summary>
    /// <returns><see langword="false"/> when there was nothing to free.</returns>
    public bool GiveUpReserve()
    {
        if (!File.Exists(ReserveFile))
            return false;
        File.Delete(ReserveFile);
        return true;
    }

    private static void ProveWritable(string folder)
    {
        var probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
        File.WriteAllBytes(probe, []);
        File.Delete(probe);
    }
}
