using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Rules;

/// <summary>What a rule says of the findings that it acts on.</summary>
/// <param name="To"><c>inProgress potential waitingForThirdParty exceptionRequested riskAccepted falsePositive</c> or <c>duplicate</c>.</param>
/// <param name="Reason">At most 2,000 characters; needed to accept a risk.</param>
/// <param name="Days">1 to 366: how long it holds for each finding; absent: without end. A risk is accepted only with it.</param>
public sealed record RuleStatusBody(string To, string? Reason = null, int? Days = null);

/// <summary>What is done; at least one thing.</summary>
/// <param name="Ticket">Name or id of a ticket configuration that lets the findings in, whatever its filter says.</param>
/// <param name="Notify">Names of receivers that are told, at most 20.</param>
public sealed record RuleActionsBody(string? Ticket = null, RuleStatusBody? Status = null, IReadOnlyList<string>? Notify = null);

/// <summary>Does something about findings that meet conditions: once for each time that one is opened.</summary>
/// <param name="Name">1 to 100 characters, unique whatever its case.</param>
/// <param name="When">Conditions, all of which must hold; absent: every open finding.</param>
/// <param name="Enabled">Absent: not. Simulate a rule before it acts.</param>
/// <param name="Existing">Whether it also acts on findings that are open when it is enabled; absent: not.</param>
/// <param name="Expires">The last UTC day on which it acts, as 2027-01-31, at most 366 days ahead; absent: 30 days from when it was made, or as it is.</param>
public sealed record FindingRuleBody(
    string Name,
    RuleActionsBody Then,
    TicketFilterBody? When = null,
    string? Description = null,
    bool Enabled = false,
    bool Existing = false,
    string? Expires = null);

/// <summary>A rule, and how it stands.</summary>
/// <param name="Findings">On how many findings it acted.</param>
/// <param name="LastActedAt">Null: never.</param>
/// <param name="ExpiresAt">From when it does nothing.</param>
/// <param name="Problem">Why it does not do what it says, and what to do; null when it does.</param>
/// <param name="EndsSoon">It acts for the last time within seven days.</param>
public sealed record FindingRuleResponse(
    FindingRuleId Id,
    FindingRuleBody Rule,
    long Findings,
    DateTimeOffset? LastActedAt,
    DateTimeOffset ExpiresAt,
    string? Problem,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool EndsSoon);

/// <param name="Change"><c>created</c>, <c>updated</c> or <c>unchanged</c>.</param>
public sealed record AppliedRule(FindingRuleResponse Rule, string Change);

/// <summary>What is done to several rules: to all, or to none.</summary>
public enum RuleAction
{
    Enable,
    Disable,
    Delete,
}

/// <param name="Names">1 to 500.</param>
public sealed record RulesRequest(RuleAction Action, IReadOnlyList<string> Names);

/// <param name="Names">Those that it was done to.</param>
public sealed record RulesResponse(IReadOnlyList<string> Names);

/// <param name="Expires">The last UTC day on which it acts, as 2027-01-31; 366 days ahead at most.</param>
public sealed record RenewRuleRequest(string Expires);

/// <summary>What a rule would do if it acted on all findings that are open now. Nothing was done.</summary>
/// <param name="Matching">Open findings that meet the conditions.</param>
/// <param name="Acted">Those on which it acted before, since they were opened.</param>
/// <param name="Decided">Those that change their status.</param>
/// <param name="Admitted">Those that the ticket configuration does not let in by itself.</param>
/// <param name="Samples">The worst ten.</param>
/// <param name="Warnings">Conditions that no finding can meet at present, and what to do; empty when there is none.</param>
public sealed record RuleSimulation(
    long Matching, long Acted, long Decided, long Admitted, IReadOnlyList<RuleSample> Samples, IReadOnlyList<string> Warnings);

/// <param name="Status">As it is now.</param>
public sealed record RuleSample(FindingId Id, Severity Severity, string Status, string Title, string? Asset);
