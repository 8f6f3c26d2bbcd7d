using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>The place of an effect in the list, newest first.</summary>
internal sealed record EffectPosition(DateTimeOffset MadeAt, Guid Id)
{
    public static EffectPosition Start { get; } = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff"));

    public static EffectPosition Of(CommentEffect effect) => new(effect.MadeAt, effect.Id.Value);
}

/// <summary>What came of undoing an effect.</summary>
internal enum UndoOutcome
{
    Undone,
    Unknown,

    /// <summary>It was undone before, or nothing had been done.</summary>
    NotApplicable,
}

/// <summary>A comment as the rules of a configuration would judge it.</summary>
/// <param name="IsOurs">By Fairlead's own account, which is never listened to.</param>
/// <param name="IsOld">Written before the rules were what they are, so that they do not judge it; those of then do.</param>
/// <param name="Found">The first rule whose pattern is found, whoever wrote it, from 0.</param>
internal sealed record TriedComment(string? CommentId, string Author, string Text, bool IsOurs, bool IsOld, CommentVerdict Verdict, int? Found);

/// <summary>Shows what comments did, undoes it, and tries rules out.</summary>
internal sealed class CommentEffects(
    CommentStore store, TicketStore tickets, IssueStore issues, EffectUndo undo, IJiraSource jira, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Longest text that is tried, in characters: as long as a comment can be in Jira.</summary>
    public const int MaxText = 32_767;

    /// <summary>Longest naming of who wrote a text that is tried, in characters.</summary>
    public const int MaxWho = 255;

    /// <summary>Newest first.</summary>
    /// <param name="size">1 to 1,000.</param>
    public Task<IReadOnlyList<CommentEffect>> ListAsync(
        TicketId? ticket, TicketConfigurationId? configuration, EffectPosition? after, int size, CancellationToken ct)
    {
        after ??= EffectPosition.Start;
        return store.PageAsync(ticket, configuration, after.MadeAt, after.Id, size, ct);
    }

    /// <summary>The effects that entries of the audit trail tell of, by the number of the entry.</summary>
    /// <param name="entries">At most a page of them.</param>
    public async Task<IReadOnlyDictionary<long, CommentEffect>> ToldByAsync(IReadOnlyList<Activity> entries, CancellationToken ct)
    {
        var told = entries.Where(e => EffectMatch.KindOf(e) is not null && TicketId.TryParse(e.Subject, null, out _)).ToList();
        if (told.Count == 0)
            return new Dictionary<long, CommentEffect>();
        List<TicketId> ids = [.. told.Select(e => TicketId.Parse(e.Subject!, null)).Distinct()];
        return EffectMatch.Match(told, await store.OfTicketsAsync(ids, told.Min(e => e.At) - EffectMatch.Longest, told.Max(e => e.At), ct));
    }

    public async Task<CommentEffect?> GetAsync(CommentEffectId id, CancellationToken ct) => (await store.GetAsync(id, ct))?.ToEffect();

    /// <summary>Findings get back what was decided before, where nobody decided otherwise since. The comment is not judged again.</summary>
    public async Task<UndoOutcome> UndoAsync(Actor actor, CommentEffectId id, CancellationToken ct)
    {
        if (await store.GetAsync(id, ct) is not { } effect)
            return UndoOutcome.Unknown;
        await using var work = await store.BeginAsync(ct);
        await undo.LockAsync(work, effect.TicketId, ct);
        if (effect.Problem is not null || await undo.UndoAsync(work, effect, actor.Name, "a person undid it", ct) is not { } count)
            return UndoOutcome.NotApplicable;
        // Fairlead's own priority is said again.
        if (effect.CommentId == EffectRow.OfPriority)
            await issues.GiveBackAsync(work, effect.TicketId, ManagedFields.Priority, "Priority", ct);
        await activity.AppendAsync(
            work, actor, "comment.undone", effect.TicketId.ToString(),
            $"What {WordsOf(effect)} on {effect.IssueKey} did was undone: {count} of {effect.Findings} findings are as they were before.", ct);
        await work.CommitAsync(ct);
        return UndoOutcome.Undone;
    }

    private static string WordsOf(EffectRow effect) => effect.CommentId switch
    {
        EffectRow.OfStatus => "the status",
        EffectRow.OfPriority => "the priority",
        var comment => $"comment {comment}",
    };

    /// <summary>How rules judge a text, as if anyone had written it.</summary>
    public TriedComment Try(IReadOnlyList<CommentRule> rules, string text)
    {
        var judge = new CommentJudge(rules);
        var verdict = judge.Judge(new JudgedComment(text, false, false, JudgedComment.None, JudgedComment.None), clock.GetUtcNow());
        return new(null, "anyone", text, IsOurs: false, IsOld: false, verdict, judge.FirstFoundIn(text));
    }

    /// <summary>How rules judge a text that somebody in particular wrote.</summary>
    /// <param name="configuration">With the rules; its project's roles count.</param>
    /// <param name="who">As under <c>by</c> of a rule, or an account by full name, e-mail or id, which is neither reporter nor assignee.</param>
    /// <returns><see langword="null"/> with the problem, where Jira shows no such account.</returns>
    /// <exception cref="Fairlead.Jira.JiraUnavailableException">Jira could not be asked.</exception>
    /// <exception cref="Fairlead.Jira.JiraRefusedException">Jira does not let the connection's account look.</exception>
    public async Task<(TriedComment? Tried, IReadOnlyList<ConfigurationFault> Problems)> TryAsync(
        TicketConfiguration configuration, string text, string who, CancellationToken ct)
    {
        var judge = new CommentJudge(configuration.CommentRules);
        if (CommentTrigger.Read(who) is { } trigger)
            return (Tried(JudgedComment.By(text, trigger), trigger.ToString(), isOurs: false), []);
        var faults = new FaultList();
        var client = await jira.ClientForAsync(configuration.Connection, ct);
        var connection = await jira.NameOfAsync(configuration.Connection, ct) ?? configuration.Connection.ToString();
        if (await new PeopleFinder(client, configuration.Project.Name, connection, faults).FindAsync("as", who, isAssignee: false, ct) is not { } account)
            return (null, faults.Problems);
        var authors = AuthorLookup.Of(client, jira, configuration.Connection);
        return (Tried(await authors.DescribeAsync(judge, text, account, configuration.Project.Id, ct), account.Name, await authors.IsOursAsync(account.Id, clock.GetUtcNow(), ct)), []);

        TriedComment Tried(JudgedComment judged, string author, bool isOurs) =>
            new(null, author, text, isOurs, IsOld: false, judge.Judge(judged, clock.GetUtcNow()), judge.FirstFoundIn(text));
    }

    /// <summary>How the rules judge the comments of a ticket's issue, whatever their age. Changes nothing.</summary>
    /// <returns><see langword="null"/> when the ticket has no issue.</returns>
    /// <exception cref="Fairlead.Jira.JiraUnavailableException">Jira could not be asked.</exception>
    /// <exception cref="Fairlead.Jira.JiraRefusedException">Jira does not show the issue or its comments.</exception>
    public async Task<IReadOnlyList<TriedComment>?> TryAsync(TicketConfiguration configuration, TicketId id, CancellationToken ct)
    {
        if (await tickets.GetAsync(id, ct) is not { IssueId: { } issueId } ticket || ticket.ConfigurationId != configuration.Id)
            return null;
        var client = await jira.ClientForAsync(ticket.ConnectionId, ct);
        if (await client.Issues.GetAsync(issueId, Fairlead.Jira.Issues.IssueSelection.Of("reporter", "assignee", "project"), ct) is not { } issue)
            return null;
        var (judge, authors, tried) = (new CommentJudge(configuration.CommentRules), AuthorLookup.Of(client, jira, ticket.ConnectionId), new List<TriedComment>());
        var ahead = (await jira.PinAsync(ticket.ConnectionId, ct)).Ahead;
        await foreach (var comment in client.Comments.ListAsync(issueId, ct))
        {
            var described = await authors.DescribeAsync(judge, comment, issue, issue.Project?.Id ?? ticket.ProjectId, ct);
            var verdict = await NamedIssue.CheckAsync(client, issue, judge.Judge(described, clock.GetUtcNow()), ct);
            var isRestricted = comment.Visibility is not null;
            tried.Add(new(
                comment.Id,
                comment.Speaker?.DisplayName ?? "somebody",
                isRestricted ? "(restricted)" : comment.Text,
                await authors.IsOursAsync(comment, ct),
                (comment.UpdatedAt ?? comment.CreatedAt) - ahead < configuration.CommentRulesSince,
                isRestricted ? verdict.Withheld() : verdict,
                judge.FirstFoundIn(comment.OwnText)));
        }

        return tried;
    }
}
