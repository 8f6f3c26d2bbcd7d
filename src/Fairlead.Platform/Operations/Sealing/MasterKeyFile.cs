using System.Security.Cryptography;
using System.Text;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Operations;

/// <summary>
/// The key file: one key per line, the one in use first; the others are there only while a rotation runs. Changed by
/// writing a new file and renaming it, so that a crash leaves the old or the new one. Both the file and its name are on the disk
/// before a key is used: a secret must not outlive the only copy of its key.
/// </summary>
internal static class MasterKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="ConfigurationException">The file cannot be read, or holds no key.</exception>
    public static MasterKeyRing ReadOrCreate(string path)
    {
        try
        {
            if (!File.Exists(path))
                Create(path);
            return Parse(path, File.ReadAllLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(path, $"the master key cannot be read or made: {FileFailure.Reason(e)}. Let this user read and write it.", e);
        }
    }

    public static void Write(string path, IReadOnlyList<MasterKey> keys)
    {
        var next = path + ".next";
        File.Delete(next);
        WriteNew(next, keys);
        File.Move(next, path, overwrite: true);
        FolderSync.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Several processes may be the first to use a directory: one's key gets the name, whole; the others read it.</summary>
    private static void Create(string path)
    {
        var own = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        WriteNew(own, [MasterKey.Generate()]);
        try
        {
            File.Move(own, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(own);
        }

        FolderSync.Flush(Path.GetDirectoryName(path)!);
    }

    private static void WriteNew(string path, IReadOnlyList<MasterKey> keys)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(string.Concat(keys.Select(k => k.ToText() + "\n"))));
        file.Flush(flushToDisk: true);
    }

    private static MasterKeyRing Parse(string path, string[] lines)
    {
        var keys = lines.Where(l => l.Trim().Length > 0)
            .Select(l => MasterKey.TryParse(l) ?? throw new ConfigurationException(path, "a line of it is not a master key; restore the file from a backup."))
            .ToList();
        return keys.Count == 0
            ? throw new ConfigurationException(path, "it is empty; restore the file from a backup.")
            : new MasterKeyRing(MasterKeySource.File, keys[0], keys[1..]);
    }
}
