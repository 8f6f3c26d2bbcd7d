using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>Rules with the time in which they judge what is written.</summary>
/// <param name="Until">UTC; <see langword="null"/>: they are the present ones.</param>
internal sealed record RulePeriod(IReadOnlyList<CommentRule> Rules, DateTimeOffset? Since, DateTimeOffset? Until)
{
    private CommentJudge? _judge;

    /// <summary>One for all comments of a look, since it counts how long its patterns take.</summary>
    public CommentJudge Judge => _judge ??= new(Rules);

    public bool Holds(DateTimeOffset at) => !(at < Since) && !(at >= Until);
}

/// <summary>
/// Which rules of a configuration judge what was written when: those that were in force then, so that a change neither judges what is old nor
/// loses what is not read yet.
/// </summary>
internal sealed class RulesInForce(TicketConfiguration configuration)
{
    // The present ones first: nearly all that is read was written in their time.
    private readonly IReadOnlyList<RulePeriod> _periods =
    [
        .. configuration.CommentRules.Count == 0 ? [] : new[] { new RulePeriod(configuration.CommentRules, configuration.CommentRulesSince, null) },
        .. configuration.FormerCommentRules.Reverse().Select(f => new RulePeriod(f.Rules, f.Since, f.Until)),
    ];

    public TicketConfiguration Configuration => configuration;

    /// <summary>Whether any are in force, or were and can have something left to judge.</summary>
    public bool AreAny => _periods.Count > 0;

    /// <summary>Any are in force now.</summary>
    public bool ArePresent => configuration.CommentRules.Count > 0;

    /// <returns><see langword="null"/> where none were in force.</returns>
    public RulePeriod? At(DateTimeOffset at) => _periods.FirstOrDefault(p => p.Holds(at));

    /// <summary>
    /// Not where nothing happened since the comments were read, since the issue was made, or since there are rules; nor where there are none any more
    /// and the comments were read since, or the issue was made since.
    /// </summary>
    /// <param name="isTold">Somebody said that there is something new: the issue's time of change, which may not say so, does not count.</param>
    public bool CanJudge(LaneSession session, TicketRow ticket, JiraIssue issue, bool isTold)
    {
        return !(_periods[0].Until is { } end && (IsPast(ticket.HeardAt, end) || IsPast(issue.CreatedAt, end)))
            && (isTold || issue.UpdatedAt is not { } updated
                || (updated.ToUniversalTime().ToStoredResolution() != ticket.HeardAt && updated != issue.CreatedAt && !(session.OursOf(updated) < _periods[^1].Since)));

        bool IsPast(DateTimeOffset? atJira, DateTimeOffset end) => atJira is { } at && session.OursOf(at) >= end;
    }
}
