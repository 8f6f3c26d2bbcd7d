using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;

namespace Fairlead.Platform.Tickets;

/// <summary>A field that can be set when an issue is moved.</summary>
/// <param name="Id">As in Jira: <c>resolution</c>, <c>customfield_10010</c>.</param>
/// <param name="Allowed">Empty where any value goes, too many do, or no screen that is known has it.</param>
/// <param name="Transitions">Names of those on whose screens it stands, of the steps that a ticket of the configuration can take now; empty where none is known.</param>
public sealed record OfferedMoveField(string Id, string Name, FieldShape Shape, IReadOnlyList<JiraName> Allowed, IReadOnlyList<string> Transitions);

/// <summary>How issues of one type of a project go on once they are made, and who takes part.</summary>
/// <param name="Statuses">Of the issue type.</param>
/// <param name="Resolutions">All of the site.</param>
/// <param name="Fields">By name; without those of types that cannot be set.</param>
/// <param name="Roles">Of the project, by name; empty where the connection's account may not see them.</param>
/// <param name="Groups">As many as Jira's autocomplete shows; empty where the account may not see them.</param>
/// <param name="OwnGroups">Those that the account is in, as far as Jira shows it.</param>
public sealed record OfferedWorkflow(
    IReadOnlyList<JiraStatus> Statuses,
    IReadOnlyList<JiraName> Resolutions,
    IReadOnlyList<OfferedMoveField> Fields,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> OwnGroups);

/// <summary>What a Jira offers to the later life of tickets at present. Nothing is kept.</summary>
/// <exception cref="JiraUnavailableException">Jira could not be asked.</exception>
/// <exception cref="JiraRefusedException">Jira does not show it to the connection's account.</exception>
internal sealed class WorkflowOffers(IJiraSource jira, TicketCatalog tickets)
{
    /// <param name="screen">To make issues of the type, whose fields have the same values when they are moved.</param>
    /// <param name="configuration">Whose tickets show what transitions ask for; <see langword="null"/>: none is there yet.</param>
    public async Task<OfferedWorkflow> WorkflowAsync(
        ConnectionId connection, string project, string issueTypeId, OfferedScreen screen, TicketConfigurationId? configuration, CancellationToken ct)
    {
        var client = await jira.ClientForAsync(connection, ct);
        var statuses = client.Workflow.StatusesAsync(project, ct);
        var resolutions = client.Resolutions.ListAsync(ct);
        var fields = FieldsAsync(client, screen, configuration, ct);
        var roles = NamesAsync(async () => (await client.ProjectRoles.ListAsync(project, ct)).Keys);
        var groups = NamesAsync(async () => (await client.Groups.FindAsync("", ct)).Names);
        var own = NamesAsync(async () => await client.Users.GroupsOfAsync((await client.Myself.GetAsync(ct)).Id, ct));
        await Task.WhenAll(statuses, resolutions, fields, roles, groups, own);
        return new(
            [.. (await statuses).Where(t => t.IssueTypeId == issueTypeId).SelectMany(t => t.Statuses)],
            [.. (await resolutions).Select(r => new JiraName(r.Id, r.Name))],
            await fields,
            await roles,
            await groups,
            await own);
    }

    private async Task<IReadOnlyList<OfferedMoveField>> FieldsAsync(JiraClient client, OfferedScreen screen, TicketConfigurationId? configuration, CancellationToken ct)
    {
        var all = await client.Fields.ListAsync(ct);
        var transitions = configuration is { } id ? await TransitionsAsync(client, id, ct) : [];
        return
        [
            .. from field in all
               where FieldShapes.Of(field.Schema) is not null
               let asking = transitions.Where(t => t.Fields.Any(f => f.Id == field.Id)).ToList()
               orderby field.Name.ToUpperInvariant()
               select new OfferedMoveField(field.Id, field.Name, FieldShapes.Of(field.Schema)!.Value, AllowedOf(field.Id, asking, screen), [.. asking.Select(t => t.Name).Distinct()]),
        ];
    }

    private static IReadOnlyList<JiraName> AllowedOf(string field, IReadOnlyList<JiraTransition> asking, OfferedScreen screen) =>
        asking.SelectMany(t => t.Fields).FirstOrDefault(f => f.Id == field) is { AllowedValues.Count: > 0 } asked ? FieldShapes.AllowedOf(asked)
        : field == "priority" ? screen.Priorities
        : screen.Fields.FirstOrDefault(f => f.Id == field)?.Allowed ?? [];

    /// <summary>Screens of transitions are known only where an issue stands: the newest ticket that is not done shows its own.</summary>
    private async Task<IReadOnlyList<JiraTransition>> TransitionsAsync(JiraClient client, TicketConfigurationId configuration, CancellationToken ct)
    {
        var newest = await tickets.ListAsync(configuration, TicketStanding.Created, null, Looked, ct);
        return newest.FirstOrDefault(t => t is { IssueId: not null, StatusCategory: not JiraStatusCategory.Done }) is { } open
            ? await client.Transitions.ListAsync(open.IssueId!, ct) ?? []
            : [];
    }

    private const int Looked = 100;

    private static async Task<IReadOnlyList<string>> NamesAsync(Func<Task<IEnumerable<string>>> read)
    {
        try
        {
            return [.. (await read()).Order(StringComparer.OrdinalIgnoreCase)];
        }
        catch (JiraRefusedException)
        {
            // A configuration that names one cannot be saved then either, which tells what the account lacks.
            return [];
        }
    }
}
