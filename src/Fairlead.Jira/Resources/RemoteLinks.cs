using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>A link from an issue to something elsewhere, known by <see cref="GlobalId"/>.</summary>
/// <param name="GlobalId">At most 255 characters. The same id on the same issue means the same link.</param>
public sealed record JiraRemoteLink(string GlobalId, Uri Url, string Title)
{
    public string? Summary { get; init; }

    public string? Relationship { get; init; }

    public string? ApplicationName { get; init; }

    public Uri? IconUrl { get; init; }

    /// <summary><see langword="true"/> strikes the title through; <see langword="null"/> shows no status.</summary>
    public bool? IsResolved { get; init; }
}

/// <summary>Remote links of issues.</summary>
public sealed class RemoteLinksResource
{
    private const int MaxGlobalIdLength = 255;
    private readonly JiraCaller _caller;

    internal RemoteLinksResource(JiraCaller caller) => _caller = caller;

    /// <summary><c>GET /issue/{issueIdOrKey}/remotelink</c>. Links without a global id are left out.</summary>
    /// <returns><see langword="null"/> when the issue does not exist or may not be seen.</returns>
    public async Task<IReadOnlyList<JiraRemoteLink>?> ListAsync(string issueIdOrKey, CancellationToken ct) =>
        await _caller.FindAsync(JiraRequest.Get(JiraRoute.Of("/issue/{issueIdOrKey}/remotelink", issueIdOrKey)), ct) is { } json
            ? [.. json.Items().Select(Read).OfType<JiraRemoteLink>()]
            : null;

    /// <summary>
    /// <c>POST /issue/{issueIdOrKey}/remotelink</c>: an upsert by global id, so repeating is safe. What is not given becomes empty
    /// on an existing link: always give the whole link.
    /// </summary>
    /// <returns>The link's number in Jira.</returns>
    public Task<JiraOutcome<string>> UpsertAsync(string issueIdOrKey, JiraRemoteLink link, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(link.GlobalId.Length, MaxGlobalIdLength, nameof(link));
        var target = new JsonObject { ["url"] = link.Url.AbsoluteUri, ["title"] = link.Title };
        if (link.Summary is not null)
            target["summary"] = link.Summary;
        if (link.IconUrl is not null)
            target["icon"] = new JsonObject { ["url16x16"] = link.IconUrl.AbsoluteUri, ["title"] = link.ApplicationName ?? link.Title };
        if (link.IsResolved is { } isResolved)
            target["status"] = new JsonObject { ["resolved"] = isResolved };

        var body = new JsonObject { ["globalId"] = link.GlobalId, ["object"] = target };
        if (link.Relationship is not null)
            body["relationship"] = link.Relationship;
        if (link.ApplicationName is not null)
            body["application"] = new JsonObject { ["name"] = link.ApplicationName, ["type"] = "fairlead" };
        var route = JiraRoute.Of("/issue/{issueIdOrKey}/remotelink", issueIdOrKey);
        return _caller.EffectAsync(JiraRequest.Effect(HttpMethod.Post, route, body, issueIdOrKey), json => json.Text("id"), ct);
    }

    private static JiraRemoteLink? Read(JsonElement json)
    {
        if (json.Text("globalId") is not { } globalId || json.Member("object") is not { } target
            || !Uri.TryCreate(target.Text("url"), UriKind.Absolute, out var url))
            return null;
        return new(globalId, url, target.Text("title") ?? "")
        {
            Summary = target.Text("summary"),
            Relationship = json.Text("relationship"),
            ApplicationName = json.Member("application")?.Text("name"),
            IsResolved = target.Member("status")?.Flag("resolved"),
        };
    }
}
