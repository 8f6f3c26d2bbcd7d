using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Tickets;

/// <summary>What a comment in Jira, or an issue's status or priority there, said by a rule of a configuration, and what became of it.</summary>
/// <param name="ConfigurationId">By whose rules.</param>
/// <param name="CommentId">Null when it was the status or the priority.</param>
/// <param name="IssueKey">As it was then.</param>
/// <param name="Author">As Jira shows the name.</param>
/// <param name="Text">What was written, cut to 1,000 characters; null where Jira shows the comment to some only.</param>
/// <param name="Rule">The rule's place in the list at that time, from 1.</param>
/// <param name="Status">Null when a priority said a severity.</param>
/// <param name="Until">When the status ends by itself; null: never.</param>
/// <param name="Problem">Why nothing was done; null when it was.</param>
/// <param name="Findings">How many were changed.</param>
/// <param name="Undone">Null while it stands.</param>
/// <param name="Severity">What a priority said; null when a status was said.</param>
public sealed record CommentEffectResponse(
    CommentEffectId Id,
    TicketId TicketId,
    TicketConfigurationId ConfigurationId,
    string IssueKey,
    string? CommentId,
    string Author,
    string? Text,
    int Rule,
    string Pattern,
    string? Status,
    DateTimeOffset? Until,
    string? Problem,
    int Findings,
    DateTimeOffset MadeAt,
    CommentUndoneResponse? Undone,
    Severity? Severity = null);

/// <param name="Because">What led to it, for people.</param>
public sealed record CommentUndoneResponse(DateTimeOffset At, string By, string Because);

/// <summary>What to try a configuration's comment rules on: one of the two.</summary>
/// <param name="Text">As if anyone had written it; at most 32,767 characters.</param>
/// <param name="Ticket">Id of a ticket, whose issue's comments are read.</param>
/// <param name="Rules">Rules to try instead of those that are saved.</param>
/// <param name="As">Who wrote the text: an account by full name, e-mail or id, which is neither reporter nor assignee, or as under <c>by</c> of a rule. Left out: anyone.</param>
public sealed record TryCommentRulesRequest(string? Text = null, string? Ticket = null, IReadOnlyList<CommentRuleBody>? Rules = null, string? As = null);

/// <summary>A comment as the rules would judge it. Nothing was changed.</summary>
/// <param name="CommentId">Null for a text.</param>
/// <param name="Ours">By Fairlead's own account, which is never listened to.</param>
/// <param name="Old">Older than these rules, which do not judge it: those that were in force then do, if there were any.</param>
/// <param name="Rule">The rule that decides, from 1; null when none is about it.</param>
/// <param name="Problem">Why what it says could not be done.</param>
/// <param name="PassedOver">Where none decides: the first rule whose pattern is found, but that does not listen to the author; else null.</param>
public sealed record TriedCommentResponse(
    string? CommentId,
    string Author,
    string Text,
    bool Ours,
    bool Old,
    int? Rule,
    string? Status,
    string? Reason,
    DateTimeOffset? Until,
    string? Issue,
    string? Problem,
    int? PassedOver);

/// <summary>What people say on a ticket's issue, read from Jira at this moment.</summary>
/// <param name="Total">Of all comments.</param>
/// <param name="Comments">The latest of them, the oldest first.</param>
public sealed record TicketCommentsResponse(string IssueKey, long Total, IReadOnlyList<TicketCommentResponse> Comments);

/// <param name="Author">As Jira shows the name.</param>
/// <param name="EditedAt">Null: as it was written.</param>
/// <param name="Text">As plain text; null where Jira shows it to some only.</param>
/// <param name="VisibleTo">To whom, for people; null: to whoever sees the issue.</param>
/// <param name="Ours">By Fairlead, or by the account that it signs in with.</param>
public sealed record TicketCommentResponse(
    string Id, string Author, DateTimeOffset? WrittenAt, DateTimeOffset? EditedAt, string? Text, string? VisibleTo, bool Ours);

/// <summary>Something to say on a ticket's issue.</summary>
/// <param name="Text">1 to 32,000 characters.</param>
public sealed record SayRequest(string Text);
