using System.Text;
using Fairlead.Client.Operations;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>
/// Scanners, people, webhooks, undone runs, other tokens, faults, restarts and time, in an order that the seed decides, against a real
/// database and a sandbox. <see cref="LoopChecks"/> says what must be true when it has calmed down.
/// </summary>
internal sealed class LoopSimulation : IAsyncDisposable
{
    private static readonly Actor Ann = new(ActorKind.User, null, "Ann");

    /// <summary>A minute or more, on any machine.</summary>
    private const int MostLooks = 1200;

    private readonly TicketWorld _world;
    private readonly Random _random;
    private readonly StringBuilder _told = new();
    private readonly List<SyncRunId> _runs = [];
    private readonly HeldWebhooks _webhooks;
    private readonly LoopLinks _links;

    public LoopSimulation(TicketWorld world, int seed)
    {
        (_world, _random) = (world, new Random(seed));
        Scanner = LoopScenario.ScannerOf(world, seed, _random, Ann);
        People = new LoopPeople(world, _random);
        _links = new LoopLinks(world, _random, Ann, People, Scanner);
        _webhooks = new HeldWebhooks(world);
        Writes = new LoopWrites(world);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public LoopScanner Scanner { get; }

    public LoopPeople People { get; }

    public LoopWrites Writes { get; }

    /// <summary>Ids of issues that people parted from their tickets.</summary>
    public IReadOnlySet<string> Parted => _links.Parted;

    /// <summary>Some run wrote, so that some undo may have parted an issue from its ticket.</summary>
    public bool HasRun => _runs.Count > 0;

    /// <summary>What the person asked for and got, by what the audit trail calls it.</summary>
    public Dictionary<string, int> Asked { get; } = [];

    /// <summary>What the person asked for and got no clear answer to.</summary>
    public Dictionary<string, int> Unclear { get; } = [];

    /// <summary>What happened, for whoever has to find out why.</summary>
    public string Told => _told.ToString();

    public async Task PlayAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            // What people did before a run and after it, an undo tells apart by Jira's times alone.
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            _told.Append(step).Append(' ').Append(_world.Clock.GetUtcNow().ToString("d HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture)).Append(": ");
            _told.AppendLine(await StepAsync());
            Writes.AssertNoEcho();
        }
    }

    /// <summary>Faults end, somebody mends the sign-in and has refused issues tried again, and time passes.</summary>
    public async Task CalmAsync()
    {
        _world.Sandbox.Faults.Clear();
        for (var round = 0; round < 40; round++)
        {
            _world.Clock.Advance(round == 20 ? TimeSpan.FromHours(25) : TimeSpan.FromSeconds(200));
            _world.Jira.MendedAt = _world.Clock.GetUtcNow();
            await PumpedAsync(() => _world.Pauses.ResumeAsync(_world.Configuration.Connection, Ct));
            var state = await StateAsync();
            foreach (var ticket in state.Tickets)
            {
                if ((ticket.State == TicketState.Rejected && state.IsWanted(ticket)) || (round > 1 && await IsUndoneAsync(ticket)))
                    await AskedAsync("tickets.retry", () => _world.Repairs.RetryAsync(Ann, ticket.Id, Ct));
                if (round > 1 && ticket.Presence == IssuePresence.Unlinked && state.IsLatest(ticket) && state.IsWanted(ticket))
                    await AskedAsync("tickets.recreate", () => _world.Repairs.RecreateAsync(Ann, ticket.Id, Ct));
            }

            var run = await RoundAsync();
            _told.AppendLine($"calm {round}: {run.Planned.All} planned");
            Writes.AssertNoEcho();
            if (round <= 20 || run.Planned.All > 0)
                continue;
            state = await StateAsync();
            if (state.Tickets.All(t => t.State == TicketState.Created || !state.IsWanted(t) || IsSettled(t)))
                return;
        }
    }

    /// <summary>Everything that looks at Jira by itself looks, and a run follows.</summary>
    public async Task<SyncRun> RoundAsync()
    {
        await _webhooks.DeliverAsync(_random, Ct);
        await PumpedAsync(HeardAsync);
        await PumpedAsync(() => _world.PollAsync(Ct));
        await PumpedAsync(() => _world.ReconcileAsync(Ct));
        await PumpedAsync(() => _world.WakeAsync(Ct));
        return await PumpedAsync(() => _world.RunAsync(Ct));
    }

    public Task<LoopState> StateAsync() => LoopState.ReadAsync(_world, Scanner, Ct);

    /// <summary>It has its issue, or somebody deleted that, or nobody can make a sub-task where people brought its parent.</summary>
    public bool IsSettled(Ticket ticket) => ticket.State == TicketState.Created && ticket.Presence != IssuePresence.Released
        ? IsDeleted(ticket) || _world.Sandbox.State.Issues.Any(i => i.Id.ToString() == ticket.IssueId)
        : ticket is { State: TicketState.Rejected, ParentKey: { } parent } && _world.Sandbox.State.Find(parent) is not { ProjectKey: "SEC" };

    public bool IsDeleted(Ticket ticket) => ticket.IssueId is { } id && People.Deleted.Contains(id);

    private async Task<string> StepAsync()
    {
        // What comes gets a sub-task only where somebody is at work.
        if (_world.Configuration.Growth == GrowthPolicy.SubTask && _random.Next(6) == 0)
            return People.Begins() is { } begun ? $"somebody begins to work at {begun}: {await TriedAsync(() => _world.PollAsync(Ct))}" : "nobody has anything to begin with";
        switch (_random.Next(34))
        {
            case 0 or 1 or 2 or 3 or 4 or 5 or 6 or 7:
                return $"run: {await TriedAsync(() => _world.RunAsync(Ct))}";
            case 8:
                return $"wake: {await TriedAsync(() => _world.WakeAsync(Ct))}";
            case 9:
                return $"poll: {await TriedAsync(() => _world.PollAsync(Ct))}";
            case 10:
                return $"reconcile: {await TriedAsync(() => _world.ReconcileAsync(Ct))}";
            case 11:
                await _world.RestartAsync(Ct);
                return "the process is started anew";
            case 12 or 13:
                var time = TimeSpan.FromSeconds(_random.Next(1, 1200));
                _world.Clock.Advance(time);
                return $"{time} pass";
            case 14 or 15 or 16 or 17:
                var fault = RandomFault.Next(_random);
                _world.Sandbox.Faults.Add(fault);
                return $"fault: {fault}";
            case 18 or 19 or 20 or 21:
                return People.Acted();
            case 22 or 23:
                return $"{await _webhooks.DeliverAsync(_random, Ct)} webhooks: {await TriedAsync(HeardAsync)}";
            case 24 or 25:
                return await UndoneAsync();
            case 26:
                _world.Jira.Rotate();
                return "the token is rotated";
            case 27:
                _world.Jira.RotateAfter(_random.Next(1, 12));
                return $"the token is rotated in the middle of what comes; run: {await TriedAsync(() => _world.RunAsync(Ct))}";
            case 28:
                return await Scanner.DecidedOnAllAsync();
            case 29:
                return await _links.ActedAsync(AskedAsync);
            default:
                return await Scanner.ScannedAsync();
        }
    }

    private async Task<bool> HeardAsync()
    {
        await _world.Sync.HearAsync(_world.Configuration.Connection, Ct);
        return true;
    }

    /// <summary>One of the last runs, also in part and while other runs wrote since.</summary>
    private async Task<string> UndoneAsync()
    {
        if (_runs.Count == 0)
            return "there is no run to undo";
        var (run, deletes) = (_runs[^_random.Next(1, Math.Min(4, _runs.Count) + 1)], _random.Next(3) == 0);
        if (await _world.Undos.PlanAsync(Ann, run, deletes, Ct) is not RunUndoOutcome.Planned { Run: var undo })
            return "the run cannot be undone";
        Count(Asked, "tickets.undo");
        return $"undo of {run}{(deletes ? ", with its issues" : "")}: {await TriedAsync(async () => (await _world.Sync.ApplyAsync(undo.Id, null, Ct))!)}";
    }

    /// <summary>Somebody has what an undo held done again.</summary>
    private async Task<bool> IsUndoneAsync(Ticket ticket) => (await _world.Catalog.GetAsync(ticket.Id, Ct))?.Undone is not null;

    private async Task AskedAsync(string action, Func<Task<AskOutcome>> ask)
    {
        if (await PumpedAsync(ask) == AskOutcome.Asked)
            Count(Asked, action);
    }

    private async Task<string> AskedAsync(string action, Func<Task<IssueOutcome>> ask)
    {
        try
        {
            var outcome = await PumpedAsync(ask);
            if (outcome is IssueOutcome.Done)
                Count(Asked, action);
            else if (outcome is IssueOutcome.Unanswered)
                Count(Unclear, action);
            return $"{outcome}";
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            Count(Unclear, action);
            return e.Message;
        }
    }

    private static void Count(Dictionary<string, int> counts, string action) => counts[action] = counts.GetValueOrDefault(action) + 1;

    /// <summary>What a fault makes of it is told and not the end: the loop goes on.</summary>
    private async Task<string> TriedAsync<T>(Func<Task<T>> act)
    {
        try
        {
            var done = await PumpedAsync(act);
            if (done is not SyncRun run)
                return $"{done}";
            if (run.Undoes is null && run.Planned.All > 0)
                _runs.Add(run.Id);
            return $"{run.Id} {run.State}, {string.Join(", ", run.Outcomes.OrderBy(o => o.Key).Select(o => $"{o.Value} {o.Key}"))}";
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return e.Message;
        }
    }

    /// <summary>Time passes while a call waits for Jira's limit, a second at a time and no further. What does not end at all is told.</summary>
    public async Task<T> PumpedAsync<T>(Func<Task<T>> act)
    {
        var acting = act();
        for (var looks = 0; await Task.WhenAny(acting, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Ct)) != acting; looks++)
        {
            Assert.True(looks < MostLooks, "what was begun does not end");
            if (_world.Jira.WaitingCalls > 0)
                _world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        return await acting;
    }

    public ValueTask DisposeAsync() => _webhooks.DisposeAsync();
}
