using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;

namespace Fairlead.Platform.Tickets;

/// <summary>A field of a create screen to which a configuration can give a value.</summary>
/// <param name="Id">As in Jira: <c>duedate</c>, <c>customfield_10010</c>.</param>
/// <param name="Key">The configuration's own key for it, such as <c>dueDate</c>; <see langword="null"/>: it stands under <c>fields</c>.</param>
/// <param name="Shape"><see langword="null"/> for a type that cannot be set.</param>
/// <param name="IsRequired">Jira demands a value, which may be its own default.</param>
/// <param name="Default">As people see it; <see langword="null"/> where Jira does not say.</param>
/// <param name="Allowed">Children of a cascading field beside their parents; empty where any value goes, or too many do.</param>
/// <param name="Owner">Whose word counts for it where the configuration does not say.</param>
public sealed record OfferedField(
    string Id, string Name, string? Key, FieldShape? Shape, bool IsRequired, bool HasDefault, string? Default, IReadOnlyList<JiraName> Allowed, FieldOwner Owner);

/// <summary>What one issue type of a project takes when an issue is made.</summary>
/// <param name="Fields">Those that Jira demands first, then by name; without what Fairlead writes by itself, priority and labels.</param>
/// <param name="Priorities">As Jira orders them.</param>
/// <param name="People">Some of those to whom issues can be assigned, at most <see cref="ConfigurationOffers.MostPeople"/>; empty where no field is for people.</param>
public sealed record OfferedScreen(IReadOnlyList<OfferedField> Fields, IReadOnlyList<JiraName> Priorities, IReadOnlyList<JiraUser> People);

/// <summary>What a Jira offers to a configuration at present. Nothing is kept.</summary>
/// <exception cref="JiraUnavailableException">Jira could not be asked.</exception>
/// <exception cref="JiraRefusedException">Jira does not show it to the connection's account.</exception>
internal sealed class ConfigurationOffers(IJiraSource jira)
{
    public const int MostProjects = 1_000;

    public const int MostPeople = 100;

    /// <summary>Given by other parts of a configuration, or by Fairlead itself.</summary>
    private static readonly HashSet<string> Elsewhere = ["project", "issuetype", "summary", "description", "labels", "priority"];

    /// <summary>Projects that are not archived, by name; at most <see cref="MostProjects"/>.</summary>
    public async Task<IReadOnlyList<JiraProject>> ProjectsAsync(ConnectionId connection, CancellationToken ct)
    {
        var client = await jira.ClientForAsync(connection, ct);
        var found = await client.Projects.ListAsync(null, ct).Where(p => !p.IsArchived).Take(MostProjects).ToListAsync(ct);
        return [.. found.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Types in which the account may create, those of sub-tasks too.</summary>
    public async Task<IReadOnlyList<JiraIssueType>> IssueTypesAsync(ConnectionId connection, string project, CancellationToken ct) =>
        await (await jira.ClientForAsync(connection, ct)).CreateMeta.IssueTypesAsync(project, ct);

    public async Task<OfferedScreen> ScreenAsync(ConnectionId connection, string project, string issueTypeId, CancellationToken ct)
    {
        var client = await jira.ClientForAsync(connection, ct);
        var screen = await client.CreateMeta.FieldsAsync(project, issueTypeId, ct);
        IReadOnlyList<OfferedField> fields =
        [
            .. screen.Where(f => !Elsewhere.Contains(f.Id)).Select(f => Offer(f, screen))
                .OrderByDescending(f => f is { IsRequired: true, HasDefault: false }).ThenByDescending(f => f.IsRequired).ThenBy(f => f.Name, StringComparer.OrdinalIgnoreCase),
        ];
        var areForPeople = fields.Any(f => f.Shape is FieldShape.User or FieldShape.Users);
        return new(
            fields,
            (await PriorityNames.OfAsync(client, screen.FirstOrDefault(f => f.Id == "priority"), ct)).Known,
            areForPeople ? await client.Users.AssignableAsync(project, null, MostPeople, ct) : []);
    }

    private static OfferedField Offer(JiraFieldMeta field, IReadOnlyList<JiraFieldMeta> screen) => new(
        field.Id,
        field.Name,
        FieldKeys.All.FirstOrDefault(k => FieldKeys.Find(k, screen)?.Id == field.Id)?.Name,
        FieldShapes.Of(field.Schema),
        field.IsRequired,
        field.HasDefault,
        field.DefaultValue,
        FieldShapes.AllowedOf(field),
        FieldKeys.OwnerOf(field.Id, FieldShapes.Of(field.Schema) ?? FieldShape.Text));
}
