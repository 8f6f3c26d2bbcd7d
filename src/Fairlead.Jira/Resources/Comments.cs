using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Json;
using Fairlead.Jira.RichText;

namespace Fairlead.Jira.Resources;

/// <summary>Who may read a comment.</summary>
/// <param name="Type"><c>role</c>, <c>group</c>, or <c>internal</c>: in a service project those who work on requests, not their customers.</param>
/// <param name="Value">The name of the role or group; else empty.</param>
public sealed record CommentVisibility(string Type, string Value)
{
    /// <summary>Where both editions of Jira Service Management keep it, as <c>{"internal": true}</c>.</summary>
    internal const string InternalProperty = "sd.public.comment";

    public static CommentVisibility Internal { get; } = new("internal", "");

    public bool IsInternal => this == Internal;

    internal static JsonObject InternalValue => new() { ["internal"] = true };

    internal JsonObject ToJson() => new() { ["type"] = Type, ["value"] = Value };
}

/// <param name="Text">The body as plain text, from ADF or wiki markup.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Properties">Entity properties of the comment by key; Cloud and Data Center give them only where asked for.</param>
public sealed record JiraComment(
    string Id,
    string Text,
    JiraUser? Author,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt,
    CommentVisibility? Visibility,
    IReadOnlyDictionary<string, JsonElement> Properties)
{
    /// <summary>The same without what is quoted, shown as code or struck out, which is not what the author says.</summary>
    public string OwnText { get; init; } = Text;

    /// <summary>Who edited it last; the author where nobody did. <see langword="null"/>: Jira does not say.</summary>
    public JiraUser? UpdateAuthor { get; init; }

    /// <summary>Whose words they are as they stand: who edited a comment may have written others in it than its author.</summary>
    public JiraUser? Speaker => UpdateAuthor ?? Author;

    internal static JiraComment? Read(JsonElement json) => json.Text("id") is { } id
        ? new(
            id,
            json.Member("body") is { } body ? RichTextReader.ToPlainText(body) : "",
            JiraUser.Read(json.Member("author")),
            json.Instant("created"),
            json.Instant("updated"),
            VisibilityOf(json),
            PropertiesOf(json))
        {
            OwnText = json.Member("body") is { } said ? RichTextReader.ToOwnText(said) : "",
            UpdateAuthor = JiraUser.Read(json.Member("updateAuthor")),
        }
        : null;

    private static CommentVisibility? VisibilityOf(JsonElement json)
    {
        if (json.Member("visibility") is { } named && named.Text("type") is { } type && (named.Text("value") ?? named.Text("identifier")) is { } value)
            return new(type, value);
        return json.Flag("jsdPublic") == false || (PropertiesOf(json).GetValueOrDefault(CommentVisibility.InternalProperty) is { ValueKind: JsonValueKind.Object } kept
            && kept.Flag("internal") == true) ? CommentVisibility.Internal : null;
    }

    private static Dictionary<string, JsonElement> PropertiesOf(JsonElement json)
    {
        var properties = new Dictionary<string, JsonElement>();
        foreach (var property in json.Items("properties"))
        {
            if (property.Text("key") is { } key && property.Member("value") is { } value)
                properties[key] = value;
        }

        return properties;
    }
}

/// <summary>A comment with its body as Jira holds it.</summary>
/// <param name="Body">An ADF document or wiki markup.</param>
public sealed record JiraCommentSource(JiraComment Comment, JsonElement Body);

/// <summary>What somebody wrote on an issue, in a comment or in a worklog, as Jira sent it.</summary>
/// <param name="Text">An ADF document or wiki markup; <see langword="null"/> when there is none.</param>
public sealed record JiraRemark(string Id, JsonElement? Text)
{
    internal static JiraRemark? Read(JsonElement json, string member) => json.Text("id") is { } id ? new(id, json.Member(member)) : null;
}

/// <summary>The remarks of one kind that Jira put into an issue (Cloud the last twenty or so, Data Center all comments), or a page of them.</summary>
/// <param name="IsWhole">Whether there are no others; of a page, none after it.</param>
public sealed record JiraRemarks(IReadOnlyList<JiraRemark> Items, bool IsWhole)
{
    internal static JiraRemarks? Read(JsonElement? json, string list, string text) => json is { ValueKind: JsonValueKind.Object } some
        && some.Member(list) is { ValueKind: JsonValueKind.Array } items
            ? new([.. items.Items().Select(i => JiraRemark.Read(i, text)).OfType<JiraRemark>()], items.GetArrayLength() >= (some.Number("total") ?? long.MaxValue))
            : null;
}

/// <summary>Comments of issues.</summary>
public sealed class CommentsResource
{
    private const int PageSize = 100;
    private readonly JiraCaller _caller;

    internal CommentsResource(JiraCaller caller) => _caller = caller;

    /// <summary><c>GET /issue/{issueIdOrKey}/comment</c>, oldest first, with entity properties.</summary>
    /// <exception cref="JiraRefusedException">NotFound: no such issue, or not visible.</exception>
    public IAsyncEnumerable<JiraComment> ListAsync(string issueIdOrKey, CancellationToken ct) => Paging.ByStartAsync(
            _caller,
            start => JiraRequest.Get(JiraRoute.Of("/issue/{issueIdOrKey}/comment", issueIdOrKey).Query(
                ("startAt", start.ToString()), ("maxResults", PageSize.ToString()), ("orderBy", "created"), ("expand", "properties"))),
            page => page.Items("comments"),
            ct)
        .Select(JiraComment.Read).OfType<JiraComment>();

    /// <summary><c>GET /issue/{issueIdOrKey}/comment</c>, oldest first, with the bodies as they are.</summary>
    /// <exception cref="JiraRefusedException">NotFound: no such issue, or not visible.</exception>
    public IAsyncEnumerable<JiraRemark> RemarksAsync(string issueIdOrKey, CancellationToken ct) => Paging.ByStartAsync(
            _caller,
            start => JiraRequest.Get(JiraRoute.Of("/issue/{issueIdOrKey}/comment", issueIdOrKey).Query(
                ("startAt", start.ToString()), ("maxResults", PageSize.ToString()), ("orderBy", "created"))),
            page => page.Items("comments"),
            ct)
        .Select(c => JiraRemark.Read(c, "body")).OfType<JiraRemark>();

    /// <summary>One page of <see cref="RemarksAsync"/>, for whoever has to choose its size.</summary>
    /// <param name="start">From 0.</param>
    /// <exception cref="JiraRefusedException">NotFound: no such issue, or not visible.</exception>
    /// <exception cref="JiraUnavailableException">TooLarge: ask for a smaller one.</exception>
    public async Task<JiraRemarks> RemarksPageAsync(string issueIdOrKey, long start, int size, CancellationToken ct)
    {
        var page = await _caller.ReadAsync(
            JiraRequest.Get(JiraRoute.Of("/issue/{issueIdOrKey}/comment", issueIdOrKey).Query(
                ("startAt", start.ToString()), ("maxResults", size.ToString()), ("orderBy", "created"))),
            ct);
        var items = page.Items("comments").Select(c => JiraRemark.Read(c, "body")).OfType<JiraRemark>().ToList();
        return new(items, items.Count == 0 || start + items.Count >= (page.Number("total") ?? 0));
    }

    /// <summary><c>GET /issue/{issueIdOrKey}/comment</c>: the last of them, oldest first, with entity properties, in two calls where it gives as many as it is asked for.</summary>
    /// <param name="most">1 to 100.</param>
    /// <exception cref="JiraRefusedException">NotFound: no such issue, or not visible.</exception>
    public Task<JiraLatest<JiraComment>> LatestAsync(string issueIdOrKey, int most, CancellationToken ct) => Paging.LatestAsync(
        _caller,
        start => JiraRequest.Get(JiraRoute.Of("/issue/{issueIdOrKey}/comment", issueIdOrKey).Query(
            ("startAt", start.ToString()), ("maxResults", most.ToString()), ("orderBy", "created"), ("expand", "properties"))),
        page => page.Items("comments").Select(JiraComment.Read).OfType<JiraComment>(),
        most,
        ct);

    /// <summary><c>GET /issue/{issueIdOrKey}/comment/{id}</c>.</summary>
    /// <returns><see langword="null"/> when there is none, or it is not visible.</returns>
    public async Task<JiraComment?> GetAsync(string issueIdOrKey, string commentId, CancellationToken ct) =>
        await _caller.FindAsync(JiraRequest.Get(JiraRoute.Of("/issue/{issueIdOrKey}/comment/{id}", issueIdOrKey, commentId)), ct) is { } comment
            ? JiraComment.Read(comment)
            : null;

    /// <summary><c>GET /issue/{issueIdOrKey}/comment/{id}</c>, for whoever changes a part of the body and nothing else.</summary>
    /// <returns><see langword="null"/> when there is none, or it is not visible, or it has no body.</returns>
    public async Task<JiraCommentSource?> SourceAsync(string issueIdOrKey, string commentId, CancellationToken ct) =>
        await _caller.FindAsync(JiraRequest.Get(JiraRoute.Of("/issue/{issueIdOrKey}/comment/{id}", issueIdOrKey, commentId)), ct) is { } json
        && JiraComment.Read(json) is { } comment && json.Member("body") is { } body
            ? new(comment, body)
            : null;

    /// <summary>
    /// <c>POST /issue/{issueIdOrKey}/comment</c>. Not repeatable: give it a property to recognise it by, and after
    /// <c>Uncertain</c> look through <see cref="ListAsync"/> first.
    /// </summary>
    public Task<JiraOutcome<JiraComment>> AddAsync(
        string issueIdOrKey,
        RichDocument text,
        IReadOnlyDictionary<string, JsonNode>? properties,
        CommentVisibility? visibility,
        CancellationToken ct)
    {
        var body = new JsonObject { ["body"] = IssueMapper.Rich(text, _caller.Site.Edition) };
        var all = new Dictionary<string, JsonNode>(properties ?? new Dictionary<string, JsonNode>());
        if (visibility is { IsInternal: true })
            all[CommentVisibility.InternalProperty] = CommentVisibility.InternalValue;
        IssueMapper.AddProperties(body, all);
        if (visibility is { IsInternal: false })
            body["visibility"] = visibility.ToJson();
        var route = JiraRoute.Of("/issue/{issueIdOrKey}/comment", issueIdOrKey);
        return _caller.EffectAsync(JiraRequest.Effect(HttpMethod.Post, route, body, issueIdOrKey), JiraComment.Read, ct);
    }

    /// <summary><c>POST /issue/{issueIdOrKey}/comment</c> with nothing but a text.</summary>
    public Task<JiraOutcome<JiraComment>> AddAsync(string issueIdOrKey, RichDocument text, CancellationToken ct) =>
        AddAsync(issueIdOrKey, text, null, null, ct);

    /// <summary><c>PUT /issue/{issueIdOrKey}/comment/{id}</c>. Repeating is safe.</summary>
    public Task<JiraOutcome<JiraComment>> EditAsync(string issueIdOrKey, string commentId, RichDocument text, CancellationToken ct)
    {
        var body = new JsonObject { ["body"] = IssueMapper.Rich(text, _caller.Site.Edition) };
        var route = JiraRoute.Of("/issue/{issueIdOrKey}/comment/{id}", issueIdOrKey, commentId);
        return _caller.EffectAsync(JiraRequest.Effect(HttpMethod.Put, route, body, issueIdOrKey), JiraComment.Read, ct);
    }

    /// <summary><c>PUT /issue/{issueIdOrKey}/comment/{id}</c> with a body as <see cref="SourceAsync"/> gives it. Repeating is safe.</summary>
    /// <param name="visibility">As it was: Jira may take a restriction that is not sent for one that is to go.</param>
    public Task<JiraOutcome<JiraComment>> EditSourceAsync(string issueIdOrKey, string commentId, JsonNode source, CommentVisibility? visibility, CancellationToken ct)
    {
        var body = new JsonObject { ["body"] = source.DeepClone() };
        if (visibility is { IsInternal: false })
            body["visibility"] = visibility.ToJson();
        var route = JiraRoute.Of("/issue/{issueIdOrKey}/comment/{id}", issueIdOrKey, commentId);
        return _caller.EffectAsync(JiraRequest.Effect(HttpMethod.Put, route, body, issueIdOrKey), JiraComment.Read, ct);
    }
}
