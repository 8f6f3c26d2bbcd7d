using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Screens;
using Fairlead.Sandbox.Sites;
using Fairlead.Sandbox.Workflows;

namespace Fairlead.Sandbox.Seeds;

/// <summary>SEC is roomy, OPS plain, PAY strict, WEB team-managed.</summary>
internal static class SeedProjects
{
    private static readonly string[] Plain =
        [FieldIds.Summary, FieldIds.Description, FieldIds.Priority, FieldIds.Labels, FieldIds.Assignee, FieldIds.Components];

    private static readonly string[] Usual =
        [.. Plain, FieldIds.Reporter, FieldIds.Environment, FieldIds.DueDate, FieldIds.FixVersions, FieldIds.Versions,
            FieldIds.Parent, FieldIds.IssueLinks, FieldIds.Attachment];

    public static void Plant(Site site)
    {
        site.Projects.Add(Security(site));
        site.Projects.Add(Operations(site));
        site.Projects.Add(Payments(site));
        site.Projects.Add(Website(site));
    }

    private static Project Security(Site site)
    {
        var project = new Project(10_000, "SEC", "Security", site.Person);
        project.Components.AddRange([new(10_000, "api"), new(10_001, "web"), new(10_002, "infrastructure")]);
        project.SecurityLevels.AddRange([new(10_300, "Internal"), new(10_301, "Security team")]);
        project.Versions.AddRange([new(10_000, "1.0", IsReleased: true), new(10_001, "1.1"), new(10_002, "2.0")]);
        var workflow = OpenWorkflow("Security workflow", site, "To Do", "In Progress", "In Review", "Done");
        foreach (var type in site.IssueTypes)
            project.Types[type] = new(new Screen([.. Usual, FieldIds.Security, .. SeedFields.AllCustom], FieldIds.Summary), workflow);
        RequireParent(project, site);
        return project;
    }

    private static Project Operations(Site site)
    {
        var project = new Project(10_001, "OPS", "Operations", site.People[2]);
        project.Components.AddRange([new(10_010, "platform"), new(10_011, "network")]);
        var workflow = OpenWorkflow("Operations workflow", site, "To Do", "In Progress", "Waiting", "Done");
        foreach (var type in site.IssueTypes.Where(t => t.Name is "Bug" or "Task" or "Sub-task"))
            project.Types[type] = new(new Screen([.. Plain, FieldIds.Parent, FieldIds.IssueLinks, FieldIds.Attachment], FieldIds.Summary), workflow);
        RequireParent(project, site);
        return project;
    }

    private static Project Payments(Site site)
    {
        var project = new Project(10_002, "PAY", "Payments", site.People[4]);
        project.Components.AddRange([new(10_020, "ledger"), new(10_021, "gateway")]);
        project.Versions.Add(new(10_020, "2026.1"));
        foreach (var type in site.IssueTypes.Where(t => t.Name is "Bug" or "Task"))
        {
            var screen = new Screen(
                [.. Plain, FieldIds.IssueLinks, FieldIds.Attachment, SeedFields.Severity, SeedFields.DiscoveredOn, SeedFields.CvssScore],
                FieldIds.Summary, SeedFields.Severity, SeedFields.DiscoveredOn);
            project.Types[type] = new(screen, StrictWorkflow(site));
        }

        return project;
    }

    private static Project Website(Site site)
    {
        var project = new Project(10_003, "WEB", "Website", site.People[3]) { IsTeamManaged = true };
        Status[] statuses =
        [
            new(10_100, "To Do", StatusCategory.New),
            new(10_101, "In Progress", StatusCategory.InProgress),
            new(10_102, "Done", StatusCategory.Done),
        ];
        IssueType[] types =
        [
            new(10_100, "Task", "A small, distinct piece of work.", 0, 10_318, project.Id),
            new(10_101, "Epic", "A big piece of work that holds others.", 1, 10_307, project.Id),
            new(10_102, "Subtask", "A piece of work that is part of a larger one.", -1, 10_316, project.Id),
        ];
        site.Statuses.AddRange(statuses);
        site.IssueTypes.AddRange(types);
        var workflow = OpenWorkflow("Website workflow", site, statuses);
        foreach (var type in types)
        {
            var screen = new Screen(
                [FieldIds.Summary, FieldIds.Description, FieldIds.Assignee, FieldIds.Reporter, FieldIds.Labels, FieldIds.Priority,
                    FieldIds.Parent, FieldIds.IssueLinks, FieldIds.Attachment, FieldIds.DueDate],
                FieldIds.Summary);
            project.Types[type] = new(screen, workflow);
        }

        RequireParent(project, site);
        return project;
    }

    /// <summary>On Data Center only sub-tasks have a parent; others name their epic in a field of its own.</summary>
    private static void RequireParent(Project project, Site site)
    {
        foreach (var (type, setup) in project.Types)
        {
            if (type.IsSubtask)
                setup.Screen.Add(FieldIds.Parent, isRequired: true);
            else if (type.HierarchyLevel > 0 || !site.IsCloud)
                setup.Screen.Remove(FieldIds.Parent);
            if (type.HierarchyLevel == 0 && !site.IsCloud)
                setup.Screen.Add(SeedFields.EpicLink, isRequired: false);
        }
    }

    private static Workflow OpenWorkflow(string name, Site site, params string[] statuses) =>
        OpenWorkflow(name, site, statuses.Select(s => site.Statuses.First(x => x.Name == s)).ToArray());

    /// <summary>Every status can be reached from every other.</summary>
    private static Workflow OpenWorkflow(string name, Site site, Status[] statuses) => new(
        name,
        statuses[0],
        [.. statuses.Select((status, i) => new Transition(
            11 + (10 * i), status.Name, status, [],
            Resolution: status.Category == StatusCategory.Done ? site.Resolutions[0] : null))]);

    /// <summary>One way through, with a screen that asks for a resolution and a step for leads only.</summary>
    private static Workflow StrictWorkflow(Site site)
    {
        var (todo, doing, review, done, rejected) =
            (site.Statuses[0], site.Statuses[1], site.Statuses[2], site.Statuses[3], site.Statuses[4]);
        var resolve = new Screen([FieldIds.Resolution, FieldIds.Assignee, FieldIds.Comment], FieldIds.Resolution);
        var reject = new Screen([FieldIds.Resolution, SeedFields.Severity, FieldIds.Comment], FieldIds.Resolution);
        return new Workflow("Payments workflow", todo,
        [
            new Transition(11, "Start work", doing, [todo]),
            new Transition(21, "Send to review", review, [doing], Condition: new TransitionCondition.IsAssigned()),
            new Transition(31, "Resolve", done, [review], resolve),
            new Transition(41, "Reject", rejected, [todo, doing], reject),
            new Transition(51, "Approve", done, [review], Condition: new TransitionCondition.MemberOf("security-leads"),
                Resolution: site.Resolutions[0]),
            new Transition(61, "Back to work", doing, [review]),
            new Transition(71, "Reopen", todo, [done, rejected]),
        ]);
    }
}
