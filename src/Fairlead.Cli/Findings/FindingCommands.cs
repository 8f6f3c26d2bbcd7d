using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Findings;
using Fairlead.Kernel.Identity;

namespace Fairlead.Cli.Findings;

/// <summary>What is wrong somewhere, as the reports say and people decided.</summary>
internal static class FindingCommands
{
    private static readonly Argument<FindingId> Id = new("ID")
    {
        Description = "The finding's id, from: fairlead finding list",
        CustomParser = result =>
        {
            if (FindingId.TryParse(result.Tokens[0].Value, null, out var id))
                return id;
            result.AddError($"\"{InertText.OneLine(result.Tokens[0].Value, 80)}\" is not the id of a finding");
            return default;
        },
    };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "finding",
            "What is wrong somewhere, as the reports say it and people decided on it.",
            new Example("The worst open ones first", "fairlead finding list --sort worst-first"),
            new Example("Everything about one", "fairlead finding show ID"),
            new Example("Not a problem here", "fairlead finding set-status ID false-positive --reason \"Test data\""))
            .Has(FindingListCommand.Create(), Show(), SetStatusCommand.Create());

    private static TaughtCommand Show() =>
        new TaughtCommand(
            "show",
            "Show one finding with all that is known of it.",
            new Example("Everything about one", "fairlead finding show 0199f0c2-0000-7000-8000-000000000000"))
            .Takes(Id, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var finding = await session.Client.Findings.GetAsync(invocation.Get(Id), ct);
                    var tickets = (await session.Client.Tickets.TicketsOfFindingAsync(finding.Item.Id, ct)).Items;
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, FindingText.With(tickets, finding));
                    else
                        FindingText.Write(invocation.Screen, finding, tickets);
                    return ExitCode.Done;
                },
                ct));

    public static void Print(Invocation invocation, FindingResponse finding)
    {
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, finding);
        else
            FindingText.Write(invocation.Screen, finding, tickets: []);
    }
}
