using System.Text.Json.Nodes;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Fields.Kinds;

/// <summary>A team. Its id alone is written; Cloud shows the team whole, Data Center the id again.</summary>
internal sealed class TeamKind(bool isCloud) : FieldKind
{
    /// <summary>Of the field, in the edition's own words.</summary>
    public static string CustomTypeOf(bool isCloud) =>
        isCloud ? "com.atlassian.jira.plugin.system.customfieldtypes:atlassian-team" : "com.atlassian.teams:rm-teams-custom-field-team";

    public override JsonObject Schema() => isCloud
        ? new() { ["type"] = "team", ["configuration"] = new JsonObject { [CustomTypeOf(isCloud)] = true } }
        : new() { ["type"] = "any" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var id = Text(value) ?? throw new FieldRefusal("Operation value must be a string");
        return id.Length == 0 ? null : Find(id, scope.Site) ?? throw new FieldRefusal($"Team with id '{id}' does not exist.");
    }

    public override JsonNode? Write(object value, JiraView view)
    {
        var (id, name) = (Team)value;
        return isCloud
            ? new JsonObject { ["id"] = id, ["name"] = name, ["avatarUrl"] = "", ["isVisible"] = true, ["title"] = name, ["isShared"] = true }
            : JsonValue.Create(id);
    }

    public override (string? Id, string? Text) Audit(object? value) => value is Team team ? (team.Id, team.Name) : (null, null);

    public override IEnumerable<string> Terms(object value) => [((Team)value).Id.ToLowerInvariant()];

    public override string? Words(object value) => ((Team)value).Name;

    public override IComparable? Rank(object value) => ((Team)value).Name;

    public override bool Knows(string operand, Field field, Site site) => Find(operand, site) is not null;

    private static Team? Find(string id, Site site) => site.Teams.Find(t => t.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}
