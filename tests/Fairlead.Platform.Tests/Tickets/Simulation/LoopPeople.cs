using System.Text;
using System.Text.Json;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Sandbox.State;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>What somebody wrote in an issue, as it is by now.</summary>
internal sealed record SaidComment(string IssueId, long Id, string Text, DateTimeOffset At);

/// <summary>People who work in Jira, and what of their work must be there in the end.</summary>
internal sealed class LoopPeople(TicketWorld world, Random random)
{
    /// <summary>Ids of issues.</summary>
    public HashSet<string> Deleted { get; } = [];

    /// <summary>Ids of issues.</summary>
    public HashSet<string> Moved { get; } = [];

    /// <summary>Ids of issues that people made, which are no ticket's unless somebody links them.</summary>
    public HashSet<string> Made { get; } = [];

    public List<(string IssueId, string Label)> Labels { get; } = [];

    public List<SaidComment> Comments { get; } = [];

    public List<SaidComment> Retracted { get; } = [];

    public List<(string IssueId, long Id)> Files { get; } = [];

    /// <summary>What somebody last wrote, by issue and field.</summary>
    public Dictionary<(string IssueId, string Field), string> Words { get; } = [];

    private SandboxState Jira => world.Sandbox.State;

    /// <returns>What happened.</returns>
    public string Acted()
    {
        var issues = Jira.Issues;
        if (issues.Count == 0)
            return "nobody has anything to do";
        var issue = issues[random.Next(issues.Count)];
        return random.Next(16) switch
        {
            0 or 1 or 2 => Moves(issue),
            3 or 4 or 5 => Labelled(issue),
            6 or 7 or 8 => Comment(issue),
            9 when issue is { ProjectKey: "SEC", IssueType: not "Sub-task" } => Leaves(issue),
            10 => Deletes(issue),
            11 when world.Configuration.Fields.Count > 0 => ComesOrGoes(),
            12 or 13 => Reconsiders(),
            14 => Attaches(issue),
            _ => Rewords(issue),
        };
    }

    /// <summary>An issue that nobody linked yet.</summary>
    public SandboxIssue Makes()
    {
        var text = $"Made by hand {random.Next(100_000)}";
        var issue = Jira.Create("SEC", "Bug", text, ["team"]);
        var id = issue.Id.ToString();
        Made.Add(id);
        Labels.Add((id, "team"));
        Words[(id, "summary")] = text;
        return issue;
    }

    /// <summary>Somebody begins to work at the first issue that waits.</summary>
    public string? Begins()
    {
        if (Jira.Issues.FirstOrDefault(i => i is { Status: "To Do", ProjectKey: "SEC" }) is not { } issue)
            return null;
        Jira.Transition(issue.Key, "In Progress");
        return issue.Key;
    }

    private string Moves(SandboxIssue issue)
    {
        var status = new[] { "To Do", "In Progress", "Done" }[random.Next(3)];
        if (issue.Status == status)
            return $"{issue.Key} stays {status}";
        Moved.Add(issue.Id.ToString());
        Jira.Transition(issue.Key, status);
        return $"somebody moves {issue.Key} to {status}";
    }

    private string Labelled(SandboxIssue issue)
    {
        var label = $"people-{random.Next(1000)}";
        if (issue.Labels.Contains(label))
            return $"{issue.Key} has {label}";
        Jira.Edit(issue.Key, JsonSerializer.Serialize(new { labels = issue.Labels.Append(label) }));
        Labels.Add((issue.Id.ToString(), label));
        return $"somebody labels {issue.Key} {label}";
    }

    private string Comment(SandboxIssue issue)
    {
        var text = Text();
        Comments.Add(new(issue.Id.ToString(), Jira.Comment(issue.Key, text, "bob"), text, world.Clock.GetUtcNow()));
        return $"somebody comments on {issue.Key}: {text}";
    }

    /// <summary>Edits what was written, or takes it away.</summary>
    private string Reconsiders()
    {
        var there = Comments.Where(c => Jira.Find(c.IssueId) is not null).ToList();
        if (there.Count == 0)
            return "nobody has anything to take back";
        var comment = there[random.Next(there.Count)];
        Comments.Remove(comment);
        if (random.Next(2) == 0)
        {
            Jira.DeleteComment(comment.IssueId, comment.Id);
            Retracted.Add(comment);
            return $"somebody deletes a comment on {Jira.Find(comment.IssueId)!.Key}: {comment.Text}";
        }

        var edited = comment with { Text = Text(), At = world.Clock.GetUtcNow() };
        Jira.EditComment(comment.IssueId, comment.Id, edited.Text);
        Comments.Add(edited);
        return $"somebody edits a comment on {Jira.Find(comment.IssueId)!.Key}: {edited.Text}, not {comment.Text}";
    }

    /// <summary>Half of them say something by the rules where there are rules.</summary>
    private string Text() =>
        $"{(random.Next(2) == 0 ? "What about this?" : LoopScenario.Sayings[random.Next(LoopScenario.Sayings.Count)].Says)} {random.Next(100_000)}";

    private string Attaches(SandboxIssue issue)
    {
        // One bears a name as Fairlead's own lists do: it is theirs all the same.
        var name = random.Next(2) == 0 ? $"notes-{random.Next(1000)}.txt" : $"fairlead-findings-{random.NextInt64():x16}.csv";
        Files.Add((issue.Id.ToString(), Jira.Attach(issue.Key, name, Encoding.UTF8.GetBytes("seen"))));
        return $"somebody attaches {name} to {issue.Key}";
    }

    /// <summary>In the other project a workflow of its own holds.</summary>
    private string Leaves(SandboxIssue issue)
    {
        Moved.UnionWith(WithSubTasks(issue));
        Jira.Move(issue.Key, "OPS");
        return $"somebody moves {issue.Key} to another project";
    }

    private string Deletes(SandboxIssue issue)
    {
        Deleted.UnionWith(WithSubTasks(issue));
        Jira.Delete(issue.Key);
        return $"somebody deletes {issue.Key}";
    }

    private string ComesOrGoes()
    {
        var (login, stays) = (random.Next(2) == 0 ? "bob" : "dana", random.Next(3) == 0);
        Jira.Deactivate(login, stays);
        return $"{login} {(stays ? "is back" : "leaves")}";
    }

    private string Rewords(SandboxIssue issue)
    {
        var (field, words) = (new[] { "summary", "description" }[random.Next(2)], $"In our words {random.Next(1000)}");
        Jira.Edit(issue.Key, JsonSerializer.Serialize(new Dictionary<string, string> { [field] = words }));
        Words[(issue.Id.ToString(), field)] = words;
        return $"somebody words the {field} of {issue.Key} anew: {words}";
    }

    private IEnumerable<string> WithSubTasks(SandboxIssue issue) =>
        Jira.Issues.Where(i => i.Key == issue.Key || i.ParentKey == issue.Key).Select(i => i.Id.ToString());
}
