using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Fields.Kinds;

internal sealed class PriorityKind : FieldKind
{
    public override JqlUse Use => JqlUse.Equality | JqlUse.Order | JqlUse.Emptiness;

    public override JsonObject Schema() => new() { ["type"] = "priority" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var json = Object(value);
        if (Loose(json["id"]) is { } id)
        {
            return scope.Site.Priorities.Find(p => $"{p.Id}" == id)
                ?? throw new FieldRefusal($"Priority id '{id}' is not valid");
        }

        var name = Text(json["name"]) ?? throw new FieldRefusal("Specify the Priority (id or name) in the string format");
        return scope.Site.Priorities.Find(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FieldRefusal($"Priority name '{name}' is not valid");
    }

    public override JsonNode? Write(object value, JiraView view) => view.Of((Priority)value);

    public override JsonArray? Allowed(FieldScope scope, JiraView view) =>
        new([.. scope.Site.Priorities.Select(view.Of)]);

    public override (string? Id, string? Text) Audit(object? value) =>
        value is Priority priority ? ($"{priority.Id}", priority.Name) : (null, null);

    public override IEnumerable<string> Terms(object value) =>
        [$"{((Priority)value).Id}", ((Priority)value).Name.ToLowerInvariant()];

    /// <summary>Worse is greater, and ids count from the worst.</summary>
    public override IComparable? Rank(object value) => -((Priority)value).Id;

    public override bool Knows(string operand, Field field, Site site) =>
        site.Priorities.Exists(p => $"{p.Id}" == operand || p.Name.Equals(operand, StringComparison.OrdinalIgnoreCase));
}

internal sealed class ResolutionKind : FieldKind
{
    public override JsonObject Schema() => new() { ["type"] = "resolution" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var json = Object(value);
        if (Loose(json["id"]) is { } id)
        {
            return scope.Site.Resolutions.Find(r => $"{r.Id}" == id)
                ?? throw new FieldRefusal($"Resolution id '{id}' is not valid");
        }

        var name = Text(json["name"]) ?? throw new FieldRefusal("Specify the Resolution (id or name) in the string format");
        return scope.Site.Resolutions.Find(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FieldRefusal($"Resolution name '{name}' is not valid");
    }

    public override JsonNode? Write(object value, JiraView view) => view.Of((Resolution)value);

    public override JsonArray? Allowed(FieldScope scope, JiraView view) =>
        new([.. scope.Site.Resolutions.Select(view.Of)]);

    public override (string? Id, string? Text) Audit(object? value) =>
        value is Resolution resolution ? ($"{resolution.Id}", resolution.Name) : (null, null);

    public override IEnumerable<string> Terms(object value) =>
        [$"{((Resolution)value).Id}", ((Resolution)value).Name.ToLowerInvariant()];

    public override IComparable? Rank(object value) => ((Resolution)value).Id;

    public override bool Knows(string operand, Field field, Site site) =>
        operand.Equals("unresolved", StringComparison.OrdinalIgnoreCase)
        || site.Resolutions.Exists(r => $"{r.Id}" == operand || r.Name.Equals(operand, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Fields that are shown and searched but never set through <c>fields</c>.</summary>
internal sealed class ShownKind(string type, string? items = null, JqlUse use = JqlUse.None) : FieldKind
{
    public override JqlUse Use => use;

    public override IReadOnlyList<string> Operations => [];

    public override JsonObject Schema() => items is null
        ? new JsonObject { ["type"] = type }
        : new JsonObject { ["type"] = type, ["items"] = items };

    public override object? Read(JsonNode value, FieldScope scope) => throw Unsupported("set");

    public override JsonNode? Write(object value, JiraView view) => null;
}
