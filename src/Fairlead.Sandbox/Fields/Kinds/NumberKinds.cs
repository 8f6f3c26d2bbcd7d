using System.Globalization;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Fields.Kinds;

internal sealed class NumberKind : FieldKind
{
    public override JqlUse Use => JqlUse.Equality | JqlUse.Order | JqlUse.Emptiness;

    public override JsonObject Schema() => new() { ["type"] = "number" };

    public override object? Read(JsonNode value, FieldScope scope) =>
        value is JsonValue v && v.TryGetValue<double>(out var number) && double.IsFinite(number)
            ? number
            : throw new FieldRefusal("Operation value must be a number");

    public override JsonNode? Write(object value, JiraView view) => JsonValue.Create((double)value);

    public override IEnumerable<string> Terms(object value) => [((double)value).ToString(CultureInfo.InvariantCulture)];

    public override IComparable? Rank(object value) => (double)value;
}

internal sealed class DateKind : FieldKind
{
    public override JqlUse Use => JqlUse.Equality | JqlUse.Order | JqlUse.Emptiness;

    public override JsonObject Schema() => new() { ["type"] = "date" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var text = Text(value) ?? throw new FieldRefusal("Operation value must be a string");
        if (text.Length == 0)
            return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new FieldRefusal($"Error parsing date string: {text}");
    }

    public override JsonNode? Write(object value, JiraView view) => JsonValue.Create(Format(value));

    public override (string? Id, string? Text) Audit(object? value) =>
        value is null ? (null, null) : (Format(value), Format(value));

    public override IEnumerable<string> Terms(object value) => [Format(value)];

    public override string? Words(object value) => Format(value);

    public override IComparable? Rank(object value) =>
        new DateTimeOffset(((DateOnly)value).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static string Format(object value) => ((DateOnly)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

internal sealed class InstantKind : FieldKind
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.fffzzz", "yyyy-MM-dd'T'HH:mm:sszzz"];

    public override JqlUse Use => JqlUse.Equality | JqlUse.Order | JqlUse.Emptiness;

    public override JsonObject Schema() => new() { ["type"] = "datetime" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var text = Text(value) ?? throw new FieldRefusal("Operation value must be a string");
        return DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? at
            : throw new FieldRefusal($"Error parsing time: {text}");
    }

    public override JsonNode? Write(object value, JiraView view) => JsonValue.Create(view.Time((DateTimeOffset)value));

    public override IComparable? Rank(object value) => (DateTimeOffset)value;
}
