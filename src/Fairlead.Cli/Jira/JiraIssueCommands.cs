using System.CommandLine;
using System.Text.Json;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;

namespace Fairlead.Cli.Jira;

/// <summary>One issue: read it, make one, edit it, comment on it, move it.</summary>
internal static class JiraIssueCommands
{
    private static readonly Argument<string> Key = new("KEY") { Description = "The issue's key, such as SEC-12" };

    private static readonly Option<string?> Project = new("--project", "-p") { Description = "Key of the project", HelpName = "KEY" };
    private static readonly Option<string?> Type = new("--type", "-t") { Description = "Name or id of the issue type", HelpName = "TYPE" };
    private static readonly Option<string?> Summary = new("--summary", "-s") { Description = "One line", HelpName = "TEXT" };
    private static readonly ClearingOption Description = new("--description", "-d") { Description = "Plain text; - reads standard input", HelpName = "TEXT" };
    private static readonly Option<string?> Priority = new("--priority") { Description = "Name or id of the priority", HelpName = "PRIORITY" };

    private static readonly Option<string[]> Labels = new("--label", "-l")
    {
        Description = "A label; can be given several times and replaces those there are",
        HelpName = "LABEL",
    };

    private static readonly Option<string[]> Fields = new("--field", "-f")
    {
        Description = "Another field as ID=VALUE, the value as JSON or plain text; can be given several times",
        HelpName = "ID=VALUE",
    };

    private static readonly Argument<string?> Text = new("TEXT")
    {
        Description = "What to say; - reads standard input; left out to read the comments there are",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string?> To = new("TO")
    {
        Description = "Status to reach, or name or id of a transition; left out to list the moves there are",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> With = new("--comment") { Description = "Say this with the move", HelpName = "TEXT" };

    public static TaughtCommand Issue() =>
        new TaughtCommand(
            "issue",
            "Show, make or edit an issue.",
            new Example("Show one", "fairlead jira issue show SEC-12 --connection team"),
            new Example("Make one", "fairlead jira issue create --connection team --project SEC --type Bug --summary \"Rotate the signing key\" --priority High"))
            .Has(Show(), CreateOne(), Edit());

    public static TaughtCommand Comment() =>
        new TaughtCommand(
            "comment",
            "Comment on an issue, or read its comments.",
            new Example("Say something", "fairlead jira comment SEC-12 \"Fixed in 2.4.1.\" --connection team"),
            new Example("Read what was said", "fairlead jira comment SEC-12 --connection team"))
            .Takes(Key, Text)
            .AtJira(CommentAsync);

    public static TaughtCommand Transition() =>
        new TaughtCommand(
            "transition",
            "Move an issue to another status, or list where it can go.",
            new Example("Where can it go?", "fairlead jira transition SEC-12 --connection team"),
            new Example("Move it", "fairlead jira transition SEC-12 Done --comment \"Verified.\" --connection team"),
            new Example("With a field the screen asks for", "fairlead jira transition SEC-12 Done --field resolution='{\"name\":\"Fixed\"}' -c team"))
            .Takes(Key, To, With, Fields)
            .AtJira(TransitionAsync);

    private static TaughtCommand Show() =>
        new TaughtCommand("show", "Show an issue.", new Example("Show one", "fairlead jira issue show SEC-12 --connection team"))
            .Takes(Key)
            .AtJira(async (invocation, jira, ct) => Print(invocation, await jira.IssueAsync(invocation.Get(Key), ct)));

    private static TaughtCommand CreateOne() =>
        new TaughtCommand(
            "create",
            "Make an issue.",
            new Example("A bug", "fairlead jira issue create --connection team --project SEC --type Bug --summary \"Rotate the signing key\""),
            new Example("With a custom field", "fairlead jira issue create -c team -p SEC -t Bug -s \"…\" --field customfield_10042='{\"value\":\"Platform\"}'"))
            .Takes(Project, Type, Summary, Description, Priority, Labels, Fields)
            .AtJira(async (invocation, jira, ct) => Print(
                invocation,
                await jira.CreateAsync(
                    new CreateJiraIssueRequest(
                        Needed(invocation, Project),
                        Needed(invocation, Type),
                        Needed(invocation, Summary),
                        await LongTextAsync(invocation.Get(Description), ct),
                        invocation.Get(Priority),
                        NullIfNone(invocation.Get(Labels)),
                        FieldsOf(invocation)),
                    ct)));

    private static TaughtCommand Edit() =>
        new TaughtCommand(
            "edit",
            "Change fields of an issue; what is left out stays as it is.",
            new Example("Raise the priority", "fairlead jira issue edit SEC-12 --priority Highest --connection team"))
            .Takes(Key, Summary, Description, Priority, Labels, Fields)
            .AtJira(EditAsync);

    private static async Task<ExitCode> EditAsync(Invocation invocation, JiraClientFor jira, CancellationToken ct)
    {
        var request = new EditJiraIssueRequest(
            invocation.Get(Summary),
            await LongTextAsync(invocation.Get(Description), ct),
            invocation.Get(Priority),
            NullIfNone(invocation.Get(Labels)),
            FieldsOf(invocation));
        if (request == new EditJiraIssueRequest())
            throw new CommandFailedException(ExitCode.Usage, "usage: there is nothing to change. Give --summary, --description, --priority, --label or --field.");
        return Print(invocation, await jira.EditAsync(invocation.Get(Key), request, ct));
    }

    private static async Task<ExitCode> CommentAsync(Invocation invocation, JiraClientFor jira, CancellationToken ct)
    {
        var json = invocation.Get(CommonOptions.Json);
        if (await LongTextAsync(invocation.Get(Text), ct) is { } text)
        {
            var made = await jira.CommentAsync(invocation.Get(Key), new CreateJiraCommentRequest(text), ct);
            if (json)
                Answers.Json(invocation.Screen, made);
            else
                invocation.Screen.Out.WriteLine($"Comment {made.Id} is added.");
            return ExitCode.Done;
        }

        Answers.List(
            invocation.Screen,
            json,
            await jira.CommentsAsync(invocation.Get(Key), ct),
            "There are no comments.",
            comments => comments.Aggregate(
                new Listing(invocation.Screen, "WHEN", "WHO", "TEXT"),
                (listing, c) => listing.Row(Answers.When(c.CreatedAt), c.Author, c.Text)));
        return ExitCode.Done;
    }

    private static async Task<ExitCode> TransitionAsync(Invocation invocation, JiraClientFor jira, CancellationToken ct)
    {
        if (invocation.Get(To) is { } to)
        {
            var request = new TransitionJiraIssueRequest(to, invocation.Get(With), FieldsOf(invocation));
            return Print(invocation, await jira.TransitionAsync(invocation.Get(Key), request, ct));
        }

        Answers.List(
            invocation.Screen,
            invocation.Get(CommonOptions.Json),
            await jira.TransitionsAsync(invocation.Get(Key), ct),
            "The account can move it nowhere.",
            transitions => transitions.Aggregate(
                new Listing(invocation.Screen, "MOVE", "TO STATUS", "CATEGORY", "NEEDS", "ID"),
                (listing, t) => listing.Row(t.Name, t.ToStatus, t.ToCategory, string.Join(", ", t.RequiredFields), t.Id)));
        return ExitCode.Done;
    }

    private static ExitCode Print(Invocation invocation, JiraIssueResponse issue)
    {
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, issue);
        else
            JiraSearchCommand.Show(invocation.Screen, issue);
        return ExitCode.Done;
    }

    private static string Needed(Invocation invocation, Option<string?> option) =>
        invocation.Get(option)
        ?? throw new CommandFailedException(ExitCode.Usage, $"usage: {option.Name} is missing. See: fairlead jira issue create --help");

    private static async Task<string?> LongTextAsync(string? typed, CancellationToken ct)
    {
        if (typed != "-")
            return typed;
        using var input = new StreamReader(InterruptibleInput.Standard());
        return await input.ReadToEndAsync(ct);
    }

    private static string[]? NullIfNone(string[]? labels) => labels is { Length: > 0 } ? labels : null;

    private static Dictionary<string, JsonElement>? FieldsOf(Invocation invocation)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var typed in invocation.Get(Fields) ?? [])
        {
            var parts = typed.Split('=', 2);
            if (parts.Length != 2 || parts[0].Length == 0)
                throw new CommandFailedException(ExitCode.Usage, $"usage: --field is ID=VALUE, such as --field duedate=2027-01-31, not \"{typed}\".");
            fields[parts[0]] = ValueOf(parts[1]);
        }

        return fields.Count == 0 ? null : fields;
    }

    private static JsonElement ValueOf(string typed)
    {
        try
        {
            return JsonElement.Parse(typed);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(typed);
        }
    }
}
