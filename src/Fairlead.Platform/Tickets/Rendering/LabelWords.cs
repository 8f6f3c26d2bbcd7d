using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>
/// Placeholders of a finding's labels: <c>group.label.owner</c>, and <c>label.owner</c> without the group. Names are whatever scanners and people
/// call their labels, with dots and slashes; the template engine, to which these mean something, sees them encoded.
/// </summary>
internal static partial class LabelWords
{
    private const int MaxName = 255;

    /// <summary>What stands before the name; in the model, the key of the values.</summary>
    public const string Key = "label";

    /// <param name="word">A placeholder.</param>
    /// <param name="isTop">It stands at the top level of a template.</param>
    public static bool Has(string word, bool isTop)
    {
        var prefix = isTop ? $"group.{Key}." : $"{Key}.";
        return word.StartsWith(prefix, StringComparison.Ordinal) && word.Length - prefix.Length is > 0 and <= MaxName && !word.Any(char.IsWhiteSpace);
    }

    /// <summary>The names in a checked template, without case.</summary>
    public static IReadOnlyList<string> In(string source) =>
        [.. Placeholders().Matches(source).Select(m => m.Groups["name"].Value).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The template as the engine reads it.</summary>
    public static string Encode(string source) => Placeholders().Replace(source, m => m.Groups["before"].Value + Encoded(m.Groups["name"].Value));

    /// <summary>The values of some labels, as the engine finds them.</summary>
    /// <param name="findings">A value that they do not share is empty.</param>
    public static Dictionary<string, object?> ValuesOf(IReadOnlyList<string> names, IReadOnlyList<ContentFinding> findings) => names.ToDictionary(
        Encoded,
        name => (object?)ShortTexts.Line(GroupKeys.ValueOf(name, findings[0].Labels) is var value && findings.All(f => GroupKeys.ValueOf(name, f.Labels) == value) ? value : null));

    private static string Encoded(string name) => "x" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name.ToLowerInvariant()));

    [GeneratedRegex(@"(?<before>\{\{\s*(?:#\s*(?:if|unless)\s+)?(?:group\.)?label\.)(?<name>[^\s{}]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholders();
}
