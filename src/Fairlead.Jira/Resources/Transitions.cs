using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Json;
using Fairlead.Jira.RichText;

namespace Fairlead.Jira.Resources;

/// <summary>A step that is possible for an issue now, for this account.</summary>
/// <param name="Id">Of the transition in the issue's workflow; not stable when the workflow is edited.</param>
/// <param name="To">The status it leads to.</param>
/// <param name="Fields">Of the transition's screen; empty when it has none.</param>
public sealed record JiraTransition(string Id, string Name, JiraStatus To, IReadOnlyList<JiraFieldMeta> Fields)
{
    public IEnumerable<JiraFieldMeta> RequiredFields => Fields.Where(f => f is { IsRequired: true, HasDefault: false });

    internal static JiraTransition? Read(JsonElement json) =>
        json.Text("id") is { } id && JiraStatus.Read(json.Member("to")) is { } to
            ? new(id, json.Text("name") ?? id, to, JiraFieldMeta.ReadAll(json.Member("fields")))
            : null;
}

/// <summary>A step to take, with what its screen needs and a comment in the same call.</summary>
public sealed record TransitionRequest(string TransitionId)
{
    /// <summary>Fields of the transition's screen, as Jira wants them; a field that is not on the screen is refused.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Fields { get; init; } = new Dictionary<string, JsonNode?>();

    public IReadOnlyDictionary<string, RichDocument> RichFields { get; init; } = new Dictionary<string, RichDocument>();

    public RichDocument? Comment { get; init; }

    /// <summary>Who may read the comment; <see langword="null"/>: everyone who sees the issue.</summary>
    /// <exception cref="ArgumentException">For internal comments, which no document lets go with a transition.</exception>
    public CommentVisibility? CommentVisibility
    {
        get;
        init => field = value is { IsInternal: true } ? throw new ArgumentException("Internal comments go by themselves.", nameof(value)) : value;
    }

    public IReadOnlyDictionary<string, JsonNode> Properties { get; init; } = new Dictionary<string, JsonNode>();
}

/// <summary>How far a bulk task is. Poll it no more often than every few seconds.</summary>
/// <param name="Status">ENQUEUED, RUNNING, COMPLETE, FAILED, CANCEL_REQUESTED, CANCELLED, DEAD.</param>
/// <param name="FailedIssues">By issue id, with Jira's reasons.</param>
public sealed record JiraBulkTask(
    string TaskId,
    string Status,
    int ProgressPercent,
    IReadOnlyList<string> ProcessedIssueIds,
    IReadOnlyDictionary<string, string> FailedIssues,
    int InaccessibleIssues)
{
    public bool IsOver => Status is "COMPLETE" or "FAILED" or "CANCELLED" or "DEAD";
}

/// <summary>Steps through workflows.</summary>
public sealed class TransitionsResource
{
    /// <summary>Jira's limit of issues in one bulk transition (Cloud).</summary>
    public const int MaxBulk = 1000;

    private readonly JiraCaller _caller;

    internal TransitionsResource(JiraCaller caller) => _caller = caller;

    /// <summary><c>GET /issue/{issueIdOrKey}/transitions?expand=transitions.fields</c>.</summary>
    /// <returns>What is possible now; <see langword="null"/> when the issue does not exist or may not be seen.</returns>
    public async Task<IReadOnlyList<JiraTransition>?> ListAsync(string issueIdOrKey, CancellationToken ct)
    {
        var route = JiraRoute.Of("/issue/{issueIdOrKey}/transitions", issueIdOrKey).Query(("expand", "transitions.fields"));
        return await _caller.FindAsync(JiraRequest.Get(route), ct) is { } json
            ? [.. json.Items("transitions").Select(JiraTransition.Read).OfType<JiraTransition>()]
            : null;
    }

    /// <summary>
    /// <c>POST /issue/{issueIdOrKey}/transitions</c>. Not repeatable blindly: after <c>Uncertain</c> read the issue's status first.
    /// </summary>
    public Task<JiraOutcome<JiraAccepted>> ApplyAsync(string issueIdOrKey, TransitionRequest transition, CancellationToken ct)
    {
        var body = new JsonObject { ["transition"] = new JsonObject { ["id"] = transition.TransitionId } };
        var fields = transition.Fields.Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone()))
            .Concat(transition.RichFields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)IssueMapper.Rich(f.Value, _caller.Site.Edition)))).ToList();
        if (fields.Count > 0)
            body["fields"] = new JsonObject(fields);
        if (transition.Comment is { } comment)
        {
            var added = new JsonObject { ["body"] = IssueMapper.Rich(comment, _caller.Site.Edition) };
            if (transition.CommentVisibility is { } visibility)
                added["visibility"] = visibility.ToJson();
            body["update"] = new JsonObject { ["comment"] = new JsonArray(new JsonObject { ["add"] = added }) };
        }

        IssueMapper.AddProperties(body, transition.Properties);
        var route = JiraRoute.Of("/issue/{issueIdOrKey}/transitions", issueIdOrKey);
        return _caller.EffectAsync(JiraRequest.Effect(HttpMethod.Post, route, body, issueIdOrKey), ct);
    }

    /// <summary>
    /// Cloud only: <c>POST /bulk/issues/transition</c>, many issues by one transition without fields or comment, as a task of Jira.
    /// Needs the global permission <em>Bulk change</em>.
    /// </summary>
    /// <returns>The id of the task.</returns>
    /// <exception cref="InvalidOperationException">On Data Center, which has no such call.</exception>
    public Task<JiraOutcome<string>> StartBulkAsync(
        string transitionId, IReadOnlyCollection<string> issueIdsOrKeys, bool sendMail, CancellationToken ct)
    {
        RequireCloud();
        ArgumentOutOfRangeException.ThrowIfZero(issueIdsOrKeys.Count, nameof(issueIdsOrKeys));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(issueIdsOrKeys.Count, MaxBulk, nameof(issueIdsOrKeys));
        var body = new JsonObject
        {
            ["bulkTransitionInputs"] = new JsonArray(new JsonObject
            {
                ["selectedIssueIdsOrKeys"] = new JsonArray([.. issueIdsOrKeys.Select(i => (JsonNode)i)]),
                ["transitionId"] = transitionId,
            }),
            ["sendBulkNotification"] = sendMail,
        };
        return _caller.EffectAsync(
            JiraRequest.Effect(HttpMethod.Post, JiraRoute.Of("/bulk/issues/transition"), body), json => json.Text("taskId"), ct);
    }

    /// <summary>Cloud only: <c>GET /bulk/queue/{taskId}</c>.</summary>
    /// <returns><see langword="null"/> when the task is unknown (they are kept for 14 days).</returns>
    public async Task<JiraBulkTask?> BulkTaskAsync(string taskId, CancellationToken ct)
    {
        RequireCloud();
        if (await _caller.FindAsync(JiraRequest.Get(JiraRoute.Of("/bulk/queue/{taskId}", taskId)), ct) is not { } json)
            return null;
        var failed = json.Member("failedAccessibleIssues") is { ValueKind: JsonValueKind.Object } byIssue
            ? byIssue.EnumerateObject().ToDictionary(f => f.Name, f => string.Join("; ", f.Value.Items().Select(m => m.AsText())))
            : [];
        return new(
            taskId,
            json.Text("status") ?? "",
            (int)(json.Number("progressPercent") ?? 0),
            json.Texts("processedAccessibleIssues"),
            failed,
            (int)(json.Number("invalidOrInaccessibleIssueCount") ?? 0));
    }

    private void RequireCloud()
    {
        if (!_caller.IsCloud)
            throw new InvalidOperationException("Data Center has no bulk transition.");
    }
}
