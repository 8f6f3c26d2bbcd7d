using System.Text;
using System.Text.Json;

namespace Fairlead.Client;

/// <summary>
/// Writes a record of the contract as YAML with the same keys as its JSON. A text that is not plainly a word is quoted as in
/// JSON, which is also YAML, so that <c>no</c>, <c>012</c> or <c>1:30</c> stay what they are.
/// </summary>
public static class YamlText
{
    /// <summary>Words of more than three letters that YAML readers take for something else than text.</summary>
    private static readonly string[] Special = ["true", "false", "null"];

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="names">Of keys that say little to people, for a comment behind each.</param>
    public static string Of<T>(T record, IReadOnlyDictionary<string, string>? names = null)
    {
        var yaml = new StringBuilder();
        Members(yaml, JsonSerializer.SerializeToElement(record, FairleadJson.Strict), "", names ?? new Dictionary<string, string>());
        return yaml.ToString();
    }

    private static void Members(StringBuilder yaml, JsonElement record, string indent, IReadOnlyDictionary<string, string> names)
    {
        foreach (var member in record.EnumerateObject().Where(m => !IsNothing(m.Value)))
        {
            var comment = names.TryGetValue(member.Name, out var name) ? Comment(name) : "";
            yaml.Append(indent).Append(Key(member.Name)).Append(':');
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                yaml.Append(comment).Append('\n');
                Members(yaml, member.Value, indent + "  ", names);
            }
            else if (member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().Any(i => i.ValueKind == JsonValueKind.Object))
            {
                yaml.Append(comment).Append('\n');
                foreach (var item in member.Value.EnumerateArray())
                    Item(yaml, item, indent, names);
            }
            else if (member.Value.ValueKind == JsonValueKind.Array)
            {
                yaml.Append(" [").AppendJoin(", ", member.Value.EnumerateArray().Select(Scalar)).Append(']').Append(comment).Append('\n');
            }
            else if (member.Value.ValueKind == JsonValueKind.String && IsBlock(member.Value.GetString()!))
            {
                Block(yaml, member.Value.GetString()!, indent + "  ", comment);
            }
            else
            {
                yaml.Append(' ').Append(Scalar(member.Value)).Append(comment).Append('\n');
            }
        }
    }

    /// <summary>An entry of a list of records: its members stand below each other behind a hyphen.</summary>
    private static void Item(StringBuilder yaml, JsonElement item, string indent, IReadOnlyDictionary<string, string> names)
    {
        const string Hyphen = "- ";
        if (item.ValueKind != JsonValueKind.Object || IsNothing(item))
        {
            yaml.Append(indent).Append(Hyphen).Append(item.ValueKind == JsonValueKind.Object ? "{}" : Scalar(item)).Append('\n');
            return;
        }

        var at = yaml.Length + indent.Length;
        Members(yaml, item, indent + "  ", names);
        yaml.Remove(at, Hyphen.Length).Insert(at, Hyphen);
    }

    /// <summary>What would end the line, or YAML does not take, is a space.</summary>
    private static string Comment(string name) =>
        "  # " + string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\ufeff' ? ' ' : c));

    /// <summary>Several lines that YAML gives back as they are.</summary>
    private static bool IsBlock(string text) =>
        text.Contains('\n') && text.TrimEnd('\n').Length > 0 && !char.IsWhiteSpace(text[0]) && text.All(c => c == '\n' || !(char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff'));

    private static void Block(StringBuilder yaml, string text, string indent, string comment)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var after = text.Length - text.TrimEnd('\n').Length;
        yaml.Append(after switch { 0 => " |-", 1 => " |", _ => " |+" }).Append(comment).Append('\n');
        foreach (var line in lines)
            yaml.Append(line.Length == 0 ? "" : indent).Append(line).Append('\n');
        yaml.Append('\n', Math.Max(0, after - 1));
    }

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Object => !value.EnumerateObject().Any(m => !IsNothing(m.Value)),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    private static string Key(string name) => name.All(char.IsAsciiLetter) ? name : Quoted(name);

    private static string Scalar(JsonElement value) =>
        value.ValueKind != JsonValueKind.String ? value.GetRawText()
        : IsPlain(value.GetString()!) ? value.GetString()!
        : Quoted(value.GetString()!);

    /// <summary>Letters beyond the basic plane stand as they are: two escapes, as JSON has them, are two broken letters to other readers of YAML.</summary>
    private static string Quoted(string text)
    {
        var (quoted, from) = (new StringBuilder("\""), 0);
        for (var at = 0; at < text.Length - 1; at++)
        {
            if (!char.IsSurrogatePair(text[at], text[at + 1]))
                continue;
            Add(from, at);
            quoted.Append(text, at, 2);
            from = ++at + 1;
        }

        Add(from, text.Length);
        return quoted.Append('"').ToString();

        void Add(int start, int end) => quoted.Append(JsonSerializer.Serialize(text[start..end], Plain).AsSpan()[1..^1]);
    }

    private static bool IsPlain(string text) =>
        text.Length > 3
        && char.IsAsciiLetter(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && !Special.Contains(text.ToLowerInvariant());
}
