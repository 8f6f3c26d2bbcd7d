using Fairlead.Jira.Calls;
using Fairlead.Jira.Limits;
using Fairlead.Jira.Transport;

namespace Fairlead.Jira.SignIn;

/// <summary>A call that another call needs first: a token, the id of a site.</summary>
/// <param name="Root">Scheme, host and context path.</param>
/// <param name="Path">Without anything that must not be recorded.</param>
internal sealed record SideRequest(HttpMethod Method, string Root, string Path, JiraBody? Body);

/// <summary>Makes such calls; they do not pass the limiter, which is the site's, but they are reported.</summary>
internal sealed class SideCalls(HttpExchange exchange, IJiraCallObserver observer, JiraClientOptions options, TimeProvider clock)
{
    private const int MaxAnswerBytes = 64 * 1024;

    public async Task<JiraAttempt> SendAsync(SideRequest request, CancellationToken ct)
    {
        var startedAt = clock.GetUtcNow();
        var started = clock.GetTimestamp();
        var wire = new WireRequest(
            request.Method, new Uri(request.Root + request.Path), request.Body, options.CallTimeout, MaxAnswerBytes);
        var result = await exchange.SendAsync(wire, ct);
        var answer = result as JiraAttempt.Answered;
        JiraFailureCause? failure = result switch
        {
            JiraAttempt.Broken broken => broken.Cause,
            JiraAttempt.Answered { Status: < 200 or >= 300 } other => AnswerJudge.Failure(other).Cause,
            _ => null,
        };
        observer.OnCall(new(
            request.Method.Method,
            request.Path,
            answer?.Status,
            startedAt,
            clock.GetElapsedTime(started),
            1,
            JiraCallPriority.Interactive,
            answer?.Limits ?? LimitHeaders.None,
            request.Body?.Bytes.Length,
            failure is null ? JiraCallResult.Succeeded : JiraCallResult.Failed,
            failure,
            null));
        return result;
    }
}
