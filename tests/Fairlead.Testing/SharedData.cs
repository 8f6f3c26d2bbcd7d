using System.Runtime.CompilerServices;
using Xunit;

namespace Fairlead.Testing;

/// <summary>
/// The folder <c>shared/</c> beside the checkout: real scanner reports and specifications that are not ours to redistribute.
/// Tests that read it carry <c>[Trait("needs", "shared")]</c> and are skipped, visibly, where it is absent.
/// </summary>
public static class SharedData
{
    /// <summary>The repository's top folder, found from this source file.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    public static bool IsPresent => Directory.Exists(Root);

    private static string Root =>
        Environment.GetEnvironmentVariable("FAIRLEAD_SHARED") ?? Path.Combine(RepositoryRoot, "..", "shared");

    /// <summary>The full path of a file below <c>shared/</c>; skips the running test when the folder is absent.</summary>
    public static string PathOf(params string[] parts)
    {
        Assert.SkipUnless(IsPresent, "shared/ is not beside this checkout.");
        return Path.GetFullPath(Path.Combine([Root, .. parts]));
    }

    private static string FindRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
