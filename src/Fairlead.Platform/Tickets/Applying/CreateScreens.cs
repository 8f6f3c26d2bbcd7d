using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Which fields may be given when an issue of a type is created in a project: asked when a configuration is saved, and again after
/// Jira refused an issue. Kept in the database meanwhile, so that runs need not ask.
/// </summary>
internal sealed class CreateScreens(CircuitStore circuits, TimeProvider clock)
{
    /// <returns>Field ids.</returns>
    /// <exception cref="JiraUnavailableException">No clear answer came.</exception>
    /// <exception cref="JiraRefusedException">NotFound: no such project or type, or not allowed to create there.</exception>
    public async Task<IReadOnlySet<string>> FieldsAsync(JiraClient jira, Circuit circuit, CancellationToken ct)
    {
        if (circuit.Screen is { } known)
            return known;
        var fields = await jira.CreateMeta.FieldsAsync(circuit.ProjectId, circuit.IssueTypeId, ct);
        return await NoteAsync(circuit.ConnectionId, circuit.ProjectId, circuit.IssueTypeId, fields, ct);
    }

    /// <summary>Keeps what Jira has just said.</summary>
    public async Task<IReadOnlySet<string>> NoteAsync(
        ConnectionId connection, string projectId, string issueTypeId, IEnumerable<JiraFieldMeta> fields, CancellationToken ct)
    {
        var ids = fields.Select(f => f.Id).ToHashSet();
        await circuits.PutScreenAsync(connection, projectId, issueTypeId, ids, clock.GetUtcNow(), ct);
        return ids;
    }
}
