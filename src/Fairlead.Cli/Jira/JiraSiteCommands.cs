using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Client.Connections;

namespace Fairlead.Cli.Jira;

/// <summary>Projects, issue types, fields, people and workflows of one Jira.</summary>
internal static class JiraSiteCommands
{
    private static readonly Option<string> Project = new("--project", "-p")
    {
        Description = "Key of the project",
        HelpName = "KEY",
        Required = true,
    };

    private static readonly Option<string?> AnyProject = new("--project", "-p")
    {
        Description = "With --type: the fields of the create screen; all fields of the site when left out",
        HelpName = "KEY",
    };

    private static readonly Option<string?> Type = new("--type", "-t", "--issue-type")
    {
        Description = "Name or id of the issue type",
        HelpName = "TYPE",
    };

    private static readonly Option<string?> Query = new("--query", "-q")
    {
        Description = "Part of a name",
        HelpName = "TEXT",
    };

    public static TaughtCommand Projects() =>
        new TaughtCommand(
            "projects",
            "List the projects that the account may browse.",
            new Example("All of them", "fairlead jira projects --connection team"),
            new Example("Those whose name or key has \"sec\"", "fairlead jira projects --connection team --query sec"))
            .Takes(Query)
            .ListsAtJira<JiraProjectResponse>(
                (invocation, jira, ct) => jira.ProjectsAsync(invocation.Get(Query), ct),
                "The account may browse no project that matches.",
                ["KEY", "NAME", "TYPE", "ARCHIVED", "ID"],
                p => [p.Key, p.Name, p.Type, p.IsArchived ? "yes" : "", p.Id]);

    public static TaughtCommand IssueTypes() =>
        new TaughtCommand(
            "issue-types",
            "List the issue types that can be created in a project.",
            new Example("For the configuration's issueType", "fairlead jira issue-types --connection team --project SEC"))
            .Takes(Project)
            .ListsAtJira<JiraIssueTypeResponse>(
                (invocation, jira, ct) => jira.IssueTypesAsync(invocation.Get(Project)!, ct),
                "The account may create no issues in this project.",
                ["NAME", "SUB-TASK", "ID", "DESCRIPTION"],
                t => [t.Name, t.IsSubtask ? "yes" : "", t.Id, t.Description]);

    public static TaughtCommand Fields() =>
        new TaughtCommand(
            "fields",
            "List fields: all of the site, or those of one create screen with what is required and allowed.",
            new Example("What a new Bug in SEC takes", "fairlead jira fields --connection team --project SEC --type Bug"),
            new Example("What it must have", "fairlead jira fields -c team -p SEC -t Bug --json | jq '.[] | select(.isRequired) | .name'"),
            new Example("The id of a custom field", "fairlead jira fields --connection team --json | jq '.[] | select(.name == \"Team\") | .id'"))
            .Takes(AnyProject, Type)
            .ListsAtJira<JiraFieldResponse>(
                FieldsAsync,
                "There are no fields.",
                ["NAME", "ID", "TYPE", "REQUIRED", "DEFAULT", "ALLOWED VALUES"],
                f =>
                [
                    f.Name,
                    f.Id,
                    f.Items is null ? f.Type : $"{f.Type} of {f.Items}",
                    f.IsRequired == true ? "yes" : "",
                    f.Default ?? (f.HasDefault == true ? "set by Jira" : ""),
                    f.AllowedValues is { } values ? string.Join(", ", values) : "",
                ]);

    public static TaughtCommand Users() =>
        new TaughtCommand(
            "users",
            "List people to whom issues of a project can be assigned.",
            new Example("Who is called ann", "fairlead jira users --connection team --project SEC --query ann"))
            .Takes(Project, Query)
            .ListsAtJira<JiraUserResponse>(
                (invocation, jira, ct) => jira.UsersAsync(invocation.Get(Project)!, invocation.Get(Query), ct),
                "Nobody matches.",
                ["NAME", "E-MAIL", "ACTIVE", "ID"],
                u => [u.DisplayName, u.Email, u.IsActive ? "yes" : "no", u.Id]);

    public static TaughtCommand Workflow() =>
        new TaughtCommand(
            "workflow",
            "List the statuses of a project's issue types and whether each counts as to do, in progress or done.",
            new Example("Which status means done?", "fairlead jira workflow --connection team --project SEC"))
            .Takes(Project)
            .ListsAtJira<StatusOfType>(
                async (invocation, jira, ct) =>
                    [.. (await jira.WorkflowAsync(invocation.Get(Project)!, ct)).SelectMany(w => w.Statuses.Select(s => new StatusOfType(w.IssueType, s.Name, s.Category, s.Id)))],
                "The project has no issue types.",
                ["ISSUE TYPE", "STATUS", "CATEGORY", "ID"],
                w => [w.IssueType, w.Status, w.Category, w.Id]);

    private static Task<IReadOnlyList<JiraFieldResponse>> FieldsAsync(Invocation invocation, JiraClientFor jira, CancellationToken ct)
    {
        if ((invocation.Get(AnyProject) is null) != (invocation.Get(Type) is null))
            throw new CommandFailedException(ExitCode.Usage, "usage: --project and --type go together. Leave both out for all fields of the site.");
        return jira.FieldsAsync(invocation.Get(AnyProject), invocation.Get(Type), ct);
    }
}

/// <summary>One row of <c>jira workflow</c>.</summary>
/// <param name="Category"><c>new</c>, <c>indeterminate</c> or <c>done</c>.</param>
/// <param name="Id">The status's.</param>
internal sealed record StatusOfType(string IssueType, string Status, string Category, string Id);
