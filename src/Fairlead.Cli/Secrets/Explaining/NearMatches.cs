using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Secrets;
using Fairlead.Secrets.Filters;

namespace Fairlead.Cli.Secrets.Explaining;

/// <summary>
/// Finds what rules nearly find, and why they do not, by asking the engine itself: one condition after another is lifted until it finds the place, and
/// those that cannot be put back are the reasons.
/// </summary>
internal sealed class NearMatches
{
    private const int MostPlaces = 20;

    /// <summary>What more than so much keeps from being found was not meant to be.</summary>
    private const int MostReasons = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private readonly byte[] _bytes;

    /// <summary>A character for each byte, so that places are the same.</summary>
    private readonly string _text;
    private readonly string _lower;
    private readonly SecretMatch[] _found;
    private readonly SecretMatches _matches = new() { ShowsTrials = true };

    private NearMatches(byte[] text, SecretMatch[] found)
    {
        _bytes = text;
        _text = Encoding.Latin1.GetString(text);
        _lower = _text.ToLowerInvariant();
        _found = found;
    }

    /// <param name="found">What a scan with all the rules found.</param>
    public static IReadOnlyList<Considered> Of(byte[] text, SecretRuleSet rules, SecretMatch[] found, CancellationToken ct)
    {
        var near = new NearMatches(text, found);
        var considered = new List<Considered>();
        foreach (var rule in rules.Rules)
        {
            ct.ThrowIfCancellationRequested();
            considered.AddRange(near.Of(rule));
        }

        return considered;
    }

    private List<Considered> Of(SecretRule rule)
    {
        var considered = new List<Considered>();
        var own = Scan(rule, _bytes);
        foreach (var match in own)
        {
            if (_found.FirstOrDefault(f => f.Start < match.End && match.Start < f.End) is { Rule: { } stronger } && stronger != rule)
                considered.Add(new Considered(rule, match.Start, match.Length, [$"{stronger.Id} finds it too and is {Stronger(stronger, rule)}"]));
        }

        foreach (var (start, length) in PlacesOf(rule))
        {
            if (own.Any(match => match.Start < start + length && start < match.End) || (rule.IsGeneric && _found.Any(match => match.Start < start + length && start < match.End)))
                continue;
            if (Reasons(rule, start, length) is { } why && why.Count <= (rule.IsGeneric ? 1 : MostReasons))
                considered.Add(new Considered(rule, start, length, why));
        }

        return considered;
    }

    private static string Stronger(SecretRule stronger, SecretRule rule) =>
        rule.IsGeneric && !stronger.IsGeneric || rule.Shape is SecretShape.Value && stronger.Shape is not SecretShape.Value ? "more specific" : "longer, or the earlier rule";

    /// <summary>Where the pattern alone would match.</summary>
    private List<(int Start, int Length)> PlacesOf(SecretRule rule)
    {
        var (pattern, keywords) = rule.Shape switch
        {
            SecretShape.Token token => ((token.Lead is null ? "" : $"(?:{token.Lead})") + $"(?:{token.Pattern})", null),
            SecretShape.Value value => (value.Pattern, value.Keywords),
            SecretShape.Regex regex => (regex.Pattern, regex.Keywords),
            _ => (null, (IReadOnlyList<string>?)null),
        };
        if (pattern is null || (keywords is not null && !keywords.Any(_lower.Contains)))
            return [];

        try
        {
            var places = new List<(int, int)>();
            foreach (Match match in Regex.Matches(_text, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit))
            {
                Group place = match.Groups["secret"] is { Success: true } secret ? secret : match;
                // In the middle of a word every other byte would be one.
                var isWithin = rule.Shape is SecretShape.Value && place.Index > 0 && IsWord(_bytes[place.Index - 1]);
                if (!isWithin && places.Count < MostPlaces)
                    places.Add((place.Index, place.Length));
            }

            return places;
        }
        catch (RegexMatchTimeoutException)
        {
            return [];
        }
    }

    /// <returns><see langword="null"/> where it cannot be told.</returns>
    private List<string>? Reasons(SecretRule rule, int start, int length)
    {
        var conditions = Enum.GetValues<Condition>().Where(condition => Applies(condition, rule)).ToList();
        if (!Matches(rule, start, length, conditions))
        {
            var place = _bytes.AsSpan(start, length);
            return Placeholders.IsCertainly(place) || (rule.IsGeneric && Placeholders.Is(place)) ? ["it reads as made up, as what manuals and templates write"] : null;
        }

        foreach (var condition in conditions.ToList())
        {
            List<Condition> fewer = [.. conditions.Where(c => c != condition)];
            if (Matches(rule, start, length, fewer))
                conditions = fewer;
        }

        return conditions.Count == 0 ? null : [.. conditions.Select(condition => Told(condition, rule, start, length))];
    }

    private enum Condition
    {
        Check,
        Entropy,
        Boundary,
        Digit,
        Operator,
        Keyword,
        Companion,
    }

    private static bool Applies(Condition condition, SecretRule rule) => condition switch
    {
        Condition.Check => rule.RejectsFailed,
        Condition.Entropy => rule.Entropy > 0,
        Condition.Boundary => true,
        _ => rule.Shape is SecretShape.Value,
    };

    private bool Matches(SecretRule rule, int start, int length, List<Condition> lifted)
    {
        var (text, at) = (_bytes, start);
        if (lifted.Contains(Condition.Boundary))
        {
            text = [.. _bytes.AsSpan(0, start), (byte)' ', .. _bytes.AsSpan(start, length), (byte)' ', .. _bytes.AsSpan(start + length)];
            at++;
        }

        foreach (var condition in lifted)
            rule = Lifted(condition, rule, start);
        return Scan(rule, text).Any(match => match.Start <= at && at < match.End);
    }

    private SecretRule Lifted(Condition condition, SecretRule rule, int start) => (condition, rule.Shape) switch
    {
        (Condition.Check, _) => rule with { RejectsFailed = false },
        (Condition.Entropy, _) => rule with { Entropy = 0 },
        (Condition.Digit, SecretShape.Value value) => rule with { Shape = value with { LettersAllowed = true } },
        (Condition.Operator, SecretShape.Value value) => rule with { Shape = value with { NeedsOperator = false } },
        (Condition.Companion, SecretShape.Value value) => rule with { Shape = value with { With = [] } },
        (Condition.Keyword, SecretShape.Value value) when WordsBefore(start) is { Count: > 0 } words =>
            rule with { Shape = value with { Keywords = [.. value.Keywords, .. words] } },
        _ => rule,
    };

    /// <summary>Whatever stands where a keyword would have to.</summary>
    private List<string> WordsBefore(int start)
    {
        var from = Math.Max(0, start - SecretShape.Value.ContextBytes);
        return [.. Regex.Matches(_lower[from..start], "[a-z]{2,}", RegexOptions.NonBacktracking, Limit).Select(match => match.Value).Distinct()];
    }

    private string Told(Condition condition, SecretRule rule, int start, int length) => condition switch
    {
        Condition.Check => $"its check {rule.Check} fails",
        Condition.Entropy => string.Create(
            CultureInfo.InvariantCulture, $"its entropy is {Entropy.Of(_bytes.AsSpan(start, length)):0.00} bits for each character, below {rule.Entropy:0.0#}"),
        Condition.Boundary => BoundaryOf(start, start + length),
        Condition.Digit => "it has no digit",
        Condition.Operator => "no operator (= : > , | and the like) stands directly before it",
        Condition.Keyword => $"none of its keywords stands in the {SecretShape.Value.ContextBytes} bytes before it",
        Condition.Companion => $"beside its keyword stands none of: {string.Join(", ", ((SecretShape.Value)rule.Shape).With)}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private string BoundaryOf(int start, int end)
    {
        var before = start > 0 && IsWord(_bytes[start - 1]);
        var after = end < _bytes.Length && !char.IsWhiteSpace((char)_bytes[end]);
        return before && after ? "it is part of a longer word" : before ? "a letter, digit or _ stands directly before it" : "what stands directly after it joins it to a longer word";
    }

    private SecretMatch[] Scan(SecretRule rule, byte[] text)
    {
        new SecretScanner(new SecretRuleSet([rule])).Scan(text, _matches);
        return _matches.All.ToArray();
    }

    private static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value == '_';
}
