using System.Text.Json;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Json;
using Fairlead.Jira.Resources;

namespace Fairlead.Jira.Calls;

/// <summary>
/// Reads the answer to a bulk create. 201 (some or all created) and 400 (none) carry <c>{issues:[…], errors:[{status,
/// failedElementNumber, elementErrors}]}</c>. Only an answer whose numbers agree is believed; any other leaves every element
/// Uncertain, to be resolved by marker. A 429 is no proof here: it may come after some elements were created.
/// </summary>
internal static class BulkCreateAnswer
{
    public static IReadOnlyList<JiraOutcome<CreatedIssue>> Read(JiraAttempt attempt, int count)
    {
        if (attempt is JiraAttempt.Answered { Status: 200 or 201 or 400 } answer && ReadElements(answer, count) is { } outcomes)
            return outcomes;

        var whole = attempt switch
        {
            JiraAttempt.Answered { Status: 429 } limited => new JiraOutcome<CreatedIssue>.Uncertain(
                JiraFailureCause.RateLimited, "Limited (429), perhaps after some were created.", limited.Limits.RetryAfter),
            JiraAttempt.Answered { Status: 200 or 201 } odd => new JiraOutcome<CreatedIssue>.Uncertain(
                AnswerJudge.WhatElse(odd), "The answer to the bulk create does not add up."),
            // Without an element list a 400 is about the request as a whole, for instance malformed JSON.
            JiraAttempt.Answered { Status: 400 } odd when HasElements(odd) => new JiraOutcome<CreatedIssue>.Uncertain(
                JiraFailureCause.Unreadable, "The refusal of the bulk create does not add up."),
            _ => OutcomeClassifier.NotCommitted<CreatedIssue>(attempt),
        };
        return [.. Enumerable.Repeat(whole, count)];
    }

    private static JiraOutcome<CreatedIssue>[]? ReadElements(JiraAttempt.Answered answer, int count)
    {
        if (JiraJson.TryParse(answer.Body) is not { } json || json.Member("errors") is { ValueKind: not JsonValueKind.Array }
            || answer.Status != 400 && json.Member("issues") is not { ValueKind: JsonValueKind.Array })
            return null;

        var issues = json.Items("issues").Select(IssuesResource.ReadCreated).OfType<CreatedIssue>().ToList();
        var outcomes = new JiraOutcome<CreatedIssue>?[count];
        if (!PlaceFailures(json, outcomes) || issues.Count != json.Items("issues").Count()
            || issues.DistinctBy(i => i.Id).Count() != issues.Count
            || issues.DistinctBy(i => i.Key).Count() != issues.Count
            || issues.Count + outcomes.Count(o => o is not null) != count
            || answer.Status == 400 && issues.Count > 0)
            return null;

        var next = 0;
        return [.. outcomes.Select(o => o ?? new JiraOutcome<CreatedIssue>.Committed(issues[next++]))];
    }

    private static bool PlaceFailures(JsonElement json, JiraOutcome<CreatedIssue>?[] outcomes)
    {
        foreach (var error in json.Items("errors"))
        {
            if (error.Number("failedElementNumber") is not { } index || index < 0 || index >= outcomes.Length || outcomes[index] is not null)
                return false;
            var status = (int)(error.Number("status") ?? 400);
            outcomes[index] = FailureOf(status, error.Member("elementErrors"));
        }

        return true;
    }

    /// <summary>An element that failed with a 5xx may yet have been created.</summary>
    private static JiraOutcome<CreatedIssue> FailureOf(int status, JsonElement? errors)
    {
        var body = errors is { } e ? JsonSerializer.SerializeToUtf8Bytes(e) : "{}"u8.ToArray();
        return OutcomeClassifier.NotCommitted<CreatedIssue>(new JiraAttempt.Answered(status, body) { MediaType = "application/json" });
    }

    private static bool HasElements(JiraAttempt.Answered answer) =>
        JiraJson.TryParse(answer.Body) is { } json
        && (json.Member("issues") is not null || json.Items("errors").Any(e => e.Member("failedElementNumber") is not null));
}
