using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Statuses;

/// <summary>Where an issue stands.</summary>
/// <param name="ResolutionId"><see langword="null"/> while it is unresolved.</param>
internal sealed record IssueStanding(JiraStatus Status, string? ResolutionId)
{
    /// <summary>What makes it another standing: tells whether it was judged before.</summary>
    public string Key => $"{Status.Id}/{ResolutionId}";

    /// <summary>Where Fairlead itself moved the issue, whatever resolution Jira gives it there: no standing has this key.</summary>
    public static string MovedTo(string? statusId) => $"{statusId}/*";
}

/// <summary>Who brought the issue there.</summary>
/// <param name="IsOurs">The account that Fairlead signs in with, which never says anything about findings.</param>
/// <param name="At">UTC, by Jira's clock.</param>
internal sealed record StandingChange(bool IsOurs, DateTimeOffset At);

/// <summary>What a standing says.</summary>
internal abstract record StatusVerdict
{
    private StatusVerdict()
    {
    }

    /// <summary>Nothing is to be done.</summary>
    public sealed record Nothing : StatusVerdict;

    /// <summary>What a standing before it said does not hold any more.</summary>
    public sealed record TakeBack : StatusVerdict;

    /// <summary>What a standing before it said is taken back, and this holds.</summary>
    /// <param name="Rule">Its place in the map, from 0.</param>
    /// <param name="Until">UTC; <see langword="null"/>: without end.</param>
    public sealed record Change(int Rule, FindingStatus Finding, DateTimeOffset? Until) : StatusVerdict;
}

/// <summary>
/// Decides what the standing of an issue says about the findings behind it. Pure. It looks at the standing alone and not at the way there,
/// so that the order in which changes are heard makes no difference.
/// </summary>
internal sealed class StatusJudge(IReadOnlyList<StatusRule> map, DateTimeOffset? since)
{
    /// <summary>The first rule that fits, from 0; <see langword="null"/> when none does.</summary>
    public int? RuleOf(IssueStanding standing)
    {
        for (var i = 0; i < map.Count; i++)
        {
            if (Fits(map[i], standing))
                return i;
        }

        return null;
    }

    /// <param name="change">The last one of status or resolution; <see langword="null"/> when there never was one.</param>
    /// <param name="linkedAt">UTC. Since when the issue is the ticket's, where somebody else had made it.</param>
    /// <param name="hasEffect">Whether what a standing before it said still stands.</param>
    public StatusVerdict Judge(IssueStanding standing, StandingChange? change, DateTimeOffset? linkedAt, bool hasEffect, DateTimeOffset now)
    {
        if (change is null or { IsOurs: true } || change.At < since || change.At < linkedAt)
            return new StatusVerdict.Nothing();
        if (RuleOf(standing) is not { } index)
            return hasEffect ? new StatusVerdict.TakeBack() : new StatusVerdict.Nothing();
        var rule = map[index];
        var until = rule.Days is { } days ? change.At.AddDays(days) : (DateTimeOffset?)null;
        // Heard so late that it is over.
        if (until <= now)
            return hasEffect ? new StatusVerdict.TakeBack() : new StatusVerdict.Nothing();
        return new StatusVerdict.Change(index, rule.Finding, until);
    }

    private static bool Fits(StatusRule rule, IssueStanding standing) =>
        (rule.Status is { } status ? status.Id == standing.Status.Id : rule.Category == standing.Status.Category)
        && (rule.Resolution is null || rule.Resolution.Id == standing.ResolutionId);
}
