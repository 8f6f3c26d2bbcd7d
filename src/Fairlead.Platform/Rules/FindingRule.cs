using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Rules;

/// <summary>What a rule says of findings.</summary>
/// <param name="Days">How long it holds for each; null: without end.</param>
public sealed record RuleDecision(FindingStatus To, string? Reason, int? Days);

/// <summary>What a rule does; at least one thing.</summary>
/// <param name="Ticket">The ticket configuration that lets the findings in.</param>
/// <param name="Notify">Names of receivers.</param>
public sealed record RuleActions(TicketConfigurationId? Ticket, RuleDecision? Decision, IReadOnlyList<string> Notify);

/// <summary>Does something about findings that meet conditions: once for each time that one is opened.</summary>
/// <param name="Name">1 to 100 characters, unique without regard to case.</param>
/// <param name="Existing">Whether it also acts on findings that were opened before it was enabled.</param>
/// <param name="SinceAt">UTC. When it was enabled last, or what could be known then.</param>
/// <param name="ExpiresAt">UTC. It does nothing from then on.</param>
/// <param name="Problem">Why its last run could not be finished.</param>
public sealed record FindingRule(
    FindingRuleId Id,
    string Name,
    string? Description,
    bool Enabled,
    bool Existing,
    TicketFilter When,
    RuleActions Then,
    DateTimeOffset SinceAt,
    DateTimeOffset ExpiresAt,
    string? Problem,
    int Revision,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public const int MaxDays = 366;

    /// <summary>How long before its end people are told of that.</summary>
    private static readonly TimeSpan Warning = TimeSpan.FromDays(7);

    public bool ActsAt(DateTimeOffset now) => Enabled && !HasEnded(now);

    public bool HasEnded(DateTimeOffset now) => now >= ExpiresAt;

    /// <summary>It is meant to act, and has ended or does so within a week.</summary>
    public bool EndsSoon(DateTimeOffset now) => Enabled && !ActsAt(now + Warning);

    /// <summary>Whether a finding is its business by the time at which that was reported.</summary>
    public bool Minds(FindingSummary finding) => finding.IsOpen && (Existing || finding.ReportedAt >= SinceAt);
}
