using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Operations;

/// <summary>One attempt at a call to another system. Holds no id, no body and no secret.</summary>
/// <param name="Number">0 until it is stored.</param>
/// <param name="PathTemplate">For example <c>/rest/api/3/issue/{issueIdOrKey}</c>.</param>
/// <param name="Status"><see langword="null"/> when no answer came.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>refused</c>, <c>limited</c>, <c>notSent</c> or <c>failed</c>.</param>
public sealed record OutboundCall(
    long Number,
    DateTimeOffset At,
    ConnectionId? Connection,
    string Method,
    string PathTemplate,
    int? Status,
    TimeSpan Duration,
    int Attempt,
    string Outcome,
    string? Cause,
    TimeSpan? RetryAfter,
    long? LimitTotal,
    long? LimitRemaining,
    string? LimitReason);
