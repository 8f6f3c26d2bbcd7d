using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Json;
using Fairlead.Jira.Queries;

namespace Fairlead.Jira.Resources;

/// <summary>Reading, creating and editing issues.</summary>
public sealed class IssuesResource
{
    /// <summary>Jira's own limit of elements in one bulk create, both editions.</summary>
    public const int MaxBulkCreate = 50;

    /// <summary>Jira's limit of ids in one bulkfetch when few single-valued fields are asked for; else 100.</summary>
    public const int MaxFetch = 1000;

    private const int SmallFetch = 100;

    /// <summary>Issues of one page that Jira may fail to give before it counts as unavailable.</summary>
    private const int MaxAlone = 50;

    /// <summary>Calls that Data Center may cost for one page of <see cref="MaxFetch"/>; two when its refusals name every missing issue.</summary>
    private const int MaxAsks = 100;

    /// <summary>Fields that hold many values.</summary>
    private static readonly string[] Lists =
        ["labels", "components", "versions", "fixVersions", "issuelinks", "subtasks", "comment", "worklog", "attachment"];

    private static readonly char[] QuotationMarks = [.. "'\"‘’‚“”„«»"];
    private readonly JiraCaller _caller;
    private readonly SearchResource _search;
    private volatile int _mostFetched = MaxFetch;

    internal IssuesResource(JiraCaller caller, SearchResource search) => (_caller, _search) = (caller, search);

    /// <summary><c>GET /issue/{issueIdOrKey}</c>. Old keys of moved issues lead to the issue.</summary>
    /// <returns><see langword="null"/> when it does not exist or may not be seen.</returns>
    public Task<JiraIssue?> GetAsync(string idOrKey, IssueSelection selection, CancellationToken ct) =>
        GetAsync(_caller, idOrKey, selection, ct);

    internal static async Task<JiraIssue?> GetAsync(
        JiraCaller caller, string idOrKey, IssueSelection selection, CancellationToken ct)
    {
        var route = JiraRoute.Of("/issue/{issueIdOrKey}", idOrKey).Query(
            ("fields", selection.Fields.Count == 0 ? "key" : string.Join(',', selection.Fields)),
            ("properties", selection.Properties.Count == 0 ? null : string.Join(',', selection.Properties)));
        try
        {
            return await caller.FindAsync(JiraRequest.Get(route), ct) is { } json ? JiraIssue.Read(json) : null;
        }
        catch (JiraRefusedException e) when (e.Cause == JiraRefusalCause.Forbidden)
        {
            // Data Center's word for an issue that it hides; Cloud says 404.
            return null;
        }
    }

    /// <summary>Whether Jira says that there is no such issue. On Cloud it says so of hidden ones as well; Data Center tells the two apart.</summary>
    public async Task<bool> IsGoneAsync(string idOrKey, CancellationToken ct)
    {
        try
        {
            return await _caller.FindAsync(JiraRequest.Get(JiraRoute.Of("/issue/{issueIdOrKey}", idOrKey).Query(("fields", "key"))), ct) is null;
        }
        catch (JiraRefusedException e) when (e.Cause == JiraRefusalCause.Forbidden)
        {
            return false;
        }
    }

    /// <summary><c>GET /issue/{issueIdOrKey}/editmeta</c>: the fields that this account may set now.</summary>
    /// <returns><see langword="null"/> when the issue does not exist or may not be seen.</returns>
    public async Task<IReadOnlyList<JiraFieldMeta>?> EditScreenAsync(string idOrKey, CancellationToken ct) =>
        await _caller.FindAsync(JiraRequest.Get(JiraRoute.Of("/issue/{issueIdOrKey}/editmeta", idOrKey)), ct) is { } json
            ? JiraFieldMeta.ReadAll(json.Member("fields"))
            : null;

    /// <summary>
    /// <c>POST /issue</c>. Not repeatable: Jira has no idempotency key, so after <c>Uncertain</c> look for your marker first.
    /// </summary>
    public Task<JiraOutcome<CreatedIssue>> CreateAsync(IssueDraft draft, CancellationToken ct) => _caller.EffectAsync(
        JiraRequest.Effect(HttpMethod.Post, JiraRoute.Of("/issue"), IssueMapper.Create(draft, _caller.Site.Edition)),
        ReadCreated,
        ct);

    /// <summary><c>POST /issue/bulk</c>, at most <see cref="MaxBulkCreate"/>.</summary>
    /// <returns>
    /// One outcome per draft, in the order of the drafts. Jira names only the failed elements by position; the created ones come
    /// as a list without positions, matched here in order and only when the numbers agree (else every element is Uncertain). Jira
    /// promises no order: callers read the created ones again (<see cref="FetchAsync"/>) before they trust the match.
    /// </returns>
    public async Task<IReadOnlyList<JiraOutcome<CreatedIssue>>> BulkCreateAsync(IReadOnlyList<IssueDraft> drafts, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfZero(drafts.Count, nameof(drafts));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(drafts.Count, MaxBulkCreate, nameof(drafts));
        var body = new JsonObject
        {
            ["issueUpdates"] = new JsonArray([.. drafts.Select(d => IssueMapper.Create(d, _caller.Site.Edition))]),
        };
        var request = JiraRequest.Effect(HttpMethod.Post, JiraRoute.Of("/issue/bulk"), body) with { MayBeDoneInPart = true };
        var attempt = await _caller.TryAsync(request, ct);
        return BulkCreateAnswer.Read(attempt, drafts.Count);
    }

    /// <summary><c>PUT /issue/{issueIdOrKey}</c>. Absolute values, so repeating after <c>Uncertain</c> is safe.</summary>
    public Task<JiraOutcome<JiraAccepted>> EditAsync(string idOrKey, IssueEdit edit, CancellationToken ct)
    {
        var route = JiraRoute.Of("/issue/{issueIdOrKey}", idOrKey).Query(("notifyUsers", edit.NotifyUsers ? null : "false"));
        return _caller.EffectAsync(
            JiraRequest.Effect(HttpMethod.Put, route, IssueMapper.Edit(edit, _caller.Site.Edition), idOrKey), ct);
    }

    /// <summary><c>DELETE /issue/{issueIdOrKey}</c>, without its subtasks. For a sample that was made a moment ago, and where a person asked for it: nothing is deleted by itself.</summary>
    public Task<JiraOutcome<JiraAccepted>> DeleteAsync(string idOrKey, CancellationToken ct) =>
        _caller.EffectAsync(JiraRequest.Delete(JiraRoute.Of("/issue/{issueIdOrKey}", idOrKey), idOrKey), ct);

    /// <summary>
    /// Many issues by id or key. Cloud: <c>POST /issue/bulkfetch</c>, as few calls as its limits allow. Data Center:
    /// <c>POST /search</c> with <c>id in (…)</c>, 1000 a call, and one more for each refusal that names missing ones; the index may
    /// lag behind.
    /// </summary>
    public Task<JiraIssueBatch> FetchAsync(IReadOnlyCollection<string> idsOrKeys, IssueSelection selection, CancellationToken ct) =>
        _caller.IsCloud ? BulkFetchAsync(idsOrKeys, selection, ct) : FetchBySearchAsync(idsOrKeys, selection, ct);

    private async Task<JiraIssueBatch> BulkFetchAsync(
        IReadOnlyCollection<string> idsOrKeys, IssueSelection selection, CancellationToken ct)
    {
        var issues = new List<JiraIssue>();
        var size = Math.Min(FetchSize(selection), _mostFetched);
        var rest = idsOrKeys.Distinct().ToArray().AsMemory();
        while (rest.Length > 0)
        {
            var chunk = rest[..Math.Min(size, rest.Length)];
            try
            {
                var answer = await _caller.ReadAsync(JiraRequest.Ask(JiraRoute.Of("/issue/bulkfetch"), FetchBody(chunk, selection)), ct);
                issues.AddRange(answer.Items("issues").Select(JiraIssue.Read).OfType<JiraIssue>());
                issues.AddRange(await ReadAloneAsync(NotThisTime(answer, chunk.ToArray(), issues), selection, ct));
                rest = rest[chunk.Length..];
            }
            catch (JiraRefusedException e) when (e.Cause == JiraRefusalCause.Invalid && chunk.Length > SmallFetch)
            {
                // Which selections count as light is Jira's to say, and once is enough.
                size = _mostFetched = SmallFetch;
            }
        }

        // Asked for by id and not through an index: what does not come is not there for this account.
        var batch = Batch(idsOrKeys, issues);
        return batch with { Refused = batch.Missing.ToHashSet() };
    }

    /// <summary>
    /// Those that Jira names in <c>issueErrors</c>: "a retriable error or payload constraint". They are no more missing than the
    /// others, so nobody may take them for deleted. Where an error cannot be told to belong to one, it may belong to each.
    /// </summary>
    private static IReadOnlyList<string> NotThisTime(JsonElement answer, IReadOnlyList<string> asked, List<JiraIssue> issues)
    {
        var named = answer.Items("issueErrors").Select(e => e.Text("id")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (named.Count == 0)
            return [];
        var missing = Batch(asked, issues).Missing;
        return named.All(id => id is not null && asked.Contains(id, StringComparer.OrdinalIgnoreCase))
            ? [.. missing.Where(named.Contains)]
            : missing;
    }

    private async Task<IReadOnlyList<JiraIssue>> ReadAloneAsync(
        IReadOnlyList<string> idsOrKeys, IssueSelection selection, CancellationToken ct)
    {
        if (idsOrKeys.Count > MaxAlone)
            throw new JiraUnavailableException(JiraFailureCause.Unreadable, $"Jira could not give {idsOrKeys.Count} of the issues this time.");
        var issues = new List<JiraIssue>();
        foreach (var idOrKey in idsOrKeys)
        {
            if (await GetAsync(idOrKey, selection, ct) is { } issue)
                issues.Add(issue);
        }

        return issues;
    }

    private static JsonObject FetchBody(ReadOnlyMemory<string> idsOrKeys, IssueSelection selection)
    {
        var body = new JsonObject
        {
            ["issueIdsOrKeys"] = new JsonArray([.. idsOrKeys.ToArray().Select(i => (JsonNode)i)]),
            ["fields"] = new JsonArray([.. (selection.Fields.Count == 0 ? ["key"] : selection.Fields).Select(f => (JsonNode)f)]),
        };
        if (selection.Properties.Count > 0)
            body["properties"] = new JsonArray([.. selection.Properties.Select(p => (JsonNode)p)]);
        return body;
    }

    private async Task<JiraIssueBatch> FetchBySearchAsync(
        IReadOnlyCollection<string> idsOrKeys, IssueSelection selection, CancellationToken ct)
    {
        var issues = new List<JiraIssue>();
        var refused = new HashSet<string>();
        foreach (var chunk in idsOrKeys.Distinct().Chunk(MaxFetch))
            await AddFoundAsync(issues, refused, chunk, selection, ct);
        return Batch(idsOrKeys, issues) with { Refused = refused };
    }

    /// <summary>
    /// One that does not exist, or may not be seen, makes Data Center refuse the query for all, and the refusal names each of them:
    /// the rest is asked for without them. A refusal that names none is halved until the spoilers stand alone.
    /// </summary>
    private async Task AddFoundAsync(
        List<JiraIssue> issues, HashSet<string> refused, string[] chunk, IssueSelection selection, CancellationToken ct)
    {
        var pending = new Stack<string[]>([chunk]);
        for (var asks = 1; pending.TryPop(out var asked); asks++)
        {
            if (asks > MaxAsks)
                throw new JiraUnavailableException(JiraFailureCause.Unreadable, $"Jira still refuses the search for {asked.Length} issues after {MaxAsks} calls.");
            try
            {
                issues.AddRange(await _search.IssuesAsync(new SearchRequest(AnyOf(asked), selection), ct).ToListAsync(ct));
            }
            catch (JiraRefusedException e) when (e.Cause == JiraRefusalCause.Invalid)
            {
                var named = NamedIn(e.Error);
                var rest = asked.Where(a => !named.Contains(a)).ToArray();
                if (rest.Length == asked.Length && asked.Length > 1)
                {
                    pending.Push(asked[(asked.Length / 2)..]);
                    pending.Push(asked[..(asked.Length / 2)]);
                    continue;
                }

                refused.UnionWith(asked.Length == 1 ? asked : asked.Except(rest));
                if (rest.Length > 0 && rest.Length < asked.Length)
                    pending.Push(rest);
            }
        }
    }

    /// <summary>What stands in quotes, in whatever language: "A value with ID '10007' does not exist for the field 'id'."</summary>
    private static HashSet<string> NamedIn(JiraError error) => [.. error.Messages.SelectMany(m => m.Split(QuotationMarks))];

    internal static Jql AnyOf(IReadOnlyCollection<string> idsOrKeys)
    {
        var (ids, keys) = (idsOrKeys.Where(IsId).Select(long.Parse).ToList(), idsOrKeys.Where(i => !IsId(i)).ToList());
        return (ids.Count, keys.Count) switch
        {
            (_, 0) => Jql.Field("id").InNumbers(ids),
            (0, _) => Jql.Field("issuekey").In(keys),
            _ => Jql.Field("id").InNumbers(ids).Or(Jql.Field("issuekey").In(keys)),
        };
    }

    /// <summary>Atlassian: 1000 when few fields are named, each of a single value; of other sites' own fields that is not known.</summary>
    private static int FetchSize(IssueSelection selection) =>
        selection.Properties.Count > 0 || selection.Fields.Any(f => f.StartsWith('*') || f.StartsWith('-') || f.StartsWith("customfield_") || Lists.Contains(f))
            ? SmallFetch
            : MaxFetch;

    private static bool IsId(string idOrKey) => idOrKey.Length is > 0 and < 19 && idOrKey.All(char.IsAsciiDigit);

    private static JiraIssueBatch Batch(IReadOnlyCollection<string> asked, List<JiraIssue> issues)
    {
        var found = issues.SelectMany(i => new[] { i.Id, i.Key }).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new([.. issues.DistinctBy(i => i.Id)], [.. asked.Distinct().Where(a => !found.Contains(a))]);
    }

    internal static CreatedIssue? ReadCreated(JsonElement json) =>
        json.Member("id") is { ValueKind: JsonValueKind.String } id
        && json.Member("key") is { ValueKind: JsonValueKind.String } key
        && id.AsText() is { Length: > 0 } idText && idText.All(char.IsAsciiDigit)
        && key.AsText() is { } keyText && IsKey(keyText)
            ? new(idText, keyText)
            : null;

    /// <summary>Data Center lets an administrator choose the pattern of project keys, so only the shape LETTERS-NUMBER is asked for.</summary>
    private static bool IsKey(string text)
    {
        var dash = text.LastIndexOf('-');
        return dash > 0 && dash < text.Length - 1
            && text.AsSpan(dash + 1).IndexOfAnyExceptInRange('0', '9') < 0
            && !text.Any(char.IsWhiteSpace);
    }
}
