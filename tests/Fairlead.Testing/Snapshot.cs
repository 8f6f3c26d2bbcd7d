using System.Runtime.CompilerServices;
using Xunit;

namespace Fairlead.Testing;

/// <summary>
/// Compares text with a file under <c>snapshots/</c> beside the test. <c>UPDATE_SNAPSHOTS=1</c> rewrites the file, so that
/// a changed contract is a visible diff; a missing file fails.
/// </summary>
public static class Snapshot
{
    public static void Match(
        string actual,
        string? variant = null,
        [CallerFilePath] string file = "",
        [CallerMemberName] string test = "")
    {
        var name = $"{Path.GetFileNameWithoutExtension(file)}.{test}{(variant is null ? "" : "." + variant)}.txt";
        var path = Path.Combine(Path.GetDirectoryName(file)!, "snapshots", name);
        actual = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"There is no snapshot {name}; run with UPDATE_SNAPSHOTS=1 and review it.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
