using Fairlead.Kernel;

namespace Fairlead.Platform.Tickets.Priorities;

/// <summary>Who gave the issue its priority.</summary>
/// <param name="IsOurs">The account that Fairlead signs in with, which never says anything about findings.</param>
/// <param name="At">UTC, by Jira's clock.</param>
internal sealed record PriorityChange(bool IsOurs, DateTimeOffset At);

/// <summary>What a priority says.</summary>
internal abstract record PriorityVerdict
{
    private PriorityVerdict()
    {
    }

    /// <summary>Nothing is to be done.</summary>
    public sealed record Nothing : PriorityVerdict;

    /// <summary>What a priority before it said does not hold any more.</summary>
    public sealed record TakeBack : PriorityVerdict;

    /// <summary>What a priority before it said is taken back, and this holds.</summary>
    /// <param name="Rule">Its place in the list, from 0.</param>
    public sealed record Change(int Rule, Severity Severity) : PriorityVerdict;
}

/// <summary>
/// Decides what the priority of an issue says about the severity of the findings behind it. Pure. It looks at the priority alone and not at the way
/// there, so that the order in which changes are heard makes no difference.
/// </summary>
internal sealed class PriorityJudge(IReadOnlyList<PriorityRule> rules, DateTimeOffset? since)
{
    /// <param name="priorityId">Empty: none.</param>
    /// <param name="change">The last one of the priority; <see langword="null"/> when there never was one.</param>
    /// <param name="linkedAt">UTC. Since when the issue is the ticket's, where somebody else had made it.</param>
    /// <param name="hasEffect">Whether what a priority before it said still stands.</param>
    public PriorityVerdict Judge(string priorityId, PriorityChange? change, DateTimeOffset? linkedAt, bool hasEffect)
    {
        if (change is null or { IsOurs: true } || change.At < since || change.At < linkedAt)
            return new PriorityVerdict.Nothing();
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Priority.Id == priorityId)
                return new PriorityVerdict.Change(i, rules[i].Severity);
        }

        return hasEffect ? new PriorityVerdict.TakeBack() : new PriorityVerdict.Nothing();
    }
}
