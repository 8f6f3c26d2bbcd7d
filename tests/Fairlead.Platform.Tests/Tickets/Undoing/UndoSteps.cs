using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets.Undoing;

/// <summary>What the tests of undoing do and look at alike.</summary>
internal static class UndoSteps
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TicketConfiguration WhereInProgress(TicketConfiguration configuration) => configuration with
    {
        StatusTargets = [new StatusTarget { Finding = Platform.Findings.FindingStatus.Potential, Category = Fairlead.Jira.Resources.JiraStatusCategory.InProgress }],
    };

    public static TicketConfiguration WithPriorities(TicketConfiguration configuration) => configuration with
    {
        Priorities = new Dictionary<Severity, JiraName> { [Severity.Critical] = new("1", "Highest"), [Severity.High] = new("2", "High") },
    };

    public static async Task<string?> ShownPriorityAsync(TicketWorld world, string key) => (await world.TicketsAsync(Ct)).Single(t => t.IssueKey == key).Priority;

    public static async Task AskAgainAsync(TicketWorld world, string key) =>
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RetryAsync(Actor.System, (await world.TicketsAsync(Ct)).Single(t => t.IssueKey == key).Id, Ct));

    public static void Worsen(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var number in world.Findings.Numbers)
            world.Findings.Change(number, f => f with { Title = $"{f.Title}!", Severity = Severity.Critical, Description = $"{f.Description} More is known." });
    }

    public static (string, string?, string?, string) Shown(Sandbox.State.SandboxIssue issue) =>
        (issue.Summary, issue.Description, issue.Priority, string.Join(' ', issue.Labels.Where(l => !l.StartsWith("fl-", StringComparison.Ordinal)).Order()));

    public static async Task<SyncRun> AppliedAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var run = await world.RunAsync(Ct);
        Assert.Equal(SyncRunState.Done, run.State);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        return run;
    }

    public static async Task AssertNothingIsDueAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        await world.ReconcileAsync(Ct);
        await world.ConvergeAsync(Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    public static async Task<IReadOnlyList<string>> ReasonsAsync(TicketWorld world, SyncRun run) =>
        [.. (await world.Sync.OperationsAsync(run.Id, 0, 1000, Ct)).Where(o => o.Outcome != Platform.Tickets.Storage.OutcomeKind.Applied).Select(o => o.OutcomeText!)];

    public static async Task<string> WhyNotAsync(TicketWorld world, SyncRun run) =>
        Assert.IsType<RunUndoOutcome.Refused>(await world.Undos.PlanAsync(Actor.System, run.Id, deleteIssues: false, Ct)).Reason;
}
