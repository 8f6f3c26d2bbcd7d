using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Fairlead.Architecture.Tests;

/// <summary>What must never be in a tracked file.</summary>
public sealed partial class RepositoryHygiene
{
    [Fact]
    public void No_npm_lock_file_names_where_a_package_was_fetched() =>
        Assert.Empty(Tracked("package-lock.json").Where(f => File.ReadAllText(f).Contains("\"resolved\"", StringComparison.Ordinal)));

    [Fact]
    public void No_client_configuration_names_a_registry() =>
        Assert.Empty(Tracked("").Where(f => Path.GetFileName(f).ToLowerInvariant() is "nuget.config" or ".npmrc" or ".yarnrc"));

    [Fact]
    public void Every_project_commits_its_lock_file() =>
        Assert.Empty(Tracked(".csproj").Where(p => !File.Exists(Path.Combine(Path.GetDirectoryName(p)!, "packages.lock.json"))));

    [Fact]
    public void No_source_file_carries_a_note_to_do_later() =>
        Assert.Empty(Tracked(".cs").Concat(Tracked(".razor"))
            .Where(f => f.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(f => Later().IsMatch(File.ReadAllText(f))));

    private static IReadOnlyList<string> Tracked(string ending)
    {
        var start = new ProcessStartInfo("git", "ls-files")
        {
            WorkingDirectory = SharedData.RepositoryRoot,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var git = Process.Start(start)!;
        var all = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(all);
        return [.. all.Where(f => f.EndsWith(ending, StringComparison.Ordinal))
            .Select(f => Path.Combine(SharedData.RepositoryRoot, f))
            .Where(File.Exists)];
    }

    [GeneratedRegex(@"//.*\b(TODO|FIXME|HACK)\b(?!\(#\d+\))|NotImplementedException", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Later();
}
