using System.Buffers;
using Fairlead.Kernel.Text;
using Fairlead.Reports.Content;

namespace Fairlead.Reports;

/// <summary>Brings a report's texts within bounds; the texts themselves were cleaned when they were read.</summary>
internal static class FindingText
{
    private static readonly SearchValues<char> WhiteSpaceButSpace = SearchValues.Create(
        "\t\n\v\f\r\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000");

    private static readonly SearchValues<char> NotInAddresses = SearchValues.Create(" \t\r\n<>\"\\");

    /// <summary>A one-line title: the first of the candidates that says anything.</summary>
    public static string Title(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate))
            {
                if (candidate.Length <= Limits.TitleChars && IsOneLine(candidate))
                    return candidate;

                // Cut first: flattening megabytes to keep a line is work for nothing.
                var line = PlainText.OneLine(PlainText.Cut(candidate.TrimStart(), 4 * Limits.TitleChars));
                if (line.Length > 0)
                    return PlainText.Cut(line, Limits.TitleChars);
            }
        }

        return "(no title)";
    }

    /// <summary>Long text, cut; null when blank.</summary>
    public static string? Long(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : PlainText.Cut(text, Limits.TextChars);

    /// <summary>A name, path, version: trimmed and cut; null when blank.</summary>
    public static string? Word(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return PlainText.Cut(text.Trim(), Limits.WordChars);
    }

    /// <summary>The paragraphs that say something, without repetition.</summary>
    public static string? Paragraphs(params ReadOnlySpan<string?> parts)
    {
        string? text = null;
        foreach (var part in parts)
        {
            if (string.IsNullOrWhiteSpace(part))
                continue;
            if (text is null)
                text = part;
            else if (!text.Contains(part, StringComparison.Ordinal))
                text = text.Contains(part.Trim(), StringComparison.Ordinal) ? text : $"{text}\n\n{part}";
        }

        return Long(text);
    }

    /// <summary>Absolute web addresses only, without repetition, the main one first.</summary>
    public static IReadOnlyList<string> Urls(string? main, IReadOnlyList<string>? others)
    {
        var hasMain = IsWebAddress(main);
        if (others is null or { Count: 0 })
            return hasMain ? [main!] : [];

        var urls = new List<string>(Math.Min(others.Count + 1, Limits.Urls));
        if (hasMain)
            urls.Add(main!);
        foreach (var url in others)
        {
            if (urls.Count < Limits.Urls && IsWebAddress(url) && !urls.Contains(url))
                urls.Add(url);
        }

        return urls;
    }

    /// <summary>Most titles need nothing done; what they hold was cleaned when it was read.</summary>
    private static bool IsOneLine(string text) =>
        text[0] != ' ' && text[^1] != ' '
        && !text.AsSpan().ContainsAny(WhiteSpaceButSpace) && !text.Contains("  ", StringComparison.Ordinal);

    private static bool IsWebAddress(string? text) =>
        text is not null
        && text.Length <= Limits.UrlChars
        && (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        && !text.AsSpan().ContainsAny(NotInAddresses);
}
