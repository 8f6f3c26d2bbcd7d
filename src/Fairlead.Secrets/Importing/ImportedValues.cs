using System.Globalization;
using Fairlead.Secrets.Rules;

namespace Fairlead.Secrets.Importing;

/// <summary>Reads values of a file that was written for another program: what is of another kind counts as not there.</summary>
internal static class ImportedValues
{
    public static string? Text(this RuleYaml yaml, string key) => yaml.Map?.GetValueOrDefault(key)?.Text;

    public static IReadOnlyList<RuleYaml> Items(this RuleYaml yaml, string key) => yaml.Map?.GetValueOrDefault(key) switch
    {
        { List: { } list } => list,
        { } one => [one],
        null => [],
    };

    public static IReadOnlyList<string> Texts(this RuleYaml yaml, string key) => [.. yaml.Items(key).Select(item => item.Text).OfType<string>()];

    public static double? Number(this RuleYaml yaml, string key) =>
        double.TryParse(yaml.Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static long LineOf(this RuleYaml yaml, string key) => yaml.Map?.GetValueOrDefault(key)?.Line ?? yaml.Line;

    /// <summary>As one of ours: lower case letters, digits and hyphens, with the scanner in front.</summary>
    public static string IdOf(string scanner, string id)
    {
        var plain = string.Concat(id.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        var whole = plain.StartsWith(scanner + "-", StringComparison.Ordinal) ? plain : $"{scanner}-{plain}";
        return whole.Length <= 80 ? whole : whole[..80].TrimEnd('-');
    }
}
