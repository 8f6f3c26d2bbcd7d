using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Jira's types of fields as the shapes of values that Fairlead can send.</summary>
internal static class FieldShapes
{
    /// <summary>Data Center's field for the epic of an issue; Cloud has the field <c>parent</c> for it.</summary>
    public const string EpicLink = ":gh-epic-link";

    /// <returns><see langword="null"/> for a type that cannot be set.</returns>
    public static FieldShape? Of(JiraFieldSchema schema) => schema switch
    {
        { IsRichText: true } => FieldShape.RichText,
        // Data Center describes it as a list of texts, and takes the number of one; Cloud does not say what it takes.
        { Custom: { } custom } when custom.EndsWith(":gh-sprint", StringComparison.Ordinal) => null,
        { Custom: { } custom } when IsTeam(custom) => FieldShape.Team,
        { Type: "team" } => FieldShape.Team,
        { Type: "string", Custom: { } custom } when custom.EndsWith(":url", StringComparison.Ordinal) => FieldShape.Url,
        { Type: "string" } => FieldShape.Text,
        { Custom: { } custom } when custom.EndsWith(EpicLink, StringComparison.Ordinal) => FieldShape.EpicLink,
        { Type: "number" } => FieldShape.Number,
        { Type: "date" } => FieldShape.Date,
        { Type: "datetime" } => FieldShape.DateTime,
        { Type: "option" or "priority" or "resolution" or "version" or "component" or "securitylevel" } => FieldShape.Option,
        { Type: "option-with-child" } => FieldShape.Cascade,
        { Type: "user" } => FieldShape.User,
        { Type: "issuelink", System: "parent" } => FieldShape.Parent,
        { Type: "array", Items: "string" } => FieldShape.Texts,
        { Type: "array", Items: "option" or "version" or "component" } => FieldShape.Options,
        { Type: "array", Items: "user" } => FieldShape.Users,
        _ => null,
    };

    /// <summary>What a field allows, children of a cascading field beside their parents.</summary>
    public static IReadOnlyList<JiraName> AllowedOf(JiraFieldMeta field) =>
        [.. field.AllowedValues.Where(v => v.Id is not null).SelectMany(WithChildren)];

    private static IEnumerable<JiraName> WithChildren(JiraAllowedValue value) =>
        value.Children.Where(c => c.Id is not null)
            .Select(c => new JiraName(FieldValue.ChildId(value.Id!, c.Id!), FieldCoercion.OfCascade([value.Label, c.Label])))
            .Prepend(new JiraName(value.Id!, value.Label));

    private static bool IsTeam(string custom) =>
        custom.EndsWith(":atlassian-team", StringComparison.Ordinal) || custom.EndsWith(":rm-teams-custom-field-team", StringComparison.Ordinal);
}
