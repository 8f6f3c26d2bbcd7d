using Fairlead.Jira;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>An issue of which Jira does not give something although it answers; what else is to be read is read.</summary>
/// <param name="Reason">For people.</param>
internal sealed record UnreadIssue(string Key, string Reason);

/// <summary>Tells in one reading of many issues what is the matter of one of them from an outage, by another read: one issue keeps nobody from hearing the others.</summary>
internal sealed class FailedReads
{
    /// <summary>Each costs a call and the wait for its answer: after so many the others that are to be asked for by themselves are left to the next look.</summary>
    private const int Most = 20;

    private readonly List<UnreadIssue> _unread = [];

    public IReadOnlyList<UnreadIssue> Unread => _unread;

    public bool AreMany => _unread.Count >= Most;

    /// <returns><see langword="false"/> when the reading ends with it.</returns>
    public static async Task<bool> IsOfOneAsync(LaneSession session, JiraUnavailableException failure, CancellationToken ct) =>
        failure is { RetryAfter: null, Cause: not (JiraFailureCause.Redirected or JiraFailureCause.LoginPage) } && await Lanes.ReadFailureAsync(session.Probe, ct) is null;

    public void Add(string issueKey, JiraUnavailableException failure) => _unread.Add(new(issueKey, failure.Message));
}
