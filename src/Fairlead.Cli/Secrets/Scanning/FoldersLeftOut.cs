namespace Fairlead.Cli.Secrets.Scanning;

/// <summary>Folders that hold what others wrote or what a build makes again. One that is named on the command line is looked into, whatever it is.</summary>
internal static class FoldersLeftOut
{
    private static readonly HashSet<string> Always = new(
        [".git", ".hg", ".svn", ".jj", "node_modules", "bower_components", "__pycache__", ".venv", ".tox", ".gradle", ".vs"], StringComparer.Ordinal);

    /// <summary>A word such as <c>bin</c> is also the name of folders that people write in: what stands beside it tells.</summary>
    private static readonly Dictionary<string, string[]> BesideBuildFile = new(StringComparer.Ordinal)
    {
        ["bin"] = [".csproj", ".fsproj", ".vbproj", ".vcxproj"],
        ["obj"] = [".csproj", ".fsproj", ".vbproj", ".vcxproj"],
        ["target"] = ["pom.xml", "Cargo.toml", "build.sbt"],
        ["build"] = ["build.gradle", "build.gradle.kts"],
    };

    /// <param name="besides">The names in the folder in which it lies.</param>
    public static bool Has(string name, string path, IReadOnlySet<string> besides) =>
        Always.Contains(name) ||
        (BesideBuildFile.TryGetValue(name, out var files) && besides.Any(other => files.Any(file => other.EndsWith(file, StringComparison.OrdinalIgnoreCase)))) ||
        // What says of itself that it is a cache: https://bford.info/cachedir/
        File.Exists(Path.Combine(path, "CACHEDIR.TAG"));
}
