namespace Fairlead.Client.Operations;

/// <summary>Who did something.</summary>
public enum ActorKind
{
    /// <summary>Fairlead itself: a job, a start-up, an in-process command.</summary>
    System,
    User,

    /// <summary>A program with an API token, or a provider app.</summary>
    Token,

    /// <summary>A person in Jira, by what they wrote or did there.</summary>
    Jira,
}

/// <summary>One entry of the audit trail. Entries are chained by hash: an edited or missing one is noticed.</summary>
/// <param name="Action">What was done, as <c>noun.verb</c>: <c>connection.created</c>.</param>
/// <param name="Subject">Id of what it was done to.</param>
/// <param name="Summary">One line for people; never a secret.</param>
public sealed record ActivityResponse(
    long Number, DateTimeOffset At, ActorKind Actor, string ActorName, string Action, string? Subject, string Summary);

/// <summary>One attempt at a call to Jira. Holds no id, no body and no secret.</summary>
/// <param name="PathTemplate">For example <c>/rest/api/3/issue/{issueIdOrKey}</c>.</param>
/// <param name="Status">HTTP status; <see langword="null"/> when no answer came.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>refused</c>, <c>limited</c>, <c>notSent</c> or <c>failed</c>.</param>
/// <param name="Cause">Why it did not succeed; <see langword="null"/> when it did.</param>
/// <param name="LimitRemaining">As the site said; <see langword="null"/> when it did not.</param>
public sealed record JiraCallResponse(
    long Number,
    DateTimeOffset At,
    Guid? ConnectionId,
    string Method,
    string PathTemplate,
    int? Status,
    double DurationMilliseconds,
    int Attempt,
    string Outcome,
    string? Cause,
    double? RetryAfterSeconds,
    long? LimitRemaining,
    string? LimitReason);

/// <param name="FirstBroken">Number of the first entry that was edited, removed or slipped in; <see langword="null"/> when the trail is whole.</param>
public sealed record ActivityVerificationResponse(bool IsWhole, long? FirstBroken);

/// <param name="KeyId">Tells keys apart; says nothing about the key.</param>
public sealed record MasterKeyResponse(string KeyId);
