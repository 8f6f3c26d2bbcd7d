using System.Diagnostics;
using System.Text.Json;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Calls;

/// <summary>
/// The one place that says what came of an effectful call (reliability rules R3 and R4). Pure. Committed needs a 2xx with what it
/// must contain; Rejected needs Jira's own words; NotSent needs proof; everything else is Uncertain.
/// </summary>
internal static class OutcomeClassifier
{
    /// <summary>For calls whose answer must carry a value.</summary>
    /// <param name="read">Gives <see langword="null"/> when the content lacks what it must have.</param>
    public static JiraOutcome<T> Classify<T>(JiraAttempt attempt, Func<JsonElement, T?> read)
        where T : class
    {
        if (attempt is JiraAttempt.Answered { Status: 200 or 201 } answer && JiraJson.TryParse(answer.Body) is { } json && read(json) is { } value)
            return new JiraOutcome<T>.Committed(value);
        return NotCommitted<T>(attempt);
    }

    /// <summary>For calls whose answer carries nothing: 204, or 200 and 201 with nothing or with JSON.</summary>
    public static JiraOutcome<JiraAccepted> Classify(JiraAttempt attempt) => attempt switch
    {
        JiraAttempt.Answered { Status: 204 } => new JiraOutcome<JiraAccepted>.Committed(default),
        JiraAttempt.Answered { Status: 200 or 201 } answer when answer.Body.IsEmpty || JiraJson.TryParse(answer.Body) is not null =>
            new JiraOutcome<JiraAccepted>.Committed(default),
        _ => NotCommitted<JiraAccepted>(attempt),
    };

    /// <summary>The same for every value: what is not a success.</summary>
    public static JiraOutcome<T> NotCommitted<T>(JiraAttempt attempt) => attempt switch
    {
        JiraAttempt.Answered answer => NotCommitted<T>(answer),
        JiraAttempt.Broken { MayHaveLeft: false } broken =>
            new JiraOutcome<T>.NotSent(broken.Cause, broken.Message, broken.RetryAfter),
        JiraAttempt.Broken broken => new JiraOutcome<T>.Uncertain(broken.Cause, broken.Message, broken.RetryAfter),
        JiraAttempt.SignInRefused refused => new JiraOutcome<T>.Rejected(refused.Cause, refused.Status, refused.Error),
        _ => throw new UnreachableException(),
    };

    private static JiraOutcome<T> NotCommitted<T>(JiraAttempt.Answered answer)
    {
        if (AnswerJudge.RefusalOf(answer) is { } refusal)
            return new JiraOutcome<T>.Rejected(refusal.Cause, answer.Status, refusal.Error, answer.Limits.RetryAfter);
        var (cause, message) = AnswerJudge.Failure(answer);
        return new JiraOutcome<T>.Uncertain(cause, message, answer.Limits.RetryAfter, answer.Location);
    }
}
