using System.Text;

namespace Fairlead.Platform.Operations;

/// <summary>
/// The key file: one key per line, the one in use first; the others are there only while a rotation runs. Changed by
/// writing a new file and renaming it, so that a crash leaves the old or the new one.
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
                Write(path, [MasterKey.Generate()]);
            return Parse(path, File.ReadAllLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(path, $"the master key cannot be read: {e.Message}", e);
        }
    }

    public static void Write(string path, IReadOnlyList<MasterKey> keys)
    {
        var next = path + ".next";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(next, options))
        {
            file.Write(Encoding.ASCII.GetBytes(string.Concat(keys.Select(k => k.ToText() + "\n"))));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
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
