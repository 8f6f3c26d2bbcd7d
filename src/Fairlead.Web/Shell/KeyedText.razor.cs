using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Fairlead.Web.Shell;

/// <summary>A text in which keys of issues stand, none of which is broken at its hyphen.</summary>
public sealed partial class KeyedText : ComponentBase
{
    [Parameter, EditorRequired] public string? Text { get; set; }

    private static IEnumerable<(string Text, bool IsKey)> Parts(string? text)
    {
        text ??= "";
        var at = 0;
        foreach (Match key in IssueKey().Matches(text))
        {
            yield return (text[at..key.Index], false);
            yield return (key.Value, true);
            at = key.Index + key.Length;
        }

        yield return (text[at..], false);
    }

    /// <summary>Longer ones than any project has are broken like other words.</summary>
    [GeneratedRegex(@"\b[A-Za-z][A-Za-z0-9_]{1,24}-[1-9][0-9]{0,9}\b", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex IssueKey();
}
