using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Platform.Tickets;

/// <summary>Which property of a finding a <see cref="GroupingKey"/> is about. The numbers are part of what names a group; append, never renumber.</summary>
public enum GroupingField
{
    Asset = 1,

    /// <summary>The rule, check or advisory, such as CVE-2024-1234.</summary>
    Rule = 2,
    Package = 3,
    Severity = 4,
    Kind = 5,
    Scanner = 6,

    /// <summary>The place within the asset: file, target or resource.</summary>
    Location = 7,

    /// <summary>A label or tag, which the key names.</summary>
    Label = 8,
}

/// <summary>What findings must share to share a ticket. As text, and in JSON: <c>asset</c>, <c>label:owner</c>.</summary>
/// <param name="Label">The name of a label, or a tag; <see langword="null"/> for every other field.</param>
[JsonConverter(typeof(AsText))]
public readonly record struct GroupingKey(GroupingField Field, string? Label = null)
{
    /// <summary>What stands before the name of a label.</summary>
    public const string LabelPrefix = "label:";

    public static GroupingKey Asset { get; } = new(GroupingField.Asset);

    public static GroupingKey Rule { get; } = new(GroupingField.Rule);

    public static GroupingKey Package { get; } = new(GroupingField.Package);

    public static GroupingKey Severity { get; } = new(GroupingField.Severity);

    public static GroupingKey Kind { get; } = new(GroupingField.Kind);

    public static GroupingKey Scanner { get; } = new(GroupingField.Scanner);

    public static GroupingKey Location { get; } = new(GroupingField.Location);

    /// <summary>The fields that are keys by themselves.</summary>
    public static IEnumerable<GroupingField> Plain { get; } = [.. Enum.GetValues<GroupingField>().Where(f => f != GroupingField.Label)];

    /// <param name="name">Letter case does not matter.</param>
    public static GroupingKey OfLabel(string name) => new(GroupingField.Label, name);

    public override string ToString() => Label is null ? JsonNamingPolicy.CamelCase.ConvertName(Field.ToString()) : LabelPrefix + Label;

    internal sealed class AsText : JsonConverter<GroupingKey>
    {
        public override GroupingKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString()!;
            return text.StartsWith(LabelPrefix, StringComparison.Ordinal)
                ? OfLabel(text[LabelPrefix.Length..])
                : new(Enum.Parse<GroupingField>(text, ignoreCase: true));
        }

        public override void Write(Utf8JsonWriter writer, GroupingKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
