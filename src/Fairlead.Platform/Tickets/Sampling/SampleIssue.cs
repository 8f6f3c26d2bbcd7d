using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Sampling;

/// <summary>
/// An issue that is made to show that everything works, and removed again. It carries no marker of a ticket. What one step cannot do
/// does not stop the others, so that all is known at once.
/// </summary>
internal sealed class SampleIssue(JiraSites sites, ConnectionDirectory connections, ActivityLog activity, Database database, TimeProvider clock)
{
    public const string Label = "fairlead-sample";
    public const string Summary = "A sample by Fairlead: it may be deleted";
    private const int MaxName = 200;
    private const int MaxFields = 100;
    private const int MaxValue = 2_000;
    private const string Description = "Fairlead made this issue to try its connection, and removes it by itself.";

    /// <exception cref="ProblemException">What is asked for is not understood, Jira made no issue, or a field that it demands cannot be filled.</exception>
    public async Task<SampleIssueResponse> MakeAsync(Actor actor, ConnectionId id, SampleIssueRequest request, CancellationToken ct)
    {
        Check(request);
        var client = await sites.WriterForAsync(id, ct);
        var key = JiraKeys.Project(request.Project);
        var type = await TypeAsync(client, key, request.Type, ct);
        var project = await client.Projects.GetAsync(key, ct)
            ?? throw new ProblemException(new Problem(ProblemKind.NotFound, $"Jira has no project {Problem.Quote(key)}, or does not show it to this account."));
        var screen = await client.CreateMeta.FieldsAsync(project.Id, type.Id, ct);
        var name = (await connections.FindAsync(id, ct))?.Name ?? id.ToString();
        var fields = await new SampleFields(client, project, type, screen, name, clock).FillAsync(request.Fields ?? new Dictionary<string, string>(), ct);
        var draft = new IssueDraft
        {
            Project = project.Id,
            IssueTypeId = type.Id,
            Summary = Summary,
            Description = screen.Any(f => f.Id == "description") ? RichDocument.FromPlainText(Description) : null,
            Fields = fields.Plain,
            RichFields = fields.Rich,
        };
        await NoteAsync(actor, id, $"in {project.Key}: {Summary}", ct);
        // Whoever asked may go away: what is with Jira by then is still removed.
        using var patience = new Patience(clock, ct);
        var made = await client.Issues.CreateAsync(draft, patience.Token) is var outcome && outcome is JiraOutcome<CreatedIssue>.Committed done
            ? done.Value
            : throw new ProblemException(JiraAnswers.ProblemOf(outcome));

        try
        {
            var steps = new List<SampleStepResponse> { new("create", null, "tickets"), new("read", await ReadAsync(client, made.Id, ct), "two-way sync") };
            steps.Add(new("edit", ProblemOf(await client.Issues.EditAsync(made.Id, new IssueEdit { AddLabels = [Label] }, ct)), "labels, by which issues are found again"));
            steps.Add(new("comment", ProblemOf(await client.Comments.AddAsync(made.Id, RichDocument.FromPlainText("A sample comment."), ct)), "saying why an issue is closed"));
            steps.Add(new("transitions", await TransitionsAsync(client, made.Id, ct), "closing and reopening"));
            var isLeft = request.Keep;
            if (!request.Keep)
            {
                var problem = ProblemOf(await client.Issues.DeleteAsync(made.Id, patience.Token));
                steps.Add(new("delete", problem, null));
                isLeft = problem is not null;
            }

            return new(made.Key, client.Site.BrowseUrl(made.Key).AbsoluteUri, steps, isLeft, fields.Told);
        }
        catch (OperationCanceledException) when (!request.Keep)
        {
            await client.Issues.DeleteAsync(made.Id, patience.Token);
            throw;
        }
    }

    private static void Check(SampleIssueRequest request)
    {
        var fields = request.Fields ?? new Dictionary<string, string>();
        var wrong = new Validation().Text("/type", request.Type, MaxName).Check(fields.Count <= MaxFields, "/fields", $"has more than {MaxFields} entries");
        foreach (var (name, value) in fields.Take(MaxFields))
            wrong.Text("/fields", name, MaxName).Text($"/fields/{name}", value, MaxValue, isMultiLine: true);
        wrong.ThrowIfAny();
    }

    private static async Task<JiraIssueType> TypeAsync(JiraClient client, string project, string? nameOrId, CancellationToken ct)
    {
        var types = await client.CreateMeta.IssueTypesAsync(project, ct);
        if (nameOrId is null)
        {
            return types.FirstOrDefault(t => !t.IsSubtask)
                ?? throw new ProblemException(new Problem(ProblemKind.ConnectionTestFailed, $"The account may create no issue in {project}. See what it may do: the permission report."));
        }

        return types.FirstOrDefault(t => t.Id == nameOrId) ?? types.FirstOrDefault(t => t.Name.Equals(nameOrId, StringComparison.OrdinalIgnoreCase))
            ?? throw new ProblemException(Problem.AtPointer(
                ProblemKind.ValidationFailed, "/type", $"/type: {Problem.Quote(nameOrId)} is not possible here; possible are {string.Join(", ", types.Select(t => t.Name))}."));
    }

    private static string? ProblemOf<T>(JiraOutcome<T> outcome) =>
        outcome is JiraOutcome<T>.Committed ? null : JiraAnswers.ProblemOf(outcome).Detail;

    private static Task<string?> ReadAsync(JiraClient client, string issue, CancellationToken ct) => AskedAsync(
        async () => await client.Issues.GetAsync(issue, IssueSelection.Of("summary"), ct) is not null, "Jira does not show the account the issue that it made; it needs Browse Projects.");

    private static Task<string?> TransitionsAsync(JiraClient client, string issue, CancellationToken ct) => AskedAsync(
        async () => await client.Transitions.ListAsync(issue, ct) is { Count: > 0 }, "No transition is open to the account; it needs Transition Issues.");

    private static async Task<string?> AskedAsync(Func<Task<bool>> ask, string problem)
    {
        try
        {
            return await ask() ? null : problem;
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return e.Message;
        }
    }

    /// <summary>Before the call, so that no change is without a name.</summary>
    private async Task NoteAsync(Actor actor, ConnectionId id, string summary, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await activity.AppendAsync(work, actor, "jira.issue-created", id.ToString(), summary, ct);
        await work.CommitAsync(ct);
    }
}
