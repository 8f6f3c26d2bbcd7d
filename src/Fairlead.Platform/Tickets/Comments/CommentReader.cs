using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>
/// Reads the comments of issues and carries out what they say. Each version of a comment is judged once; what an edited or deleted
/// comment did before is taken back, unless somebody decided otherwise since.
/// </summary>
internal sealed class CommentReader(
    ConfigurationStore configurations, CommentStore store, FindingDecisions findings, EffectUndo undo, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Issues whose comments come with one call, of those that are not too many.</summary>
    private const int Together = 100;

    private static readonly IssueSelection WithComments = IssueSelection.Of("comment");

    /// <summary>Longest part of a comment that is kept for people to read, in characters.</summary>
    private const int MaxText = 1_000;

    /// <summary>
    /// Where a comment cannot be heard now, because Jira does not show it or the configuration is disabled, its issue is owed: looks come back
    /// to it until it was heard.
    /// </summary>
    /// <param name="present">Linked tickets with their issues, which carry reporter, assignee, project and times, and may carry their comments.</param>
    /// <param name="told">Ids of issues of which somebody said that there is something new: their time of change, which may not say so, does not count.</param>
    /// <exception cref="JiraUnavailableException">Jira did not answer; what was judged by then is kept, and not read again.</exception>
    public async Task<Hearing> ReadAsync(
        LaneSession session, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> present, IReadOnlySet<string> told, CancellationToken ct)
    {
        var authors = new AuthorLookup(session.Jira, session.AccountsAsync);
        var (effects, putOff, failed) = (0, new List<TicketRow>(), new FailedReads());
        foreach (var group in present.GroupBy(p => p.Ticket.ConfigurationId))
        {
            if (await InForceAsync(group.Key, ct) is not { } rules)
                continue;
            var news = group.Where(p => rules.CanJudge(session, p.Ticket, p.Issue, told.Contains(p.Issue.Id))).ToList();
            if (rules.Configuration.Enabled)
                effects += await HearAsync(session, rules, authors, news, putOff, failed, ct);
            else
                await PutOffAsync(news.Select(n => n.Ticket), putOff, ct);
        }

        return new(effects, putOff) { Unread = failed.Unread };
    }

    /// <summary>Issues on which there is something new to hear, although looks passed them over, are owed from now on.</summary>
    public async Task OweNewsAsync(LaneSession session, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> present, CancellationToken ct)
    {
        foreach (var group in present.GroupBy(p => p.Ticket.ConfigurationId))
        {
            if (await InForceAsync(group.Key, ct) is { } rules)
                await store.OweAsync([.. group.Where(p => rules.CanJudge(session, p.Ticket, p.Issue, isTold: false)).Select(p => p.Ticket)], ct);
        }
    }

    /// <returns><see langword="null"/> where nothing is listened to.</returns>
    private async Task<RulesInForce?> InForceAsync(TicketConfigurationId id, CancellationToken ct) =>
        await configurations.GetAsync(id, ct) is { } configuration && new RulesInForce(configuration) is { AreAny: true } rules ? rules : null;

    private async Task<int> HearAsync(
        LaneSession session,
        RulesInForce rules,
        AuthorLookup authors,
        List<(TicketRow Ticket, JiraIssue Issue)> news,
        List<TicketRow> putOff,
        FailedReads failed,
        CancellationToken ct)
    {
        var effects = 0;
        foreach (var chunk in news.Chunk(Together))
        {
            var shown = await ShownAsync(session, chunk, failed, ct);
            foreach (var (ticket, issue) in chunk)
            {
                var reading = new Reading(session, rules, authors, ticket, issue);
                var said = shown.GetValueOrDefault(issue.Id) is { } all && !await HasNewsAsync(reading, all, ct) ? 0 : await TryReadAsync(reading, failed, ct);
                if (said is null)
                {
                    await PutOffAsync([ticket], putOff, ct);
                    continue;
                }

                effects += said.Value;
                await store.HeardAsync(ticket.Id, issue.UpdatedAt?.ToUniversalTime(), ct);
            }
        }

        return effects;
    }

    /// <summary>Most issues change without a comment: where their comments did not come with them, one call shows for many which have one that is new.</summary>
    /// <returns>By issue; without those that have more comments than come with an issue.</returns>
    private static async Task<Dictionary<string, IReadOnlyList<JiraComment>>> ShownAsync(
        LaneSession session, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> news, FailedReads failed, CancellationToken ct)
    {
        var shown = new Dictionary<string, IReadOnlyList<JiraComment>>();
        var unread = news.Select(n => n.Issue).Where(i => i.Comments is null).Select(i => i.Id).ToList();
        var others = unread.Count <= 1 ? [] : await TogetherAsync(session, unread, failed, ct);
        foreach (var issue in news.Select(n => n.Issue).Concat(others))
        {
            if (issue.AllComments is { } all)
                shown[issue.Id] = all;
        }

        return shown;
    }

    /// <returns>None where the comments of one of them keep Jira from giving any: then each is asked for by itself.</returns>
    private static async Task<IReadOnlyList<JiraIssue>> TogetherAsync(LaneSession session, IReadOnlyList<string> ids, FailedReads failed, CancellationToken ct)
    {
        try
        {
            return (await session.Jira.Issues.FetchAsync(ids, WithComments, ct)).Issues;
        }
        catch (JiraUnavailableException e)
        {
            if (await FailedReads.IsOfOneAsync(session, e, ct))
                return [];
            throw;
        }
    }

    private async Task<bool> HasNewsAsync(Reading reading, IReadOnlyList<JiraComment> comments, CancellationToken ct)
    {
        var judged = await store.VersionsAsync(reading.Ticket.Id, ct);
        if (judged.Keys.Except(comments.Select(c => c.Id)).Any())
            return true;
        foreach (var comment in comments)
        {
            if (!IsJudged(comment, judged, reading) && !await reading.Authors.IsOursAsync(comment, ct))
                return true;
        }

        return false;
    }

    private async Task PutOffAsync(IEnumerable<TicketRow> tickets, List<TicketRow> putOff, CancellationToken ct)
    {
        List<TicketRow> owed = [.. tickets];
        await store.OweAsync(owed, ct);
        putOff.AddRange(owed);
    }

    /// <inheritdoc cref="ReadAsync(Reading, CancellationToken)"/>
    private async Task<int?> TryReadAsync(Reading reading, FailedReads failed, CancellationToken ct)
    {
        if (failed.AreMany)
            return null;
        try
        {
            return await ReadAsync(reading, ct);
        }
        catch (JiraUnavailableException e)
        {
            if (!await FailedReads.IsOfOneAsync(reading.Session, e, ct))
                throw;
            failed.Add(reading.Issue.Key, e);
            return null;
        }
    }

    /// <returns>How many comments said something; <see langword="null"/> when Jira does not show them.</returns>
    private async Task<int?> ReadAsync(Reading reading, CancellationToken ct)
    {
        List<JiraComment> comments;
        try
        {
            comments = await reading.Session.Jira.Comments.ListAsync(reading.Issue.Id, ct).ToListAsync(ct);
        }
        catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.NotFound or JiraRefusalCause.Forbidden)
        {
            // It was deleted or hidden just now; reconciliation says which.
            return null;
        }

        var judged = await store.VersionsAsync(reading.Ticket.Id, ct);
        var effects = 0;
        foreach (var comment in comments.OrderBy(VersionOf).ThenBy(c => c.Id.Length).ThenBy(c => c.Id, StringComparer.Ordinal))
        {
            if (IsJudged(comment, judged, reading) || await reading.Authors.IsOursAsync(comment, ct))
                continue;
            effects += await TakeAsync(reading, comment, VersionOf(comment), ct);
        }

        foreach (var gone in judged.Keys.Except(comments.Select(c => c.Id)))
        {
            // The list may have missed one: somebody deleted another while it was read.
            if (await reading.Session.Jira.Comments.GetAsync(reading.Issue.Id, gone, ct) is null)
                await ForgetAsync(reading, gone, ct);
        }

        return effects;
    }

    private static bool IsJudged(JiraComment comment, IReadOnlyDictionary<string, DateTimeOffset> judged, Reading reading) =>
        judged.TryGetValue(comment.Id, out var last) ? last == VersionOf(comment) : IsOld(VersionOf(comment), reading);

    /// <summary>Written while there were no rules, or before the issue had to do with the findings.</summary>
    private static bool IsOld(DateTimeOffset version, Reading reading) => reading.RulesAt(version) is null || reading.Session.OursOf(version) < reading.Ticket.LinkedAt;

    private async Task<int> TakeAsync(Reading reading, JiraComment comment, DateTimeOffset version, CancellationToken ct)
    {
        var rules = reading.RulesAt(version);
        if (rules is null)
        {
            await PassAsync(reading, comment.Id, version, ct);
            return 0;
        }

        var verdict = await JudgeAsync(reading, rules.Judge, comment, ct);
        // What Jira shows to some only does not become visible to everyone here.
        if (comment.Visibility is not null)
            verdict = verdict.Withheld();
        await using var work = await store.BeginAsync(ct);
        if (verdict is CommentVerdict.Change || (await CommentStore.StandingAsync(work, reading.Ticket.Id, comment.Id, ct)).Count > 0)
            await undo.LockAsync(work, reading.Ticket.Id, ct);
        await CommentStore.PutAsync(work, reading.Session.Connection, reading.Session.Epoch, reading.Ticket.Id, comment.Id, version, ct);
        var takenBack = await undo.TakeBackAsync(work, reading.Ticket.Id, comment.Id, "the comment was edited", ct);
        var effect = await EffectOfAsync(work, reading, comment, verdict, rules.Rules, ct);
        if (effect is not null)
            await CommentStore.InsertAsync(work, effect, ct);
        if (takenBack > 0)
        {
            await store.JudgeAgainAsync(work, reading.Ticket.Id, ct);
            await NoteAsync(work, reading, comment.Id, comment.Speaker, "comment.taken-back", $"was edited: {takenBack} findings are as they were before", ct);
        }

        if (effect is not null)
        {
            await NoteAsync(
                work, reading, comment.Id, comment.Speaker, effect.Problem is null ? "comment.applied" : "comment.not-applied",
                $"says \"{CatalogFindings.WordsOf((FindingStatus)effect.Status!)}\" by rule {effect.Rule}{(rules.Until is { } until ? $" of those until {until:yyyy-MM-dd HH:mm} UTC" : "")}: "
                    + (effect.Problem is { } problem ? $"not done, {problem}" : $"{effect.Findings} findings. {effect.CommentText}"),
                ct);
        }

        await work.CommitAsync(ct);
        KillPoint.Hit("comments.judged");
        return effect is null ? 0 : 1;
    }

    /// <summary>Edited while there were no rules: what it said before stays said.</summary>
    private async Task PassAsync(Reading reading, string commentId, DateTimeOffset version, CancellationToken ct)
    {
        await using var work = await store.BeginAsync(ct);
        await CommentStore.PutAsync(work, reading.Session.Connection, reading.Session.Epoch, reading.Ticket.Id, commentId, version, ct);
        await work.CommitAsync(ct);
    }

    private async Task<CommentVerdict> JudgeAsync(Reading reading, CommentJudge judge, JiraComment comment, CancellationToken ct)
    {
        var described = await reading.Authors.DescribeAsync(judge, comment, reading.Issue, reading.Issue.Project?.Id ?? reading.Ticket.ProjectId, ct);
        return await NamedIssue.CheckAsync(reading.Session.Jira, reading.Issue, judge.Judge(described, clock.GetUtcNow()), ct);
    }

    /// <returns><see langword="null"/> when the comment says nothing by the rules.</returns>
    private async Task<EffectRow?> EffectOfAsync(
        UnitOfWork work, Reading reading, JiraComment comment, CommentVerdict verdict, IReadOnlyList<CommentRule> rules, CancellationToken ct)
    {
        var (ticket, issue) = (reading.Ticket, reading.Issue);
        var effect = new EffectRow
        {
            Id = CommentEffectId.New(clock),
            TicketId = ticket.Id,
            ConfigurationId = ticket.ConfigurationId,
            ConnectionId = ticket.ConnectionId,
            IssueKey = issue.Key,
            CommentId = comment.Id,
            Author = PlainText.OneLine(comment.Speaker?.DisplayName ?? "somebody"),
            CommentText = comment.Visibility is not null ? null : PlainText.Cut(PlainText.OneLine(comment.Text), MaxText),
            MadeAt = clock.GetUtcNow().ToStoredResolution(),
        };
        switch (verdict)
        {
            case CommentVerdict.Unusable unusable:
                return effect with
                {
                    Rule = unusable.Rule + 1,
                    Pattern = rules[unusable.Rule].Pattern,
                    Status = (int)unusable.Status,
                    Problem = unusable.Problem,
                };
            case CommentVerdict.Change change:
                // Words say more than a status: what one said of the issue gives way.
                await undo.TakeBackAsync(work, ticket.Id, EffectRow.OfStatus, $"comment {comment.Id} says more", ct);
                var said = change.Issue is { } other && !change.Reason.Contains(other, StringComparison.Ordinal) ? $"{other}: {change.Reason}" : change.Reason;
                var edit = new FindingEdit
                {
                    Status = change.Status,
                    Reason = change.Status == FindingStatus.Active ? null : $"{said} ({issue.Key}, comment {comment.Id})",
                    ExpiresAt = change.Until,
                    By = JiraActor.Of(comment.Speaker),
                };
                // Of what is said on one issue the later word counts, whenever it was heard; what people decide here after it was said stays.
                var heard = (await CommentStore.StandingAsync(work, ticket.Id, null, ct)).SelectMany(e => e.ChangeList).ToLookup(c => c.Finding, c => c.After);
                var saidAt = new SaidAt(reading.Session.OursOf(VersionOf(comment)), (finding, decision) => heard[finding].Any(after => after?.IsSame(decision) == true));
                var changes = await findings.DecideAsync(work, await LinkStore.OfTicketAsync(work, ticket.Id, ct), edit, saidAt, ct);
                return effect with
                {
                    Rule = change.Rule + 1,
                    Pattern = rules[change.Rule].Pattern,
                    Status = (int)change.Status,
                    UntilAt = change.Until?.ToStoredResolution(),
                    Changes = TicketRow.JsonOf(changes),
                    Findings = changes.Count,
                };
            default:
                return null;
        }
    }

    private async Task ForgetAsync(Reading reading, string commentId, CancellationToken ct)
    {
        await using var work = await store.BeginAsync(ct);
        // When it was deleted nobody says: what is noticed while there are no rules takes nothing back.
        if (!reading.Rules.ArePresent)
        {
            await CommentStore.DeleteAsync(work, reading.Ticket.Id, commentId, ct);
            await work.CommitAsync(ct);
            return;
        }

        await undo.LockAsync(work, reading.Ticket.Id, ct);
        await CommentStore.DeleteAsync(work, reading.Ticket.Id, commentId, ct);
        var takenBack = await undo.TakeBackAsync(work, reading.Ticket.Id, commentId, "the comment was deleted or cannot be seen any more", ct);
        if (takenBack > 0)
        {
            await store.JudgeAgainAsync(work, reading.Ticket.Id, ct);
            await NoteAsync(work, reading, commentId, null, "comment.taken-back", $"was deleted or cannot be seen any more: {takenBack} findings are as they were before", ct);
        }

        await work.CommitAsync(ct);
    }

    private Task NoteAsync(
        UnitOfWork work, Reading reading, string commentId, JiraUser? author, string action, string text, CancellationToken ct) =>
        activity.AppendAsync(
            work, author is null ? Actor.System : JiraActor.Of(author), action, reading.Ticket.Id.ToString(), $"Comment {commentId} on {reading.Issue.Key} {text}", ct);

    private static DateTimeOffset VersionOf(JiraComment comment) =>
        (comment.UpdatedAt ?? comment.CreatedAt ?? DateTimeOffset.UnixEpoch).ToUniversalTime().ToStoredResolution();

    private sealed record Reading(LaneSession Session, RulesInForce Rules, AuthorLookup Authors, TicketRow Ticket, JiraIssue Issue)
    {
        public RulePeriod? RulesAt(DateTimeOffset version) => Rules.At(Session.OursOf(version));
    }
}
