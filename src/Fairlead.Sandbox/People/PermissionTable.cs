using Fairlead.Sandbox.Projects;

namespace Fairlead.Sandbox.People;

/// <summary>Everyone has every permission but administration, until some are taken away.</summary>
internal sealed class PermissionTable
{
    private readonly HashSet<(string Account, string Permission, int Project)> _denied = [];

    /// <param name="project">Null asks for every project.</param>
    public bool Has(Account account, string permission, Project? project)
    {
        if (permission is PermissionKeys.Administer or "SYSTEM_ADMIN")
            return account.IsAdministrator && !IsDenied(account, permission, null);
        if (project is { IsArchived: true } && permission != PermissionKeys.BrowseProjects)
            return false;
        return !IsDenied(account, permission, project);
    }

    public void Deny(Account account, string permission, Project? project) =>
        _denied.Add((account.Key, permission, project?.Id ?? 0));

    public void Allow(Account account, string permission, Project? project) =>
        _denied.Remove((account.Key, permission, project?.Id ?? 0));

    public void Clear() => _denied.Clear();

    private bool IsDenied(Account account, string permission, Project? project) =>
        _denied.Count > 0
        && (_denied.Contains((account.Key, permission, 0))
            || (project is not null && _denied.Contains((account.Key, permission, project.Id))));
}
