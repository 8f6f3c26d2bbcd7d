using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>What came of asking for something that the next run does.</summary>
internal enum AskOutcome
{
    Asked,
    Unknown,

    /// <summary>The ticket does not need it, as far as is known.</summary>
    NotApplicable,

    /// <summary>Another ticket has taken its place, so that no run does anything for this one.</summary>
    Replaced,
}

/// <summary>What a person asks for a ticket that is stuck; the next run does it, which of an automatic configuration a running server makes at once.</summary>
internal sealed class TicketRepairs(TicketStore tickets, IssueStore issues, RunStore runs, IJiraSource jira, ActivityLog activity, EventLog events)
{
    /// <summary>Asks for a new issue in place of one that was deleted in Jira, is lost or was unlinked; the next run makes it.</summary>
    public async Task<AskOutcome> RecreateAsync(Actor actor, TicketId id, CancellationToken ct)
    {
        if (await tickets.GetAsync(id, ct) is not { } ticket)
            return AskOutcome.Unknown;
        if (await tickets.IsReplacedAsync(id, ct))
            return AskOutcome.Replaced;
        await using var work = await issues.BeginAsync(ct);
        if (!await issues.ReleaseAsync(work, id, $"{ticket.IssueKey ?? "The issue"} was deleted in Jira, is lost or was unlinked; a new issue is to take its place", ct))
            return AskOutcome.NotApplicable;
        await activity.AppendAsync(work, actor, "tickets.recreate", id.ToString(), $"A new issue is to take the place of {ticket.IssueKey ?? $"the one that \"{ticket.GroupLabel}\" had"}.", ct);
        await events.AppendAsync(work, TicketConfigurations.ChangedEvent, ticket.ConfigurationId.ToString(), ct);
        await work.CommitAsync(ct);
        return AskOutcome.Asked;
    }

    /// <summary>Asks to try again what Jira refused for a ticket: what was wrong was corrected in Jira. The next run does.</summary>
    public async Task<AskOutcome> RetryAsync(Actor actor, TicketId id, CancellationToken ct)
    {
        if (await tickets.GetAsync(id, ct) is not { } ticket)
            return AskOutcome.Unknown;
        await using var work = await issues.BeginAsync(ct);
        if (!await issues.RetryAsync(work, id, ct))
            return AskOutcome.NotApplicable;
        await activity.AppendAsync(work, actor, "tickets.retry", id.ToString(), $"{ticket.IssueKey ?? ticket.GroupLabel} is to be tried again.", ct);
        await events.AppendAsync(work, TicketConfigurations.ChangedEvent, ticket.ConfigurationId.ToString(), ct);
        await work.CommitAsync(ct);
        return AskOutcome.Asked;
    }

    /// <summary>Asks to try again what Jira refused in a run, and nothing else of it; the next run of its configuration does.</summary>
    /// <returns>Of how many tickets, without those that were asked for or are settled since; or why of none.</returns>
    public async Task<(int Asked, Problem? Problem)> RetryRunAsync(Actor actor, SyncRunId id, CancellationToken ct)
    {
        if (await runs.GetAsync(id, ct) is not { } run)
            return (0, RunRefusals.NoSuchRun);
        if (run.Undoes is not null)
            return (0, RunRefusals.UndoIsAskedForAgain);
        await using var work = await issues.BeginAsync(ct);
        var asked = await issues.RetryRunAsync(work, id, ct);
        if (asked == 0 && run.Outcomes.ContainsKey("parked"))
            return (0, RunRefusals.ParkedToRetry(await jira.NameOfAsync(run.Connection, ct) ?? run.Connection.ToString()));
        if (asked == 0)
            return (0, RunRefusals.NothingToRetry);
        await activity.AppendAsync(work, actor, "tickets.retry", id.ToString(), $"{asked:N0} {(asked == 1 ? "ticket" : "tickets")} that Jira refused in this run {(asked == 1 ? "is" : "are")} to be tried again.", ct);
        await events.AppendAsync(work, TicketConfigurations.ChangedEvent, run.Configuration.ToString(), ct);
        await work.CommitAsync(ct);
        return (asked, null);
    }

    /// <summary>Asks to send Fairlead's own words where others wrote theirs since; the next run does, but for what they change from now on.</summary>
    public async Task<AskOutcome> RewriteAsync(Actor actor, TicketId id, CancellationToken ct)
    {
        if (await tickets.GetAsync(id, ct) is not { } ticket)
            return AskOutcome.Unknown;
        await using var work = await issues.BeginAsync(ct);
        if (await issues.GiveBackAsync(work, id, ct) is not { Count: > 0 } fields)
            return AskOutcome.NotApplicable;
        await activity.AppendAsync(
            work, actor, "tickets.rewrite", id.ToString(), $"{string.Join(", ", fields)} of {ticket.IssueKey} are to be Fairlead's again, over what others wrote there.", ct);
        await events.AppendAsync(work, TicketConfigurations.ChangedEvent, ticket.ConfigurationId.ToString(), ct);
        await work.CommitAsync(ct);
        return AskOutcome.Asked;
    }
}
