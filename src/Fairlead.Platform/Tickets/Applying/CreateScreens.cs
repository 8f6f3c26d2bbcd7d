using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What Jira says of creating issues of a type in a project.</summary>
/// <param name="Fields">Ids of the fields that may be given.</param>
/// <param name="Demanded">Those of them that must be, because Jira does not fill them itself.</param>
internal sealed record CreateScreen(IReadOnlySet<string> Fields, IReadOnlySet<string> Demanded)
{
    public static CreateScreen Of(IReadOnlyCollection<JiraFieldMeta> fields) => new(
        fields.Select(f => f.Id).ToHashSet(), fields.Where(f => f is { IsRequired: true, HasDefault: false }).Select(f => f.Id).ToHashSet());
}

/// <summary>
/// Which fields may be given when an issue of a type is created in a project: asked when a configuration is saved, and again after
/// Jira refused an issue. Kept in the database meanwhile, so that runs need not ask.
/// </summary>
internal sealed class CreateScreens(CircuitStore circuits, TimeProvider clock)
{
    /// <exception cref="JiraUnavailableException">No clear answer came.</exception>
    /// <exception cref="JiraRefusedException">NotFound: no such project or type, or not allowed to create there.</exception>
    public async Task<CreateScreen> ReadAsync(JiraClient jira, Circuit circuit, CancellationToken ct)
    {
        if (circuit.Screen is { } known)
            return known;
        var fields = await jira.CreateMeta.FieldsAsync(circuit.ProjectId, circuit.IssueTypeId, ct);
        return await NoteAsync(circuit.ConnectionId, circuit.ProjectId, circuit.IssueTypeId, fields, ct);
    }

    /// <summary>Keeps what Jira has just said.</summary>
    public async Task<CreateScreen> NoteAsync(
        ConnectionId connection, string projectId, string issueTypeId, IReadOnlyCollection<JiraFieldMeta> fields, CancellationToken ct)
    {
        var screen = CreateScreen.Of(fields);
        await circuits.PutScreenAsync(connection, projectId, issueTypeId, screen, clock.GetUtcNow(), ct);
        return screen;
    }
}
