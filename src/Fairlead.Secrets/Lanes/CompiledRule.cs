using Fairlead.Secrets.Algorithms;
using Fairlead.Secrets.Checks;
using Fairlead.Secrets.Patterns;

namespace Fairlead.Secrets.Lanes;

/// <summary>A rule as the scanner asks it.</summary>
internal sealed class CompiledRule
{
    private const int Specific = 1;
    private const int Contextual = 2;
    private const int Generic = 9;

    /// <param name="longestLook">Of a regular expression of Fairlead's own, on one window.</param>
    public CompiledRule(SecretRule rule, int order, TimeSpan longestLook)
    {
        Rule = rule;
        Order = order;
        Check = rule.Check is null ? null : SecretChecks.Named(rule.Check);
        Rank = rule.IsGeneric ? Generic : rule.Shape is SecretShape.Value ? Contextual : Specific;
        switch (rule.Shape)
        {
            case SecretShape.Token token:
                var pattern = PatternParser.Parse(token.Pattern);
                Body = new Automaton(pattern);
                Prefixes = WithoutLonger(Patterns.Prefixes.Of(pattern));
                LeadingRun = Patterns.LeadingRun.Of(pattern);
                Lead = token.Lead is null ? null : new Automaton(PatternParser.Parse(token.Lead).Reversed());
                break;
            case SecretShape.Value value:
                var body = PatternParser.Parse(value.Pattern);
                Body = new Automaton(body);
                LeadingRun = Patterns.LeadingRun.Of(body);
                Value = value;
                break;
            case SecretShape.Regex regex when rule.Limits is { } limits:
                Algorithm = new OwnRegex(regex, limits);
                break;
            case SecretShape.Regex regex:
                Regex = new WindowRegex(regex.Pattern, longestLook);
                Window = regex.Window;
                break;
            case SecretShape.Algorithm algorithm:
                Algorithm = SecretAlgorithms.Named(algorithm.Name);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    public SecretRule Rule { get; }

    public int Order { get; }

    public int Rank { get; }

    public SecretChecks.Check? Check { get; }

    public Automaton Body { get; } = null!;

    /// <summary>What stands before the literal, from its end to its beginning.</summary>
    public Automaton? Lead { get; }

    public IReadOnlyList<byte[]> Prefixes { get; } = [];

    /// <summary>No identifier holds such a prefix, so that an underscore before it joins nothing.</summary>
    public bool HasHyphenatedPrefix => Prefixes.Count > 0 && Prefixes.All(prefix => prefix.Contains((byte)'-'));

    /// <summary>How many token characters it begins with at least.</summary>
    public int LeadingRun { get; }

    public SecretShape.Value? Value { get; }

    public WindowRegex? Regex { get; }

    public int Window { get; }

    public SecretAlgorithm? Algorithm { get; }

    /// <summary>The words that must stand beside its keywords, as numbers of <see cref="ContextWords"/>.</summary>
    public int[] With { get; set; } = [];

    private static List<byte[]> WithoutLonger(IReadOnlyList<byte[]> prefixes) =>
        [.. prefixes.Where(prefix => !prefixes.Any(other => other.Length < prefix.Length && prefix.AsSpan().StartsWith(other)))];
}
