using System.Text;
using Fairlead.Secrets.Lanes;
using Fairlead.Secrets.Proof;

namespace Fairlead.Secrets.Tests;

/// <summary>Every rule that ships holds what its file says.</summary>
public sealed class RuleProofTests
{
    public static TheoryData<string> Rules => [.. SecretRuleSet.BuiltIn.Rules.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_finds_its_examples_and_not_its_counterexamples(string id) =>
        Assert.Empty(RuleProof.Failures(SecretRuleSet.BuiltIn.Find(id)!));

    [Fact]
    public void Regular_expressions_of_the_rules_run_in_linear_time_and_have_a_secret() =>
        Assert.All(SecretRuleSet.BuiltIn.Rules.Select(rule => rule.Shape).OfType<SecretShape.Regex>(), shape => WindowRegex.Check(shape.Pattern));

    [Theory]
    [MemberData(nameof(Rules))]
    public void All_rules_together_find_each_example_too(string id)
    {
        var rule = SecretRuleSet.BuiltIn.Find(id)!;
        if (!rule.IsOnByDefault || rule.IsTrial)
            return;

        var matches = new SecretMatches();
        foreach (var example in rule.Examples)
        {
            Scanner.Scan(Encoding.UTF8.GetBytes(ExampleText.Fill(example)), matches);
            Assert.True(matches.Count > 0, example);
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_table_of_a_pattern_is_of_bearable_size(string id)
    {
        var rule = new CompiledRule(SecretRuleSet.BuiltIn.Find(id)!, 0, TimeSpan.FromSeconds(10));
        rule.Body?.Validate();
        rule.Lead?.Validate();
    }

    [Fact]
    public void There_are_at_least_three_hundred() => Assert.InRange(SecretRuleSet.Default.Rules.Count, 300, 2_000);

    [Fact]
    public void Names_of_the_scanner_API_find_their_rules()
    {
        Assert.Equal("private-key", SecretRuleSet.BuiltIn.Find("PRIVATE_KEY")?.Id);
        Assert.Equal("payment-card-number", SecretRuleSet.BuiltIn.Find("CREDIT_CARD")?.Id);
        // Those that are known of the scanner whose API this is.
        string[] known = ["AWS_CLIENT_ID", "AWS_MWS_KEY", "AWS_SECRET_ACCESS_KEY", "EMAIL_ADDRESS", "GENERIC_PASSWORD"];
        Assert.Equal(["aws-access-key-id", "aws-mws-key", "aws-secret-access-key", "email-address", "generic-password"], known.Select(name => SecretRuleSet.BuiltIn.Find(name)?.Id));
        Assert.Null(SecretRuleSet.BuiltIn.Find("no-such-rule"));
    }

    [Fact]
    public void Another_engine_makes_another_version_of_the_same_rules()
    {
        var rules = SecretRuleSet.BuiltIn.Rules.Take(3).ToList();
        Assert.Equal(SecretRuleSet.VersionOf(rules, 1), SecretRuleSet.VersionOf(rules, 1));
        Assert.NotEqual(SecretRuleSet.VersionOf(rules, 1), SecretRuleSet.VersionOf(rules, 2));
    }

    [Fact]
    public void Personal_data_is_off_until_somebody_asks()
    {
        string[] personal = ["email-address", "payment-card-number", "iban"];

        Assert.All(personal, id => Assert.NotNull(SecretRuleSet.BuiltIn.Find(id)));
        Assert.All(personal, id => Assert.Null(SecretRuleSet.Default.Find(id)));
    }

    private static readonly SecretScanner Scanner = new(SecretRuleSet.Default);
}
