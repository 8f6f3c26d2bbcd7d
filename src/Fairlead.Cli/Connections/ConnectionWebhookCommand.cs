using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Connections;

/// <summary>Lets Jira tell Fairlead at once what changed.</summary>
internal static class ConnectionWebhookCommand
{
    private static readonly Option<bool> New = new("--new-secret") { Description = "Make a secret, and show it this once; the one before counts for another seven days" };

    private static readonly Option<bool> Register = new("--register") { Description = "Make it in Jira too, in place of those to the same address; needs the permission Administer Jira" };

    private static readonly Option<string?> Address = new("--address")
    {
        Description = "With --register: this server's address as Jira reaches it; else the setting Tickets:Sync:PublicUrl",
        HelpName = "URL",
    };

    private static readonly Option<bool> Remove = new("--remove") { Description = "Take no webhooks any more" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "webhook",
            "Let Jira tell a running server at once what changed. Without it, the server looks every minute.",
            new Example("Make the secret, and see what to enter in Jira", "fairlead connection webhook team --new-secret"),
            new Example("Let Fairlead make it in Jira", "fairlead connection webhook team --register --address https://fairlead.example.com"),
            new Example("Did any come, and was any refused?", "fairlead connection webhook team"))
        {
            Notes = ["Jira must reach the server: give its address as Jira sees it, behind your proxy with TLS."],
        }
            .Takes(ConnectionCommands.Which, New, Register, Address, Remove, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) =>
            {
                if (new[] { New, Register, Remove }.Count(invocation.Get) > 1)
                    throw new CommandFailedException(ExitCode.Usage, "usage: --new-secret, --register and --remove exclude each other.");
                if (invocation.Get(Address) is not null && !invocation.Get(Register))
                    throw new CommandFailedException(ExitCode.Usage, "usage: --address belongs to --register.");
                return ServerSession.UseAsync(invocation, session => RunAsync(invocation, session, ct), ct);
            });

    private static async Task<ExitCode> RunAsync(Invocation invocation, ServerSession session, CancellationToken ct)
    {
        var connection = await ConnectionCommands.FindAsync(session, invocation.Get(ConnectionCommands.Which), ct);
        var client = session.Client.Tickets;
        var screen = invocation.Screen;
        if (invocation.Get(Remove))
        {
            await client.RemoveWebhookAsync(connection.Id, ct);
            if (invocation.Get(CommonOptions.Json))
                Answers.Json(screen, new { removed = true });
            else
                screen.Out.WriteLine($"{connection.Name} takes no webhooks any more. Remove it in Jira too.");
            return ExitCode.Done;
        }

        if (invocation.Get(Register))
        {
            var made = await client.RegisterWebhookAsync(connection.Id, invocation.Get(Address), ct);
            if (invocation.Get(CommonOptions.Json))
                Answers.Json(screen, made);
            else
                WriteRegistered(screen, connection, made);
            return ExitCode.Done;
        }

        if (invocation.Get(New))
        {
            var made = await client.RotateWebhookAsync(connection.Id, ct);
            if (invocation.Get(CommonOptions.Json))
                Answers.Json(screen, made);
            else
                WriteNew(screen, connection, made);
            return ExitCode.Done;
        }

        try
        {
            var webhook = await client.WebhookAsync(connection.Id, ct);
            if (invocation.Get(CommonOptions.Json))
                Answers.Json(screen, webhook);
            else
                Write(screen, webhook);
            return ExitCode.Done;
        }
        catch (FairleadProblemException e) when (e.Problem.Status == 404)
        {
            throw new CommandFailedException(ExitCode.NoInput, $"{connection.Name} takes no webhooks yet. Set it up: fairlead connection webhook {ShellWord.Of(connection.Name)} --new-secret");
        }
    }

    private static void WriteRegistered(Screen screen, ConnectionResponse connection, RegisteredWebhookResponse made)
    {
        screen.Out.WriteLine($"{connection.BaseUrl} sends what changes on issues of tickets to {made.Url}{(made.Replaced > 0 ? $", in place of {made.Replaced} older to the same address" : "")}.");
        if (made.Remark is { } remark)
            screen.Warn(remark);
        screen.Note($"Change an issue of a ticket, and look whether it came: fairlead connection webhook {ShellWord.Of(connection.Name)}");
    }

    private static void WriteNew(Screen screen, ConnectionResponse connection, WebhookSecretResponse made)
    {
        Write(screen, made.Webhook);
        screen.Out.WriteLine();
        screen.Out.WriteLine($"Secret, shown this once: {made.Secret}");
        screen.Out.WriteLine();
        screen.Out.WriteLine($"In Jira, as an administrator: {connection.BaseUrl}/plugins/servlet/webhooks, \"Create a WebHook\". Enter");
        screen.Out.WriteLine($"  URL     {made.Webhook.Url ?? $"https://YOUR-FAIRLEAD{made.Webhook.Path}"}");
        screen.Out.WriteLine("  Secret  the one above");
        screen.Out.WriteLine($"  JQL     {made.Webhook.Filter}");
        screen.Out.WriteLine($"  Events  {string.Join(", ", made.Webhook.Events)}");
        screen.Out.WriteLine("and leave \"Exclude body\" off. Then change an issue of a ticket, and look with this command whether it came.");
    }

    private static void Write(Screen screen, WebhookResponse webhook) => Answers.Facts(
        screen,
        (webhook.Url is null ? "Path" : "Address", webhook.Url ?? webhook.Path),
        ("Secret made", Shown(webhook.RotatedAt)),
        ("The one before counts until", Shown(webhook.PreviousUntil)),
        ("Last one came", Shown(webhook.LastReceivedAt) ?? "none ever came"),
        ("Last one refused", Shown(webhook.LastRejectedAt)),
        ("Because", webhook.LastRejection),
        ("The last unreadable one", webhook.DeadLetter),
        ("Of no issue", webhook.PassedOver == 0 ? null : $"{webhook.PassedOver:N0}, the last one {webhook.LastPassedOver}"),
        ("JQL in Jira", webhook.Filter));

    private static string? Shown(DateTimeOffset? at) => at is { } moment ? $"{moment:yyyy-MM-dd HH:mm:ss} UTC" : null;
}
