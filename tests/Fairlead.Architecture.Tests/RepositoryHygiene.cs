using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Fairlead.Architecture.Tests;

/// <summary>What must never be in a tracked file, and what must be true of them.</summary>
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

    /// <summary>T-16: what compares a secret must not tell by its time how much of a guess was right.</summary>
    [Fact]
    public void No_secret_is_compared_in_a_way_that_tells_by_its_time()
    {
        var secretive = Tracked(".cs")
            .Where(f => f.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => File.ReadAllText(f) is var text && Secretive().IsMatch(text) ? text.Split('\n').Select(line => (File: f, Line: line)) : [])
            .ToList();
        Assert.True(secretive.Count > 1000, "the places were not found");
        Assert.Empty(secretive.Where(l => HastyComparison().IsMatch(l.Line)));
    }

    [Theory]
    [InlineData("if (secret.Reveal() == given)", true)]
    [InlineData("return given != token.Reveal();", true)]
    [InlineData("string.Equals(a.Reveal(), b, StringComparison.Ordinal)", true)]
    [InlineData("mac.SequenceEqual(expected)", true)]
    [InlineData("CryptographicOperations.FixedTimeEquals(mac, expected)", false)]
    [InlineData("var header = secret.Reveal();", false)]
    public void A_hasty_comparison_is_known(string line, bool isHasty) => Assert.Equal(isHasty, HastyComparison().IsMatch(line));

    [Theory]
    [InlineData("bad-input.md")]
    [InlineData("complaints.md")]
    public void Every_test_that_a_table_names_exists(string table)
    {
        var tests = string.Join('\n', Tracked(".cs").Where(f => f.Contains("Tests", StringComparison.Ordinal)).Select(File.ReadAllText));
        var named = TestName().Matches(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", table))).Select(m => m.Groups["name"].Value).ToList();
        Assert.True(named.Count > 50, "the table was not found");
        Assert.Empty(named.Where(n => !Regex.IsMatch(tests, $@"\b(class|void|Task) {n}\b", RegexOptions.None, TimeSpan.FromSeconds(10))));
    }

    /// <summary>The rules U-01 to U-59: each has its row, and the tests that a row names, and no others, carry its number.</summary>
    [Fact]
    public void Every_complaint_is_named_by_the_tests_that_hold_it()
    {
        var rows = File.ReadLines(Path.Combine(SharedData.RepositoryRoot, "docs", "complaints.md")).Where(r => r.StartsWith("| U-", StringComparison.Ordinal)).ToList();
        Assert.Equal(Enumerable.Range(1, 59).Select(n => $"U-{n:00}"), rows.Select(r => r[2..6]).Order(StringComparer.Ordinal));
        var told = rows.SelectMany(r => TestName().Matches(r).Select(m => $"{r[2..6]} {m.Groups["name"].Value}")).ToHashSet();
        Assert.All(rows.Where(r => !r.Contains("is not there", StringComparison.Ordinal)), r => Assert.Contains(told, t => t.StartsWith(r[2..6], StringComparison.Ordinal)));

        var carried = Tracked(".cs").Where(f => f.Contains("Tests", StringComparison.Ordinal))
            .SelectMany(f => Complaints().Matches(File.ReadAllText(f)))
            .SelectMany(m => m.Groups["number"].Captures.Select(c => $"{c.Value} {m.Groups["name"].Value}")).ToHashSet();

        Assert.Empty(told.Except(carried));
        Assert.Empty(carried.Except(told));
    }

    [GeneratedRegex(@"(?:^ *\[Trait\(""Complaint"", ""(?<number>U-\d\d)""\)\]\n)+ *public (?:[a-z]+ )*(?:Task|void|class) (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 5000)]
    private static partial Regex Complaints();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9_]+|Tests|Contract|Requests|Uploads|JsonBody|Clients|Texts|Addresses)|Witness)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestName();

    [GeneratedRegex(@"\bSecretText\b|\bHMACSHA|\bRfc2898", RegexOptions.None, 5000)]
    private static partial Regex Secretive();

    [GeneratedRegex(@"SequenceEqual\(|(==|!=|Equals\().*\.Reveal\(\)|\.Reveal\(\).*(==|!=|\.Equals\()", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex HastyComparison();

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
