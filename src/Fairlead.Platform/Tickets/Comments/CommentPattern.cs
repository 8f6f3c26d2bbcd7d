using System.Text.RegularExpressions;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>Patterns that people write, made harmless: matched in time that grows with the text only, and stopped soon.</summary>
internal static class CommentPattern
{
    public const string Until = "until";
    public const string Reason = "reason";
    public const string Issue = "issue";

    /// <summary>For a pattern on one comment.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    /// <summary>When it is tried again: limits are by the clock, and an honest pattern on a busy machine may miss the first.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Repeats multiply when they are nested, and the automaton is built before anything is matched.
    private const int MaxRepeats = 1_000;

    private static readonly string[] Used = [Until, Reason, Issue];

    /// <param name="problem">What is wrong with the pattern, for people; <see langword="null"/> with a result.</param>
    public static Regex? Compile(string pattern, out string? problem)
    {
        problem = null;
        if (pattern.Length is 0 or > CommentRule.MaxPattern)
            problem = $"must be 1 to {CommentRule.MaxPattern:N0} characters";
        else if (RepeatsOf(pattern) > MaxRepeats)
            problem = $"has counted repeats of more than {MaxRepeats:N0}, multiplied with each other; use * or + where the number does not matter";
        if (problem is not null)
            return null;
        try
        {
            var regex = new Regex(
                pattern,
                RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
                Patience);
            if (regex.IsMatch(""))
                problem = "is found in every comment, also in an empty one; name at least one word";
            else if (regex.GetGroupNames().Skip(1).FirstOrDefault(n => !Used.Contains(n)) is { } name)
                problem = $"has a group named {name}; those that are used are {string.Join(", ", Used)}; write (?:…) for others";
            return problem is null ? regex : null;
        }
        catch (RegexParseException e)
        {
            problem = $"is no regular expression, at character {e.Offset}: {WordsOf(e.Error)}";
        }
        catch (NotSupportedException)
        {
            problem = "uses look-ahead, look-behind, a back reference, an atomic group or a conditional, which can take forever on some comments; write it without";
        }
        catch (RegexMatchTimeoutException)
        {
            problem = "takes too long; make it simpler";
        }

        return null;
    }

    public static Regex Within(this Regex pattern, TimeSpan limit) => new(pattern.ToString(), pattern.Options, limit);

    /// <summary>The product of all counted repeats: as large as nesting can make it.</summary>
    private static long RepeatsOf(string pattern)
    {
        var product = 1L;
        for (var open = pattern.IndexOf('{'); open >= 0; open = pattern.IndexOf('{', open + 1))
        {
            var close = pattern.IndexOf('}', open);
            if (close < 0)
                break;
            var bounds = pattern[(open + 1)..close].Split(',');
            if (bounds.Length > 2 || !int.TryParse(bounds[0], out var most) || (bounds.Length == 2 && bounds[1].Length > 0 && !int.TryParse(bounds[1], out most)))
                continue;
            product = Math.Min(product * Math.Max(1, most), int.MaxValue);
        }

        return product;
    }

    private static string WordsOf(RegexParseError error) => error switch
    {
        RegexParseError.InsufficientClosingParentheses => "a parenthesis is not closed",
        RegexParseError.InsufficientOpeningParentheses => "a parenthesis is closed that was not opened",
        RegexParseError.UnterminatedBracket => "a bracket [ is not closed",
        RegexParseError.QuantifierAfterNothing => "a repeat stands after nothing; write \\* or \\+ for the character itself",
        RegexParseError.NestedQuantifiersNotParenthesized => "a repeat stands after a repeat",
        RegexParseError.UnescapedEndingBackslash => "it ends with a single \\",
        RegexParseError.ReversedQuantifierRange or RegexParseError.ReversedCharacterRange => "a range runs backwards",
        _ => string.Concat(error.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString())),
    };
}
