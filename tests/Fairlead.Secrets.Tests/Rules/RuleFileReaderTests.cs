using Fairlead.Secrets.Limits;
using Fairlead.Secrets.Rules;

namespace Fairlead.Secrets.Tests.Rules;

public sealed class RuleFileReaderTests
{
    private const string Head = "vendor: V\nrevoke: R\nsource: S\nrules:\n";
    private const string Proof = "    severity: high\n    examples: ['a']\n    counterexamples: ['b']\n";

    [Fact]
    public void A_file_is_read_whole()
    {
        var rule = Assert.Single(RuleFileReader.Read("v.yaml", new StringReader(Head + "  - id: v-key\n    title: Key\n    token: 'vk_[a-z]{20}'\n" + Proof)));

        Assert.Equal(("v-key", "V_KEY", "V", "R", "S"), (rule.Id, rule.ApiName, rule.Vendor, rule.Revoke, rule.Source));
        Assert.True(rule.IsOnByDefault);
    }

    [Theory]
    [InlineData("  - id: V_KEY\n    title: t\n    token: 'vk_[a-z]{20}'\n", "lower case letters", 5)]
    [InlineData("  - id: v\n    title: t\n    token: 'vk_[a-z]{20'\n", "at its character 9", 7)]
    [InlineData("  - id: v\n    title: t\n    token: 'vk_[a-z]{2}'\n", "16 characters long or longer; this one can be 5", 7)]
    [InlineData("  - id: v\n    title: t\n    token: '[a-z]{20}'\n", "begins with literal text", 7)]
    [InlineData("  - id: v\n    title: t\n    token: 'vk_[a-z]{20}'\n    value: 'x{20}'\n", "token and value of token", 5)]
    [InlineData("  - id: v\n    title: t\n", "none of token, value, pattern, regex and algorithm", 5)]
    [InlineData("  - id: v\n    title: t\n    value: '[a-z]{20}'\n", "'keywords' is missing", 7)]
    [InlineData("  - id: v\n    title: t\n    value: '[a-z]{20}'\n    keywords: [Vk]\n", "in lower case", 8)]
    [InlineData("  - id: v\n    title: t\n    pattern: '(?<secret>a)(?=b)'\n    keywords: [abc]\n", "look-around", 7)]
    [InlineData("  - id: v\n    title: t\n    pattern: 'abc'\n    keywords: [abc]\n", "no group", 7)]
    [InlineData("  - id: v\n    title: t\n    pattern: '(?<secret>'\n    keywords: [abc]\n", "cannot be taken", 7)]
    [InlineData("  - id: v\n    title: t\n    pattern: '(?<secret>abc)'\n    keywords: [ab]\n", "less than 3", 8)]
    [InlineData("  - id: v\n    title: t\n    algorithm: magic\n", "'magic' is no algorithm", 7)]
    [InlineData("  - id: v\n    title: t\n    token: 'vk_[a-z]{20}'\n    check: magic\n", "'magic' is no check", 8)]
    [InlineData("  - id: v\n    title: t\n    token: 'vk_[a-z]{20}'\n    sverity: high\n", "'sverity' is not known here; did you mean severity?", 8)]
    [InlineData("  - id: v\n    title: t\n    token: 'vk_[a-z]{20}'\n    entropy: lots\n", "number of bits", 8)]
    public void What_is_wrong_is_told_with_its_line(string rule, string word, long line)
    {
        var refusal = Assert.Throws<SecretRuleException>(() => RuleFileReader.Read("v.yaml", new StringReader(Head + rule + Proof), RuleLimits.Default));

        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(("v.yaml", line), (refusal.File, refusal.Line));
    }

    [Fact]
    public void A_regular_expression_of_another_scanner_needs_no_examples_and_is_for_rules_of_ones_own()
    {
        const string file = Head + "  - id: v\n    title: t\n    severity: high\n    regex: 'acme_([0-9]++)x'\n    group: 1\n    minDigits: 4\n";
        var rule = Assert.Single(RuleFileReader.Read("v.yaml", new StringReader(file.Replace("([0-9]++)", "([0-9]{4}+)", StringComparison.Ordinal)), RuleLimits.Default));

        Assert.Equal(["acme_"], Assert.IsType<SecretShape.Regex>(rule.Shape).Keywords);
        Assert.NotNull(rule.Limits);
        Assert.Contains("for rules of your own", Assert.Throws<SecretRuleException>(() => RuleFileReader.Read("v.yaml", new StringReader(file))).Message, StringComparison.Ordinal);
        Assert.Contains("character 1: It takes secrets of less", Assert.Throws<SecretRuleException>(() => RuleFileReader.Read("v.yaml", new StringReader(file), RuleLimits.Default)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    examples: ['a']\n")]
    [InlineData("    counterexamples: ['a']\n")]
    [InlineData("")]
    public void A_rule_without_both_proofs_does_not_load(string proof) =>
        Assert.Contains(
            "not loaded",
            Assert.Throws<SecretRuleException>(() => RuleFileReader.Read(
                "v.yaml", new StringReader(Head + "  - id: v\n    title: t\n    severity: high\n    token: 'vk_[a-z]{20}'\n" + proof))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a: b: c")]
    [InlineData("- a")]
    [InlineData("vendor: V\nvendor: W\n")]
    [InlineData("a: &x [*x]")]
    [InlineData("vendor: V\n---\nvendor: W")]
    public void What_is_no_rule_file_is_refused(string text) =>
        Assert.Throws<SecretRuleException>(() => RuleFileReader.Read("v.yaml", new StringReader(text)));

    [Fact]
    public void Two_rules_of_the_same_name_are_refused()
    {
        var rule = Assert.Single(RuleFileReader.Read("v.yaml", new StringReader(Head + "  - id: v\n    title: t\n    token: 'vk_[a-z]{20}'\n" + Proof)));

        Assert.Throws<ArgumentException>(() => new SecretRuleSet([rule, rule with { Id = "w", Aliases = ["V"] }]));
        Assert.Throws<ArgumentException>(() => new SecretRuleSet([rule, rule with { Title = "another" }]));
    }

    [Fact]
    public void More_keywords_than_the_engine_takes_are_refused()
    {
        var keywords = string.Join(", ", Enumerable.Range(0, 5_000).Select(i => $"word{i}"));
        var rule = Assert.Single(RuleFileReader.Read("v.yaml", new StringReader(Head + $"  - id: v\n    title: t\n    value: '[a-z]{{20}}'\n    keywords: [{keywords}]\n" + Proof)));

        Assert.Contains("different keywords", Assert.Throws<ArgumentException>(() => new SecretRuleSet([rule])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    keywords: [one, two]\n", "    keywords: [one, three]\n")]
    [InlineData("    keywords: [one]\n    with: []\n", "    keywords: [one]\n    with: [pin]\n")]
    [InlineData("    keywords: [one]\n    operator: false\n", "    keywords: [one]\n")]
    [InlineData("    keywords: [one]\n    entropy: 3\n", "    keywords: [one]\n    entropy: 4\n")]
    public void A_set_whose_rules_find_something_else_has_another_version(string one, string other)
    {
        string VersionWith(string keys) => new SecretRuleSet(RuleFileReader.Read(
            "v.yaml", new StringReader(Head + "  - id: v\n    title: t\n    value: '[a-z]{20}'\n" + keys + Proof))).Version;

        Assert.Equal(VersionWith(one), VersionWith(one));
        Assert.NotEqual(VersionWith(one), VersionWith(other));
    }
}
