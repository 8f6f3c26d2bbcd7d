using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Kernel.Text;

namespace Fairlead.Jira.RichText;

/// <summary>
/// The text of wiki markup as a person would read it. Good for looking for words in comments; not a renderer: what people write by
/// hand is often half markup, and is then kept as written.
/// </summary>
public static partial class WikiText
{
    // Private-use characters stand for escaped ones while the markup around them is taken away.
    private const int Shift = 0xE000;

    public static string ToPlainText(string markup) => Read(markup, isOwn: false);

    /// <summary>Without quotes, code and what is struck out.</summary>
    public static string ToOwnText(string markup) => Read(markup, isOwn: true);

    private static string Read(string markup, bool isOwn)
    {
        var text = PlainText.Clean(markup).ReplaceLineEndings("\n");
        text = Escape().Replace(text, m => Hidden(m.Value[1]));
        text = Reference().Replace(text, m => WebUtility.HtmlDecode(m.Value) is { Length: 1 } c ? Hidden(c[0]) : WebUtility.HtmlDecode(m.Value));
        text = ForcedBreak().Replace(text, "\n");
        if (isOwn)
            text = QuotedLine().Replace(Quoted().Replace(text, "\n"), "");
        text = Colour().Replace(Macro().Replace(text, "\n"), "");
        text = Mention().Replace(text, "@${text}");
        text = NamedLink().Replace(text, "${text}");
        text = BareLink().Replace(text, "${text}");
        text = Heading().Replace(text, "");
        text = RowEnd().Replace(RowStart().Replace(text, ""), "\n");
        text = TableEdge().Replace(text, "\t");
        text = BracedPhrase().Replace(text, "");
        text = Monospace().Replace(text, "${text}");
        text = WithoutPhraseSigns(text, isOwn);
        text = BlankLines().Replace(text, "\n");
        return Shown(text).Trim('\n', ' ', '\t');
    }

    /// <summary>
    /// Takes away pairs of <c>* _ - + ^ ~</c> that hug words; one pass, because comments come from anybody. The lines of lists
    /// start with the same signs and a space.
    /// </summary>
    /// <param name="isOwn">What is struck out goes with its signs.</param>
    private static string WithoutPhraseSigns(string text, bool isOwn)
    {
        const string Signs = "*_-+^~";
        var openAt = new Dictionary<char, int>();
        var taken = new HashSet<int>();
        for (var i = 0; i < text.Length; i++)
        {
            var (c, before, after) = (text[i], i > 0 ? text[i - 1] : '\n', i + 1 < text.Length ? text[i + 1] : '\n');
            if (c == '\n')
                openAt.Clear();
            if (!Signs.Contains(c) || before == c || after == c)
                continue;
            if (openAt.TryGetValue(c, out var start) && !char.IsWhiteSpace(before) && !char.IsLetterOrDigit(after))
            {
                taken.UnionWith(isOwn && c == '-' ? Enumerable.Range(start, i - start + 1) : [start, i]);
                openAt.Remove(c);
            }
            else if (!char.IsLetterOrDigit(before) && !char.IsWhiteSpace(after))
            {
                openAt[c] = i;
            }
        }

        return taken.Count == 0 ? text : string.Concat(text.Where((_, i) => !taken.Contains(i)));
    }

    private static string Hidden(char c) => c < 0x100 ? ((char)(Shift + c)).ToString() : c.ToString();

    private static string Shown(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
            result.Append(c is >= (char)Shift and < (char)(Shift + 0x100) ? (char)(c - Shift) : c);
        return result.ToString();
    }

    [GeneratedRegex(@"\\[{}\[\]|*_\-+^~?!#]", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();

    [GeneratedRegex("&(?:#[0-9]{1,6}|[a-zA-Z]{2,8});", RegexOptions.NonBacktracking)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\\\\ ?", RegexOptions.NonBacktracking)]
    private static partial Regex ForcedBreak();

    [GeneratedRegex(@"\{quote\}.*?\{quote\}|\{code(?::[^}\n]*)?\}.*?\{code\}|\{noformat(?::[^}\n]*)?\}.*?\{noformat\}", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^[ \t]*bq\. [^\n]*", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex QuotedLine();

    [GeneratedRegex(@"\{(?:code|noformat|quote|panel)(?::[^}\n]*)?\}\n?", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Macro();

    [GeneratedRegex(@"\{color(?::[^}\n]*)?\}", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Colour();

    [GeneratedRegex(@"\[~(?<text>[^\]\n|]+)\]", RegexOptions.NonBacktracking)]
    private static partial Regex Mention();

    [GeneratedRegex(@"\[(?<text>[^\]\n|]+)\|[^\]\n]+\]", RegexOptions.NonBacktracking)]
    private static partial Regex NamedLink();

    [GeneratedRegex(@"\[(?<text>(?:https?|mailto):[^\]\n|]+)\]", RegexOptions.NonBacktracking)]
    private static partial Regex BareLink();

    [GeneratedRegex(@"^[ \t]*(?:h[1-6]|bq)\. ?", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^[ \t]*\|\|?", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex RowStart();

    [GeneratedRegex(@"\|\|?[ \t]*(?:\n|\z)", RegexOptions.NonBacktracking)]
    private static partial Regex RowEnd();

    [GeneratedRegex(@"\|\|?", RegexOptions.NonBacktracking)]
    private static partial Regex TableEdge();

    [GeneratedRegex(@"\{[*_\-+^~]\}", RegexOptions.NonBacktracking)]
    private static partial Regex BracedPhrase();

    [GeneratedRegex(@"\{\{(?<text>[^\n]*?)\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex Monospace();

    [GeneratedRegex(@"\n{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex BlankLines();
}
