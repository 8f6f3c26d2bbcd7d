using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Fields.Kinds;

/// <summary>Versions of the project: several, or one for a custom field.</summary>
internal sealed class VersionsKind(bool isSingle = false) : NamedListKind<ProjectVersion>("Version", "version", isSingle)
{
    protected override IReadOnlyList<ProjectVersion> Of(Project project) => project.Versions;

    protected override (int Id, string Name) Name(ProjectVersion item) => (item.Id, item.Name);

    protected override JsonObject Shape(ProjectVersion item, JiraView view) => view.Of(item);
}

internal sealed class ComponentsKind() : NamedListKind<ProjectComponent>("Component", "component", isSingle: false)
{
    protected override IReadOnlyList<ProjectComponent> Of(Project project) => project.Components;

    protected override (int Id, string Name) Name(ProjectComponent item) => (item.Id, item.Name);

    protected override JsonObject Shape(ProjectComponent item, JiraView view) => view.Of(item);
}

/// <summary>One of the levels of the project's security scheme.</summary>
internal sealed class SecurityLevelKind() : NamedListKind<SecurityLevel>("Security level", "securitylevel", isSingle: true)
{
    public static bool CanSet(Site site, Account actor, Project project) =>
        project.SecurityLevels.Count > 0 && site.Permissions.Has(actor, PermissionKeys.SetIssueSecurity, project);

    protected override IReadOnlyList<SecurityLevel> Of(Project project) => project.SecurityLevels;

    protected override (int Id, string Name) Name(SecurityLevel item) => (item.Id, item.Name);

    protected override JsonObject Shape(SecurityLevel item, JiraView view) => view.Of(item);
}

/// <summary>Things that a project lists by name.</summary>
internal abstract class NamedListKind<T>(string word, string item, bool isSingle) : FieldKind
    where T : class
{
    public override IReadOnlyList<string> Operations => isSingle ? ["set"] : ["set", "add", "remove"];

    public override JsonNode? Empty() => isSingle ? null : new JsonArray();

    public override JsonObject Schema() => isSingle
        ? new JsonObject { ["type"] = item }
        : new JsonObject { ["type"] = "array", ["items"] = item };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        if (isSingle)
            return new ItemSet([Find(value, scope)]);
        var found = Array(value).Select(v => Find(v, scope)).Distinct().ToList();
        return found.Count == 0 ? null : new ItemSet(found);
    }

    public override object? Add(object? current, JsonNode? operand, FieldScope scope) =>
        new ItemSet([.. Items(current).Append(Find(operand, scope)).Distinct()]);

    public override object? Remove(object? current, JsonNode? operand, FieldScope scope)
    {
        var gone = Find(operand, scope);
        var left = Items(current).Where(i => !Equals(i, gone)).ToList();
        return left.Count == 0 ? null : new ItemSet(left);
    }

    public override JsonNode? Write(object value, JiraView view) => isSingle
        ? Shape(Items(value)[0], view)
        : new JsonArray([.. Items(value).Select(i => Shape(i, view))]);

    public override JsonArray? Allowed(FieldScope scope, JiraView view) =>
        new([.. Of(scope.Project).Select(i => Shape(i, view))]);

    public override (string? Id, string? Text) Audit(object? value) => value is null
        ? (null, null)
        : (string.Join(", ", Items(value).Select(i => Name(i).Id)), string.Join(", ", Items(value).Select(i => Name(i).Name)));

    public override IEnumerable<string> Terms(object value) =>
        Items(value).SelectMany<T, string>(i => [$"{Name(i).Id}", Name(i).Name.ToLowerInvariant()]);

    public override string? Words(object value) => string.Join(' ', Items(value).Select(i => Name(i).Name));

    public override IComparable? Rank(object value) => Words(value);

    public override bool Knows(string operand, Field field, Site site) => site.Projects.SelectMany(Of)
        .Any(i => $"{Name(i).Id}" == operand || Name(i).Name.Equals(operand, StringComparison.OrdinalIgnoreCase));

    public override bool AreEqual(object? left, object? right) => Items(left).SequenceEqual(Items(right));

    protected abstract IReadOnlyList<T> Of(Project project);

    protected abstract (int Id, string Name) Name(T item);

    protected abstract JsonObject Shape(T item, JiraView view);

    private static IReadOnlyList<T> Items(object? value) => (value as ItemSet)?.Values ?? [];

    private T Find(JsonNode? value, FieldScope scope)
    {
        var json = value as JsonObject ?? throw new FieldRefusal("data was not an object");
        if (Loose(json["id"]) is { } id)
        {
            return Of(scope.Project).FirstOrDefault(i => $"{Name(i).Id}" == id)
                ?? throw new FieldRefusal($"{word} id '{id}' is not valid");
        }

        var name = Text(json["name"]) ?? throw new FieldRefusal($"{word} name or id is required");
        return Of(scope.Project).FirstOrDefault(i => Name(i).Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FieldRefusal($"{word} name '{name}' is not valid");
    }

    private sealed record ItemSet(IReadOnlyList<T> Values);
}

/// <summary>The issue above: of a sub-task, or the epic.</summary>
internal sealed class ParentKind : FieldKind
{
    public override JsonObject Schema() => new() { ["type"] = "issuelink" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var json = Object(value);
        var idOrKey = Text(json["key"]) ?? Loose(json["id"]) ?? throw new FieldRefusal("data was not an object");
        var parent = scope.Site.Issues.Find(idOrKey)
            ?? throw new FieldRefusal(scope.Site.IsCloud
                ? "Could not find issue by id or key."
                : $"Parent Issue with key '{idOrKey}' not found.");
        return Fits(parent, scope)
            ? Nearby(parent, scope)
            : throw new FieldRefusal(
                $"Given parent {(scope.Site.IsCloud ? "work item" : "issue")} does not belong to appropriate hierarchy.", under: scope.Site.IsCloud ? "parentId" : null);
    }

    /// <summary>Exactly one level up; on Data Center an epic is an issue like others, so that it may have sub-tasks.</summary>
    private static bool Fits(Issue parent, FieldScope scope) => scope.Type.IsSubtask && !scope.Site.IsCloud
        ? !parent.Now.Type.IsSubtask
        : parent.Now.Type.HierarchyLevel == scope.Type.HierarchyLevel + 1;

    private static Issue Nearby(Issue parent, FieldScope scope)
    {
        if (!scope.Type.IsSubtask || parent.Now.Project == scope.Project)
            return parent;
        throw scope.Site.IsCloud
            ? new FieldRefusal("Issues with this Issue Type must be created in the same project as the parent.", under: "pid")
            : new FieldRefusal("Sub-tasks must be created in the same project as the parent.", under: FieldIds.Project);
    }

    public override JsonNode? Write(object value, JiraView view) => IssueShape.Brief((Issue)value, view);

    public override (string? Id, string? Text) Audit(object? value) =>
        value is Issue issue ? ($"{issue.Id}", issue.Key) : (null, null);

    public override IEnumerable<string> Terms(object value) =>
        [((Issue)value).Key.ToLowerInvariant(), $"{((Issue)value).Id}"];

    public override string? Words(object value) => ((Issue)value).Key;

    public override IComparable? Rank(object value) => ((Issue)value).Id;

    public override bool Knows(string operand, Field field, Site site) => site.Issues.Find(operand) is not null;
}

/// <summary>The epic of an issue on Data Center, by its key.</summary>
internal sealed class EpicLinkKind : FieldKind
{
    public override JsonObject Schema() => new() { ["type"] = "any" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var key = Text(value) ?? throw new FieldRefusal("data was not a string");
        var epic = scope.Site.Issues.Find(key) ?? throw new FieldRefusal($"Issue with key '{key}' does not exist.");
        return epic.Now.Type.HierarchyLevel == 1 ? epic : throw new FieldRefusal($"Issue with key '{key}' is not an epic.");
    }

    public override JsonNode? Write(object value, JiraView view) => ((Issue)value).Key;

    public override (string? Id, string? Text) Audit(object? value) =>
        value is Issue issue ? ($"{issue.Id}", issue.Key) : (null, null);

    public override IEnumerable<string> Terms(object value) => [((Issue)value).Key.ToLowerInvariant()];

    public override string? Words(object value) => ((Issue)value).Key;
}
