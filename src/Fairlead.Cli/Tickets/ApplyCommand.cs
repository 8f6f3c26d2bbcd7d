using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Configurations;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Tickets;

/// <summary>Plans and applies, shows how far it is, and says what came of every step that did not succeed.</summary>
internal static class ApplyCommand
{
    private const int PageSize = 500;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private static readonly Option<bool> ConfirmCloses = new("--confirm-closes")
    {
        Description = "Also close issues that a changed filter, grouping or severity of findings left without findings, however many they are",
    };

    private static readonly Option<bool> ConfirmCreates = new("--confirm-creates")
    {
        Description = "Also make new issues that are more at once than maxCreates of the configuration allows",
    };

    private static readonly Option<int> ConfirmClosesUpTo = CommonOptions.Number(
        ["--confirm-closes-up-to"], "COUNT", "The same where they are so many at most: of more, none is closed", 0, 0, CommonOptions.LargestLimit);

    private static readonly Option<int> ConfirmCreatesUpTo = CommonOptions.Number(
        ["--confirm-creates-up-to"], "COUNT", "The same where they are so many at most: of more, none is made", 0, 0, CommonOptions.LargestLimit);

    private static readonly Option<bool> Details = new("--details") { Description = "List every step, not only those that did not succeed" };

    public static TaughtCommand Create() =>
        new TaughtCommand(
            "apply",
            "Bring Jira in line with the findings. Issues are created, updated, moved and commented on as the plan says; applying again does nothing.",
            new Example("All configurations", "fairlead apply"),
            new Example("One of them, with every step", "fairlead apply payments --details"),
            new Example("The grouping was changed on purpose: close what it leaves behind", "fairlead apply payments --confirm-closes"),
            new Example("Many new issues are right, after a look at the plan", "fairlead apply payments --confirm-creates-up-to 250"),
            new Example("After a scan, in a CI job", "fairlead import scan.sarif --asset github.com/team/shop && fairlead apply"))
        {
            Notes =
            [
                "Interrupting is safe: steps that were sent are finished or looked up in Jira by the next apply, and no issue is made twice.",
                "It does not wait: what has no clear answer yet, is parked or rests is listed with its reason and the time from which it is looked at again. A running server then does so by itself; without one, apply again does.",
                "A configuration that cannot be applied, such as one of a disabled connection, is named with the reason, and the others are applied.",
                "The exit code is 0 only when Jira agrees with the findings, and 1 while anything is refused, held or has to wait.",
            ],
        }
            .Takes(Chosen.Argument, ConfirmCloses, ConfirmClosesUpTo, ConfirmCreates, ConfirmCreatesUpTo, Details, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => BeginAsync(invocation, ct));

    /// <summary>At Ctrl-C, what was begun is told by <see cref="InterruptedApply"/>, and that nothing was is told here.</summary>
    private static async Task<ExitCode> BeginAsync(Invocation invocation, CancellationToken ct)
    {
        var progress = new ApplyProgress();
        try
        {
            return await ServerSession.UseAsync(invocation, session => ApplyAsync(invocation, session, progress, ct), ct);
        }
        catch (Exception) when (ct.IsCancellationRequested && !progress.IsUnderWay)
        {
            InterruptedApply.TellNotBegun(invocation.Screen, [.. progress.Runs.Select(r => r.Configuration)], AgainOf(invocation));
            throw;
        }
    }

    /// <summary>The same command once more.</summary>
    private static string AgainOf(Invocation invocation) => string.Join(
        ' ',
        [
            "fairlead apply", .. (invocation.Get(Chosen.Argument) ?? []).Select(ShellWord.Of),
            .. invocation.Get(ConfirmCloses) ? [ConfirmCloses.Name] : Array.Empty<string>(), .. invocation.Get(ConfirmCreates) ? [ConfirmCreates.Name] : Array.Empty<string>(),
            .. CountOf(invocation, ConfirmClosesUpTo), .. CountOf(invocation, ConfirmCreatesUpTo),
        ]);

    private static string[] CountOf(Invocation invocation, Option<int> option) =>
        invocation.Get(option) is > 0 and var count ? [option.Name, count.ToString(CultureInfo.InvariantCulture)] : [];

    /// <summary>Plans one configuration and applies the plan.</summary>
    private static async Task<AppliedConfigurationRun> RunAsync(
        Invocation invocation, ServerSession session, TicketConfigurationResponse configuration, ApplyProgress progress, CancellationToken ct)
    {
        var (screen, clock, name) = (invocation.Screen, invocation.Clock, configuration.Configuration.Name);
        var planned = await session.Client.Tickets.PlanAsync(
            configuration.Id.ToString(),
            new PlanConfirmation(invocation.Get(ConfirmCloses), invocation.Get(ConfirmCreates), invocation.Get(ConfirmClosesUpTo), invocation.Get(ConfirmCreatesUpTo)),
            ct);
        progress.IsUnderWay = true;
        try
        {
            var run = (await ApplyAsync(screen, clock, session.Client.Tickets, name, planned, ct)) with { Warnings = planned.Warnings };
            return new AppliedConfigurationRun(name, run, await OperationsAsync(session.Client.Tickets, run, ct), null) { IsDisabled = !configuration.Configuration.Enabled };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await InterruptedApply.TellAsync(screen, clock, session, name, planned);
            throw;
        }
    }

    private static async Task<RunResponse> ApplyAsync(
        Screen screen, TimeProvider clock, TicketsClient tickets, string name, RunResponse planned, CancellationToken ct)
    {
        if (planned.Planned.Total == 0)
            return await Progress.ShowAsync(screen, $"Applying {name}", null, _ => tickets.ApplyAsync(planned.Id, ct));
        return await Progress.ShowAsync(
            screen,
            $"Applying {name}",
            planned.Planned.Total,
            async progress =>
            {
                var apply = tickets.ApplyAsync(planned.Id, ct);
                while (!apply.IsCompleted)
                {
                    await Task.WhenAny(apply, Task.Delay(LookInterval, clock, ct));
                    if (!apply.IsCompleted && screen.ErrorIsTerminal)
                        progress.Report((await tickets.RunAsync(planned.Id, ct)).Outcomes.Values.Sum());
                }

                return await apply;
            });
    }

    private static async Task<ExitCode> ApplyAsync(Invocation invocation, ServerSession session, ApplyProgress progress, CancellationToken ct)
    {
        var failures = new List<CommandFailedException>();
        foreach (var configuration in await Chosen.FromAsync(invocation, session, ct))
        {
            var applied = await TryAsync(invocation, session, configuration, progress, failures, ct);
            progress.Runs.Add(applied);
            progress.IsUnderWay = false;
            if (applied.Run is { } run && !invocation.Get(CommonOptions.Json))
                Write(invocation, applied, run);
        }

        // Not one of them could be done: then it is the command that failed.
        if (failures.Count > 0 && failures.Count == progress.Runs.Count)
            return failures[0].ExitCode;
        if (invocation.Get(CommonOptions.Json))
            Answers.Json(invocation.Screen, progress.Runs);
        return progress.Runs.All(r => r.IsSettled) ? ExitCode.Done : ExitCode.DonePartly;
    }

    /// <summary>What stands in the way of one configuration does not keep the others from being applied.</summary>
    private static async Task<AppliedConfigurationRun> TryAsync(
        Invocation invocation, ServerSession session, TicketConfigurationResponse configuration, ApplyProgress progress, List<CommandFailedException> failures, CancellationToken ct)
    {
        try
        {
            return await RunAsync(invocation, session, configuration, progress, ct);
        }
        catch (Exception e) when (e is FairleadProblemException or FairleadUnavailableException && !ct.IsCancellationRequested && Failures.Explain(e) is { } failure)
        {
            failures.Add(failure);
            invocation.Screen.Note($"fairlead: {InertText.OneLine(configuration.Configuration.Name)}: not done: {InertText.OneLine(failure.Message, 1_000)}");
            return new AppliedConfigurationRun(configuration.Configuration.Name, null, [], failure.Message);
        }
    }

    private static async Task<IReadOnlyList<OperationResponse>> OperationsAsync(TicketsClient tickets, RunResponse run, CancellationToken ct) =>
        run.Planned.Total == 0 ? [] : (await Pages.ReadAsync(0, PageSize, (cursor, size) => tickets.OperationsAsync(run.Id, cursor, size, ct))).Items;

    private static void Write(Invocation invocation, AppliedConfigurationRun applied, RunResponse run)
    {
        var (screen, name, operations) = (invocation.Screen, applied.Configuration, applied.Operations);
        foreach (var resumed in run.Resumed)
        {
            screen.Out.WriteLine(
                $"{InertText.OneLine(resumed.Configuration)}: resumed an interrupted run: {resumed.DoneBefore:N0} of {resumed.Total:N0} done before, {resumed.DoneNow:N0} now ({PlanText.Calls(resumed.JiraCalls)})");
        }

        Warned.Write(screen, run.Warnings);
        DueText.Write(screen, name, run);
        if (run.Planned.Total == 0)
        {
            var nothing = run.Resumed.Count + run.CaughtUp.Count + run.JiraCalls == 0 ? "nothing to do" : "nothing else to do";
            screen.Out.WriteLine(applied.IsDisabled
                ? $"{InertText.OneLine(name)}: {nothing}, because the configuration is disabled; its findings get no tickets. {PlanText.ToEnable(name)}"
                : run.Attention.Count == 0 && run.Warnings.Any(w => w.Path == "connection")
                ? $"{InertText.OneLine(name)}: {nothing}, as far as Fairlead knows."
                : run.Attention.Count == 0
                ? $"{InertText.OneLine(name)}: {nothing}; Jira agrees with the findings."
                : $"{InertText.OneLine(name)}: {nothing} at the moment, but Jira does not agree with the findings yet.");
            AttentionText.Write(screen, invocation.Clock.GetUtcNow(), run.Attention);
            return;
        }

        var outcomes = string.Join(", ", run.Outcomes.Where(o => o.Value > 0).Select(o => $"{o.Value:N0} {o.Key}"));
        if (invocation.Get(Details))
            PlanText.ListingOf(screen, operations).Write();
        // In the table a long reason is cut.
        UnsettledText.Write(screen, [.. operations.Where(o => o.Outcome is not ("applied" or "skipped"))]);
        screen.Out.WriteLine($"{InertText.OneLine(name)}: {PlanText.Counts(run.Planned)}: {outcomes} ({PlanText.Calls(run.JiraCalls)})");
        AttentionText.Write(screen, invocation.Clock.GetUtcNow(), run.Attention);
    }
}

/// <param name="Configuration">Its name.</param>
/// <param name="Run"><see langword="null"/> when it could not be applied.</param>
/// <param name="Problem">Why it could not, with the next step; <see langword="null"/> when it was applied.</param>
internal sealed record AppliedConfigurationRun(string Configuration, RunResponse? Run, IReadOnlyList<OperationResponse> Operations, string? Problem)
{
    /// <summary>Nothing was planned, because the configuration is disabled.</summary>
    [JsonIgnore]
    public bool IsDisabled { get; init; }

    /// <summary>Jira agrees with the findings.</summary>
    [JsonIgnore]
    public bool IsSettled => !IsDisabled && Run is { Attention.Count: 0 } && Operations.All(o => o.Outcome is "applied" or "skipped");
}

/// <summary>How far a command is.</summary>
internal sealed class ApplyProgress
{
    public List<AppliedConfigurationRun> Runs { get; } = [];

    /// <summary>The one after them was begun.</summary>
    public bool IsUnderWay { get; set; }
}
