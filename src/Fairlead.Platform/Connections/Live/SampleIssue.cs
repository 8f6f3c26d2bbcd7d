using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Connections.Live;

/// <summary>
/// An issue that is made to show that everything works, and removed again. It carries no marker of a ticket. What one step cannot do
/// does not stop the others, so that all is known at once.
/// </summary>
internal sealed class SampleIssue(JiraSites sites, LiveJira live)
{
    private const string Label = "fairlead-sample";
    private const string Summary = "A sample by Fairlead: it may be deleted";

    /// <exception cref="ProblemException">Jira made no issue.</exception>
    public async Task<SampleIssueResponse> MakeAsync(Actor actor, ConnectionId id, SampleIssueRequest request, CancellationToken ct)
    {
        var client = await sites.WriterForAsync(id, ct);
        var project = JiraKeys.Project(request.Project);
        var type = request.Type ?? (await client.CreateMeta.IssueTypesAsync(project, ct)).FirstOrDefault(t => !t.IsSubtask)?.Name
            ?? throw new ProblemException(new Problem(ProblemKind.ConnectionTestFailed, $"The account may create no issue in {project}. See what it may do: the permission report."));
        var made = await live.CreateAsync(
            actor, id, new(project, type, Summary, "Fairlead made this issue to try its connection, and removes it by itself."), ct);

        var steps = new List<SampleStepResponse> { new("create", null, "tickets"), new("read", null, "two-way sync") };
        steps.Add(new("edit", ProblemOf(await client.Issues.EditAsync(made.Id, new IssueEdit { AddLabels = [Label] }, ct)), "labels, by which issues are found again"));
        steps.Add(new("comment", ProblemOf(await client.Comments.AddAsync(made.Id, RichDocument.FromPlainText("A sample comment."), ct)), "saying why an issue is closed"));
        steps.Add(new("transitions", await TransitionsAsync(client, made.Id, ct), "closing and reopening"));
        var isLeft = request.Keep;
        if (!request.Keep)
        {
            var problem = ProblemOf(await client.Issues.DeleteAsync(made.Id, ct));
            steps.Add(new("delete", problem, null));
            isLeft = problem is not null;
        }

        return new(made.Key, made.Url, steps, isLeft);
    }

    private static string? ProblemOf<T>(JiraOutcome<T> outcome) =>
        outcome is JiraOutcome<T>.Committed ? null : Testing.JiraProblems.For(outcome).Detail;

    private static async Task<string?> TransitionsAsync(JiraClient client, string issue, CancellationToken ct)
    {
        try
        {
            return await client.Transitions.ListAsync(issue, ct) is { Count: > 0 } ? null : "No transition is open to the account; it needs Transition Issues.";
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return e.Message;
        }
    }
}
