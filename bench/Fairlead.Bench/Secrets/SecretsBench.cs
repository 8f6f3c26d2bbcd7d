using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Fairlead.Storage;

namespace Fairlead.Bench.Secrets;

/// <summary>How fast secrets are looked for, with all rules that are on by default; the best of many rounds, since others use the machine too.</summary>
internal static class SecretsBench
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(6);

    /// <summary>Writes the texts and the patterns that the yardsticks read.</summary>
    public static int Write(string folder, string issues)
    {
        Directory.CreateDirectory(folder);
        var text = SecretCorpora.OfIssues(File.ReadLines(issues));
        File.WriteAllBytes(Path.Combine(folder, "issues.txt"), text);
        File.WriteAllBytes(Path.Combine(folder, "keywords.txt"), SecretCorpora.WithKeywords(text));
        File.WriteAllBytes(Path.Combine(folder, "secrets.txt"), SecretCorpora.WithSecrets(text));
        File.WriteAllLines(Path.Combine(folder, "patterns"), SecretRuleSet.Default.Rules.Select(PatternOf).OfType<string>());
        return 0;
    }

    public static async Task<int> RunAsync(string folder, string issues)
    {
        var watch = Stopwatch.StartNew();
        var scanner = new SecretScanner(SecretRuleSet.Default);
        Console.WriteLine($"start, {SecretRuleSet.Default.Rules.Count} rules  {watch.Elapsed.TotalMilliseconds,8:N0} ms");
        foreach (var name in (string[])["issues", "keywords", "secrets"])
        {
            var text = File.ReadAllBytes(Path.Combine(folder, name + ".txt"));
            var matches = new SecretMatches();
            Console.WriteLine($"{name,-20} {Best(text.Length, () => scanner.Scan(text, matches)),8:N3} GB/s  {matches.Count:N0} found");
        }

        var whole = File.ReadAllBytes(Path.Combine(folder, "issues.txt"));
        Fields(scanner, whole);
        Memory(scanner, whole);
        TwoCores(scanner, whole);
        await FromJsonAsync([.. File.ReadLines(issues)]);
        return 0;
    }

    /// <summary>The median field of an issue has 85 characters.</summary>
    private static void Fields(SecretScanner scanner, byte[] text)
    {
        const int field = 85;
        var matches = new SecretMatches();
        var fields = Math.Min(text.Length, 8_000_000) / field;
        var speed = Best(fields, () =>
        {
            for (var i = 0; i < fields; i++)
                scanner.Scan(text.AsSpan(i * field, field), matches);
        });
        Console.WriteLine($"{"fields of 85 bytes",-20} {1 / speed,8:N0} ns each");
    }

    private static void Memory(SecretScanner scanner, byte[] text)
    {
        var matches = new SecretMatches();
        scanner.Scan(text, matches);
        var clean = matches.Count == 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        scanner.Scan(text, matches);
        Console.WriteLine($"{"memory taken",-20} {GC.GetAllocatedBytesForCurrentThread() - before,8:N0} bytes for {text.Length / 1_000_000:N0} MB{(clean ? "" : ", not all clean")}");
    }

    private static void TwoCores(SecretScanner scanner, byte[] text)
    {
        var one = Best(text.Length, () => scanner.Scan(text, new SecretMatches()));
        var two = Best(2L * text.Length, () => Parallel.For(0, 2, _ => scanner.Scan(text, new SecretMatches())));
        Console.WriteLine($"{"two cores",-20} {two,8:N3} GB/s  {two / one:N2} times one");
    }

    /// <summary>Pages of a hundred issues as Jira sends them, by the code with which a crawl reads them: parsed, their texts taken out, looked through and told.</summary>
    private static async Task FromJsonAsync(string[] issues)
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-bench-");
        try
        {
            await using var database = await Database.OpenAsync(DatabaseOptions.Sqlite(Path.Combine(folder.FullName, "bench.db")), CancellationToken.None);
            await database.MigrateAsync(typeof(SecretScans).Assembly, TimeProvider.System, CancellationToken.None);
            var vault = new Vault(database, new MasterKeyRing(MasterKeySource.File, MasterKey.Generate(), []));
            var hasher = new SecretHasher(database, new SecretSettingsStore(database), vault, TimeProvider.System);
            await hasher.ReadyAsync(CancellationToken.None);
            var rules = new RulesInUse(0, [], SecretRuleSet.Default, SecretRuleSet.Default, new SecretScanner(SecretRuleSet.Default));
            var (scanner, selection) = (new IssueScanner(hasher), ReadSelection.Of([]));
            byte[][] pages = [.. issues.Chunk(100).Select(page => Encoding.UTF8.GetBytes($$"""{"issues":[{{string.Join(',', page)}}]}"""))];
            var (texts, found) = (0L, 0L);
            var speed = Best(issues.Length, () =>
            {
                (texts, found) = (0, 0);
                foreach (var page in pages)
                {
                    using var answer = JsonDocument.Parse(page);
                    var matches = new SecretMatches();
                    foreach (var json in answer.RootElement.GetProperty("issues").EnumerateArray())
                    {
                        var issue = new JiraIssue(json.GetProperty("id").GetString()!, json.GetProperty("key").GetString()!, json.GetProperty("fields"), null);
                        var (tally, comments) = (new IssueTally(scanner, rules, matches), new CommentTexts(mayHavePast: false));
                        tally.Look(IssueTexts.OfFields(issue, selection).Concat(IssueTexts.OfNames(issue)));
                        tally.Look(comments.Of(issue.Comments?.Items ?? []));
                        tally.Look(IssueTexts.OfWorklogs(issue.Worklogs?.Items ?? []));
                        var scanned = tally.Of(issue.Ref);
                        texts += scanned.Texts;
                        found += scanned.Sightings.Count;
                    }
                }
            });
            Console.WriteLine($"{"from JSON",-20} {speed * 1e9,8:N0} issues/s  {texts / issues.Length} texts and {issues.Average(issue => Encoding.UTF8.GetByteCount(issue)):N0} bytes each, {found:N0} found");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <returns>Units in a nanosecond.</returns>
    private static double Best(long units, Action scan)
    {
        var best = 0.0;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Each;)
        {
            var from = Stopwatch.GetTimestamp();
            scan();
            best = Math.Max(best, units / Stopwatch.GetElapsedTime(from).TotalNanoseconds);
        }

        return best;
    }

    /// <summary>The rule as one pattern for engines that know nothing else: a value with its keyword before it.</summary>
    private static string? PatternOf(SecretRule rule) => rule.Shape switch
    {
        SecretShape.Token token => token.Lead + token.Pattern,
        SecretShape.Value value => $"(?i:{string.Join('|', value.Keywords.Select(word => string.Join("[ _./-]?", word.Split(' ', '_', '.', '/', '-').Select(System.Text.RegularExpressions.Regex.Escape))))})[^\\n]{{0,40}}?[=:>,|( \"'](?:{value.Pattern})",
        SecretShape.Regex regex => regex.Pattern.Replace("?<secret>", "?:", StringComparison.Ordinal),
        _ => null,
    };
}
