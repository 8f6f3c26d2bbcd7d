using System.Runtime.CompilerServices;
using System.Text.Json;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <param name="Id">Stays when the key changes.</param>
/// <param name="TypeKey"><c>software</c>, <c>business</c>, <c>service_desk</c>.</param>
public sealed record JiraProject(string Id, string Key, string Name, string? TypeKey, bool IsArchived)
{
    internal static JiraProject? Read(JsonElement json) => json.Text("id") is { } id && json.Text("key") is { } key
        ? new(id, key, json.Text("name") ?? key, json.Text("projectTypeKey"), json.Flag("archived") ?? false)
        : null;
}

/// <summary>Projects that the account may browse.</summary>
public sealed class ProjectsResource
{
    private const int PageSize = 50;
    private readonly JiraCaller _caller;

    internal ProjectsResource(JiraCaller caller) => _caller = caller;

    /// <summary>
    /// Cloud: <c>GET /project/search</c>, page by page. Data Center: <c>GET /project</c>, which has no pages.
    /// </summary>
    /// <param name="query">Part of key or name; <see langword="null"/> for all.</param>
    public async IAsyncEnumerable<JiraProject> ListAsync(string? query, [EnumeratorCancellation] CancellationToken ct)
    {
        var all = _caller.IsCloud
            ? Paging.ByStartAsync(
                _caller,
                start => JiraRequest.Get(JiraRoute.Of("/project/search").Query(
                    ("startAt", start.ToString()), ("maxResults", PageSize.ToString()), ("orderBy", "key"), ("query", query))),
                page => page.Items("values"),
                ct)
            : EveryAsync(ct);
        await foreach (var json in all)
        {
            if (JiraProject.Read(json) is { } project && (_caller.IsCloud || Matches(project, query)))
                yield return project;
        }
    }

    /// <summary><c>GET /project/{projectIdOrKey}</c>. Old keys lead to the renamed project.</summary>
    /// <returns><see langword="null"/> when it does not exist or may not be seen.</returns>
    public async Task<JiraProject?> GetAsync(string idOrKey, CancellationToken ct) =>
        await _caller.FindAsync(JiraRequest.Get(JiraRoute.Of("/project/{projectIdOrKey}", idOrKey)), ct) is { } json
            ? JiraProject.Read(json)
            : null;

    private async IAsyncEnumerable<JsonElement> EveryAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var project in (await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/project")), ct)).Items())
            yield return project;
    }

    private static bool Matches(JiraProject project, string? query) =>
        query is null
        || project.Key.Contains(query, StringComparison.OrdinalIgnoreCase)
        || project.Name.Contains(query, StringComparison.OrdinalIgnoreCase);
}
