using System.Text;
using Fairlead.Kernel;
using Fairlead.Secrets.Importing;
using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Proof;
using Fairlead.Secrets.Rules;

namespace Fairlead.Secrets.Tests.Importing;

/// <summary>Rule files of other scanners find here what they find there; what cannot be carried over is told.</summary>
public sealed class AnyRuleFileTests
{
    private const string Gitleaks = """"
        title = "ours"

        [extend]
        useDefault = true
        disabledRules = ["generic-api-key"]

        [[rules]]
        id = "acme-token"
        description = "Acme token"
        regex = '''(?i)[\w.-]{0,50}?(?:acme)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|:)[\x60'"\s=]{0,5}([a-z0-9]{16})(?:[\x60'"\s;]|\\[nr]|$)'''
        entropy = 2.5
        keywords = [
            "acme",
        ]
        [[rules.allowlists]]
        description = "made up"
        regexes = ['''^0123''']
        stopwords = ["Sample"]

        [[rules]]
        id = "Acme Group"
        regex = '''(key|pass)=(\S{8})'''
        secretGroup = 2
        [rules.allowlist]
        regexTarget = "line"
        regexes = ['''# test''']

        [[rules]]
        id = "by-name"
        path = '''\.p12$'''

        [[rules]]
        id = "in-some"
        regex = '''abcd\d{8}'''
        path = '''\.env$'''

        [[rules]]
        id = "bad"
        regex = '''abc(?=d)efgh'''

        [[rules]]
        id = "both"
        regex = '''token-(\d{8})'''
        [[rules.allowlists]]
        condition = "AND"
        regexTarget = "match"
        regexes = ['''^token-''']
        paths = ['''^docs/''']
        [[rules.allowlists]]
        condition = "AND"
        commits = ["0123456789"]
        regexes = ['''.''']

        [allowlist]
        paths = ['''(?:^|/)vendor/''']

        """";

    [Fact]
    public void Rules_of_gitleaks_find_what_they_find_there()
    {
        var rules = AnyRuleFile.Read("gitleaks.toml", Gitleaks, RuleLimits.Default);

        Assert.Equal(["gitleaks-acme-token", "gitleaks-acme-group", "gitleaks-both"], rules.Rules.Select(rule => rule.Id));
        Assert.Equal(("Acme token", 2.5, Severity.High), (rules.Rules[0].Title, rules.Rules[0].Entropy, rules.Rules[0].Severity));
        var value = ExampleText.Fill("{lower:16}");
        Assert.Equal([value], Found(rules, $"my_acme_key = \"{value}\";"));
        Assert.Equal([], Found(rules, "my_acme_key = \"aaaaaaaaaaaaaaaa\";"));
        Assert.Equal([], Found(rules, $"acme = 0123{value[4..]}", null, "made up"));
        Assert.Equal([], Found(rules, "acme = 9zsample7q3k5w1x", null, "made up"));
        Assert.Equal(["hunter22"], Found(rules, "pass=hunter22"));
        Assert.Equal([], Found(rules, "pass=hunter22 # test", null, "gitleaks.toml, Acme Group"));
        Assert.Equal([], Found(rules, "pass=hunter22", "lib/vendor/a.txt", "gitleaks.toml"));
    }

    [Fact]
    public void What_must_hold_together_allows_nothing_alone()
    {
        var rules = AnyRuleFile.Read("gitleaks.toml", Gitleaks, RuleLimits.Default);

        Assert.Equal(["12345678"], Found(rules, "token-12345678", "src/a.txt"));
        Assert.Equal([], Found(rules, "token-12345678", "docs/a.txt", "gitleaks.toml, both"));
    }

    [Fact]
    public void What_gitleaks_has_and_we_have_not_is_told_rule_by_rule_with_its_line()
    {
        var left = AnyRuleFile.Read("gitleaks.toml", Gitleaks, RuleLimits.Default).Left;

        Assert.Equal(
            [("by-name", 28L, true), ("in-some", 35L, true), ("bad", 39L, true), ("both", 51L, false), (null, 3L, false), ("generic-api-key", 5L, false)],
            left.Select(one => (one.Rule, one.Line, one.IsWhole)));
        Assert.Contains("files by their names", left[0].Reason, StringComparison.Ordinal);
        Assert.Contains("at its character 4: This dialect has no look-around", left[2].Reason, StringComparison.Ordinal);
        Assert.Contains("commits", left[3].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_of_Kingfisher_find_what_they_find_there()
    {
        const string file = """
            rules:
              - name: Acme Key
                id: kingfisher.acme.1
                pattern: |
                  (?xi)
                  \b acme (?:.|[\n\r]){0,16}?   # near by
                  \b ( [a-z0-9]{12} ) \b
                pattern_requirements:
                  min_digits: 2
                  ignore_if_contains:
                    - test
                min_entropy: 2
                confidence: medium
                examples:
                  - acme_key 1
                validation:
                  type: Http
              - name: Part
                id: kingfisher.acme.2
                visible: false
                pattern: 'part-(?P<TOKEN>[a-z]{8})'
              - name: None
                id: kingfisher.acme.3
                pattern: '[a-z'

            """;
        var rules = AnyRuleFile.Read("acme.yml", file, RuleLimits.Default);

        Assert.Equal([("kingfisher-acme-1", Severity.Medium, true), ("kingfisher-acme-2", Severity.Informational, false)], rules.Rules.Select(r => (r.Id, r.Severity, r.IsOnByDefault)));
        Assert.Equal(["4k9qzx7w2m1b"], Found(rules, "ACME key is 4k9qzx7w2m1b."));
        Assert.Equal([], Found(rules, "acme key is akaqzxzwbmcb."));
        Assert.Equal([], Found(rules, "acme key is 4k9test7w2m1", null, "acme.yml, kingfisher.acme.1"));
        Assert.Equal(["abcdefgh"], Found(rules, "part-abcdefgh"));
        Assert.Equal([("kingfisher.acme.1", 17L, false), ("kingfisher.acme.3", 24L, true)], rules.Left.Select(one => (one.Rule, one.Line, one.IsWhole)));
    }

    [Theory]
    [InlineData("[[rules]]\nid = \"a\nregex = 'b'\n", 2)]
    [InlineData("[[rules]]\nid = 'a'\nid = 'b'\n", 3)]
    [InlineData("[extend]\n[extend.rules]\n[[extend]]\n", 3)]
    [InlineData("rules: []\n", 1)]
    [InlineData("- a\n", 1)]
    public void What_is_no_rule_file_is_refused_with_its_line(string text, long line) =>
        Assert.Equal(line, Assert.Throws<SecretRuleException>(() => AnyRuleFile.Read("x", text, RuleLimits.Default)).Line);

    [Fact]
    public void Imported_rules_are_written_as_rules_of_ours_and_read_again()
    {
        foreach (var rule in AnyRuleFile.Read("gitleaks.toml", Gitleaks, RuleLimits.Default).Rules)
        {
            var again = Assert.Single(RuleFileReader.Read("again", new StringReader(RuleFileWriter.Write([rule])), RuleLimits.Default));

            Assert.Equal(new SecretRuleSet([rule]).Version, new SecretRuleSet([again]).Version);
            Assert.Equal((rule.Title, rule.Vendor, rule.Revoke, rule.Source), (again.Title, again.Vendor, again.Revoke, again.Source));
        }
    }

    /// <param name="allowed">By which list the one match is allowed; none is.</param>
    private static List<string> Found(ImportedRules rules, string text, string? path = null, string? allowed = null)
    {
        var matches = new SecretMatches { Allow = rules.Allow, Path = path };
        var utf8 = Encoding.UTF8.GetBytes(text);
        new SecretScanner(new SecretRuleSet(rules.Rules)).Scan(utf8, matches);
        Assert.Equal(allowed is null ? [] : [allowed], matches.Allowed.Select(one => one.List));
        return [.. matches.All.ToArray().Select(match => Encoding.UTF8.GetString(match.SecretIn(utf8)))];
    }
}
