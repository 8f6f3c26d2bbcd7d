using System.Globalization;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Reads values of a YAML document, and notes with their places those that are not what they must be.</summary>
internal abstract class YamlReading(IReadOnlyList<YamlFault> repeated)
{
    /// <summary>What is wrong so far.</summary>
    protected List<YamlFault> Faults { get; } = [.. repeated];

    protected string Required(YamlItem.Map map, Dictionary<string, YamlItem> values, string path, string key)
    {
        if (Text(values, path, key) is { Length: > 0 } text)
            return text;
        if (!values.TryGetValue(key, out var item) || item is YamlItem.Scalar)
            Fault(map, path + key, $"{key} is missing");
        return "";
    }

    protected string? Text(Dictionary<string, YamlItem> values, string path, string key)
    {
        if (!values.TryGetValue(key, out var item))
            return null;
        if (item is YamlItem.Scalar scalar)
            return IsNothing(scalar) ? null : scalar.Text;
        Fault(item, path + key, "must be a single value");
        return null;
    }

    protected bool? Flag(Dictionary<string, YamlItem> values, string path, string key)
    {
        switch (Text(values, path, key))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            default:
                Fault(values[key], path + key, "must be true or false");
                return null;
        }
    }

    protected int? Number(Dictionary<string, YamlItem> values, string path, string key)
    {
        if (Text(values, path, key) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        Fault(values[key], path + key, "must be a whole number, without a unit");
        return null;
    }

    protected double? Part(Dictionary<string, YamlItem> values, string path, string key)
    {
        if (Text(values, path, key) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var part))
            return part;
        Fault(values[key], path + key, "must be a number from 0 to 1, such as 0.5");
        return null;
    }

    protected IReadOnlyList<string>? Texts(Dictionary<string, YamlItem> values, string path, string key)
    {
        if (!values.TryGetValue(key, out var item) || IsNothing(item))
            return null;
        if (item is not YamlItem.List list)
        {
            Fault(item, path + key, "must be a list", $"write {key}: [ … ]");
            return null;
        }

        foreach (var (wrong, i) in list.Items.Select((x, i) => (x, i)).Where(x => x.x is not YamlItem.Scalar))
            Fault(wrong, $"{path}{key}[{i}]", "must be a single value");
        return [.. list.Items.OfType<YamlItem.Scalar>().Select(s => s.Text)];
    }

    /// <summary>Keys with a single word each.</summary>
    protected Dictionary<string, string>? Words(Dictionary<string, YamlItem> values, string path, string key) => Pairs(values, path, key, Word);

    /// <summary>Keys with a value or several each.</summary>
    protected Dictionary<string, string>? Pairs(Dictionary<string, YamlItem> values, string path, string key) =>
        Pairs(values, path, key, (_, item, at) => Joined(item, at));

    /// <param name="read">Of a name, its value and its path.</param>
    protected Dictionary<string, string>? Pairs(Dictionary<string, YamlItem> values, string path, string key, Func<string, YamlItem, string, string?> read)
    {
        if (!values.TryGetValue(key, out var item) || IsNothing(item) || MapOf(item, path + key) is not { } map)
            return null;
        var pairs = new Dictionary<string, string>();
        foreach (var (name, value) in map.Entries)
        {
            if (read(name.Text, value, $"{path}{key}.{name.Text}") is { } text)
                pairs[name.Text] = text;
        }

        return pairs;
    }

    protected string? Word(string name, YamlItem item, string path)
    {
        if (item is YamlItem.Scalar word)
            return word.Text;
        Fault(item, path, "must be a single value", item is YamlItem.List { Items: [YamlItem.Scalar only] }
            ? $"write {DraftCheck.Shown(name)}: {DraftCheck.Shown(only.Text)}"
            : $"write one word after {DraftCheck.Shown(name)}:, without [ ] or keys of its own");
        return null;
    }

    /// <summary>A list is the same as its values with commas between them.</summary>
    protected string? Joined(YamlItem item, string path)
    {
        switch (item)
        {
            case YamlItem.Scalar scalar:
                return scalar.Text;
            case YamlItem.List list when list.Items.All(i => i is YamlItem.Scalar):
                return string.Join(", ", list.Items.Cast<YamlItem.Scalar>().Select(s => s.Text));
            default:
                Fault(item, path, "must be a single value or a list of values");
                return null;
        }
    }

    protected YamlItem.Map? MapOf(YamlItem item, string path)
    {
        if (item is YamlItem.Map map)
            return map;
        Fault(item, path.TrimEnd('.'), "must be keys and values");
        return null;
    }

    protected T? Word<T>(YamlItem at, string path, string word)
        where T : struct, Enum
    {
        if (ClosedList.Read<T>(word, out var value) is not { } wrong)
            return value;
        Fault(at, path, wrong.Message, wrong.Fix);
        return null;
    }

    protected static bool IsNothing(YamlItem item) => item is YamlItem.Scalar { IsPlain: true, Text: "" or "~" or "null" };

    protected void Fault(YamlItem at, string path, string message, string? fix = null) =>
        Faults.Add(new(at.Line, at.Column, path.Length == 0 ? "" : DraftCheck.Shown(path), message, fix));
}
