using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Fields.Kinds;

/// <summary>One of a list of options; also radio buttons.</summary>
internal sealed class OptionKind : FieldKind
{
    public override JsonObject Schema() => new() { ["type"] = "option" };

    public override object? Read(JsonNode value, FieldScope scope) => Find(value, scope.Field.Options);

    public override JsonNode? Write(object value, JiraView view) => Shape((FieldOption)value, view);

    public override JsonArray? Allowed(FieldScope scope, JiraView view) =>
        new([.. scope.Field.Options.Where(o => !o.IsDisabled).Select(o => Shape(o, view))]);

    public override (string? Id, string? Text) Audit(object? value) =>
        value is FieldOption option ? ($"{option.Id}", option.Value) : (null, null);

    public override IEnumerable<string> Terms(object value) => TermsOf((FieldOption)value);

    public override string? Words(object value) => ((FieldOption)value).Value;

    public override IComparable? Rank(object value) => ((FieldOption)value).Id;

    public override bool Knows(string operand, Field field, Site site) => KnowsOption(operand, field.Options);

    public override bool AreEqual(object? left, object? right) => (left as FieldOption)?.Id == (right as FieldOption)?.Id;

    internal static FieldOption Find(JsonNode value, IReadOnlyList<FieldOption> options)
    {
        var json = value as JsonObject ?? throw new FieldRefusal("Specify a valid 'id' or 'name' for option");
        if (Loose(json["id"]) is { } id)
        {
            return options.FirstOrDefault(o => $"{o.Id}" == id && !o.IsDisabled)
                ?? throw new FieldRefusal($"Option id '{id}' is not valid");
        }

        var text = Text(json["value"]) ?? throw new FieldRefusal("Specify a valid 'id' or 'value' for option");
        return options.FirstOrDefault(o => o.Value == text && !o.IsDisabled)
            ?? throw new FieldRefusal($"Option value '{text}' is not valid");
    }

    internal static JsonObject Shape(FieldOption option, JiraView view)
    {
        var json = new JsonObject
        {
            ["self"] = $"{view.Rest}/customFieldOption/{option.Id}",
            ["value"] = option.Value,
            ["id"] = $"{option.Id}",
        };
        if (!view.IsCloud)
            json["disabled"] = option.IsDisabled;
        return json;
    }

    internal static IEnumerable<string> TermsOf(FieldOption option) => [$"{option.Id}", option.Value.ToLowerInvariant()];

    internal static bool KnowsOption(string operand, IReadOnlyList<FieldOption> options) => options.Any(o =>
        $"{o.Id}" == operand || o.Value.Equals(operand, StringComparison.OrdinalIgnoreCase) || KnowsOption(operand, o.Children));
}

/// <summary>Several options; also check boxes.</summary>
internal sealed class OptionsKind : FieldKind
{
    public override IReadOnlyList<string> Operations => ["add", "set", "remove"];

    public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = "option" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var options = Array(value)
            .Select(v => OptionKind.Find(v ?? throw new FieldRefusal("data was not an object"), scope.Field.Options)).ToList();
        return options.Count == 0 ? null : new OptionSet(options);
    }

    public override object? Add(object? current, JsonNode? operand, FieldScope scope)
    {
        var option = OptionKind.Find(operand!, scope.Field.Options);
        return new OptionSet([.. Of(current).Where(o => o.Id != option.Id), option]);
    }

    public override object? Remove(object? current, JsonNode? operand, FieldScope scope)
    {
        var option = OptionKind.Find(operand!, scope.Field.Options);
        var left = Of(current).Where(o => o.Id != option.Id).ToList();
        return left.Count == 0 ? null : new OptionSet(left);
    }

    public override JsonNode? Write(object value, JiraView view) =>
        new JsonArray([.. Of(value).Select(o => OptionKind.Shape(o, view))]);

    public override JsonArray? Allowed(FieldScope scope, JiraView view) =>
        new([.. scope.Field.Options.Where(o => !o.IsDisabled).Select(o => OptionKind.Shape(o, view))]);

    public override (string? Id, string? Text) Audit(object? value) => value is null
        ? (null, null)
        : ($"[{string.Join(", ", Of(value).Select(o => o.Id))}]", string.Join(',', Of(value).Select(o => o.Value)));

    public override IEnumerable<string> Terms(object value) => Of(value).SelectMany(OptionKind.TermsOf);

    public override string? Words(object value) => string.Join(' ', Of(value).Select(o => o.Value));

    public override IComparable? Rank(object value) => Words(value);

    public override bool Knows(string operand, Field field, Site site) => OptionKind.KnowsOption(operand, field.Options);

    public override bool AreEqual(object? left, object? right) =>
        Of(left).Select(o => o.Id).Order().SequenceEqual(Of(right).Select(o => o.Id).Order());

    private static IReadOnlyList<FieldOption> Of(object? value) => (value as OptionSet)?.Options ?? [];
}

internal sealed record OptionSet(IReadOnlyList<FieldOption> Options);

/// <summary>An option and, below it, another.</summary>
internal sealed class CascadingKind : FieldKind
{
    public override JsonObject Schema() => new() { ["type"] = "option-with-child" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var parent = OptionKind.Find(value, scope.Field.Options);
        var child = ((JsonObject)value)["child"] is { } node ? OptionKind.Find(node, parent.Children) : null;
        return new Cascade(parent, child);
    }

    public override JsonNode? Write(object value, JiraView view)
    {
        var cascade = (Cascade)value;
        var json = OptionKind.Shape(cascade.Parent, view);
        if (cascade.Child is { } child)
            json["child"] = OptionKind.Shape(child, view);
        return json;
    }

    public override JsonArray? Allowed(FieldScope scope, JiraView view)
    {
        var allowed = new JsonArray();
        foreach (var option in scope.Field.Options)
        {
            var json = OptionKind.Shape(option, view);
            json["children"] = new JsonArray([.. option.Children.Select(c => OptionKind.Shape(c, view))]);
            allowed.Add(json);
        }

        return allowed;
    }

    public override (string? Id, string? Text) Audit(object? value) => value is Cascade cascade
        ? ($"{cascade.Parent.Id}", Words(cascade))
        : (null, null);

    public override IEnumerable<string> Terms(object value)
    {
        var cascade = (Cascade)value;
        return cascade.Child is null
            ? OptionKind.TermsOf(cascade.Parent)
            : OptionKind.TermsOf(cascade.Parent).Concat(OptionKind.TermsOf(cascade.Child));
    }

    public override string? Words(object value)
    {
        var cascade = (Cascade)value;
        return cascade.Child is null ? cascade.Parent.Value : $"{cascade.Parent.Value} - {cascade.Child.Value}";
    }

    public override IComparable? Rank(object value) => Words(value);

    public override bool Knows(string operand, Field field, Site site) => OptionKind.KnowsOption(operand, field.Options);
}

internal sealed record Cascade(FieldOption Parent, FieldOption? Child);
