using Fairlead.Jira.Limits;

namespace Fairlead.Jira.Calls;

/// <summary>What one try at a call showed, captured so that it can be judged by pure code.</summary>
internal abstract record JiraAttempt
{
    private JiraAttempt()
    {
    }

    /// <summary>A whole answer came.</summary>
    public sealed record Answered(int Status, ReadOnlyMemory<byte> Body) : JiraAttempt
    {
        public string? MediaType { get; init; }

        /// <summary>X-Authentication-Denied-Reason or X-Seraph-LoginReason: only a Jira sends them.</summary>
        public string? SeraphReason { get; init; }

        /// <summary>WWW-Authenticate.</summary>
        public string? Challenge { get; init; }

        /// <summary>Of a redirect, made absolute.</summary>
        public Uri? Location { get; init; }

        public LimitHeaders Limits { get; init; } = LimitHeaders.None;

        /// <summary>The body is only its beginning, since the rest was not wanted.</summary>
        public bool IsCut { get; init; }
    }

    /// <summary>No whole answer came.</summary>
    /// <param name="MayHaveLeft">Whether any byte of the request's body may have reached the peer.</param>
    /// <param name="Status">When the head of an answer had come.</param>
    public sealed record Broken(JiraFailureCause Cause, string Message, bool MayHaveLeft, int? Status = null) : JiraAttempt
    {
        public TimeSpan? RetryAfter { get; init; }
    }

    /// <summary>Signing in failed before the call was made, in the words of the authorisation server.</summary>
    public sealed record SignInRefused(JiraRefusalCause Cause, int Status, JiraError Error) : JiraAttempt;
}
