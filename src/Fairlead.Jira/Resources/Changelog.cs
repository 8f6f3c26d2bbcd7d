using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>What one change did to one field, whose id is its name where Data Center tells that of a custom field only. Ids in From and To, words in the others; <see langword="null"/> means empty.</summary>
public sealed record JiraFieldChange(string FieldId, string FieldName, string? From, string? FromText, string? To, string? ToText);

/// <summary>One entry of an issue's history.</summary>
/// <param name="CreatedAt">UTC.</param>
public sealed record JiraChange(string Id, DateTimeOffset CreatedAt, JiraUser? Author, IReadOnlyList<JiraFieldChange> Items)
{
    /// <summary>
    /// System fields that histories call otherwise than by their ids, on every site in English. Data Center tells only the name
    /// there.
    /// </summary>
    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["Component"] = "components",
        ["Fix Version"] = "fixVersions",
        ["Version"] = "versions",
        ["Attachment"] = "attachment",
        ["Link"] = "issuelinks",
    };

    internal static JiraChange? Read(JsonElement json) => json.Text("id") is { } id && CreatedOf(json) is { } created
        ? new(id, created, JiraUser.Read(json.Member("author")), [.. json.Items("items").Select(ReadItem).OfType<JiraFieldChange>()])
        : null;

    private static JiraFieldChange? ReadItem(JsonElement json) => json.Text("field") is { } name
        ? new(json.Text("fieldId") ?? Named.GetValueOrDefault(name, name), name, json.Text("from"), json.Text("fromString"), json.Text("to"), json.Text("toString"))
        : null;

    /// <summary>A text, or in the bulk answer of Cloud a number of milliseconds.</summary>
    private static DateTimeOffset? CreatedOf(JsonElement json) =>
        json.Instant("created") ?? (json.Number("created") is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null);
}

/// <param name="IssueId">The numeric id, also when keys were asked.</param>
public sealed record JiraIssueChanges(string IssueId, IReadOnlyList<JiraChange> Changes);

/// <summary>Histories of issues.</summary>
public sealed class ChangelogResource
{
    private const int PageSize = 100;
    private const int MaxIssues = 1000;
    private const int MaxFields = 10;
    private const int SearchSize = 100;
    private readonly JiraCaller _caller;

    internal ChangelogResource(JiraCaller caller) => _caller = caller;

    /// <summary>
    /// Oldest first. Cloud: <c>GET /issue/{issueIdOrKey}/changelog</c>. Data Center: <c>GET /issue/{issueIdOrKey}?expand=changelog</c>,
    /// which gives all of it at once.
    /// </summary>
    /// <exception cref="JiraRefusedException">NotFound: no such issue, or not visible.</exception>
    public IAsyncEnumerable<JiraChange> ForIssueAsync(string issueIdOrKey, CancellationToken ct) =>
        (_caller.IsCloud
            ? Paging.ByStartAsync(
                _caller,
                start => Page(issueIdOrKey, start, PageSize),
                page => page.Items("values"),
                ct)
            : HistoriesAsync(issueIdOrKey, ct))
        .Select(JiraChange.Read).OfType<JiraChange>();

    /// <summary>The last changes. Cloud: <c>GET /issue/{issueIdOrKey}/changelog</c>, in two calls. Data Center: all are read, in one.</summary>
    /// <param name="most">1 to 100.</param>
    /// <exception cref="JiraRefusedException">NotFound: no such issue, or not visible.</exception>
    public async Task<JiraLatest<JiraChange>> LatestAsync(string issueIdOrKey, int most, CancellationToken ct)
    {
        if (_caller.IsCloud)
        {
            return await Paging.LatestAsync(
                _caller, start => Page(issueIdOrKey, start, most), page => page.Items("values").Select(JiraChange.Read).OfType<JiraChange>(), most, ct);
        }

        var all = await ForIssueAsync(issueIdOrKey, ct).ToListAsync(ct);
        return new([.. all.TakeLast(most)], all.Count);
    }

    /// <summary>
    /// Many issues. Cloud: <c>POST /changelog/bulkfetch</c>, 1000 issues a call; an issue may come in several parts. Data Center:
    /// <c>POST /search</c> with <c>expand=changelog</c>, 100 issues a call, and one call for each that the search does not know.
    /// </summary>
    /// <param name="fieldIds">Only changes of these, at most 10; empty for all.</param>
    public async IAsyncEnumerable<JiraIssueChanges> FetchAsync(
        IReadOnlyCollection<string> issueIdsOrKeys, IReadOnlyCollection<string> fieldIds, [EnumeratorCancellation] CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fieldIds.Count, MaxFields, nameof(fieldIds));
        var parts = _caller.IsCloud ? BulkAsync(issueIdsOrKeys, fieldIds, ct) : BySearchAsync(issueIdsOrKeys, fieldIds, ct);
        await foreach (var part in parts)
            yield return part;
    }

    private async IAsyncEnumerable<JiraIssueChanges> BulkAsync(
        IReadOnlyCollection<string> issues, IReadOnlyCollection<string> fieldIds, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var chunk in issues.Distinct().Chunk(MaxIssues))
        {
            string? token = null;
            for (var pages = 0; ; pages++)
            {
                if (pages == Paging.MaxPages)
                    throw new JiraUnavailableException(JiraFailureCause.Unreadable, $"The changelog has more than {Paging.MaxPages} pages.");
                var body = new JsonObject
                {
                    ["issueIdsOrKeys"] = new JsonArray([.. chunk.Select(i => (JsonNode)i)]),
                    ["maxResults"] = 1000,
                };
                if (fieldIds.Count > 0)
                    body["fieldIds"] = new JsonArray([.. fieldIds.Select(f => (JsonNode)f)]);
                if (token is not null)
                    body["nextPageToken"] = token;
                var page = await _caller.ReadAsync(JiraRequest.Ask(JiraRoute.Of("/changelog/bulkfetch"), body), ct);
                foreach (var issue in page.Items("issueChangeLogs"))
                {
                    if (issue.Text("issueId") is { } id)
                        yield return new(id, Only(fieldIds, issue.Items("changeHistories")));
                }

                var next = page.Text("nextPageToken");
                if (next is null)
                    break;
                if (next == token)
                    throw new JiraUnavailableException(JiraFailureCause.Unreadable, "The changelog repeats a page token.");
                token = next;
            }
        }
    }

    private async IAsyncEnumerable<JiraIssueChanges> BySearchAsync(
        IReadOnlyCollection<string> issues, IReadOnlyCollection<string> fieldIds, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var chunk in issues.Distinct().Chunk(SearchSize))
        {
            var found = chunk.Length == 1 ? [] : await SearchAsync(chunk, ct);
            foreach (var json in found)
            {
                if (json.Text("id") is { } id)
                    yield return new(id, Only(fieldIds, Histories(json)));
            }

            var known = found.SelectMany(json => new[] { json.Text("id"), json.Text("key") }).ToHashSet(StringComparer.OrdinalIgnoreCase);
            await foreach (var part in EachAsync([.. chunk.Where(issue => !known.Contains(issue))], fieldIds, ct))
                yield return part;
        }
    }

    /// <returns>Empty when one of the issues is not there any more: then Data Center refuses the search for all.</returns>
    private async Task<IReadOnlyList<JsonElement>> SearchAsync(string[] issues, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["jql"] = IssuesResource.AnyOf(issues).ToString(),
            ["maxResults"] = SearchSize,
            ["fields"] = new JsonArray("key"),
            ["expand"] = new JsonArray("changelog"),
        };
        try
        {
            // One that stands in the index under another key is asked for alone.
            return [.. (await _caller.ReadAsync(JiraRequest.Ask(JiraRoute.Of("/search"), body), ct)).Items("issues").Where(json => json.Member("changelog") is not null)];
        }
        catch (JiraRefusedException e) when (e.Cause == JiraRefusalCause.Invalid)
        {
            return [];
        }
    }

    private async IAsyncEnumerable<JiraIssueChanges> EachAsync(
        IReadOnlyCollection<string> issues, IReadOnlyCollection<string> fieldIds, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var issue in issues.Distinct())
        {
            if (await GivenAsync(issue, ct) is not { } json || json.Text("id") is not { } id)
                continue;
            yield return new(id, Only(fieldIds, Histories(json)));
        }
    }

    private static JiraRequest Page(string issue, long start, int size) =>
        JiraRequest.Get(JiraRoute.Of("/issue/{issueIdOrKey}/changelog", issue).Query(("startAt", start.ToString()), ("maxResults", size.ToString())));

    private async IAsyncEnumerable<JsonElement> HistoriesAsync(string issue, [EnumeratorCancellation] CancellationToken ct)
    {
        var json = await _caller.ReadAsync(WithHistory(issue), ct);
        foreach (var history in Histories(json))
            yield return history;
    }

    /// <summary>An entry that Jira gives for one of the fields also holds what changed with it.</summary>
    private static IReadOnlyList<JiraChange> Only(IReadOnlyCollection<string> fieldIds, IEnumerable<JsonElement> histories) =>
    [
        .. histories.Select(JiraChange.Read).OfType<JiraChange>()
            .Select(c => c with { Items = [.. c.Items.Where(i => fieldIds.Count == 0 || fieldIds.Contains(i.FieldId))] })
            .Where(c => fieldIds.Count == 0 || c.Items.Count > 0),
    ];

    /// <summary>Data Center says 403 of an issue that it does not show, which a search leaves out.</summary>
    private async Task<JsonElement?> GivenAsync(string issue, CancellationToken ct)
    {
        try
        {
            return await IssueWithHistoryAsync(issue, ct);
        }
        catch (JiraRefusedException e) when (e.Cause == JiraRefusalCause.Forbidden)
        {
            return null;
        }
    }

    private Task<JsonElement?> IssueWithHistoryAsync(string issue, CancellationToken ct) => _caller.FindAsync(WithHistory(issue), ct);

    private static JiraRequest WithHistory(string issue) =>
        JiraRequest.Get(JiraRoute.Of("/issue/{issueIdOrKey}", issue).Query(("fields", "key"), ("expand", "changelog")));

    private static IEnumerable<JsonElement> Histories(JsonElement issue) => issue.Member("changelog")?.Items("histories") ?? [];
}
