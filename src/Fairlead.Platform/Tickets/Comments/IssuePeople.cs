using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>Who reported an issue and to whom it was given, by what names users in Jira's histories.</summary>
/// <param name="Reporter">Account id on Cloud; on Data Center login name or key.</param>
/// <param name="Assignee"><inheritdoc cref="Reporter" path="/node()"/></param>
internal sealed record IssuePeople(string? Reporter, string? Assignee)
{
    /// <summary>Whose changes these are; of both.</summary>
    public static readonly IReadOnlyList<string> Fields = ["reporter", "assignee"];

    /// <summary>Who says something and hands the issue on does that in one dialog, of which Jira may note the change first.</summary>
    private static readonly TimeSpan OneAct = TimeSpan.FromSeconds(10);

    public static IssuePeople Now(JiraIssue issue) => new(issue.Reporter?.Id, issue.Assignee?.Id);

    public bool IsReporter(JiraUser person) => Is(person, Reporter);

    public bool IsAssignee(JiraUser person) => Is(person, Assignee);

    /// <summary>Who they were when somebody wrote something.</summary>
    /// <param name="changes">Of these fields, oldest first.</param>
    public IssuePeople When(DateTimeOffset writtenAt, JiraUser by, IEnumerable<JiraChange> changes)
    {
        var people = this;
        foreach (var change in changes.Reverse())
        {
            if (change.CreatedAt <= writtenAt && !(change.Author?.Id == by.Id && change.CreatedAt > writtenAt - OneAct))
                continue;
            foreach (var item in change.Items.Reverse())
            {
                people = item.FieldId switch
                {
                    "reporter" => people with { Reporter = item.From },
                    "assignee" => people with { Assignee = item.From },
                    _ => people,
                };
            }
        }

        return people;
    }

    private static bool Is(JiraUser person, string? name) => name is not null && (person.Id == name || person.Key == name);
}
