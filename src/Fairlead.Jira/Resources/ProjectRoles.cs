using System.Text.Json;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>Who has a role in a project.</summary>
/// <param name="Users">As in <see cref="JiraUser.Id"/>.</param>
/// <param name="Groups">By name.</param>
public sealed record JiraRoleActors(IReadOnlyList<string> Users, IReadOnlyList<string> Groups);

/// <summary>Roles of projects. Reading them takes the permission Administer projects, on both editions.</summary>
public sealed class ProjectRolesResource
{
    private readonly JiraCaller _caller;

    internal ProjectRolesResource(JiraCaller caller) => _caller = caller;

    /// <summary><c>GET /project/{projectIdOrKey}/role</c>: ids of the project's roles by name.</summary>
    /// <exception cref="JiraRefusedException">Forbidden or NotFound: the account may not look at roles.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ListAsync(string projectIdOrKey, CancellationToken ct)
    {
        var answer = await ReadAsync(JiraRequest.Get(JiraRoute.Of("/project/{projectIdOrKey}/role", projectIdOrKey)), ct);
        // The value is the role's address; its last part is the id.
        return answer.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(p => p.Name, p => p.Value.GetString()!.TrimEnd('/').Split('/')[^1]);
    }

    /// <summary><c>GET /project/{projectIdOrKey}/role/{id}</c>.</summary>
    /// <exception cref="JiraRefusedException">Forbidden or NotFound.</exception>
    public async Task<JiraRoleActors> ActorsAsync(string projectIdOrKey, string roleId, CancellationToken ct)
    {
        var answer = await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/project/{projectIdOrKey}/role/{id}", projectIdOrKey, roleId)), ct);
        var (users, groups) = (new List<string>(), new List<string>());
        foreach (var actor in answer.Items("actors"))
        {
            if (actor.Text("type") == "atlassian-user-role-actor" && (actor.Member("actorUser")?.Text("accountId") ?? actor.Text("name")) is { } user)
                users.Add(user);
            else if (actor.Text("type") == "atlassian-group-role-actor" && (actor.Member("actorGroup")?.Text("name") ?? actor.Text("name")) is { } group)
                groups.Add(group);
        }

        return new(users, groups);
    }

    /// <summary>
    /// Cloud answers 401 here also to whom may not administer the project (its OpenAPI description says so). Whether it means signing in
    /// or this permission is asked of a resource that everybody may read.
    /// </summary>
    private async Task<JsonElement> ReadAsync(JiraRequest request, CancellationToken ct)
    {
        try
        {
            return await _caller.ReadAsync(request, ct);
        }
        catch (JiraRefusedException e) when (e.Cause == JiraRefusalCause.AuthenticationFailed)
        {
            await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/myself")), ct);
            throw new JiraRefusedException(JiraRefusalCause.Forbidden, e.Status, e.Error);
        }
    }
}
