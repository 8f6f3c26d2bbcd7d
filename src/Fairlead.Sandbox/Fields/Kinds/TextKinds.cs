using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Fairlead.Sandbox.Text;

namespace Fairlead.Sandbox.Fields.Kinds;

/// <summary>The title of an issue.</summary>
internal sealed class SummaryKind : FieldKind
{
    private const int MaxCharacters = 255;

    public override JqlUse Use => JqlUse.Words | JqlUse.Emptiness;

    public override JsonObject Schema() => new() { ["type"] = "string" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var text = Text(value) ?? throw new FieldRefusal("Operation value must be a string");
        if (string.IsNullOrWhiteSpace(text))
            throw new FieldRefusal("You must specify a summary of the issue.");
        if (text.AsSpan().ContainsAny('\n', '\r'))
            throw new FieldRefusal("The summary is invalid because it contains newline characters.");
        return text.Length > MaxCharacters
            ? throw new FieldRefusal(scope.Site.IsCloud
                ? "Summary can't exceed 255 characters."
                : "Summary must be less than 255 characters.")
            : text.Trim();
    }

    public override JsonNode? Write(object value, JiraView view) => JsonValue.Create((string)value);
}

/// <summary>A single line of text; also addresses.</summary>
internal sealed class TextKind(bool isUrl = false) : FieldKind
{
    private const int MaxCharacters = 255;

    public override JqlUse Use => isUrl ? JqlUse.Equality | JqlUse.Emptiness : JqlUse.Words | JqlUse.Emptiness;

    public override JsonObject Schema() => new() { ["type"] = "string" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var text = Text(value) ?? throw new FieldRefusal("Operation value must be a string");
        if (text.Length > MaxCharacters)
            throw new FieldRefusal("The entered text is too long. It exceeds the allowed limit of 255 characters.");
        if (isUrl && text.Length > 0 && !Uri.TryCreate(text, UriKind.Absolute, out _))
            throw new FieldRefusal($"Not a valid URL: {text}");
        return text.Length == 0 ? null : text;
    }

    public override JsonNode? Write(object value, JiraView view) => JsonValue.Create((string)value);
}

/// <summary>Long text: a document on v3, wiki markup on v2.</summary>
internal sealed class LongTextKind : FieldKind
{
    public override JqlUse Use => JqlUse.Words | JqlUse.Emptiness;

    public override JsonObject Schema() => new() { ["type"] = "string" };

    public override object? Read(JsonNode value, FieldScope scope) => ReadText(value, scope.SpeaksAdf, scope.Site);

    /// <exception cref="FieldRefusal">Not of the version's form, invalid, or too long.</exception>
    public static RichText? ReadText(JsonNode value, bool speaksAdf, Site site)
    {
        if (!speaksAdf)
        {
            var wiki = Text(value) ?? throw new FieldRefusal("Operation value must be a string");
            return wiki.Length == 0 ? null : Measured(new RichText(wiki, isAdf: false), site);
        }

        if (value is not JsonObject)
            throw new FieldRefusal("Operation value must be an Atlassian Document (see the Atlassian Document Format)");
        return AdfValidator.Problem(value) is { } problem
            ? throw new FieldRefusal("INVALID_INPUT", problem)
            : Measured(new RichText(value.ToJsonString(), isAdf: true), site);
    }

    public override JsonNode? Write(object value, JiraView view) => ((RichText)value).In(view);

    public override (string? Id, string? Text) Audit(object? value) => (null, (value as RichText)?.Wiki);

    public override string? Words(object value) => ((RichText)value).Plain;

    public override IComparable? Rank(object value) => ((RichText)value).Plain;

    public override bool AreEqual(object? left, object? right) =>
        left is RichText a && right is RichText b ? a.Markup == b.Markup : ReferenceEquals(left, right);

    private static RichText Measured(RichText text, Site site) =>
        text.Markup.Length > site.Options.TextLimit && text.Wiki.Length > site.Options.TextLimit
            ? throw new FieldRefusal(
                $"The entered text is too long. It exceeds the allowed limit of {site.Options.TextLimit:N0} characters.")
            : text;
}

internal sealed class LabelsKind : FieldKind
{
    private const int MaxCharacters = 255;

    public override IReadOnlyList<string> Operations => ["add", "set", "remove"];

    public override JsonNode? Empty() => new JsonArray();

    public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = "string" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var labels = Array(value).Select(Checked).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        return labels.Count == 0 ? null : new LabelSet(labels);
    }

    public override object? Add(object? current, JsonNode? operand, FieldScope scope) =>
        new LabelSet([.. Of(current).Append(Checked(operand)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    public override object? Remove(object? current, JsonNode? operand, FieldScope scope)
    {
        var gone = Checked(operand);
        var left = Of(current).Where(l => l != gone).ToList();
        return left.Count == 0 ? null : new LabelSet(left);
    }

    public override JsonNode? Write(object value, JiraView view) =>
        new JsonArray([.. Of(value).Select(l => JsonValue.Create(l))]);

    public override (string? Id, string? Text) Audit(object? value) => (null, string.Join(' ', Of(value)));

    public override IEnumerable<string> Terms(object value) => Of(value).Select(l => l.ToLowerInvariant());

    public override IComparable? Rank(object value) => string.Join(' ', Of(value));

    public override bool AreEqual(object? left, object? right) => Of(left).SequenceEqual(Of(right));

    public static IReadOnlyList<string> Of(object? value) => (value as LabelSet)?.Labels ?? [];

    private static string Checked(JsonNode? node)
    {
        var label = Text(node) ?? throw new FieldRefusal("Operation value must be a string");
        if (label.Length == 0)
            throw new FieldRefusal("The label must not be empty.");
        if (label.Any(char.IsWhiteSpace))
            throw new FieldRefusal($"The label '{label}' contains spaces which is invalid.");
        return label.Length > MaxCharacters
            ? throw new FieldRefusal($"The label '{label}' exceeds the maximum length for labels.")
            : label;
    }
}

/// <summary>Sorted and without doubles.</summary>
internal sealed record LabelSet(IReadOnlyList<string> Labels);
