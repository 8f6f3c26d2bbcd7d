using System.CommandLine;
using System.Text;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Reports;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Kernel.Identity;

namespace Fairlead.Cli.Findings;

/// <summary>What a person decides about findings.</summary>
internal static class SetStatusCommand
{
    /// <summary>Bytes of ids on standard input: some 25,000 of them.</summary>
    private const int LargestList = 1 << 20;

    private static readonly Argument<string> Which = new("ID")
    {
        Description = "The finding's id, from: fairlead finding list; - reads ids from standard input, one to a line",
    };

    private static readonly Argument<string> Status = new("STATUS") { Description = Words.All<FindingState>() };

    private static readonly Option<string?> Reason = new("--reason")
    {
        Description = "Why; required to accept a risk",
        HelpName = "TEXT",
    };

    private static readonly Option<DateTimeOffset?> Until = CommonOptions.LastDay(
        "--until", "The last day of the decision, in UTC, or the moment at which it ends and the sources decide again; required to accept a risk");

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "set-status",
            "Decide on findings. A person's decision wins over what reports say until it is taken back or ends.",
            new Example("Not a problem here", "fairlead finding set-status ID false-positive --reason \"Test data\""),
            new Example("Accept the risk until the migration", "fairlead finding set-status ID risk-accepted --reason \"Goes with the old stack\" --until 2027-03-31"),
            new Example("Take the decision back", "fairlead finding set-status ID active"),
            new Example("All of one rule at once", "fairlead finding list --text SQLI-12 --limit 0 --json | jq -r '.[].id' | fairlead finding set-status - false-positive --reason \"Test data\""))
        {
            Notes = ["Of many findings, each is decided by itself: those that could not be are told with the reason, and the exit code is then 1."],
        }
            .Takes(Which, Status, Reason, Until, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does(async (invocation, ct) =>
            {
                var change = new ChangeFindingRequest(Words.OneOf<FindingState>(invocation.Get(Status), "status"), invocation.Get(Reason), invocation.Get(Until));
                var which = invocation.Get(Which);
                if (which == ReportInput.StandardInput)
                {
                    var ids = Listed(await StandardInput.ReadAsync(LargestList, "Give fewer ids at once.", ct));
                    return await ServerSession.UseAsync(invocation, session => EachAsync(invocation, session, ids, change, ct), ct);
                }

                if (!FindingId.TryParse(which, null, out var id))
                    throw new CommandFailedException(ExitCode.Usage, $"\"{InertText.OneLine(which, 80)}\" is not the id of a finding. See: fairlead finding list");
                return await ServerSession.UseAsync(
                    invocation,
                    async session =>
                    {
                        FindingCommands.Print(invocation, await session.Client.Findings.ChangeAsync(id, change, ct));
                        return ExitCode.Done;
                    },
                    ct);
            });

    /// <exception cref="CommandFailedException">One of them is no id; nothing was decided.</exception>
    private static IReadOnlyList<FindingId> Listed(byte[] text)
    {
        var ids = new List<FindingId>();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.TrimEntries))
        {
            number++;
            if (line.Length == 0)
                continue;
            if (!FindingId.TryParse(line, null, out var id))
                throw new CommandFailedException(ExitCode.BadData, $"standard input:{number}: \"{InertText.OneLine(line, 80)}\" is not the id of a finding. Nothing was decided.");
            ids.Add(id);
        }

        return [.. ids.Distinct()];
    }

    private static async Task<ExitCode> EachAsync(
        Invocation invocation, ServerSession session, IReadOnlyList<FindingId> ids, ChangeFindingRequest change, CancellationToken ct)
    {
        var decided = new List<DecidedFinding>();
        foreach (var id in ids)
        {
            try
            {
                decided.Add(new(id, await session.Client.Findings.ChangeAsync(id, change, ct), null));
            }
            catch (FairleadProblemException e)
            {
                decided.Add(new(id, null, Failures.Explain(e)?.Message ?? e.Message));
            }
        }

        var refused = decided.Where(d => d.Problem is not null).ToList();
        foreach (var (id, _, problem) in refused)
            invocation.Screen.Note($"fairlead: {id}: not decided: {InertText.OneLine(problem!, 1_000)}");
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, decided);
        else
            invocation.Screen.Out.WriteLine(Told(decided.Count - refused.Count, refused.Count));
        return refused.Count == 0 ? ExitCode.Done : ExitCode.DonePartly;
    }

    private static string Told(int decided, int refused) => (decided, refused) switch
    {
        (0, 0) => "No ids were given; nothing was decided.",
        (_, 0) => $"{decided:N0} decided.",
        _ => $"{decided:N0} decided, {refused:N0} not.",
    };
}

/// <param name="Finding"><see langword="null"/> when it could not be decided.</param>
/// <param name="Problem">Why not, with the next step; <see langword="null"/> when it was.</param>
internal sealed record DecidedFinding(FindingId Id, FindingResponse? Finding, string? Problem);
