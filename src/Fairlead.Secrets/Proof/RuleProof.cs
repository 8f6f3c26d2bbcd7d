using System.Text;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Proof;

/// <summary>Holds a rule to its examples and counterexamples.</summary>
public static class RuleProof
{
    /// <returns>What does not hold, a sentence each; empty: the rule is proven.</returns>
    public static IReadOnlyList<string> Failures(SecretRule rule)
    {
        var failures = new List<string>();
        var scanner = new SecretScanner(new SecretRuleSet([rule]));
        var matches = new SecretMatches { ShowsTrials = true };
        foreach (var (example, wanted) in rule.Examples.Select(text => (text, true)).Concat(rule.Counterexamples.Select(text => (text, false))))
        {
            try
            {
                scanner.Scan(Encoding.UTF8.GetBytes(ExampleText.Fill(example)), matches);
                if (matches.Count > 0 != wanted)
                    failures.Add($"{rule.Id}: {(wanted ? "the example is not found" : "the counterexample is found")}: {example}");
            }
            catch (Exception e) when (e is FormatException or PatternException)
            {
                failures.Add($"{rule.Id}: {e.Message}");
            }
        }

        return failures;
    }
}
