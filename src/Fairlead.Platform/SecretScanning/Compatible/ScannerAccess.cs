using Fairlead.Client.Access;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecretScanning.Storage;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary>
/// What a caller of the scanner API may do. Of somebody whom Jira knows, Jira is asked each time, with the caller's own credential: who administers
/// Jira may do everything, who administers a project may do what concerns it, and who has explicit access may do everything, in the projects that
/// Jira shows. Of a token its role counts: a viewer reads, an editor scans and reviews, an administrator does the rest.
/// </summary>
internal sealed class ScannerAccess(JiraSites sites, SecretAccessStore access)
{
    private static readonly string[] Asked = [JiraPermission.Administer, JiraPermission.AdministerProjects, JiraPermission.BrowseProjects];

    /// <summary>The project, when the caller may work on it.</summary>
    /// <param name="key">As Jira writes it.</param>
    /// <param name="least">Of a token of Fairlead.</param>
    /// <exception cref="ProblemException">404: there is none that the caller sees. 403: it is not his.</exception>
    public async Task<JiraProject> ProjectAsync(ScannerCaller caller, string key, Role least, CancellationToken ct)
    {
        Demand(caller, least);
        var project = await (await ClientAsync(caller, ct)).Projects.GetAsync(key, ct);
        // Jira also answers to ids, to old keys and to keys in lower case.
        if (project is null || project.Key != key)
            throw NoProject(key);
        await DemandAsync(caller, project, ct);
        return project;
    }

    /// <summary>The issue and its project, when the caller may work on that.</summary>
    /// <exception cref="ProblemException">404: there is none that the caller sees. 403: it is not his.</exception>
    public async Task<(JiraIssue Issue, JiraProject Project)> IssueAsync(ScannerCaller caller, string key, Role least, CancellationToken ct)
    {
        Demand(caller, least);
        var issue = await (await ClientAsync(caller, ct)).Issues.GetAsync(key, IssueSelection.Of("project", "updated"), ct);
        if (issue?.Project is not { } project || issue.Key != key)
            throw new ProblemException(new Problem(ProblemKind.NotFound, $"There is no issue {Problem.Quote(key)}, or you may not see it."));
        await DemandAsync(caller, project, ct);
        return (issue, project);
    }

    /// <exception cref="ProblemException">403: the caller neither administers Jira nor has explicit access.</exception>
    public async Task AdministratorAsync(ScannerCaller caller, Role least, CancellationToken ct)
    {
        Demand(caller, least);
        if (caller is ScannerCaller.OfJira person && !await AdministersJiraAsync(person, ct) && !await HasExplicitAccessAsync(person, ct))
            throw Forbidden("You must administer Jira or have explicit access.");
    }

    /// <returns>The projects that the caller may work on when he may work on all that he sees, which for an administrator of Jira need not be all; <see langword="null"/>: all that there are.</returns>
    /// <exception cref="ProblemException">403: he may work on single ones at most.</exception>
    public async Task<IReadOnlySet<string>?> AllProjectsAsync(ScannerCaller caller, Role least, CancellationToken ct)
    {
        Demand(caller, least);
        if (caller is not ScannerCaller.OfJira person)
            return null;
        if (!await AdministersJiraAsync(person, ct) && !await HasExplicitAccessAsync(person, ct))
            throw Forbidden("You must administer Jira or have explicit access.");
        return await person.Jira.Projects.ListAsync(null, ct).Select(p => p.Id).ToHashSetAsync(cancellationToken: ct);
    }

    /// <summary>Those of the projects on which the caller may work, as Jira calls them now.</summary>
    /// <exception cref="ProblemException">403: a token that may not read.</exception>
    public async Task<IReadOnlyList<FoundProject>> ProjectsAsync(ScannerCaller caller, IReadOnlyList<FoundProject> projects, CancellationToken ct)
    {
        Demand(caller, Role.Viewer);
        if (caller is not ScannerCaller.OfJira person)
            return projects;

        var seen = await person.Jira.Projects.ListAsync(null, ct).ToDictionaryAsync(p => p.Id, p => p.Key, cancellationToken: ct);
        var visible = projects.Where(p => seen.ContainsKey(p.ProjectId)).Select(p => p with { ProjectKey = seen[p.ProjectId] }).ToList();
        if (await AdministersJiraAsync(person, ct) || await HasExplicitAccessAsync(person, ct))
            return visible;
        var own = new List<FoundProject>();
        foreach (var project in visible)
        {
            if ((await person.Jira.Permissions.GetMineAsync([JiraPermission.AdministerProjects], project.ProjectKey, ct))[JiraPermission.AdministerProjects])
                own.Add(project);
        }

        return own;
    }

    public async Task<bool> HasExplicitAccessAsync(ScannerCaller.OfJira person, CancellationToken ct) =>
        await IsAmongAsync(person, await access.ListAsync(person.Connection.Id, ct), ct);

    public async Task<bool> IsAmongAsync(ScannerCaller.OfJira person, IReadOnlyList<AccessEntry> entries, CancellationToken ct)
    {
        // Data Center gives a login name to somebody else once it is free; a key never.
        if (entries.Any(e => e.Kind == AccessKind.User && e.Name == (person.User.Key ?? person.User.Id)))
            return true;
        var groups = entries.Where(e => e.Kind == AccessKind.Group).Select(e => e.Name).ToList();
        return groups.Count > 0 && (await GroupsAsync(person, ct)).Any(group => groups.Contains(group, StringComparer.OrdinalIgnoreCase));
    }

    public static async Task<bool> AdministersJiraAsync(ScannerCaller.OfJira person, CancellationToken ct) =>
        (await person.Jira.Permissions.GetMineAsync([JiraPermission.Administer], null, ct))[JiraPermission.Administer];

    /// <summary>Calls for the caller: as himself, or as the connection's account for a token of Fairlead.</summary>
    public Task<JiraClient> ClientAsync(ScannerCaller caller, CancellationToken ct) =>
        caller is ScannerCaller.OfJira person ? Task.FromResult(person.Jira) : sites.ClientForAsync(caller.Connection.Id, ct);

    private async Task DemandAsync(ScannerCaller caller, JiraProject project, CancellationToken ct)
    {
        if (caller is not ScannerCaller.OfJira person)
            return;
        var may = await person.Jira.Permissions.GetMineAsync(Asked, project.Key, ct);
        if (may[JiraPermission.Administer] || may[JiraPermission.AdministerProjects])
            return;
        if (!may[JiraPermission.BrowseProjects])
            throw NoProject(project.Key);
        if (!await HasExplicitAccessAsync(person, ct))
            throw Forbidden($"You must administer project {project.Key} or have explicit access.");
    }

    /// <summary>Cloud shows people their own groups only where they may browse groups; the connection's account may be let see more.</summary>
    private async Task<IReadOnlyList<string>> GroupsAsync(ScannerCaller.OfJira person, CancellationToken ct)
    {
        if (await person.Jira.Myself.GroupsAsync(ct) is { Count: > 0 } own)
            return own;
        try
        {
            return await (await sites.ClientForAsync(person.Connection.Id, ct)).Users.GroupsOfAsync(person.User.Id, ct);
        }
        catch (JiraRefusedException)
        {
            return [];
        }
    }

    private static void Demand(ScannerCaller caller, Role least)
    {
        if (caller is ScannerCaller.OfFairlead { Role: var role } && role < least)
            throw Forbidden($"The token's role is {role}; this needs {least}.");
    }

    private static ProblemException NoProject(string key) =>
        new(new Problem(ProblemKind.NotFound, $"There is no project {Problem.Quote(key)}, or you may not see it."));

    private static ProblemException Forbidden(string message) => new(new Problem(ProblemKind.Forbidden, message));
}
