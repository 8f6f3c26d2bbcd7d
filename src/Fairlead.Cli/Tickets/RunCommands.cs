using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;

namespace Fairlead.Cli.Tickets;

/// <summary>What was planned and applied, and taking it back.</summary>
internal static class RunCommands
{
    private const int LargestPage = 200;
    private const int PageSize = 500;

    private static readonly Argument<string> Which = new("RUN") { Description = "Id of the run, or its first characters: fairlead run list" };

    private static readonly Option<int> Limit = CommonOptions.Number(
        ["--limit", "-n"], "COUNT", "At most so many, 0 for all; 20 when left out", 20, 0, CommonOptions.LargestLimit);

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only list the steps; what people did since is looked at when they are carried out" };

    private static readonly Option<bool> DeleteIssues = new("--delete-issues") { Description = "Delete issues that the run made, where Jira allows, instead of closing them" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "run",
            "What runs did in Jira, trying again what it refused, and taking it back.",
            new Example("The latest", "fairlead run list"),
            new Example("A run made issues by mistake", "fairlead run undo 01890b2c --dry-run"))
            .Has(List(), Show(), Retry(), Undo());

    private static TaughtCommand List() =>
        new TaughtCommand(
            "list",
            "List runs that had something to do, the newest first.",
            new Example("The latest", "fairlead run list"),
            new Example("Of one configuration", "fairlead run list --configuration payments"))
            .Takes(TicketCommands.Configuration, Limit, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => ListAsync(invocation, session.Client.Tickets, ct), ct));

    private static async Task<ExitCode> ListAsync(Invocation invocation, TicketsClient client, CancellationToken ct)
    {
        var names = (await client.ConfigurationsAsync(ct)).ToDictionary(c => c.Id, c => c.Configuration.Name);
        var only = invocation.Get(TicketCommands.Configuration) is { } name ? (await client.ConfigurationAsync(name, ct)).Id : (TicketConfigurationId?)null;
        var (runs, isAll) = await Pages.ReadAsync(invocation.Get(Limit), LargestPage, (cursor, size) => client.RunsAsync(only, cursor, size, ct));
        Answers.List(
            invocation.Screen, invocation.Get(CommonOptions.Json), runs, "No run had anything to do.", items => ListingOf(invocation.Screen, items, names));
        if (!isAll)
            invocation.Screen.Note($"{runs.Count:N0} are shown; --limit 0 shows all.");
        return ExitCode.Done;
    }

    private static Listing ListingOf(Screen screen, IReadOnlyList<RunResponse> runs, IReadOnlyDictionary<TicketConfigurationId, string> names)
    {
        var listing = new Listing(screen, "RUN", "PLANNED", "CONFIGURATION", "STATE", "STEPS", "OUTCOMES");
        foreach (var run in runs)
        {
            listing.Row(
                run.Id.ToString(), Answers.When(run.PlannedAt), TicketCommands.NameOf(names, run.ConfigurationId), run.State, run.Undoes is { } undone ? $"{PlanText.Counts(run.Planned)} of {undone}" : PlanText.Counts(run.Planned),
                run.UndoneBy is { } taken ? $"{OutcomesOf(run)}; {PlanText.Of(taken)}" : OutcomesOf(run));
        }

        return listing;
    }

    private static TaughtCommand Show() =>
        new TaughtCommand(
            "show",
            "Show a run with what came of each step.",
            new Example("By its id", "fairlead run show 01890b2c-5b4e-7cc3-98c4-dc0c0c07398f"))
            .Takes(Which, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => OnRunAsync(invocation, (client, run) => WriteAsync(invocation, client, run, ct), ct));

    private static TaughtCommand Retry() =>
        new TaughtCommand(
            "retry",
            "Try again what Jira refused in a run, and nothing else of it, once what was wrong is corrected in Jira. The next apply does.",
            new Example("A workflow was corrected, for which Jira refused many moves", "fairlead run retry 01890b2c && fairlead apply"))
            .Takes(Which, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => OnRunAsync(
                invocation,
                async (client, run) =>
                {
                    var asked = await client.RetryRunAsync(run.Id, ct);
                    if (invocation.Get(CommonOptions.Json))
                        Answers.Json(invocation.Screen, asked);
                    else
                        invocation.Screen.Out.WriteLine($"{asked.Tickets:N0} tried again with the next run: fairlead apply");
                },
                ct));

    private static Task<ExitCode> OnRunAsync(Invocation invocation, Func<TicketsClient, RunResponse, Task> work, CancellationToken ct) => ServerSession.UseAsync(
        invocation,
        async session =>
        {
            var client = session.Client.Tickets;
            await work(client, await FindAsync(client, invocation.Get(Which), ct));
            return ExitCode.Done;
        },
        ct);

    private static TaughtCommand Undo() =>
        new TaughtCommand(
            "undo",
            "Take back what a run did in Jira: issues that it made are closed, others get back the text, the fields and the status that they had.",
            new Example("See first what would be taken back", "fairlead run undo 01890b2c --dry-run"),
            new Example("It made issues by mistake: away with them", "fairlead run undo 01890b2c --delete-issues"))
        {
            Notes =
            [
                "What people did since stays: an issue at which somebody worked is left, and so is a field that somebody changed. Comments stay.",
                "What was taken back is not done again until its findings or the configuration change, or you ask for it: fairlead ticket retry.",
                "Interrupting is safe: the next apply, or a running server, carries it on. So is what has to wait. Asking again looks at what was left.",
                "Whether new issues are closed or deleted is chosen once: what was closed is no ticket's any more, and is deleted by hand.",
                "The exit code is 0 only when everything was taken back.",
            ],
        }
            .Takes(Which, DryRun, DeleteIssues, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(invocation, session => UndoAsync(invocation, session.Client.Tickets, ct), ct));

    private static async Task<ExitCode> UndoAsync(Invocation invocation, TicketsClient client, CancellationToken ct)
    {
        var run = await FindAsync(client, invocation.Get(Which), ct);
        var planned = await client.PlanUndoAsync(run.Id, invocation.Get(DeleteIssues), ct);
        if (invocation.Get(DryRun))
        {
            await WriteAsync(invocation, client, planned, ct);
            return ExitCode.Done;
        }

        var undone = planned.Planned.Total == 0
            ? planned
            : await Progress.ShowAsync(invocation.Screen, "Undoing", null, _ => client.ApplyAsync(planned.Id, ct));
        await WriteAsync(invocation, client, undone, ct);
        return undone.State == "done" ? ExitCode.Done : ExitCode.DonePartly;
    }

    private static async Task WriteAsync(Invocation invocation, TicketsClient client, RunResponse run, CancellationToken ct)
    {
        var operations = (await Pages.ReadAsync(0, PageSize, (cursor, size) => client.OperationsAsync(run.Id, cursor, size, ct))).Items;
        var screen = invocation.Screen;
        if (invocation.Get(CommonOptions.Json))
        {
            Answers.Json(screen, new ShownRun(run, operations));
            return;
        }

        if (run.Planned.Total > 0)
            PlanText.ListingOf(screen, operations).Write();
        // In the table a long reason is cut.
        UnsettledText.Write(screen, [.. operations.Where(o => o.Outcome is not (null or "applied" or "skipped") && !IsMadeLater(o))]);
        var outcomes = OutcomesOf(run) is { Length: > 0 } told ? $": {told}" : "";
        screen.Out.WriteLine(run.Planned.Total == 0
            ? "There is nothing to take back."
            : $"{run.State}: {PlanText.Counts(run.Planned)}{outcomes} ({PlanText.Calls(run.JiraCalls)})");
        if (operations.Count(IsMadeLater) is > 0 and var later)
            screen.Out.WriteLine($"Of these, {later:N0} {(later == 1 ? "was" : "were")} made after the run.");
        if (run.UndoneBy is { } undone)
            screen.Out.WriteLine($"It was {PlanText.Of(undone)}");
        AttentionText.Write(screen, invocation.Clock.GetUtcNow(), run.Attention);
    }

    private static bool IsMadeLater(OperationResponse operation) => operation is { Kind: "create", IssueKey: not null, Outcome: not "applied" };

    private static string OutcomesOf(RunResponse run) => string.Join(", ", run.Outcomes.Where(o => o.Value > 0).Select(o => $"{o.Value:N0} {o.Key}"));

    /// <summary>By its id, or by what its id alone begins with among the latest.</summary>
    private static async Task<RunResponse> FindAsync(TicketsClient client, string text, CancellationToken ct)
    {
        if (SyncRunId.TryParse(text, null, out var id))
            return await client.RunAsync(id, ct);
        var latest = (await Pages.ReadAsync(LargestPage, LargestPage, (cursor, size) => client.RunsAsync(null, cursor, size, ct))).Items;
        return latest.Where(r => r.Id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase)).ToList() switch
        {
            [var only] when text.Length >= 8 => only,
            { Count: > 1 } => throw new CommandFailedException(ExitCode.Usage, $"usage: several runs begin with \"{InertText.OneLine(text)}\"; give more of the id: fairlead run list"),
            _ => throw new CommandFailedException(ExitCode.NoInput, $"\"{InertText.OneLine(text)}\" names none of the latest {LargestPage} runs; give the id, or at least 8 characters of it: fairlead run list"),
        };
    }
}

/// <summary>A run with its steps.</summary>
internal sealed record ShownRun(RunResponse Run, IReadOnlyList<OperationResponse> Operations);
