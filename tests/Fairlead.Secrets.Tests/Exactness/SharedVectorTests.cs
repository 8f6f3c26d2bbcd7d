using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fairlead.Secrets.Tests.Exactness;

/// <summary>How much of what other scanners find is found, and how quiet it is where they are: docs/secret-engine.md.</summary>
[Trait("needs", "shared")]
public sealed class SharedVectorTests
{
    private static readonly SecretScanner Scanner = new(SecretRuleSet.Default);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_what_must_be_found_97_of_100_texts_are()
    {
        var texts = (await Vector.AllAsync(Ct)).Where(vector => vector.IsExpected).ToList();
        var missed = texts.Where(vector => FoundIn(vector.Text).Count == 0).ToList();

        Assert.True(texts.Count > 2_500, $"{texts.Count} texts");
        Assert.True(Share(missed.Count, texts.Count) >= 0.97, Told("found", missed.Select(vector => $"{vector.Source} {vector.Rule} {vector.Id}"), missed.Count, texts.Count));
    }

    [Fact]
    public async Task Where_another_scanner_is_silent_97_of_100_texts_are_silent_or_hold_a_true_secret_of_another_kind()
    {
        var texts = (await Vector.AllAsync(Ct)).Where(vector => !vector.IsExpected).ToList();
        var wrong = texts.Select(vector => (Vector: vector, Rules: FoundIn(vector.Text).Except(OtherKinds.Of(vector.Id)).ToList())).Where(one => one.Rules.Count > 0).ToList();

        Assert.True(texts.Count > 250, $"{texts.Count} texts");
        Assert.True(
            Share(wrong.Count, texts.Count) >= 0.97,
            Told("silent", wrong.Select(one => $"{one.Vector.Source} {one.Vector.Rule} {one.Vector.Id}: {string.Join(' ', one.Rules)}"), wrong.Count, texts.Count));
    }

    [Fact]
    public async Task In_real_issues_there_are_two_findings_in_10_MB_at_most()
    {
        using var xz = Process.Start(new ProcessStartInfo("xz", ["-dc", SharedData.PathOf("data", "jira-issues.jsonl.xz")]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var (bytes, found) = (0L, new List<string>());
        while (await xz.StandardOutput.ReadLineAsync(Ct) is { } line)
        {
            using var json = JsonDocument.Parse(line);
            foreach (var text in TextsIn(json.RootElement.GetProperty("fields")))
            {
                var utf8 = Encoding.UTF8.GetBytes(text);
                bytes += utf8.Length;
                found.AddRange(FoundIn(utf8).Select(rule => $"{json.RootElement.GetProperty("key")} {rule}"));
            }
        }

        Assert.True(bytes > 3_000_000, $"{bytes} bytes");
        Assert.True(found.Count <= 2 * bytes / 10_000_000.0, string.Join('\n', found));
    }

    private static List<string> FoundIn(byte[] text)
    {
        var matches = new SecretMatches();
        Scanner.Scan(text, matches);
        return [.. matches.All.ToArray().Select(match => match.Rule.Id).Distinct()];
    }

    private static IEnumerable<string> TextsIn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(TextsIn),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => TextsIn(member.Value)),
        _ => [],
    };

    private static double Share(int wrong, int all) => 1 - (double)wrong / all;

    private static string Told(string what, IEnumerable<string> wrong, int count, int all) =>
        string.Create(CultureInfo.InvariantCulture, $"{Share(count, all):P1} {what}; not:\n{string.Join('\n', wrong)}");
}
