using System.Text;
using System.Text.RegularExpressions;

namespace Fairlead.Reports.Sarif;

/// <summary>The words of a result: its own text, or its rule's with the arguments filled in (§3.11.7, §3.11.11).</summary>
internal static partial class SarifMessages
{
    private const int MaxChars = 64 * 1024;

    public static string? Of(SarifMessage? message, SarifRule? rule)
    {
        if (message is null)
            return null;
        var text = message.Text;
        if (string.IsNullOrWhiteSpace(text) && message.Id is { } id && rule?.MessageStrings is { } strings)
            text = strings.GetValueOrDefault(id)?.Text;
        if (string.IsNullOrWhiteSpace(text))
            text = message.Markdown;
        if (string.IsNullOrWhiteSpace(text))
            return null;

        if (message.Arguments is { Count: > 0 } arguments && text.Contains('{', StringComparison.Ordinal))
            text = Fill(text, arguments);

        // [text](3) points to a related location, which a ticket does not have.
        return text.Contains("](", StringComparison.Ordinal) ? Link().Replace(text, "${text}") : text;
    }

    private static string Fill(string text, IReadOnlyList<string> arguments)
    {
        var filled = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length && filled.Length < MaxChars; i++)
        {
            if (text[i] is '{' or '}' && i + 1 < text.Length && text[i + 1] == text[i])
            {
                filled.Append(text[i++]);
            }
            else if (text[i] == '{' && text.IndexOf('}', i) is > 0 and var end
                && int.TryParse(text.AsSpan(i + 1, end - i - 1), out var index) && index >= 0 && index < arguments.Count)
            {
                filled.Append(arguments[index]);
                i = end;
            }
            else
            {
                filled.Append(text[i]);
            }
        }

        return filled.ToString();
    }

    [GeneratedRegex(@"\[(?<text>[^\[\]]{1,500})\]\(\d{1,6}\)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
