namespace Fairlead.Platform.SecretScanning.Acting;

/// <summary>What of a text of wiki markup is markup itself, where other words would break it. Pure.</summary>
internal static class WikiMarkup
{
    private static readonly string[] Verbatim = ["{code", "{noformat"];

    /// <summary>Whether a place is in a link, in the parameters of a macro, or in the address of an image. What is shown as it is written has no markup.</summary>
    /// <param name="end">After its last character.</param>
    public static bool Holds(string text, int start, int end)
    {
        if (Verbatim.Any(name => CountOf(text.AsSpan(0, start), name) % 2 == 1))
            return false;
        var from = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
        var before = text.AsSpan(from, start - from);
        var after = text.AsSpan(end);
        if (after.IndexOf('\n') is >= 0 and var last)
            after = after[..last];
        return IsBetween(before, after, '[', ']') || IsMacro(before, after) || IsImage(before, after);
    }

    private static int CountOf(ReadOnlySpan<char> text, string name)
    {
        var count = 0;
        for (int at; (at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase)) >= 0; text = text[(at + name.Length)..])
            count++;
        return count;
    }

    private static bool IsBetween(ReadOnlySpan<char> before, ReadOnlySpan<char> after, char opens, char closes) =>
        before.LastIndexOf(opens) > before.LastIndexOf(closes) && after.IndexOf(closes) is >= 0 and var end && !after[..end].Contains(opens);

    /// <summary>Two braces only set the type.</summary>
    private static bool IsMacro(ReadOnlySpan<char> before, ReadOnlySpan<char> after) =>
        IsBetween(before, after, '{', '}') && before.LastIndexOf('{') is var at && (at == 0 || before[at - 1] != '{');

    private static bool IsImage(ReadOnlySpan<char> before, ReadOnlySpan<char> after)
    {
        var word = before[(before.LastIndexOfAny(' ', '\t') + 1)..].TrimStart('|');
        var rest = after.IndexOfAny(' ', '\t') is >= 0 and var end ? after[..end] : after;
        return word.StartsWith('!') && rest.Contains('!');
    }
}
