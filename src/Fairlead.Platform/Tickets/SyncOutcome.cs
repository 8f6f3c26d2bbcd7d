namespace Fairlead.Platform.Tickets;

/// <summary>What came of one operation. Every case is stored with the run; none is only logged.</summary>
public abstract record SyncOutcome
{
    private SyncOutcome()
    {
    }

    /// <summary>It is not over: it is done, or looked at, by itself later.</summary>
    public bool IsToCome => this is Deferred or Uncertain;

    public sealed record Applied(string IssueKey) : SyncOutcome
    {
        /// <summary>What a person should know of it, such as a field that the issue was made without; <see langword="null"/>: nothing.</summary>
        public string? Note { get; init; }
    }

    /// <summary>Nothing had to be done any more: somebody else did it, or what Jira shows would not have changed.</summary>
    public sealed record Skipped(string Reason) : SyncOutcome;

    /// <summary>Jira said no and will again: a missing field, a closed workflow. Shown; not retried by itself.</summary>
    public sealed record Refused(string Reason) : SyncOutcome;

    /// <summary>Not done this time and surely without effect: limit, no connection, sign-in. Tried again after the pause.</summary>
    public sealed record Deferred(string Reason, DateTimeOffset? NotBefore) : SyncOutcome
    {
        /// <summary>Jira answers, and gave no clear answer about this issue: the matter is not the connection's.</summary>
        public bool IsAboutIssue { get; init; }
    }

    /// <summary>
    /// It may have happened, and is looked at before anything is sent again: a new issue is looked for after the quarantine, of a write to an issue
    /// the next run reads what it shows.
    /// </summary>
    public sealed record Uncertain(string Reason, DateTimeOffset? ResolveAt) : SyncOutcome
    {
        /// <inheritdoc cref="Deferred.IsAboutIssue"/>
        public bool IsAboutIssue { get; init; }
    }

    /// <summary>Held back because Jira refuses every item of this project and type; resumed by a probe.</summary>
    public sealed record Parked(string Reason, DateTimeOffset ProbeAt) : SyncOutcome;
}
