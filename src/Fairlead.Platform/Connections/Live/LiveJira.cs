using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Connections.Live;

/// <summary>
/// Actions that a person asks for at a Jira, one call each. They are not tickets: nothing is repeated, and an answer that got lost is
/// told as such. Each is in the audit trail before the call, so that no change is without a name.
/// </summary>
internal sealed class LiveJira(JiraSites sites, ActivityLog activity, Database database)
{
    public async Task<JiraIssueResponse> CreateAsync(Actor actor, ConnectionId id, CreateJiraIssueRequest request, CancellationToken ct)
    {
        var client = await sites.WriterForAsync(id, ct);
        var project = JiraKeys.Project(request.Project);
        var type = await TypeAsync(client, project, request.Type, ct);
        var draft = new IssueDraft
        {
            Project = project,
            IssueTypeId = type.Id,
            Summary = request.Summary,
            Description = request.Description is { } text ? RichDocument.FromPlainText(text) : null,
            PriorityId = await PriorityAsync(client, request.Priority, ct),
            Labels = request.Labels ?? [],
            Fields = LiveJiraMapping.Nodes(request.Fields),
        };
        await NoteAsync(actor, "jira.issue-created", id, $"in {project}: {request.Summary}", ct);
        var created = Committed(await client.Issues.CreateAsync(draft, ct));
        return await ReadAsync(client, created.Id, ct);
    }

    public async Task<JiraIssueResponse> EditAsync(
        Actor actor, ConnectionId id, string key, EditJiraIssueRequest request, CancellationToken ct)
    {
        var client = await sites.WriterForAsync(id, ct);
        var present = request.Labels is null ? [] : (await FindAsync(client, key, [], ct)).Labels;
        var edit = new IssueEdit
        {
            Summary = request.Summary,
            Description = request.Description is { } text ? RichDocument.FromPlainText(text) : null,
            PriorityId = await PriorityAsync(client, request.Priority, ct),
            AddLabels = [.. (request.Labels ?? []).Except(present)],
            RemoveLabels = request.Labels is null ? [] : [.. present.Except(request.Labels)],
            Fields = LiveJiraMapping.Nodes(request.Fields),
        };
        await NoteAsync(actor, "jira.issue-edited", id, key, ct);
        Committed(await client.Issues.EditAsync(key, edit, ct));
        return await ReadAsync(client, key, ct);
    }

    public async Task<JiraCommentResponse> CommentAsync(
        Actor actor, ConnectionId id, string key, CreateJiraCommentRequest request, CancellationToken ct)
    {
        var client = await sites.WriterForAsync(id, ct);
        await NoteAsync(actor, "jira.issue-commented", id, key, ct);
        return LiveJiraMapping.Response(Committed(await client.Comments.AddAsync(key, RichDocument.FromPlainText(request.Text), ct)));
    }

    public async Task<JiraIssueResponse> TransitionAsync(
        Actor actor, ConnectionId id, string key, TransitionJiraIssueRequest request, CancellationToken ct)
    {
        var client = await sites.WriterForAsync(id, ct);
        var possible = await client.Transitions.ListAsync(key, ct) ?? throw NoIssue(key);
        var chosen = Choose(possible, request.Transition);
        var step = new TransitionRequest(chosen.Id)
        {
            Comment = request.Comment is { } text ? RichDocument.FromPlainText(text) : null,
            Fields = LiveJiraMapping.Nodes(request.Fields),
        };
        await NoteAsync(actor, "jira.issue-transitioned", id, $"{key} by {chosen.Name}", ct);
        Committed(await client.Transitions.ApplyAsync(key, step, ct));
        return await ReadAsync(client, key, ct);
    }

    public static async Task<JiraIssue> FindAsync(JiraClient client, string key, IReadOnlyList<string> more, CancellationToken ct) =>
        await client.Issues.GetAsync(key, LiveJiraMapping.Selection(withDescription: true, more), ct) ?? throw NoIssue(key);

    public static ProblemException NoIssue(string key) =>
        new(new Problem(ProblemKind.NotFound, $"Jira has no issue {Problem.Quote(key)}, or does not show it to this account."));

    private static async Task<JiraIssueResponse> ReadAsync(JiraClient client, string key, CancellationToken ct) =>
        LiveJiraMapping.Response(await FindAsync(client, key, [], ct), client.Site, []);

    private static async Task<JiraIssueType> TypeAsync(JiraClient client, string project, string nameOrId, CancellationToken ct)
    {
        var types = await client.CreateMeta.IssueTypesAsync(project, ct);
        return types.FirstOrDefault(t => t.Id == nameOrId) ?? types.FirstOrDefault(t => Same(t.Name, nameOrId))
            ?? throw Unknown("/type", nameOrId, types.Select(t => t.Name));
    }

    private static async Task<string?> PriorityAsync(JiraClient client, string? nameOrId, CancellationToken ct)
    {
        if (nameOrId is null)
            return null;
        var priorities = await client.Priorities.ListAsync(ct);
        return (priorities.FirstOrDefault(p => p.Id == nameOrId) ?? priorities.FirstOrDefault(p => Same(p.Name, nameOrId)))?.Id
            ?? throw Unknown("/priority", nameOrId, priorities.Select(p => p.Name));
    }

    private static JiraTransition Choose(IReadOnlyList<JiraTransition> possible, string wanted) =>
        possible.FirstOrDefault(t => t.Id == wanted)
        ?? possible.FirstOrDefault(t => Same(t.Name, wanted))
        ?? possible.FirstOrDefault(t => Same(t.To.Name, wanted))
        ?? throw Unknown("/transition", wanted, possible.Select(t => $"{t.Name} → {t.To.Name}"));

    private static T Committed<T>(JiraOutcome<T> outcome) => outcome is JiraOutcome<T>.Committed done
        ? done.Value
        : throw new ProblemException(Testing.JiraProblems.For(outcome));

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static ProblemException Unknown(string pointer, string given, IEnumerable<string> known) => new(Problem.AtPointer(
        ProblemKind.ValidationFailed, pointer, $"{pointer}: {Problem.Quote(given)} is not possible here; possible are {string.Join(", ", known)}."));

    private async Task NoteAsync(Actor actor, string action, ConnectionId id, string summary, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await activity.AppendAsync(work, actor, action, id.ToString(), summary, ct);
        await work.CommitAsync(ct);
    }
}
