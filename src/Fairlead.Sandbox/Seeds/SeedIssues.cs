using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Sites;
using Fairlead.Sandbox.Text;

namespace Fairlead.Sandbox.Seeds;

/// <summary>A dozen ordinary issues to look at.</summary>
internal static class SeedIssues
{
    private static readonly (string Project, string Type, string Summary, string Priority, string Labels, int Steps)[] Issues =
    [
        ("SEC", "Epic", "Reduce known vulnerabilities in the storefront", "High", "roadmap", 1),
        ("SEC", "Bug", "openssl 3.0.11 in storefront-api image is vulnerable to CVE-2024-0727", "Highest", "container openssl", 1),
        ("SEC", "Bug", "SQL built from user input in OrderRepository.FindByName", "High", "code-review", 0),
        ("SEC", "Task", "Rotate the signing key of the release pipeline", "Medium", "pipeline", 2),
        ("SEC", "Story", "Show customers when their session was last used", "Low", "sessions", 0),
        ("SEC", "Bug", "Storage bucket nightly-exports allows public listing", "High", "cloud misconfiguration", 3),
        ("OPS", "Task", "Upgrade the database hosts to the current minor release", "Medium", "database", 1),
        ("OPS", "Bug", "Log shipping stops after the disk has been full once", "High", "logging", 0),
        ("OPS", "Task", "Write down how to restore a single tenant", "Low", "docs backup", 3),
        ("WEB", "Task", "Send a content security policy with every page", "Medium", "headers", 1),
        ("WEB", "Task", "Remove jQuery 1.12 from the checkout", "High", "frontend", 0),
    ];

    public static void Plant(Site site)
    {
        foreach (var (project, type, summary, priority, labels, steps) in Issues)
        {
            var issue = IssueCreator.Create(site, Body(site, project, type, summary, priority, labels), site.Person, speaksAdf: false);
            var transitions = issue.Now.Project.Types[issue.Now.Type].Workflow.Transitions;
            if (steps > 0)
                IssueEditor.Take(site, issue, transitions[Math.Min(steps, transitions.Count - 1)], [], site.People[2], speaksAdf: false);
            if (steps == 1)
                IssueEditor.AddComment(site, issue, site.People[2], RichText.OfPlain("I have started on this; more tomorrow."), null, []);
        }
    }

    private static JsonObject Body(Site site, string project, string type, string summary, string priority, string labels)
    {
        var assignee = site.People[2 + (summary.Length % 3)];
        return new JsonObject
        {
            ["fields"] = new JsonObject
            {
                ["project"] = new JsonObject { ["key"] = project },
                ["issuetype"] = new JsonObject { ["name"] = type },
                ["summary"] = summary,
                ["priority"] = new JsonObject { ["name"] = priority },
                ["labels"] = new JsonArray([.. labels.Split(' ').Select(l => JsonValue.Create(l))]),
                ["assignee"] = site.IsCloud
                    ? new JsonObject { ["accountId"] = assignee.AccountId }
                    : new JsonObject { ["name"] = assignee.Name },
                ["description"] = $"h2. What was seen\n{summary}.\n\n* Found by the weekly review\n* Nobody has reported abuse\n\nh2. What to do\nFix it, then close this issue.",
            },
        };
    }
}
