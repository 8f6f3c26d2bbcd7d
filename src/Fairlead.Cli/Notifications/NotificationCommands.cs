using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Notifications;

namespace Fairlead.Cli.Notifications;

/// <summary>What receivers were told.</summary>
internal static class NotificationCommands
{
    private const int LargestPage = 1_000;

    private static readonly Option<int> Limit = CommonOptions.Number(
        ["--limit", "-n"], "COUNT", "At most so many, 0 for all; 50 when left out", 50, 0, CommonOptions.LargestLimit);

    public static TaughtCommand Create() =>
        new TaughtCommand("notification", "Messages to receivers.", new Example("What was told lately", "fairlead notification list"))
            .Has(List());

    private static TaughtCommand List() =>
        new TaughtCommand("list", "List messages and what came of them, newest first.", new Example("What was told lately", "fairlead notification list"))
            .Takes(Limit, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var (messages, isAll) = await Pages.ReadAsync(invocation.Get(Limit), LargestPage, (cursor, size) => session.Client.Notifications.ListAsync(cursor, size, ct));
                    Answers.List(
                        invocation.Screen,
                        invocation.Get(CommonOptions.Json),
                        messages,
                        "Nobody was told anything yet. Try a receiver: fairlead receiver test NAME",
                        items => ListingOf(invocation.Screen, items));
                    if (!isAll)
                        invocation.Screen.Note($"{messages.Count:N0} are shown; --limit 0 shows all.");
                    return ExitCode.Done;
                },
                ct));

    private static Listing ListingOf(Screen screen, IReadOnlyList<NotificationResponse> messages)
    {
        var listing = new Listing(screen, "WHEN", "RECEIVER", "SUBJECT", "STATE", "ATTEMPTS", "PROBLEM");
        foreach (var m in messages)
        {
            listing.Row(Answers.When(m.CreatedAt), m.Receiver, m.Subject, Words.Of(m.State), m.Attempts.ToString("N0"), m.Problem);
            listing.Painted(3, m.State == NotificationState.GivenUp ? Colour.Red : Colour.None);
        }

        return listing;
    }
}
