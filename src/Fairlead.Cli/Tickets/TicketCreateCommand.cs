using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Tickets;

/// <summary>A ticket of findings that a person chose.</summary>
internal static class TicketCreateCommand
{
    public static readonly Option<string[]> Findings = new("--finding")
    {
        Description = "Ids of the findings, as finding list shows them",
        HelpName = "ID",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    public static readonly Option<string> Configuration = new("--configuration")
    {
        Description = "Whose project, issue type and template it has",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<string?> Summary = One("--summary", "TEXT", "Instead of the template's; stays whatever the findings become");
    private static readonly Option<string?> Text = One("--description", "MARKDOWN", "Instead of the template's; stays whatever the findings become");
    private static readonly Option<string?> Priority = One("--priority", "NAME", "Instead of the configuration's; stays likewise");
    private static readonly Option<string?> Assignee = One("--assignee", "PERSON", "Whole name, e-mail address or id of who gets the issue");
    private static readonly Option<bool> IsDryRun = new("--dry-run") { Description = "Show what would be sent; make nothing" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "create",
            "Make one ticket of chosen findings. Afterwards it lives like any other: updated, and closed when all of them are.",
            new Example("What would it say?", "fairlead ticket create --configuration payments --finding ID --dry-run"),
            new Example(
                "In your own words",
                "fairlead ticket create --configuration payments --finding ID --summary \"Rotate the key\" --assignee \"Bob Tanaka\""))
            .Takes(Findings, Configuration, Summary, Text, Priority, Assignee, IsDryRun, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                session => invocation.Get(IsDryRun)
                    ? ReviewAsync(invocation, session.Client.Tickets, ct)
                    : CreateAsync(invocation, session.Client.Tickets, ct),
                ct));

    private static async Task<ExitCode> ReviewAsync(Invocation invocation, TicketsClient client, CancellationToken ct)
    {
        var review = await client.ReviewAsync(RequestOf(invocation), ct);
        if (invocation.Get(CommonOptions.Json))
        {
            Answers.Json(invocation.Screen, review);
            return ExitCode.Done;
        }

        Answers.Facts(
            invocation.Screen,
            ("Summary", review.Summary),
            ("Priority", review.Priority),
            ("Assignee", review.Assignee),
            ("Severity", Words.Of(review.Severity)),
            ("Findings", $"{review.Findings:N0}, {review.Open:N0} open"));
        if (review.Description.Length > 0)
        {
            invocation.Screen.Out.WriteLine("Description");
            Answers.Lines(invocation.Screen, review.Description);
        }

        return ExitCode.Done;
    }

    private static async Task<ExitCode> CreateAsync(Invocation invocation, TicketsClient client, CancellationToken ct)
    {
        var ticket = await client.CreateAsync(RequestOf(invocation), ct);
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, ticket);
        else
            TicketCommands.Write(invocation.Screen, ticket);
        return ExitCode.Done;
    }

    private static CreateTicketRequest RequestOf(Invocation invocation) => new(
        invocation.Get(Configuration)!,
        invocation.Get(Findings) ?? [],
        invocation.Get(Summary),
        invocation.Get(Text),
        invocation.Get(Priority),
        invocation.Get(Assignee));

    private static Option<string?> One(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
