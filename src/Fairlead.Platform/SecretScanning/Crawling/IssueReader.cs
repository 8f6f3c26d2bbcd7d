using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.SecretScanning.Reading;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <param name="TooLarge">Numbers of issues that are too large to come in one answer.</param>
internal sealed record ReadIssues(IReadOnlyList<JiraIssue> Issues, IReadOnlyList<long> TooLarge);

/// <param name="Alone">Issues whose histories are too much to be held: each is read by itself, change by change.</param>
internal sealed record ReadHistories(ILookup<string, JiraChange> Changes, IReadOnlySet<string> Alone)
{
    public static readonly ReadHistories None = OfAlone([]);

    public static ReadHistories OfAlone(IEnumerable<string> issues) =>
        new(Array.Empty<(string Issue, JiraChange Change)>().ToLookup(one => one.Issue, one => one.Change), issues.ToHashSet(StringComparer.Ordinal));
}

/// <summary>Some issues.</summary>
/// <param name="Ids">Their numbers, also of those that did not come.</param>
/// <param name="Issues"><see langword="null"/>: they are too much to be held together.</param>
/// <param name="Histories">But for those of which not all came yet.</param>
internal sealed record ReadPart(long[] Ids, ReadIssues? Issues, ReadHistories Histories)
{
    public static ReadPart TooMuch(long[] ids) => new(ids, null, ReadHistories.None);
}

/// <param name="Skipped">What of it is too large to be read: which comment, or which field.</param>
internal sealed record ReadPiece<T>(T Value, IReadOnlyList<string> Skipped);

/// <summary>
/// Reads issues, as many together as may be held: a hundred take up to <see cref="MaxPartBytes"/> and their histories up to <see cref="PastTexts.MaxHeldBytes"/>.
/// An issue that is too large alone is read piece by piece, each of them up to <see cref="MaxPieceBytes"/>.
/// </summary>
internal static class IssueReader
{
    /// <summary>Of an answer with several issues, or with their histories. Several are held at once.</summary>
    private const int MaxPartBytes = 4 << 20;

    /// <summary>A comment of 50 MB, as an administrator of Data Center may allow, with what JSON makes of it.</summary>
    public const int MaxPieceBytes = 96 << 20;

    private const int CommentPage = 100;
    private const int MaxCommentPages = 100_000;

    /// <summary>Fields that are read page by page.</summary>
    private static readonly string[] Paged = ["comment", "worklog"];

    /// <summary>
    /// The issues, and then their history: what is edited away between the two is in the history when that is read last, and nowhere when it is read first.
    /// </summary>
    public static async Task<ReadPart> PartAsync(JiraClient jira, long[] ids, ReadSelection selection, CancellationToken ct)
    {
        if (await IssuesAsync(jira, ids, selection, ct) is not { } issues)
            return ReadPart.TooMuch(ids);
        string[] whole = [.. issues.Issues.Where(issue => !IssueTexts.NeedsMore(issue)).Select(issue => issue.Id)];
        return await HistoriesAsync(jira, whole, selection, ct) is { } histories ? new(ids, issues, histories)
            : ids.Length > 1 ? ReadPart.TooMuch(ids)
            : new(ids, issues, ReadHistories.OfAlone(whole));
    }

    /// <returns><see langword="null"/>: they are too much together.</returns>
    private static async Task<ReadIssues?> IssuesAsync(JiraClient jira, long[] ids, ReadSelection selection, CancellationToken ct)
    {
        try
        {
            var batch = await (ids.Length == 1 ? jira : jira.ReadingUpTo(MaxPartBytes)).Issues.FetchAsync([.. ids.Select(Text)], selection.Selection, ct);
            // Data Center reads by its index, which may not know yet what a webhook told of.
            if (ids is [var only] && batch.Issues.Count == 0 && jira.Site.Edition == JiraEdition.DataCenter && await jira.Issues.GetAsync(Text(only), selection.Selection, ct) is { } late)
                return new([late], []);
            return new(batch.Issues, []);
        }
        catch (JiraUnavailableException e) when (e.Cause == JiraFailureCause.TooLarge)
        {
            return ids is [var only] ? new([], [only]) : null;
        }
    }

    /// <returns><see langword="null"/>: they are too much to be held.</returns>
    public static async Task<ReadHistories?> HistoriesAsync(JiraClient jira, string[] ids, ReadSelection selection, CancellationToken ct)
    {
        if (ids.Length == 0)
            return ReadHistories.None;

        var (changes, bytes) = (new List<(string Issue, JiraChange Change)>(), 0L);
        try
        {
            await foreach (var issue in jira.ReadingUpTo(MaxPartBytes).Changelog.FetchAsync(ids, selection.HistoryFields(jira.Site.Edition), ct))
            {
                changes.AddRange(issue.Changes.Select(change => (issue.IssueId, change)));
                if ((bytes += issue.Changes.Sum(PastTexts.BytesOf)) > PastTexts.MaxHeldBytes)
                    return null;
            }
        }
        catch (JiraUnavailableException e) when (e.Cause == JiraFailureCause.TooLarge)
        {
            return null;
        }

        return new(changes.ToLookup(change => change.Issue, change => change.Change), ReadHistories.None.Alone);
    }

    /// <summary>Of one issue, page by page on Cloud.</summary>
    /// <exception cref="JiraRefusedException">The issue is gone, or hidden from the account.</exception>
    /// <exception cref="JiraUnavailableException">TooLarge: a page of it is.</exception>
    public static IAsyncEnumerable<JiraChange> HistoryAsync(JiraClient jira, string issueId, CancellationToken ct) => jira.ReadingUpTo(MaxPieceBytes).Changelog.ForIssueAsync(issueId, ct);

    /// <summary>An issue that is too large to come whole, but for its comments and worklogs.</summary>
    /// <returns><see langword="null"/>: it is gone.</returns>
    public static async Task<ReadPiece<JiraIssue>?> LargeAsync(JiraClient jira, long id, ReadSelection selection, CancellationToken ct)
    {
        var (large, fields) = (jira.ReadingUpTo(MaxPieceBytes), selection.Selection.Fields.Except(Paged).ToArray());
        try
        {
            return await large.Issues.GetAsync(Text(id), IssueSelection.Of(fields), ct) is { } whole ? new(whole, []) : null;
        }
        catch (JiraUnavailableException e) when (e.Cause == JiraFailureCause.TooLarge)
        {
            return await ByFieldsAsync(large, Text(id), fields, ct);
        }
    }

    private static async Task<ReadPiece<JiraIssue>?> ByFieldsAsync(JiraClient jira, string id, string[] fields, CancellationToken ct)
    {
        var skipped = new List<string>();
        var json = new MemoryStream();
        var key = "";
        await using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var field in fields)
            {
                try
                {
                    if (await jira.Issues.GetAsync(id, IssueSelection.Of(field), ct) is not { } part)
                        return null;
                    key = part.Key;
                    if (part.Field(field) is not { } value)
                        continue;
                    var raw = JsonMarshal.GetRawUtf8Value(value);
                    if (writer.BytesCommitted + writer.BytesPending + raw.Length > MaxPieceBytes)
                    {
                        skipped.Add(field);
                        continue;
                    }

                    writer.WritePropertyName(field);
                    writer.WriteRawValue(raw, skipInputValidation: true);
                }
                catch (JiraUnavailableException e) when (e.Cause == JiraFailureCause.TooLarge)
                {
                    skipped.Add(field);
                }
            }

            writer.WriteEndObject();
        }

        return new(new JiraIssue(id, key, JsonDocument.Parse(json.GetBuffer().AsMemory(0, (int)json.Length)).RootElement, null), skipped);
    }

    /// <summary>Page by page, so that a page can go before the next one comes.</summary>
    /// <exception cref="JiraRefusedException">The issue is gone, or hidden from the account.</exception>
    public static async IAsyncEnumerable<ReadPiece<IReadOnlyList<JiraRemark>>> CommentsAsync(JiraClient jira, string issueId, [EnumeratorCancellation] CancellationToken ct)
    {
        var (start, size) = (0L, CommentPage);
        for (var pages = 0; pages < MaxCommentPages; pages++)
        {
            if (await PageAsync(jira.ReadingUpTo(size == 1 ? MaxPieceBytes : MaxPartBytes), issueId, start, size, ct) is { } page)
            {
                yield return new(page.Items, []);
                if (page.IsWhole)
                    yield break;
                start += page.Items.Count;
                size = Math.Min(CommentPage, size * 4);
            }
            else if (size > 1)
            {
                size = Math.Max(1, size / 4);
            }
            else
            {
                start++;
                yield return new([], [string.Create(CultureInfo.InvariantCulture, $"Comment {start}")]);
            }
        }
    }

    /// <returns><see langword="null"/>: it is too large.</returns>
    private static async Task<JiraRemarks?> PageAsync(JiraClient jira, string issueId, long start, int size, CancellationToken ct)
    {
        try
        {
            return await jira.Comments.RemarksPageAsync(issueId, start, size, ct);
        }
        catch (JiraUnavailableException e) when (e.Cause == JiraFailureCause.TooLarge)
        {
            return null;
        }
    }

    /// <exception cref="JiraRefusedException">The issue is gone, or hidden from the account.</exception>
    public static async Task<ReadPiece<IReadOnlyList<JiraRemark>>> WorklogsAsync(JiraClient jira, string issueId, CancellationToken ct)
    {
        try
        {
            return new(await jira.ReadingUpTo(MaxPieceBytes).Worklogs.RemarksAsync(issueId, ct).ToListAsync(ct), []);
        }
        catch (JiraUnavailableException e) when (e.Cause == JiraFailureCause.TooLarge)
        {
            return new([], ["Work log"]);
        }
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
