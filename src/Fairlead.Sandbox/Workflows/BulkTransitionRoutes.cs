using System.Globalization;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Workflows;

/// <summary>Many issues by one transition, as a task (Cloud), which does its work when its time is over.</summary>
internal static class BulkTransitionRoutes
{
    private const int MaxIssues = 1_000;

    public static void Map(RouteTable routes)
    {
        if (!routes.IsCloud)
            return;
        routes.Post("/bulk/issues/transition", Submit);
        routes.Get("/bulk/queue/{taskId}", Progress);
    }

    private static JiraAnswer Submit(JiraCall call)
    {
        DemandBulkChange(call);
        if (call.Json["bulkTransitionInputs"] is not JsonArray { Count: > 0 } inputs)
            throw new JiraRefusal(400, "The bulkTransitionInputs field is required.");
        var asked = inputs.OfType<JsonObject>()
            .SelectMany(i => BulkRoutes.Texts(i["selectedIssueIdsOrKeys"]).Select(issue => (Issue: issue, Transition: i["transitionId"]?.ToString())))
            .ToList();
        if (asked.Count == 0 || asked.Any(a => a.Transition is null))
            throw new JiraRefusal(400, "Each input needs selectedIssueIdsOrKeys and a transitionId.");
        if (asked.Count > MaxIssues)
            throw new JiraRefusal(400, $"At most {MaxIssues} issues can be transitioned at once.");

        var task = new BulkTask(call.Site.NextId("bulkTask"), call.User, call.Site.Now, call.Site.Now + call.Site.Options.BulkTaskDuration, asked.Count);
        task.Work = () =>
        {
            foreach (var (idOrKey, transition) in asked)
                Take(call, task, idOrKey, transition!);
        };
        call.Site.BulkTasks[task.Id] = task;
        call.Site.WorkOnTasks();
        return JiraAnswer.Created(new JsonObject { ["taskId"] = $"{task.Id}" });
    }

    private static void Take(JiraCall call, BulkTask task, string idOrKey, string transitionId)
    {
        if (call.Site.Issues.Find(idOrKey) is not { } issue || !call.Sees(issue))
        {
            task.Inaccessible++;
            return;
        }

        var workflow = issue.Now.Project.Types[issue.Now.Type].Workflow;
        var transition = call.Can(PermissionKeys.TransitionIssues, issue.Now.Project)
            ? workflow.From(issue, call.User).FirstOrDefault(t => t.Id.ToString(CultureInfo.InvariantCulture) == transitionId)
            : null;
        if (transition is null)
        {
            task.Failed[issue.Id] = $"The transition {transitionId} is not available for {issue.Key}.";
            return;
        }

        try
        {
            IssueEditor.Take(call.Site, issue, transition, [], call.User, call.View.SpeaksAdf);
            task.Processed.Add(issue.Id);
        }
        catch (JiraRefusal refusal)
        {
            task.Failed[issue.Id] = refusal.Body().ToJsonString();
        }
    }

    private static JiraAnswer Progress(JiraCall call)
    {
        DemandBulkChange(call);
        if (!long.TryParse(call.Route("taskId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !call.Site.BulkTasks.TryGetValue(id, out var task))
            throw new JiraRefusal(404, "The task was not found.");
        var isOver = task.IsOver;
        var json = new JsonObject
        {
            ["taskId"] = $"{task.Id}",
            ["status"] = isOver ? "COMPLETE" : "RUNNING",
            ["progressPercent"] = isOver ? 100 : 0,
            ["submittedBy"] = new JsonObject { ["accountId"] = task.By.AccountId },
            ["created"] = task.CreatedAt.ToUnixTimeMilliseconds(),
            ["started"] = task.CreatedAt.ToUnixTimeMilliseconds(),
            ["updated"] = call.Site.Now.ToUnixTimeMilliseconds(),
        };
        if (!isOver)
            return JiraAnswer.Ok(json);
        json["totalIssueCount"] = task.Total;
        json["invalidOrInaccessibleIssueCount"] = task.Inaccessible;
        json["processedAccessibleIssues"] = new JsonArray([.. task.Processed.Select(i => JsonValue.Create(i))]);
        if (task.Failed.Count > 0)
            json["failedAccessibleIssues"] = new JsonObject(task.Failed.Select(f => KeyValuePair.Create<string, JsonNode?>($"{f.Key}", new JsonArray(f.Value))));
        return JiraAnswer.Ok(json);
    }

    private static void DemandBulkChange(JiraCall call)
    {
        if (!call.Can(PermissionKeys.BulkChange))
            throw new JiraRefusal(403, "You do not have permission to perform bulk operations.");
    }
}

/// <summary>What became of a bulk transition.</summary>
internal sealed record BulkTask(long Id, Account By, DateTimeOffset CreatedAt, DateTimeOffset EndsAt, int Total)
{
    /// <summary>What it does at its end; null when that is done.</summary>
    public Action? Work { get; set; }

    public bool IsOver => Work is null;

    public int Inaccessible { get; set; }

    public List<long> Processed { get; } = [];

    public Dictionary<long, string> Failed { get; } = [];
}
