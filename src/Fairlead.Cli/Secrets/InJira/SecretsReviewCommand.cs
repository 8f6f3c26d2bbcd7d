using System.CommandLine;
using System.Text;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Secrets;

namespace Fairlead.Cli.Secrets.InJira;

/// <summary>Says of an exact text that it is fine in a project. The text comes over standard input alone.</summary>
internal static class SecretsReviewCommand
{
    /// <summary>UTF-8; the server takes 100,000 characters.</summary>
    private const int LargestText = 400_000;

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

        var text = await TextAsync(invocation, ct);
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

    private static async Task<string> TextAsync(Invocation invocation, CancellationToken ct)
    {
        if (!Console.IsInputRedirected)
        {
            return (await SecretInput.PromptAsync(invocation, "The exact text", ct))?.Reveal()
                ?? throw new CommandFailedException(ExitCode.Usage, "usage: the text is missing. Give it on standard input.");
        }

        var bytes = await ReadAsync(ct);
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return text.Length > 0 ? text : throw new CommandFailedException(ExitCode.NoInput, "standard input is empty. It should hold the exact text that is fine.");
        }
        catch (DecoderFallbackException e)
        {
            throw new CommandFailedException(ExitCode.BadData, "standard input is no UTF-8, as every text of Jira is. Give the exact text that was found.", e);
        }
    }

    private static async Task<byte[]> ReadAsync(CancellationToken ct)
    {
        await using var input = InterruptibleInput.Standard();
        using var text = new MemoryStream();
        var buffer = new byte[8 * 1024];
        int count;
        while ((count = await input.ReadAsync(buffer, ct)) > 0)
        {
            text.Write(buffer, 0, count);
            if (text.Length > LargestText)
                throw new CommandFailedException(ExitCode.BadData, $"the text is longer than {LargestText:N0} bytes. Give exactly what was found, and nothing around it.");
        }

        return text.ToArray();
    }
}
