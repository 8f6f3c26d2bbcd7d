using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Secrets.Algorithms;
using Fairlead.Secrets.Checks;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Proof;
using Fairlead.Secrets.Rules;

namespace Fairlead.Secrets.Tests.Exactness;

/// <summary>
/// What the engine finds by rules that never change, in texts that never change, is recorded for each of its revisions. Where it is another thing, what was looked
/// through before must be looked through again, and that is what another revision does.
/// </summary>
public sealed class EngineRevisionTests
{
    /// <summary>Beside the rules of <c>frozen-rules.yaml</c>, which are one for each lane, algorithm and check.</summary>
    private const string OwnRules = """
        vendor: Acme
        revoke: ask
        source: ours
        rules:
          - id: own-regex
            title: Own
            severity: high
            regex: '(?i)acme[_-]?key["'']?\s*[:=]\s*["'']?([a-z0-9]{16,24})\b(?!-)'
            dialect: java
            keywords: [acme]
            entropy: 2.5
            allow:
              - words: [example]
              - line: ['sandbox']
            examples: ['acme_key = "{lower:20}"', 'ACME-KEY: {lower:16}  ', 'acmekey={lower:20} # sandbox', 'acme_key = example{lower:12}']
            counterexamples: ['acme_key = {lower:10}', 'ünïcödé acme_key=“{lower:20}”-']
          - id: own-digits
            title: Own
            severity: high
            token: '45[0-9]{14}'
            check: luhn
            examples: ['of 4539148803436467', 'of 4500000000000008', 'of 45{digits:14}']
            counterexamples: ['of 45{digits:13}']
        """;

    [Fact]
    public void Another_engine_is_another_revision()
    {
        var recorded = File.ReadAllLines(Beside("engine-revisions.txt")).Select(line => line.Split(' ')).ToDictionary(line => int.Parse(line[0], CultureInfo.InvariantCulture), line => line[1]);
        var found = Found();

        Assert.Equal(SecretRuleSet.EngineRevision, recorded.Keys.Max());
        Assert.True(
            recorded[SecretRuleSet.EngineRevision] == found,
            $"The engine finds something else by the same rules. Raise SecretRuleSet.EngineRevision, so that all is looked through again, and add a line to engine-revisions.txt: its number and {found}");
        Assert.Distinct(recorded.Values);
    }

    [Fact]
    public void Each_lane_algorithm_and_check_is_among_what_is_recorded()
    {
        IReadOnlyList<SecretRule> rules = [.. Frozen(), .. Own()];
        Assert.Empty(SecretAlgorithms.Names.Except(rules.Select(rule => rule.Shape).OfType<SecretShape.Algorithm>().Select(shape => shape.Name)));
        Assert.Empty(SecretChecks.Names.Except(rules.Select(rule => rule.Check).OfType<string>()));
        Assert.Contains(rules, rule => rule.Shape is SecretShape.Regex);
        Assert.Contains(rules, rule => rule.Shape is SecretShape.Token { Lead: not null });
        Assert.Contains(rules, rule => rule.Shape is SecretShape.Token { Lead: null });
        Assert.Equal(3, rules.Select(rule => rule.Shape).OfType<SecretShape.Value>().Select(value => (value.NeedsOperator, value.LettersAllowed)).Distinct().Count(one => one != (false, true)));
    }

    private static string Found()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var rules in (IReadOnlyList<SecretRule>[])[Frozen(), Own()])
        {
            var (scanner, matches) = (new SecretScanner(new SecretRuleSet(rules)), new SecretMatches { ShowsTrials = true });
            foreach (var text in Texts([.. Frozen(), .. Own()]))
            {
                scanner.Scan(text, matches);
                foreach (ref readonly var match in matches.All)
                {
                    var told = string.Create(
                        CultureInfo.InvariantCulture, $"{match.Rule.Id} {match.Start} {match.Length} {match.Severity} {match.CheckHolds} {match.Encoding} {Convert.ToHexString(SHA256.HashData(match.SecretIn(text)))}\n");
                    hash.AppendData(Encoding.UTF8.GetBytes(told));
                }

                hash.AppendData("\n"u8);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    private static IReadOnlyList<SecretRule> Own() => RuleFileReader.Read("own", new StringReader(OwnRules), RuleLimits.Default);

    private static IReadOnlyList<SecretRule> Frozen()
    {
        using var text = File.OpenText(Beside("frozen-rules.yaml"));
        return RuleFileReader.Read("frozen-rules.yaml", text);
    }

    /// <summary>Each example and counterexample as it stands and in the ways in which texts hold such things, and all together.</summary>
    private static IEnumerable<byte[]> Texts(IReadOnlyList<SecretRule> rules)
    {
        string[] plain = [.. rules.SelectMany(rule => rule.Examples.Concat(rule.Counterexamples)).Select(ExampleText.Fill)];
        foreach (var text in plain)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            yield return utf8;
            yield return Encoding.UTF8.GetBytes($$"""{"text": "{{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}}"}""");
            yield return Encoding.UTF8.GetBytes($"see {Convert.ToBase64String(utf8)} there");
            yield return Encoding.UTF8.GetBytes($"see {Convert.ToBase64String(utf8, Base64FormattingOptions.InsertLineBreaks)}");
            yield return Encoding.UTF8.GetBytes($"see {Convert.ToHexString(utf8)}");
            yield return Encoding.UTF8.GetBytes($"https://host.example/?q={Uri.EscapeDataString(text)}");
            yield return [.. "x\xff "u8, .. utf8, 0xC3, .. utf8];
            yield return Encoding.UTF8.GetBytes($"für {text}\r\n\tand {text.ToUpperInvariant()}");
        }

        yield return Encoding.UTF8.GetBytes(string.Join('\n', plain));
        yield return Encoding.UTF8.GetBytes(string.Join(" The queue is full, and the log says nothing of it. ", plain.Reverse()));
    }

    private static string Beside(string name, [CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, name);
}
