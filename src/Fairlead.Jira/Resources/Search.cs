using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Json;
using Fairlead.Jira.Queries;

namespace Fairlead.Jira.Resources;

/// <summary>A search, the same for both editions.</summary>
/// <param name="Query">Must restrict something; Cloud refuses an unbounded query.</param>
public sealed record SearchRequest(Jql Query, IssueSelection Selection)
{
    /// <summary>
    /// Cloud: numeric ids (at most 50) for which the answer reflects our own latest writes although the index lags. Data Center
    /// has no such thing and ignores it.
    /// </summary>
    public IReadOnlyList<string> ReconcileIssueIds { get; init; } = [];
}

/// <summary>
/// Search by JQL. Results come from an index that lags behind writes on both editions: not finding an issue is no proof that it
/// does not exist. A walk that fails half-way throws; what was read until then is not the result.
/// </summary>
public sealed class SearchResource
{
    private const int CloudPage = 100;
    private const int CloudIdPage = 5000;
    private const int DataCenterPage = 1000;
    private readonly JiraCaller _caller;

    internal SearchResource(JiraCaller caller) => _caller = caller;

    /// <summary>
    /// Cloud: <c>POST /search/jql</c> by token. Data Center: <c>POST /search</c> by start, and by key where the query has no order, so that none is missed that
    /// stays; its search cannot give entity properties, so asking for some costs one more call per issue there.
    /// </summary>
    public async IAsyncEnumerable<JiraIssue> IssuesAsync(SearchRequest search, [EnumeratorCancellation] CancellationToken ct)
    {
        var needsEach = NeedsEach(search.Selection);
        await foreach (var json in WalkAsync(search, ct))
        {
            var found = JiraIssue.Read(json)
                ?? throw new JiraUnavailableException(JiraFailureCause.Unreadable, "A search result has no id or key.");
            var issue = needsEach ? await IssuesResource.GetAsync(_caller, found.Id, search.Selection, ct) : found;
            if (issue is not null)
                yield return issue;
        }
    }

    /// <summary>Ids and keys only: 5000 a page on Cloud. One may come twice.</summary>
    public async IAsyncEnumerable<IssueRef> IdsAsync(Jql query, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var issue in IssuesAsync(new SearchRequest(query, IssueSelection.RefOnly), ct))
            yield return issue.Ref;
    }

    /// <summary>Cloud: <c>POST /search/approximate-count</c>, approximate. Data Center: the total of an empty page.</summary>
    public async Task<long> CountAsync(Jql query, CancellationToken ct)
    {
        var (template, member) = _caller.IsCloud ? ("/search/approximate-count", "count") : ("/search", "total");
        var body = new JsonObject { ["jql"] = query.ToString() };
        if (!_caller.IsCloud)
            body["maxResults"] = 0;
        return (await _caller.ReadAsync(JiraRequest.Ask(JiraRoute.Of(template), body), ct)).Number(member)
            ?? throw new JiraUnavailableException(JiraFailureCause.Unreadable, $"The answer to {template} has no {member}.");
    }

    private IAsyncEnumerable<JsonElement> WalkAsync(SearchRequest search, CancellationToken ct) => _caller.IsCloud
        ? ByTokenAsync(search, ct)
        : ByOffsetAsync(search with { Query = search.Query.OrderedByKey() }, ct);

    /// <summary>
    /// By offset, which shifts when what stands before it is deleted or moved away meanwhile: each page begins with the last issue of the one before it. Where it does not, the walk goes
    /// back until it meets what it has read, so that no issue that stays is missed; some may come twice. The order must be one in which issues keep their places to each other.
    /// </summary>
    private async IAsyncEnumerable<JsonElement> ByOffsetAsync(SearchRequest search, [EnumeratorCancellation] CancellationToken ct)
    {
        var (start, size, overlaps) = (0L, 1, false);
        HashSet<string> before = [], last = [];
        for (var pages = 0; pages < Paging.MaxPages; pages++)
        {
            var page = await _caller.ReadAsync(DataCenterPageAt(search, start), ct);
            List<JsonElement> issues = [.. Issues(page)];
            if (overlaps && start > 0 && !(issues.Count > 0 && IsRead(issues[0])))
            {
                start = Math.Max(0, start - size);
                continue;
            }

            foreach (var issue in issues.Where(issue => !IsRead(issue)))
                yield return issue;

            var next = start + issues.Count;
            if (page.Flag("isLast") == true || issues.Count == 0 || next >= page.Number("total") || (page.Number("total") is null && page.Flag("isLast") is null))
                yield break;
            (before, last, size) = (last, [.. issues.Select(IdOf)], Math.Max(size, issues.Count));
            // A server that gives one at a time leaves nothing to join pages by.
            overlaps = issues.Count > 1;
            start = overlaps ? next - 1 : next;
        }

        throw new JiraUnavailableException(JiraFailureCause.Unreadable, $"The search has no end after {Paging.MaxPages} pages.");

        bool IsRead(JsonElement issue) => IdOf(issue) is { Length: > 0 } id && (last.Contains(id) || before.Contains(id));
    }

    private static string IdOf(JsonElement issue) => issue.Text("id") ?? "";

    private async IAsyncEnumerable<JsonElement> ByTokenAsync(SearchRequest search, [EnumeratorCancellation] CancellationToken ct)
    {
        string? token = null;
        var seenTokens = new HashSet<string>();
        for (var pages = 0; pages < Paging.MaxPages; pages++)
        {
            var page = await _caller.ReadAsync(JiraRequest.Ask(JiraRoute.Of("/search/jql"), CloudBody(search, token)), ct);
            foreach (var issue in Issues(page))
                yield return issue;

            token = page.Text("nextPageToken");
            if (token is null)
                yield break;
            if (!seenTokens.Add(token))
                throw new JiraUnavailableException(JiraFailureCause.Unreadable, "The search repeats a page token.");
        }

        throw new JiraUnavailableException(JiraFailureCause.Unreadable, $"The search has no end after {Paging.MaxPages} pages.");
    }

    private static JsonObject CloudBody(SearchRequest search, string? token)
    {
        var idsOnly = search.Selection.Fields.Count == 0 && search.Selection.Properties.Count == 0;
        var body = new JsonObject
        {
            ["jql"] = search.Query.ToString(),
            ["maxResults"] = idsOnly ? CloudIdPage : CloudPage,
            ["fields"] = FieldsOf(search.Selection),
        };
        if (search.Selection.Properties.Count > 0)
            body["properties"] = new JsonArray([.. search.Selection.Properties.Select(p => (JsonNode)p)]);
        if (search.ReconcileIssueIds.Count > 0)
            body["reconcileIssues"] = new JsonArray([.. search.ReconcileIssueIds.Select(i => (JsonNode)long.Parse(i))]);
        if (token is not null)
            body["nextPageToken"] = token;
        return body;
    }

    private bool NeedsEach(IssueSelection selection) => !_caller.IsCloud && selection.Properties.Count > 0;

    private JiraRequest DataCenterPageAt(SearchRequest search, long start)
    {
        var needsEach = NeedsEach(search.Selection);
        var body = new JsonObject
        {
            ["jql"] = search.Query.ToString(),
            ["startAt"] = start,
            ["maxResults"] = DataCenterPage,
            ["fields"] = FieldsOf(needsEach ? IssueSelection.RefOnly : search.Selection),
        };
        return JiraRequest.Ask(JiraRoute.Of("/search"), body);
    }

    private static JsonArray FieldsOf(IssueSelection selection) =>
        new([.. (selection.Fields.Count == 0 ? ["key"] : selection.Fields).Select(f => (JsonNode)f)]);

    private static IEnumerable<JsonElement> Issues(JsonElement page) => page.Member("issues") is { ValueKind: JsonValueKind.Array } list
        ? list.Items()
        : throw new JiraUnavailableException(JiraFailureCause.Unreadable, "The answer to the search has no issues member.");
}
