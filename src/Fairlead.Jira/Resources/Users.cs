using System.Text.Json;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>A person or app in Jira.</summary>
/// <param name="Id">What names the user in requests: account id on Cloud, login name on Data Center.</param>
/// <param name="EmailAddress"><see langword="null"/> where the profile hides it, which is usual on Cloud.</param>
/// <param name="TimeZone">The IANA name; dates in JQL are read in it.</param>
public sealed record JiraUser(
    string Id, string DisplayName, string? EmailAddress, bool IsActive, string? TimeZone, string? AccountType)
{
    /// <summary>Data Center: stays when the login name changes, and is never given again. <see langword="null"/> on Cloud.</summary>
    public string? Key { get; init; }

    /// <returns><see langword="null"/> when the element is not a user with an id.</returns>
    internal static JiraUser? Read(JsonElement? json) => json is { } user
        && (user.Text("accountId") ?? user.Text("name") ?? user.Text("key")) is { } id
            ? new(
                id,
                user.Text("displayName") ?? id,
                user.Text("emailAddress"),
                user.Flag("active") ?? true,
                user.Text("timeZone"),
                user.Text("accountType"))
            {
                Key = user.Text("key"),
            }
            : null;
}

/// <summary>People: to whom issues may be given, and in which groups they are.</summary>
public sealed class UsersResource
{
    private readonly JiraCaller _caller;

    internal UsersResource(JiraCaller caller) => _caller = caller;

    /// <summary><c>GET /user/assignable/search</c>. Cloud looks only at the first 1000 users of the site's list.</summary>
    /// <param name="query">Start of name, e-mail or login; <see langword="null"/> for any.</param>
    /// <param name="limit">1 to 100 (Data Center's cap).</param>
    public async Task<IReadOnlyList<JiraUser>> AssignableAsync(string projectKey, string? query, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 100);
        var route = JiraRoute.Of("/user/assignable/search").Query(
            ("project", projectKey),
            (_caller.IsCloud ? "query" : "username", query ?? (_caller.IsCloud ? null : "")),
            ("maxResults", limit.ToString()));
        var answer = await _caller.ReadAsync(JiraRequest.Get(route), ct);
        return Users(answer);
    }

    /// <summary><c>GET /user/assignable/search</c> for one account; the search by text does not look at Cloud's account ids.</summary>
    /// <param name="id">As in <see cref="JiraUser.Id"/>.</param>
    /// <returns>Empty when there is no such user, or the project's issues cannot be given to it.</returns>
    public async Task<IReadOnlyList<JiraUser>> AssignableByIdAsync(string projectKey, string id, CancellationToken ct)
    {
        var route = JiraRoute.Of("/user/assignable/search").Query(("project", projectKey), (_caller.IsCloud ? "accountId" : "username", id));
        return Users(await _caller.ReadAsync(JiraRequest.Get(route), ct));
    }

    /// <summary><c>GET /user/search</c>: active people. Cloud shows them to accounts with the global permission Browse users and groups.</summary>
    /// <param name="query">Start of name, e-mail or login.</param>
    /// <param name="limit">1 to 1000.</param>
    public async Task<IReadOnlyList<JiraUser>> SearchAsync(string query, int limit, CancellationToken ct)
    {
        var route = JiraRoute.Of("/user/search").Query((_caller.IsCloud ? "query" : "username", query), ("maxResults", limit.ToString()));
        return Users(await _caller.ReadAsync(JiraRequest.Get(route), ct));
    }

    /// <summary><c>GET /user</c>.</summary>
    /// <param name="id">As in <see cref="JiraUser.Id"/>.</param>
    /// <returns><see langword="null"/> when there is no such user, or it is not shown.</returns>
    public async Task<JiraUser?> FindAsync(string id, CancellationToken ct) =>
        JiraUser.Read(await _caller.FindAsync(JiraRequest.Get(JiraRoute.Of("/user").Query((_caller.IsCloud ? "accountId" : "username", id))), ct));

    /// <summary><c>GET /user</c> by the key that only Data Center has.</summary>
    /// <returns><see langword="null"/> when there is no such user, it is not shown, or the site is Cloud.</returns>
    public async Task<JiraUser?> FindByKeyAsync(string key, CancellationToken ct) =>
        _caller.IsCloud ? null : JiraUser.Read(await _caller.FindAsync(JiraRequest.Get(JiraRoute.Of("/user").Query(("key", key))), ct));

    /// <summary>
    /// <c>GET /user</c> with its groups. Cloud shows groups to accounts with the global permission Browse users and groups; an empty list
    /// is what others get.
    /// </summary>
    /// <param name="id">As in <see cref="JiraUser.Id"/>.</param>
    /// <returns>Names of groups; empty when there is no such user, or none is shown.</returns>
    /// <exception cref="JiraRefusedException">Forbidden: the account may not look at users.</exception>
    public async Task<IReadOnlyList<string>> GroupsOfAsync(string id, CancellationToken ct)
    {
        var route = JiraRoute.Of("/user").Query((_caller.IsCloud ? "accountId" : "username", id), ("expand", "groups"));
        return await _caller.FindAsync(JiraRequest.Get(route), ct) is { } user && user.Member("groups") is { } groups
            ? [.. groups.Items("items").Select(g => g.Text("name")).OfType<string>()]
            : [];
    }

    private static List<JiraUser> Users(JsonElement answer) => [.. answer.Items().Select(u => JiraUser.Read(u)).OfType<JiraUser>()];
}
