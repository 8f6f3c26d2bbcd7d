using Fairlead.Jira.Limits;

namespace Fairlead.Jira;

/// <summary>Told of every attempt at a call, also of those that the limiter repeats.</summary>
/// <remarks>Called on the path of the call: return quickly and do not throw.</remarks>
public interface IJiraCallObserver
{
    void OnCall(JiraCall call);
}

/// <summary>An observer for those who do not observe.</summary>
public sealed class SilentCallObserver : IJiraCallObserver
{
    public static SilentCallObserver Instance { get; } = new();

    public void OnCall(JiraCall call)
    {
    }
}

/// <summary>How an attempt ended, coarsely.</summary>
public enum JiraCallResult
{
    Succeeded,
    Refused,
    Limited,

    /// <summary>Nothing left this machine.</summary>
    NotSent,

    /// <summary>A read that failed, or an effect that may or may not have happened.</summary>
    Failed,
}

/// <summary>One attempt at one call. Holds no id, no body and no secret.</summary>
/// <param name="PathTemplate">For example <c>/rest/api/3/issue/{issueIdOrKey}</c>.</param>
/// <param name="StatusCode"><see langword="null"/> when no answer came.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="RequestBytes">Length of the request's body; <see langword="null"/> without one.</param>
/// <param name="Failure"><see langword="null"/> when a clear answer came.</param>
public sealed record JiraCall(
    string Method,
    string PathTemplate,
    int? StatusCode,
    DateTimeOffset StartedAt,
    TimeSpan Duration,
    int Attempt,
    JiraCallPriority Priority,
    LimitHeaders Limits,
    long? RequestBytes,
    JiraCallResult Result,
    JiraFailureCause? Failure,
    JiraRefusalCause? Refusal)
{
    /// <summary>Whether it is to change something in Jira.</summary>
    public bool IsEffect { get; init; }
}
