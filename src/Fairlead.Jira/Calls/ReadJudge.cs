using System.Diagnostics;
using System.Text.Json;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Calls;

/// <summary>What came of a read: the JSON, or one of the two exceptions. Pure.</summary>
internal static class ReadJudge
{
    /// <returns>The JSON of a 2xx.</returns>
    /// <exception cref="JiraRefusedException">Jira's own no.</exception>
    /// <exception cref="JiraUnavailableException">Everything else.</exception>
    public static JsonElement Read(JiraAttempt attempt, bool isAnonymous) => attempt switch
    {
        JiraAttempt.Answered answer => Read(answer, isAnonymous),
        JiraAttempt.SignInRefused refused => throw new JiraRefusedException(refused.Cause, refused.Status, refused.Error),
        JiraAttempt.Broken broken => throw new JiraUnavailableException(broken.Cause, broken.Message, broken.RetryAfter),
        _ => throw new UnreachableException(),
    };

    private static JsonElement Read(JiraAttempt.Answered answer, bool isAnonymous)
    {
        if (answer.Status == 429)
            throw new JiraUnavailableException(JiraFailureCause.RateLimited, "The site limits us (429).", answer.Limits.RetryAfter);
        if (AnswerJudge.RefusalOf(answer) is { } refusal)
            throw new JiraRefusedException(refusal.Cause, answer.Status, refusal.Error);
        // Without Jira's words, but a read needs no proof: whoever says 401 wants another credential.
        if (answer.Status == 401)
            throw new JiraRefusedException(JiraRefusalCause.AuthenticationFailed, answer.Status, JiraError.None);
        if (answer.Status is >= 200 and < 300)
        {
            // A wrong credential reads as a visitor: fewer issues, not an error. Never take that for the truth.
            if (!isAnonymous && AnswerJudge.FailedSignIn(answer) is { } failed)
                throw new JiraRefusedException(failed.Cause, answer.Status, failed.Error);
            if (JiraJson.TryParse(answer.Body) is { } json)
                return json;
        }

        var (cause, message) = AnswerJudge.Failure(answer);
        throw new JiraUnavailableException(cause, message, answer.Limits.RetryAfter, answer.Location);
    }
}
