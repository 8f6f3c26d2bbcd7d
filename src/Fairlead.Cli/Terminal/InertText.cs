using System.Globalization;
using System.Text;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Terminal;

/// <summary>
/// Text of scanners, Jira and people on its way to a terminal: no escape sequence, no line break, nothing that turns the
/// reading direction, so that a finding's title cannot rewrite the screen.
/// </summary>
internal static class InertText
{
    public static string OneLine(string text, int maxLength = 10_000)
    {
        var oneLine = PlainText.OneLine(PlainText.Cut(text, Math.Max(maxLength, 1)));
        if (!oneLine.Any(IsUnwelcome))
            return oneLine;
        var result = new StringBuilder(oneLine.Length);
        foreach (var c in oneLine.Where(c => !IsUnwelcome(c)))
            result.Append(c);
        return result.ToString();
    }

    private static bool IsUnwelcome(char c) =>
        char.IsControl(c) || (char.GetUnicodeCategory(c) == UnicodeCategory.Format && c != '\u200D');
}
