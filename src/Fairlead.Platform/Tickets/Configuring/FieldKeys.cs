using Fairlead.Client.Tickets;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>A field that has a key of its own in a configuration.</summary>
/// <param name="Id">In Jira.</param>
/// <param name="Permission">What else the connection's account needs, for people; empty for nothing.</param>
internal sealed record FieldKey(string Name, string Id, string Label, string Permission = "");

/// <summary>The fields with keys of their own; each could stand under <c>fields</c> as well.</summary>
internal static class FieldKeys
{
    public static IReadOnlyList<FieldKey> All { get; } =
    [
        new("assignee", "assignee", "Assignee", " and grant the account the permission Assign issues"),
        new("components", "components", "Components"),
        new("fixVersions", "fixVersions", "Fix versions"),
        new("affectsVersions", "versions", "Affects versions"),
        new("dueDate", "duedate", "Due date", " and grant the account the permission Schedule issues"),
        new("parent", "parent", "Parent or Epic Link"),
        new("securityLevel", "security", "Security Level", " and grant the account the permission Set issue security"),
    ];

    public static IEnumerable<(FieldKey Key, FieldBody Value)> Of(TicketConfigurationBody body) =>
        from pair in All.Zip([body.Assignee, body.Components, body.FixVersions, body.AffectsVersions, body.DueDate, body.Parent, body.SecurityLevel])
        where pair.Second is not null
        select (pair.First, pair.Second);

    /// <returns><see langword="null"/> when the screen has no such field.</returns>
    public static JiraFieldMeta? Find(FieldKey key, IReadOnlyList<JiraFieldMeta> screen) =>
        screen.FirstOrDefault(f => f.Id == key.Id)
        ?? (key.Id == "parent" ? screen.FirstOrDefault(f => FieldShapes.Of(f.Schema) == FieldShape.EpicLink) : null);

    /// <summary>Whether people know the field by a name that its id does not tell.</summary>
    public static bool IsCustom(string id) => id.StartsWith("customfield_", StringComparison.Ordinal);

    /// <returns><see langword="null"/> for a field without a key of its own.</returns>
    public static FieldKey? KeyOf(FieldMapping field) =>
        All.FirstOrDefault(k => k.Id == field.Id || (k.Id == "parent" && field.Shape == FieldShape.EpicLink));

    /// <summary>People plan with these two; an issue that went to somebody else is not called back.</summary>
    public static FieldOwner OwnerOf(string fieldId, FieldShape shape) =>
        fieldId == "assignee" || shape is FieldShape.Parent or FieldShape.EpicLink ? FieldOwner.Jira : FieldOwner.Last;
}
