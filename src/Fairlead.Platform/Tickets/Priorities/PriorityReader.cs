using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Priorities;

/// <summary>
/// Carries out what the priorities say that people give to issues. Each is judged once; who gave it is asked of the issue's history, so that
/// Fairlead's own priorities say nothing.
/// </summary>
internal sealed class PriorityReader(
    ConfigurationStore configurations, CommentStore store, ManualStore manual, FindingDecisions findings, EffectUndo undo, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Whose histories are needed.</summary>
    public static readonly IReadOnlyList<string> Fields = ["priority"];

    /// <summary>Finds the issues that were given another priority, and passes over those of which nobody need be asked. Asks nothing of Jira.</summary>
    /// <param name="present">Linked tickets with their issues, which carry the priority.</param>
    public async Task<SiftedIssues> SiftAsync(LaneSession session, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> present, CancellationToken ct)
    {
        var (groups, putOff) = (new List<IssuesOfConfiguration>(), new List<TicketRow>());
        foreach (var group in present.Where(HasNews).GroupBy(p => p.Ticket.ConfigurationId))
        {
            if (await configurations.GetAsync(group.Key, ct) is not { Severities.Count: > 0 } configuration)
                continue;
            if (configuration.Enabled)
                groups.Add(new(configuration, await PassQuietAsync(session, [.. group], ct)));
            else
                putOff.AddRange(group.Select(g => g.Ticket));
        }

        await store.OweAsync(putOff, ct);
        return new(groups, putOff);
    }

    /// <param name="changes">The last change of <see cref="Fields"/> of each issue.</param>
    /// <returns>Of how many issues findings were rated.</returns>
    /// <exception cref="JiraUnavailableException">Jira did not answer; what was judged by then is kept.</exception>
    public async Task<int> JudgeAsync(LaneSession session, SiftedIssues sifted, IReadOnlyDictionary<string, LastChange> changes, CancellationToken ct)
    {
        var effects = 0;
        foreach (var (configuration, news) in sifted.Groups)
        {
            var judge = new PriorityJudge(configuration.Severities, configuration.SeveritiesSince);
            var words = await manual.WordsAsync(configuration.Id, news.Select(n => n.Ticket.GroupKey), ct);
            foreach (var (ticket, issue) in news)
            {
                if (await TakeAsync(session, configuration, judge, ticket, issue, changes.GetValueOrDefault(issue.Id), words.GetValueOrDefault(ticket.GroupKey)?.Priority is not null, ct))
                    effects++;
            }
        }

        return effects;
    }

    /// <summary>Issues that were given another priority, although looks passed them over, are owed from now on.</summary>
    public async Task OweNewsAsync(IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> present, CancellationToken ct)
    {
        var rated = await store.StandingOfAsync([.. present.Where(p => HasNews(p) && IsAsSent(p)).Select(p => p.Ticket.Id)], EffectRow.OfPriority, ct);
        foreach (var group in present.Where(p => HasNews(p) && (!IsAsSent(p) || rated.Contains(p.Ticket.Id))).GroupBy(p => p.Ticket.ConfigurationId))
        {
            if (await configurations.GetAsync(group.Key, ct) is { Severities.Count: > 0 })
                await store.OweAsync([.. group.Select(p => p.Ticket)], ct);
        }
    }

    private static bool HasNews((TicketRow Ticket, JiraIssue Issue) one) => PriorityOf(one.Issue) != one.Ticket.JudgedPriority;

    /// <summary>Nobody need be asked who gave it: that was Fairlead, or it is what Fairlead would give. But for what a person's said before: that is taken back by it, too.</summary>
    private static bool IsAsSent((TicketRow Ticket, JiraIssue Issue) one) => one.Issue.Priority?.Id is { } id && id == one.Ticket.SentPriorityId;

    private static string PriorityOf(JiraIssue issue) => issue.Priority?.Id ?? "";

    /// <returns>The others.</returns>
    private async Task<IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)>> PassQuietAsync(
        LaneSession session, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> news, CancellationToken ct)
    {
        var asSent = news.Where(IsAsSent).ToList();
        var rated = await store.StandingOfAsync([.. asSent.Select(n => n.Ticket.Id)], EffectRow.OfPriority, ct);
        var quiet = asSent.Where(n => !rated.Contains(n.Ticket.Id)).ToList();
        await PassAsync(session, quiet, ct);
        return [.. news.Except(quiet)];
    }

    private async Task PassAsync(LaneSession session, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> quiet, CancellationToken ct)
    {
        await using var work = await store.BeginAsync(ct);
        foreach (var (ticket, issue) in quiet)
            await CommentStore.PriorityJudgedAsync(work, session.Connection, session.Epoch, ticket.Id, PriorityOf(issue), sent: null, ct);
        await work.CommitAsync(ct);
    }

    /// <returns>Whether findings were rated.</returns>
    private async Task<bool> TakeAsync(
        LaneSession session, TicketConfiguration configuration, PriorityJudge judge, TicketRow ticket, JiraIssue issue, LastChange? last, bool isChosen, CancellationToken ct)
    {
        if (last?.IsPast("priority", PriorityOf(issue)) == true)
            return false;
        await using var work = await store.BeginAsync(ct);
        var hasEffect = (await CommentStore.StandingAsync(work, ticket.Id, EffectRow.OfPriority, ct)).Count > 0;
        var change = last is null ? null : new PriorityChange(last.IsOurs, session.OursOf(last.Change.CreatedAt));
        var said = judge.Judge(PriorityOf(issue), change, ticket.LinkedAt, hasEffect);
        var effect = (EffectRow?)null;
        var sent = (string?)null;
        if (said is not PriorityVerdict.Nothing)
        {
            await undo.LockAsync(work, ticket.Id, ct);
            await TakeBackAsync(work, ticket, issue, last?.Change, ct);
            if (said is PriorityVerdict.Change verdict)
                effect = await RateAsync(work, configuration, ticket, issue, last!.Change, change!.At, verdict, ct);
            sent = await OwnPriorityAsync(work, configuration, ticket, isChosen, ct);
        }

        await CommentStore.PriorityJudgedAsync(work, session.Connection, session.Epoch, ticket.Id, PriorityOf(issue), sent, ct);
        await work.CommitAsync(ct);
        return effect is not null;
    }

    /// <summary>
    /// Fairlead's own priority follows the severity; where that changes only because of what the person set, it is not sent over that.
    /// </summary>
    /// <param name="isChosen">A person chose the priority that Fairlead sends for this ticket, whatever its findings are.</param>
    /// <returns><see langword="null"/> where Fairlead's priority is not the one of the severity, or there is none.</returns>
    private async Task<string?> OwnPriorityAsync(UnitOfWork work, TicketConfiguration configuration, TicketRow ticket, bool isChosen, CancellationToken ct)
    {
        return !ticket.IsTheirs && !isChosen && await findings.WorstOpenAsync(work, await LinkStore.OfTicketAsync(work, ticket.Id, ct), ct) is { } worst
            ? configuration.Priorities.GetValueOrDefault(worst)?.Id
            : null;
    }

    private async Task TakeBackAsync(UnitOfWork work, TicketRow ticket, JiraIssue issue, JiraChange? last, CancellationToken ct)
    {
        if (await undo.TakeBackAsync(work, ticket.Id, EffectRow.OfPriority, $"the issue was given the priority {NameOf(issue)}", ct) is > 0 and var count)
            await NoteAsync(work, ticket, issue, last, "priority.taken-back", $"was given the priority {NameOf(issue)}: {count} findings are as severe as they were before", ct);
    }

    /// <returns><see langword="null"/> when the findings are already so, or somebody rated them since.</returns>
    private async Task<EffectRow?> RateAsync(
        UnitOfWork work, TicketConfiguration configuration, TicketRow ticket, JiraIssue issue, JiraChange last, DateTimeOffset saidAt, PriorityVerdict.Change verdict, CancellationToken ct)
    {
        var edit = new FindingEdit { Severity = verdict.Severity, Reason = $"given the priority {NameOf(issue)} ({issue.Key})", By = JiraActor.Of(last.Author) };
        var changes = await findings.SetSeverityAsync(work, await LinkStore.OfTicketAsync(work, ticket.Id, ct), edit, saidAt, ct);
        if (changes.Count == 0)
            return null;
        var effect = new EffectRow
        {
            Id = CommentEffectId.New(clock),
            TicketId = ticket.Id,
            ConfigurationId = ticket.ConfigurationId,
            ConnectionId = ticket.ConnectionId,
            IssueKey = issue.Key,
            CommentId = EffectRow.OfPriority,
            Author = JiraActor.NameOf(last.Author),
            CommentText = $"gave it the priority {NameOf(issue)}",
            Rule = verdict.Rule + 1,
            Pattern = configuration.Severities[verdict.Rule].Priority.Name,
            Severity = (int)verdict.Severity,
            Changes = TicketRow.JsonOf(changes),
            Findings = changes.Count,
            MadeAt = clock.GetUtcNow().ToStoredResolution(),
        };
        await CommentStore.InsertAsync(work, effect, ct);
        await NoteAsync(
            work, ticket, issue, last, "priority.applied", $"was given the priority {NameOf(issue)}, which says \"{verdict.Severity}\": {changes.Count} findings", ct);
        return effect;
    }

    private Task NoteAsync(UnitOfWork work, TicketRow ticket, JiraIssue issue, JiraChange? last, string action, string text, CancellationToken ct) =>
        activity.AppendAsync(work, JiraActor.Of(last?.Author), action, ticket.Id.ToString(), $"{issue.Key} {text}", ct);

    private static string NameOf(JiraIssue issue) => PlainText.OneLine(issue.Priority?.Name ?? "none");
}
