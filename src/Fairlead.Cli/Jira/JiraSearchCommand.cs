using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;
using Fairlead.Kernel.Paging;

namespace Fairlead.Cli.Jira;

internal static class JiraSearchCommand
{
    private const int PageSize = 100;

    private static readonly Argument<string> Jql = new("JQL") { Description = "What to find; it must have a restriction such as a project" };

    private static readonly Option<int> Limit = CommonOptions.Number(
        ["--limit", "-n"], "COUNT", "At most so many issues; 100 when left out", 100, 1, 100_000);

    private static readonly Option<string?> Fields = new("--fields")
    {
        Description = "Ids of further fields for --json, separated by commas",
        HelpName = "IDS",
    };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "search",
            "Find issues with JQL.",
            new Example("Open issues that Fairlead made", "fairlead jira search --connection team \"project = SEC AND labels = fairlead AND statusCategory != Done\""),
            new Example("Their keys", "fairlead jira search -c team \"project = SEC\" --json | jq -r '.[].key'"))
            .Takes(Jql, Limit, Fields)
            .ListsAtJira<JiraIssueResponse>(
                SearchAsync,
                "No issue matches.",
                ["KEY", "TYPE", "STATUS", "PRIORITY", "ASSIGNEE", "SUMMARY"],
                i => [i.Key, i.Type, i.Status, i.Priority, i.Assignee, i.Summary]);

    public static void Show(Screen screen, JiraIssueResponse issue)
    {
        Answers.Facts(
            screen,
            ("Key", issue.Key),
            ("Summary", issue.Summary),
            ("Type", issue.Type),
            ("Status", issue.Status),
            ("Priority", issue.Priority),
            ("Assignee", issue.Assignee),
            ("Labels", string.Join(", ", issue.Labels)),
            ("Created", Answers.When(issue.CreatedAt)),
            ("Updated", Answers.When(issue.UpdatedAt)),
            ("Page", issue.Url));
        if (string.IsNullOrWhiteSpace(issue.Description))
            return;
        screen.Out.WriteLine();
        foreach (var line in issue.Description.Split('\n'))
            screen.Out.WriteLine(InertText.OneLine(line));
    }

    private static async Task<IReadOnlyList<JiraIssueResponse>> SearchAsync(Invocation invocation, JiraClientFor jira, CancellationToken ct) =>
        (await Pages.ReadAsync(
            invocation.Get(Limit), PageSize,
            async (cursor, size) =>
            {
                var page = await jira.SearchAsync(invocation.Get(Jql), size, invocation.Get(Fields), cursor, ct);
                return new Page<JiraIssueResponse>(page.Items, page.Next);
            })).Items;
}
