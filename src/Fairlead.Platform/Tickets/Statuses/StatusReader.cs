using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Statuses;

/// <summary>
/// Carries out what the statuses say that people bring issues to. Each standing of an issue is judged once; who brought it there is asked
/// of the issue's history, so that Fairlead's own moves say nothing.
/// </summary>
internal sealed class StatusReader(
    ConfigurationStore configurations, CommentStore store, FindingDecisions findings, EffectUndo undo, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Whose histories are needed.</summary>
    public static readonly IReadOnlyList<string> Fields = ["status", "resolution"];

    /// <summary>Finds the issues that moved, and passes over those of which nobody need be asked. Asks nothing of Jira.</summary>
    /// <param name="present">Linked tickets with their issues, which carry status and resolution.</param>
    public async Task<SiftedIssues> SiftAsync(LaneSession session, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> present, CancellationToken ct)
    {
        var (groups, putOff) = (new List<IssuesOfConfiguration>(), new List<TicketRow>());
        foreach (var group in present.Where(HasNews).GroupBy(p => p.Ticket.ConfigurationId))
        {
            if (await configurations.GetAsync(group.Key, ct) is not { } configuration || !Listens(configuration))
                continue;
            if (configuration.Enabled)
                groups.Add(new(configuration, await PassQuietAsync(session, configuration, [.. group], ct)));
            else
                putOff.AddRange(group.Select(g => g.Ticket));
        }

        await store.OweAsync(putOff, ct);
        return new(groups, putOff);
    }

    /// <param name="changes">The last change of <see cref="Fields"/> of each issue.</param>
    /// <returns>How many issues said something.</returns>
    /// <exception cref="JiraUnavailableException">Jira did not answer; what was judged by then is kept.</exception>
    public async Task<int> JudgeAsync(LaneSession session, SiftedIssues sifted, IReadOnlyDictionary<string, LastChange> changes, CancellationToken ct)
    {
        var effects = 0;
        foreach (var (configuration, news) in sifted.Groups)
        {
            var judge = new StatusJudge(configuration.StatusMap, configuration.StatusMapSince);
            foreach (var (ticket, issue) in news)
            {
                if (await TakeAsync(new(session, configuration, judge, ticket, issue, changes.GetValueOrDefault(issue.Id)), ct))
                    effects++;
            }
        }

        return effects;
    }

    /// <summary>Issues that moved, although looks passed them over, are owed from now on.</summary>
    public async Task OweNewsAsync(IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> present, CancellationToken ct)
    {
        foreach (var group in present.Where(HasNews).GroupBy(p => p.Ticket.ConfigurationId))
        {
            if (await configurations.GetAsync(group.Key, ct) is { } configuration && Listens(configuration))
                await store.OweAsync([.. group.Where(p => !IsOurMove(configuration, p.Ticket, StandingOf(p.Issue)!)).Select(p => p.Ticket)], ct);
        }
    }

    private static bool Listens(TicketConfiguration configuration) => configuration.StatusMap.Count > 0 || configuration.Reopen.NotFrom.Count > 0;

    private static bool HasNews((TicketRow Ticket, JiraIssue Issue) one) => StandingOf(one.Issue) is { } standing && standing.Key != one.Ticket.JudgedStanding;

    private static IssueStanding? StandingOf(JiraIssue issue) => issue.Status is { } status ? new(status, issue.ResolutionId) : null;

    /// <returns>The others.</returns>
    private async Task<IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)>> PassQuietAsync(
        LaneSession session, TicketConfiguration configuration, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> news, CancellationToken ct)
    {
        var judge = new StatusJudge(configuration.StatusMap, configuration.StatusMapSince);
        var quiet = news.Where(n => IsQuiet(configuration, judge, n.Ticket, StandingOf(n.Issue)!)).ToList();
        await PassAsync(session, quiet, ct);
        return [.. news.Except(quiet)];
    }

    /// <summary>
    /// Who brought the issue there need not be asked where that was Fairlead; nor does it matter where nothing was ever said and nothing is said now.
    /// </summary>
    private static bool IsQuiet(TicketConfiguration configuration, StatusJudge judge, TicketRow ticket, IssueStanding standing) =>
        IsOurMove(configuration, ticket, standing)
        || (ticket.JudgedStanding is null && judge.RuleOf(standing) is null);

    /// <summary>
    /// The issue is where Fairlead moved it. Which resolution it got there is not known: one that would say something if a person had chosen it
    /// is asked for in the issue's history, once.
    /// </summary>
    private static bool IsOurMove(TicketConfiguration configuration, TicketRow ticket, IssueStanding standing) =>
        ticket.JudgedStanding == IssueStanding.MovedTo(standing.Status.Id)
        && !(standing.ResolutionId is { } resolution
            && (configuration.Reopen.NotFrom.Any(r => r.Id == resolution) || configuration.StatusMap.Any(r => r.Resolution?.Id == resolution)));

    private async Task PassAsync(LaneSession session, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> quiet, CancellationToken ct)
    {
        await using var work = await store.BeginAsync(ct);
        foreach (var (ticket, issue) in quiet)
            await CommentStore.JudgedAsync(work, session.Connection, session.Epoch, ticket.Id, ticket.JudgedStanding, StandingOf(issue)!.Key, shown: null, movedOnFrom: null, ct);
        await work.CommitAsync(ct);
    }

    private async Task<bool> TakeAsync(Reading reading, CancellationToken ct)
    {
        var standing = StandingOf(reading.Issue)!;
        var change = reading.Last is { } last ? new StandingChange(last.IsOurs, reading.Session.OursOf(last.Change.CreatedAt)) : null;
        if (reading.Last?.IsPast("status", standing.Status.Id) == true)
            return false;
        await using var work = await store.BeginAsync(ct);
        var hasEffect = (await CommentStore.StandingAsync(work, reading.Ticket.Id, EffectRow.OfStatus, ct)).Count > 0;
        var effect = (EffectRow?)null;
        var said = reading.Judge.Judge(standing, change, reading.Ticket.LinkedAt, hasEffect, clock.GetUtcNow());
        if (said is StatusVerdict.TakeBack or StatusVerdict.Change)
            await undo.LockAsync(work, reading.Ticket.Id, ct);
        await CommentStore.JudgedAsync(
            work, reading.Session.Connection, reading.Session.Epoch, reading.Ticket.Id, reading.Ticket.JudgedStanding, standing.Key, ShownBy(said, reading.Ticket),
            change is { IsOurs: false } ? reading.Ticket.MovedTo : null, ct);
        switch (said)
        {
            case StatusVerdict.TakeBack:
                await TakeBackAsync(work, reading, ct);
                break;
            case StatusVerdict.Change verdict:
                await TakeBackAsync(work, reading, ct);
                effect = await DecideAsync(work, reading, verdict, change!.At, ct);
                break;
        }

        await work.CommitAsync(ct);
        return effect is not null;
    }

    /// <summary>
    /// Who moved an issue moved it where they want it: it is not moved on for what that says. Where Fairlead had closed it, the findings behind it may not stand as the
    /// move says, closed as they are or gone to other groups; that is no reason to close it again.
    /// </summary>
    private static FindingStatus? ShownBy(StatusVerdict said, TicketRow ticket) => said switch
    {
        StatusVerdict.Change when ticket is { MovedTo: not null, ShownFinding: null or { IsOpen: false } } => TicketRow.AnyStanding,
        StatusVerdict.Change change => change.Finding,
        StatusVerdict.TakeBack => TicketRow.AnyStanding,
        _ => null,
    };

    private async Task TakeBackAsync(UnitOfWork work, Reading reading, CancellationToken ct)
    {
        if (await undo.TakeBackAsync(work, reading.Ticket.Id, EffectRow.OfStatus, $"the issue was moved to {reading.Issue.Status!.Name}", ct) is > 0 and var count)
            await NoteAsync(work, reading, "status.taken-back", $"was moved to {Words(reading.Issue)}: {count} findings are as they were before", ct);
    }

    /// <returns><see langword="null"/> when all findings are already so, or somebody decided on them since.</returns>
    private async Task<EffectRow?> DecideAsync(UnitOfWork work, Reading reading, StatusVerdict.Change verdict, DateTimeOffset saidAt, CancellationToken ct)
    {
        var (ticket, issue) = (reading.Ticket, reading.Issue);
        var edit = new FindingEdit
        {
            Status = verdict.Finding,
            Reason = verdict.Finding == FindingStatus.Active ? null : $"moved to {Words(issue)} ({issue.Key})",
            ExpiresAt = verdict.Until,
            By = JiraActor.Of(reading.Author),
        };
        var changes = await findings.DecideAsync(work, await LinkStore.OfTicketAsync(work, ticket.Id, ct), edit, new SaidAt(saidAt), ct);
        if (changes.Count == 0)
            return null;
        var effect = new EffectRow
        {
            Id = CommentEffectId.New(clock),
            TicketId = ticket.Id,
            ConfigurationId = ticket.ConfigurationId,
            ConnectionId = ticket.ConnectionId,
            IssueKey = issue.Key,
            CommentId = EffectRow.OfStatus,
            Author = JiraActor.NameOf(reading.Author),
            CommentText = $"moved to {Words(issue)}",
            Rule = verdict.Rule + 1,
            Pattern = reading.Configuration.StatusMap[verdict.Rule].ToString(),
            Status = (int)verdict.Finding,
            UntilAt = verdict.Until?.ToStoredResolution(),
            Changes = TicketRow.JsonOf(changes),
            Findings = changes.Count,
            MadeAt = clock.GetUtcNow().ToStoredResolution(),
        };
        await CommentStore.InsertAsync(work, effect, ct);
        await NoteAsync(
            work, reading, "status.applied",
            $"was moved to {Words(issue)}, which says \"{CatalogFindings.WordsOf(verdict.Finding)}\" by rule {effect.Rule}: {changes.Count} findings", ct);
        return effect;
    }

    private Task NoteAsync(UnitOfWork work, Reading reading, string action, string text, CancellationToken ct) => activity.AppendAsync(
        work, JiraActor.Of(reading.Author), action, reading.Ticket.Id.ToString(), $"{reading.Issue.Key} {text}", ct);

    private static string Words(JiraIssue issue) =>
        Fairlead.Kernel.Text.PlainText.OneLine(issue.Resolution is { } resolution ? $"{issue.Status!.Name} ({resolution})" : issue.Status!.Name);

    private sealed record Reading(
        LaneSession Session, TicketConfiguration Configuration, StatusJudge Judge, TicketRow Ticket, JiraIssue Issue, LastChange? Last)
    {
        public JiraUser? Author => Last?.Change.Author;
    }
}
