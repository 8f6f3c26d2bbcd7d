using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>
/// Whether the groups and roles that comment rules listen to, and those that see Fairlead's own comments, are there. A rule for either needs an account that may see who is in
/// them; where it merely may not list groups, their names are taken as they are, with a warning.
/// </summary>
internal sealed class AuthorCheck(JiraClient jira, FaultList faults)
{
    private const int MostNamed = 30;

    /// <param name="visibility"><see langword="null"/>: everyone sees the comments.</param>
    public async Task RunAsync(JiraProject project, IReadOnlyList<CommentRule> rules, CommentVisibility? visibility, CancellationToken ct)
    {
        WarnOfReporters(rules);
        await DemandAuthorsAsync(project, rules, ct);
        if (visibility is null)
            return;
        const string Path = "commentVisibility";
        if (visibility.IsInternal)
        {
            if (project.TypeKey != "service_desk")
                faults.Problem(Path, $"project {project.Key} is no service project, so that it has no internal comments", "write everyone, role:NAME or group:NAME");
            return;
        }

        try
        {
            if (visibility.Type == "role")
                await DemandRolesAsync(project, [new(new(CommentAuthors.Role, visibility.Value), Path)], ct);
            else if (!Holds(await jira.Users.GroupsOfAsync((await jira.Myself.GetAsync(ct)).Id, ct), visibility.Value))
                faults.Problem(Path, $"the connection's account is not shown to be in the group \"{DraftCheck.Shown(visibility.Value)}\", and Jira takes no comment for a group from others", "put it in the group, or name one that it is in");
        }
        catch (JiraRefusedException e) when (IsNotShown(e))
        {
            faults.Problem(Path, $"Jira does not tell the connection's account which roles and groups there are: {e.Message}", $"grant it Administer projects in {project.Key} for roles, Browse users and groups for groups; or everyone");
        }
    }

    /// <summary>Fairlead makes issues under its own account, which nobody listens to.</summary>
    private void WarnOfReporters(IReadOnlyList<CommentRule> rules)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            var at = rules[i].By.ToList().FindIndex(t => t.Authors == CommentAuthors.Reporter);
            if (at < 0)
                continue;
            var effect = rules[i].By.All(t => t.Authors == CommentAuthors.Reporter) ? "this rule listens to nobody" : "this listens to nobody";
            faults.Warning(
                $"commentRules[{i}].by[{at}]", $"Fairlead's account is the reporter of every issue that it makes, and its own comments never count: but for issues that people made and linked, {effect}",
                "write assignee, role:NAME, group:NAME or anyone");
        }
    }

    private async Task DemandAuthorsAsync(JiraProject project, IReadOnlyList<CommentRule> rules, CancellationToken ct)
    {
        var named = rules.SelectMany((r, i) => r.By.Select((t, j) => new Listed(t, $"commentRules[{i}].by[{j}]"))).Where(t => t.Trigger.Name is not null).ToList();
        if (named.Count == 0)
            return;
        try
        {
            if ((await jira.Users.GroupsOfAsync((await jira.Myself.GetAsync(ct)).Id, ct)).Count == 0)
                faults.Problem(named[0].Path, "Jira shows the connection's account no groups, not even its own", "grant it the global permission Browse users and groups; or listen to anyone or assignee");
            else
                await DemandGroupsAsync(Of(named, CommentAuthors.Group), ct);
            await DemandRolesAsync(project, Of(named, CommentAuthors.Role), ct);
        }
        catch (JiraRefusedException e) when (IsNotShown(e))
        {
            faults.Problem(
                named[0].Path, $"Jira does not tell the connection's account who is in groups and roles: {e.Message}",
                $"grant it Administer projects in {project.Key} for roles, Browse users and groups for groups; or listen to anyone or assignee");
        }
    }

    private async Task DemandGroupsAsync(IReadOnlyList<Listed> wanted, CancellationToken ct)
    {
        if (wanted.Count == 0)
            return;
        var any = await FindAsync("", ct);
        var found = new Dictionary<string, bool?>(StringComparer.OrdinalIgnoreCase);
        var unsure = new List<Listed>();
        foreach (var one in wanted)
        {
            if (!found.TryGetValue(one.Name, out var isThere))
                found[one.Name] = isThere = Holds(any.Names, one.Name) ? true : await IsThereAsync(one.Name, ct);
            if (isThere is true)
                continue;
            if (any.Total == 0 || isThere is null)
                unsure.Add(one);
            else
                Missing(one, "Jira has no group", any.Names, any.Total, await NearAsync(one.Name, any.Names, ct));
        }

        if (unsure.Count > 0)
        {
            faults.Warning(
                unsure[0].Path, $"Jira does not show all groups to the connection's account, so nobody checked that \"{DraftCheck.Shown(unsure[0].Name)}\" is one",
                "see that it is spelled as in Jira, or grant the account the global permission Browse users and groups and apply this again");
        }
    }

    /// <summary>Jira shows only some of many groups that hold a name: then it is asked for the one that is named exactly so.</summary>
    /// <returns><see langword="null"/> where it does not say.</returns>
    private async Task<bool?> IsThereAsync(string name, CancellationToken ct)
    {
        var shown = await FindAsync(name, ct);
        return Holds(shown.Names, name) ? true : shown.Total > shown.Names.Count ? await jira.Groups.HasAsync(name, ct) : false;
    }

    /// <summary>Jira shows only some of many groups; those that begin alike are asked for.</summary>
    private async Task<string?> NearAsync(string wanted, IReadOnlyList<string> some, CancellationToken ct) =>
        NearMiss.Of(wanted, some.Concat((await FindAsync(wanted[..Math.Min(3, wanted.Length)], ct)).Names));

    private async Task<JiraGroupMatches> FindAsync(string text, CancellationToken ct)
    {
        try
        {
            return await jira.Groups.FindAsync(text, ct);
        }
        catch (JiraRefusedException e) when (IsNotShown(e))
        {
            return new([], 0);
        }
    }

    private async Task DemandRolesAsync(JiraProject project, IReadOnlyList<Listed> wanted, CancellationToken ct)
    {
        if (wanted.Count == 0)
            return;
        var roles = (await jira.ProjectRoles.ListAsync(project.Id, ct)).Keys.ToList();
        foreach (var one in wanted.Where(w => !Holds(roles, w.Name)))
            Missing(one, $"project {project.Key} has no role", roles, roles.Count, NearMiss.Of(one.Name, roles));
    }

    private void Missing(Listed one, string what, IReadOnlyList<string> known, int total, string? near)
    {
        var shown = known.Take(MostNamed).ToList();
        var more = total > shown.Count ? $" and {total - shown.Count} more" : "";
        faults.Problem(
            one.Path, $"{what} \"{DraftCheck.Shown(one.Name)}\"; it has {string.Join(", ", shown.Select(DraftCheck.Shown))}{more}",
            near is null ? null : $"did you mean {near}?");
    }

    private static bool Holds(IReadOnlyList<string> names, string wanted) => names.Contains(wanted, StringComparer.OrdinalIgnoreCase);

    private static bool IsNotShown(JiraRefusedException e) =>
        e.Cause is JiraRefusalCause.Forbidden or JiraRefusalCause.NotFound or JiraRefusalCause.ScopeMismatch;

    private static List<Listed> Of(IEnumerable<Listed> named, CommentAuthors authors) => [.. named.Where(n => n.Trigger.Authors == authors)];

    private sealed record Listed(CommentTrigger Trigger, string Path)
    {
        public string Name => Trigger.Name!;
    }
}
