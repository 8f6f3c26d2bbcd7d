using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>Says of an exact text that it is fine in a project. The text comes over standard input alone.</summary>
internal static class SecretsReviewCommand
{
    private static readonly Option<string> Project = new("--project", "-p") { Description = "In this project, by key or id", HelpName = "KEY", Required = true };
    private static readonly Option<string?> Rule = new("--rule") { Description = "The rule that found it; as the list names it", HelpName = "RULE" };
    private static readonly Option<bool> Undo = new("--undo") { Description = "Take the review back" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "review",
            "Say that an exact text is fine in a project, now and whenever it comes again there. It is read from standard input, or asked for on a terminal without showing it.",
            new Example("A token that is an example", "cat token.txt | fairlead secrets review --connection team --project SEC --rule npm-token"),
            new Example("It is none after all", "cat token.txt | fairlead secrets review --connection team --project SEC --undo"))
        {
            Notes =
            [
                "The text is no argument, which other users and the shell's history could see. It is hashed at once and neither stored nor logged.",
                "One line break at its end is left out; all else counts, so give exactly what was found.",
            ],
        }
            .Takes(InJiraOptions.Connection, Project, Rule, Undo)
            .TakesServer(ServerOptions.All)
            .Does(ReviewAsync);

    private static async Task<ExitCode> ReviewAsync(Invocation invocation, CancellationToken ct)
    {
        var undo = invocation.Get(Undo);
        if (!undo && invocation.Get(Rule) is null)
            throw new CommandFailedException(ExitCode.Usage, $"usage: {Rule.Name} is missing; the rule by which it was found. See: fairlead secrets list");

        var text = await ExactText.ReadAsync(invocation, ct);
        var request = new SecretReviewRequest(invocation.Get(InJiraOptions.Connection)!, invocation.Get(Project)!, text, invocation.Get(Rule));
        return await ServerSession.UseAsync(
            invocation,
            async session =>
            {
                var secrets = session.Client.Secrets;
                var before = await OpenAsync(secrets, request, ct);
                await (undo ? secrets.UnreviewAsync(request, ct) : secrets.ReviewAsync(request, ct));
                Tell(invocation.Screen, undo, Math.Abs(before - await OpenAsync(secrets, request, ct)));
                return ExitCode.Done;
            },
            ct);
    }

    private static async Task<long> OpenAsync(SecretsClient secrets, SecretReviewRequest request, CancellationToken ct) =>
        (await secrets.FindingsAsync(request.Connection, request.Project, null, false, 0, 1, ct)).Total;

    private static void Tell(Screen screen, bool undo, long findings) => screen.Out.WriteLine((undo, findings) switch
    {
        (true, 0) => "The review is taken back. The text stands nowhere in the project, as far as it was looked through.",
        (true, _) => "The review is taken back, and what was found of it counts again.",
        (false, 0) => "The text is fine here from now on. It is none of those that were found and not reviewed: was it given exactly?",
        _ => "The text is fine here from now on, and what was found of it is reviewed.",
    });
}
