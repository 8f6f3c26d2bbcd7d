using System.Text;

namespace Fairlead.Jira.RichText;

/// <summary>
/// Makes text inert in Jira's wiki markup: a reader sees exactly the text and no markup, mention, macro, image or link comes of
/// it. Backslash before what could start markup, character references where a backslash does not work, and nothing at all between
/// two letters or digits, so that <c>CVE-2024-3094</c> and <c>snake_case</c> stay readable when a person edits the issue.
/// </summary>
internal static class WikiEscape
{
    private const string AlwaysEscaped = "{}[]|!";
    private const string EscapedAtEdges = "*_-+^~?#";

    /// <param name="before">The character that stands before the text in the output; NUL at the start of a line.</param>
    /// <param name="isCode">Inside <c>{{…}}</c>, where braces and backslashes are better written as references.</param>
    public static string Text(string text, char before, bool isCode = false)
    {
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var previous = i > 0 ? text[i - 1] : before;
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (isCode && c is '{' or '}' or '\\' && isCode)
                Reference(result, c);
            else if (AlwaysEscaped.Contains(c) || EscapedAtEdges.Contains(c) && !(IsWord(previous) && IsWord(next)))
                result.Append('\\').Append(c);
            else if (NeedsReference(text, i, previous, next))
                Reference(result, c);
            else
                result.Append(c);
        }

        return result.ToString();
    }

    private static bool NeedsReference(string text, int i, char previous, char next) => text[i] switch
    {
        // Two backslashes break the line, and one before markup would undo our own.
        '\\' => !IsWord(next) && next != ' ',
        '&' => IsReference(text.AsSpan(i)),
        ':' => StartsLink(text, i) || next is ')' or '(',
        ';' => next is ')' or '(',
        '(' => IsIcon(text.AsSpan(i)),
        '.' => previous != '\0' && StartsBlock(text.AsSpan(0, i)),
        _ => false,
    };

    private static void Reference(StringBuilder result, char c) => result.Append("&#").Append((int)c).Append(';');

    /// <summary><c>&amp;lt;</c> or <c>&amp;#60;</c>, which Jira would show as the character.</summary>
    private static bool IsReference(ReadOnlySpan<char> text)
    {
        var end = text[..Math.Min(text.Length, 12)].IndexOf(';');
        return end > 1 && text[1..end].IndexOfAnyExcept(WordOrHash) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> WordOrHash =
        System.Buffers.SearchValues.Create("#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Jira links bare addresses by itself.</summary>
    private static bool StartsLink(string text, int colon)
    {
        if (text.AsSpan(colon + 1).StartsWith("//") || text.AsSpan(colon + 1).StartsWith("\\\\"))
            return true;
        var word = text.AsSpan(0, colon);
        return word.EndsWith("mailto", StringComparison.OrdinalIgnoreCase)
            || word.EndsWith("file", StringComparison.OrdinalIgnoreCase)
            || word.EndsWith("news", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary><c>(x)</c>, <c>(on)</c>, <c>(*r)</c> and the like become pictures.</summary>
    private static bool IsIcon(ReadOnlySpan<char> text)
    {
        var end = text[..Math.Min(text.Length, 9)].IndexOf(')');
        return end > 1 && text[1..end] is "x" or "y" or "n" or "i" or "/" or "on" or "off" or "flag" or "flagoff"
            || end > 1 && text[1] is '*' or '!' or '?' or '+' or '-';
    }

    /// <summary><c>h1.</c> to <c>h6.</c> and <c>bq.</c> at the start of a line.</summary>
    private static bool StartsBlock(ReadOnlySpan<char> beforeDot)
    {
        var word = beforeDot.TrimStart();
        return word is "bq" or "BQ" || word is ['h' or 'H', >= '0' and <= '9'];
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c);
}
