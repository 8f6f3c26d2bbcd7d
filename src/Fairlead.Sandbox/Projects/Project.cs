using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Screens;
using Fairlead.Sandbox.Sites;
using Fairlead.Sandbox.Workflows;

namespace Fairlead.Sandbox.Projects;

/// <summary>A project with the issue types it offers, their screens and workflows.</summary>
internal sealed class Project(int id, string key, string name, Account lead)
{
    public int Id => id;

    public string Key { get; set; } = key;

    public string Name => name;

    public Account Lead => lead;

    /// <summary>Cloud's "simplified": issue types and fields belong to the project.</summary>
    public bool IsTeamManaged { get; init; }

    public bool IsArchived { get; set; }

    public bool IsServiceProject { get; set; }

    public List<string> FormerKeys { get; } = [];

    public List<ProjectVersion> Versions { get; } = [];

    public List<ProjectComponent> Components { get; } = [];

    /// <summary>Of its security scheme; without one nobody can set a level.</summary>
    public List<SecurityLevel> SecurityLevels { get; } = [];

    public Dictionary<IssueType, ProjectIssueType> Types { get; } = [];

    public List<ProjectRole> Roles { get; } =
    [
        new(10_002, "Administrators") { Groups = { "jira-administrators" } },
        new(10_100, "Developers") { Groups = { "jira-software-users" } },
        new(10_101, "Security") { Groups = { "security-leads" } },
    ];

    public int LastIssueNumber { get; set; }

    public IEnumerable<IssueType> IssueTypes => Types.Keys;
}

/// <summary>Who has it: people by themselves, and everyone in the groups.</summary>
internal sealed record ProjectRole(int Id, string Name)
{
    public List<Account> Users { get; } = [];

    public List<string> Groups { get; } = [];
}

/// <summary>How one issue type works in one project.</summary>
internal sealed record ProjectIssueType(Screen Screen, Workflow Workflow)
{
    public Workflow Workflow { get; set; } = Workflow;
}
