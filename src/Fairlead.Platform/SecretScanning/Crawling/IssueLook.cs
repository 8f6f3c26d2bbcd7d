using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <param name="Issue"><see langword="null"/>: it is too large to have come with others.</param>
/// <param name="Attachments">Whose contents are to be looked through.</param>
/// <param name="Kept">Attachments whose contents need not be.</param>
/// <param name="Histories">With its history; <see langword="null"/>: that is still to be read.</param>
internal sealed record IssueRead(long Id, JiraIssue? Issue, IReadOnlyList<JiraAttachment> Attachments, IReadOnlyCollection<string> Kept, ReadHistories? Histories)
{
    /// <summary>Fields that are too large to be read.</summary>
    public IReadOnlyList<string> TooLarge { get; init; } = [];

    public static IssueRead Large(long id) => new(id, null, [], [], null);
}

/// <summary>
/// Looks through the texts of some issues: all that stands in them, and only then what their history shows. What is edited away between the two is in the history
/// when that is read last.
/// </summary>
internal sealed class IssueLook(IssueScanner scanner, SecretFindingStore findings)
{
    /// <param name="group">Each with its issue.</param>
    /// <returns>In the same order, without the contents of attachments.</returns>
    public async Task<List<ScannedIssue>> ThroughAsync(
        JiraClient jira, SecretScan scan, ReadSelection selection, RulesInUse rules, IReadOnlyList<IssueRead> group, CancellationToken ct)
    {
        var matches = new SecretMatches();
        var looks = new List<Look>(group.Count);
        foreach (var read in group)
            looks.Add(await PresentAsync(jira, selection, new IssueTally(scanner, rules, matches), read, ct));

        string[] late = [.. looks.Where(look => look is { Unread: null, Read.Histories: null } or { Unread: null, IsLate: true }).Select(look => look.Issue.Id)];
        var histories = await IssueReader.HistoriesAsync(jira, late, selection, ct) ?? ReadHistories.OfAlone(late);
        looks = [.. looks.Select(look => look with { Histories = late.Contains(look.Issue.Id) ? histories : look.Read.Histories! })];
        var hidden = await HiddenAsync(jira, scan, looks, ct);
        var scanned = new List<ScannedIssue>(looks.Count);
        foreach (var look in looks)
        {
            var issue = look.Unread ?? (hidden.Contains(look.Issue.Id) ? ScannedIssue.NotRead(look.Issue.Ref, SkipCause.Forbidden) : await PastAsync(jira, look, selection, ct));
            scanned.Add(issue with { Kept = look.Read.Kept, UpdatedAt = look.Issue.UpdatedAt });
        }

        return scanned;
    }

    /// <summary>What stands in an issue, with what does not come with it.</summary>
    private static async Task<Look> PresentAsync(JiraClient jira, ReadSelection selection, IssueTally tally, IssueRead read, CancellationToken ct)
    {
        var issue = read.Issue!;
        foreach (var field in read.TooLarge)
            tally.Skip(new(field, field, SkipCause.TooLarge), [.. ReadSelection.KindsOf(field).Select(kind => new UnreadPart(kind, kind == IssueTextKind.Field ? field : null, false))]);

        var isLate = IssueTexts.NeedsMore(issue) || read.Histories is null;
        var comments = new CommentTexts(isLate || HistoryOf(read.Histories!, issue, selection).KnowsComments);
        var look = new Look(read, tally, comments, isLate);
        try
        {
            tally.Look(IssueTexts.OfFields(issue, selection).Concat(IssueTexts.OfNames(issue)));
            if (IssueTexts.NeedsAllComments(issue))
                await AllCommentsAsync(jira, look, ct);
            else
                tally.Look(comments.Of(issue.Comments!.Items));

            var worklogs = IssueTexts.NeedsAllWorklogs(issue) ? await IssueReader.WorklogsAsync(jira, issue.Id, ct) : new(issue.Worklogs!.Items, []);
            tally.Look(IssueTexts.OfWorklogs(worklogs.Value));
            foreach (var skipped in worklogs.Skipped)
                tally.Skip(new("worklog", skipped, SkipCause.TooLarge), new UnreadPart(IssueTextKind.Worklog, null, false));
            return look;
        }
        catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.NotFound or JiraRefusalCause.Forbidden)
        {
            // Deleted or hidden since its page was read.
            return look with { Unread = ScannedIssue.NotRead(issue.Ref, e.Cause == JiraRefusalCause.NotFound ? SkipCause.Gone : SkipCause.Forbidden) };
        }
    }

    private static async Task AllCommentsAsync(JiraClient jira, Look look, CancellationToken ct)
    {
        var (read, skipped) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        await foreach (var page in IssueReader.CommentsAsync(jira, look.Issue.Id, ct))
        {
            look.Tally.Look(look.Comments.Of(page.Value));
            read.UnionWith(page.Value.Select(comment => comment.Id));
            skipped.AddRange(page.Skipped);
        }

        foreach (var name in skipped)
            look.Tally.Skip(new("comment", name, SkipCause.TooLarge), new UnreadPart(IssueTextKind.Comment, null, false, read));
    }

    /// <summary>
    /// An issue in whose history something is known to stand, and that shows none now, may be hidden or deleted since it was read: Jira says nothing of those
    /// when it is asked for changes.
    /// </summary>
    /// <returns>Ids of those that are not given any more.</returns>
    private async Task<IReadOnlySet<string>> HiddenAsync(JiraClient jira, SecretScan scan, List<Look> looks, CancellationToken ct)
    {
        var silent = looks.Where(look => look.Unread is null && !look.Histories.Changes.Contains(look.Issue.Id) && !look.Histories.Alone.Contains(look.Issue.Id)).Select(look => look.Read.Id).ToArray();
        if (silent.Length == 0 || await findings.WithHistoryAsync(scan.Connection, silent, ct) is not { Count: > 0 } suspect)
            return new HashSet<string>();

        string[] ids = [.. suspect.Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        var there = (await jira.Issues.FetchAsync(ids, IssueSelection.RefOnly, ct)).Issues.Select(issue => issue.Id);
        return ids.Except(there).ToHashSet(StringComparer.Ordinal);
    }

    private static async Task<ScannedIssue> PastAsync(JiraClient jira, Look look, ReadSelection selection, CancellationToken ct)
    {
        var past = new PastTexts(look.Issue, selection, look.Comments);
        try
        {
            var changes = look.Histories.Alone.Contains(look.Issue.Id) ? IssueReader.HistoryAsync(jira, look.Issue.Id, ct) : look.Histories.Changes[look.Issue.Id].ToAsyncEnumerable();
            await foreach (var change in changes)
                look.Tally.Look(past.Add(change));
        }
        catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.NotFound or JiraRefusalCause.Forbidden)
        {
            return ScannedIssue.NotRead(look.Issue.Ref, e.Cause == JiraRefusalCause.NotFound ? SkipCause.Gone : SkipCause.Forbidden);
        }
        catch (JiraUnavailableException e) when (e.Cause == JiraFailureCause.TooLarge)
        {
            look.Tally.Skip(new("history", "History", SkipCause.TooLarge), new UnreadPart(null, null, true));
        }

        look.Tally.Look(past.End());
        return look.Tally.Of(look.Issue.Ref);
    }

    private static TextHistory HistoryOf(ReadHistories histories, JiraIssue issue, ReadSelection selection) => new(histories.Changes[issue.Id], selection);

    /// <param name="IsLate">Its history is to be read after what was read by calls of its own.</param>
    private sealed record Look(IssueRead Read, IssueTally Tally, CommentTexts Comments, bool IsLate)
    {
        public JiraIssue Issue => Read.Issue!;

        public ReadHistories Histories { get; init; } = ReadHistories.None;

        /// <summary>It could not be read.</summary>
        public ScannedIssue? Unread { get; init; }
    }
}
