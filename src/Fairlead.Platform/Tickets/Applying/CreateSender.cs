using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Sends what is due: the intent is committed before the first byte, fifty to a call, and no issue is linked before it was read
/// which one it is. docs/ticket-protocol.md tells why each step is where it is.
/// </summary>
internal sealed class CreateSender(
    TicketStore tickets,
    IntentStore intents,
    CircuitStore circuits,
    CircuitLadder ladder,
    ConfigurationStore configurations,
    CreateScreens screens,
    IssueBuilder builder,
    SubTaskParents above,
    Lanes lanes,
    SiteGuard site,
    CreateResults results,
    IOptions<SyncOptions> options,
    TimeProvider clock)
{
    /// <summary>Calls of one target that waited too long for their turn, after which the rest waits for the next run.</summary>
    private const int MaxWithdrawn = 3;

    /// <param name="sent">Told after each call of which tickets it spoke; which issue is whose may be known only after the next one.</param>
    public async Task SendDueAsync(LaneSession session, Func<IReadOnlyList<TicketRow>, Task>? sent, CancellationToken ct)
    {
        foreach (var target in await tickets.TargetsAsync(session.Connection, clock.GetUtcNow(), ct))
        {
            if (await configurations.GetAsync(target.ConfigurationId, ct) is not { Enabled: true } configuration)
                continue;
            var work = new Work(session, configuration, [], [], new RefusedValues());
            try
            {
                while (!session.IsStopped && !session.IsLeaving && await SendNextAsync(work, target, sent, ct))
                    ct.ThrowIfCancellationRequested();
                await ProveAsync(work, ct);
                session.ThrowIfLeaving();
            }
            catch (OperationCanceledException)
            {
                await results.RestAsync(session, configuration, [.. work.Unproven.SelectMany(c => c.Items)]);
                throw;
            }
        }
    }

    /// <returns>Whether there may be more to send for this target.</returns>
    private async Task<bool> SendNextAsync(Work work, SendTarget target, Func<IReadOnlyList<TicketRow>, Task>? sent, CancellationToken ct)
    {
        var (session, configuration) = (work.Session, work.Configuration);
        var now = clock.GetUtcNow();
        var circuit = await circuits.GetAsync(session.Connection, target.ProjectId, target.IssueTypeId, ct);
        if (circuit.IsOpen && circuit.ProbeAt > now)
        {
            await ladder.ParkAsync(circuit, ct);
            return false;
        }

        var limit = circuit.IsOpen || work.SendsSingly ? 1 : options.Value.BulkSize;
        var due = await tickets.DueToSendAsync(session.Connection, target, now, limit, ct);
        if (due.Count == 0 || !await site.HoldsAsync(session, ct))
            return false;
        if (await ScreenAsync(session, circuit, ct) is not { } screen)
            return false;

        while (CircuitLadder.FieldOf(circuit.Rung) is { } field && !screen.Fields.Contains(field))
            circuit = await ladder.FallAsync(circuit, ct);
        if (await ParentsAsync(session, due, configuration, ct) is not { } parents)
            return false;
        await results.GiveUpAsync(session, parents.Unfit, ct);
        var all = due;
        due = [.. due.Where(t => parents.Unfit.All(u => u.Ticket.Id != t.Id))];
        if (await BuiltAsync(session, due, parents, configuration, screen, circuit.Rung, ct) is not { } built)
            return false;
        await results.GiveUpAsync(session, built.OfType<BuiltIssue.Impossible>(), ct);
        var ready = built.OfType<BuiltIssue.Ready>().Select(work.Spare).ToList();
        if (ready.Count > 0)
            await SendAsync(work, circuit, ready, ct);
        if (sent is not null)
            await sent(all);
        return work.Withdrawn < MaxWithdrawn;
    }

    private async Task SendAsync(Work work, Circuit circuit, List<BuiltIssue.Ready> items, CancellationToken ct)
    {
        await ClaimAndSendAsync(work, circuit, items, othersWereMade: false, ct);
        while (work.Again.TryDequeue(out var again) && work.Session is { IsStopped: false, IsLeaving: false })
            await ClaimAndSendAsync(work, circuit, [.. again.Items.Select(work.Spare)], again.OthersWereMade, ct);
        // What is left is due, and sent by whoever comes next.
        work.Again.Clear();
    }

    private async Task ClaimAndSendAsync(Work work, Circuit circuit, List<BuiltIssue.Ready> items, bool othersWereMade, CancellationToken ct)
    {
        var claimedAt = clock.GetTimestamp();
        await results.ClaimAsync(work.Session, items, ct);
        await SendClaimedAsync(work, circuit, items, claimedAt, halves: null, othersWereMade, ct);
    }

    /// <param name="othersWereMade">The items were part of a call of which others were made: the project and type takes issues.</param>
    private async Task SendClaimedAsync(
        Work work, Circuit circuit, List<BuiltIssue.Ready> items, long claimedAt, HalvingBudget? halves, bool othersWereMade, CancellationToken ct)
    {
        var outcomes = await CallAsync(work, items, claimedAt, ct);
        KillPoint.Hit("ticket.answered");
        work.Withdrawn += outcomes.Any(o => o is JiraOutcome<CreatedIssue>.NotSent { Cause: JiraFailureCause.Withdrawn }) ? 1 : 0;
        if (outcomes.Any(o => o is JiraOutcome<CreatedIssue>.Committed or JiraOutcome<CreatedIssue>.Rejected))
            work.Session.CountClear();
        if (items.Count > 1 && outcomes.Any(o => o is JiraOutcome<CreatedIssue>.Committed))
        {
            work.Unproven.Add(new AnsweredCall(circuit, items, outcomes));
            // What is clear can wait for more of its kind; what went wrong in part is dealt with at once.
            if (!outcomes.All(o => o is JiraOutcome<CreatedIssue>.Committed) || work.IsFull(options.Value.BulkSize))
                await ProveAsync(work, ct);
            return;
        }

        var isItsOwnFault = othersWereMade || halves is not null || (items is [{ Ticket.Refusals: > 0 }] && !circuit.IsOpen);
        var verdict = VerdictOf(circuit, items, outcomes, isItsOwnFault);
        if (verdict.Consequence is Consequence.Halve)
        {
            // Nothing was made and the claims still hold, so the halves can be sent at once.
            halves ??= new HalvingBudget();
            if (halves.TryTake())
            {
                var half = items.Count / 2;
                await SendClaimedAsync(work, circuit, items[..half], clock.GetTimestamp(), halves, othersWereMade, ct);
                await SendClaimedAsync(work, circuit, items[half..], clock.GetTimestamp(), halves, othersWereMade, ct);
                return;
            }

            verdict = verdict with { Consequence = new Consequence.OpenCircuit(((CreateAnswer.NotMade)verdict.Answers[0]).Reason) };
        }

        await ConcludeAsync(work, new AnsweredCall(circuit, items, outcomes), verdict, ct);
    }

    /// <summary>Reads what the bulk calls so far created, and only then links it.</summary>
    private async Task ProveAsync(Work work, CancellationToken ct)
    {
        if (work.Unproven.Count == 0)
            return;
        foreach (var call in await ReadAsync(work.Session, [.. work.Unproven], ct))
        {
            var verdict = VerdictOf(call.Circuit, call.Items, call.Outcomes, isItsOwnFault: false);
            if (call.Hidden.Count > 0)
                verdict = verdict.Hiding(call.Hidden);
            // A single create says itself which issue it made.
            work.SendsSingly |= call.Hidden.Count > 0;
            await ConcludeAsync(work, call, verdict, ct);
            work.Unproven.RemoveAt(0);
        }
    }

    private async Task<IReadOnlyList<AnsweredCall>> ReadAsync(LaneSession session, IReadOnlyList<AnsweredCall> calls, CancellationToken ct)
    {
        // Another attempt with a credential that does not work may lock the account.
        if (session.Stopped == PauseCause.SignIn)
            return [.. calls.Select(c => c.Unproven(session.StopReason!))];
        try
        {
            return await BulkProof.ReadAsync(session, calls, ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            if (!session.IsStopped)
                await lanes.PauseAfterAsync(session, e, ct);
            return [.. calls.Select(c => c.Unproven(e.Message))];
        }
    }

    private async Task ConcludeAsync(Work work, AnsweredCall call, BatchVerdict verdict, CancellationToken ct)
    {
        await results.WriteAsync(work.Session, work.Configuration, call, verdict, ct);
        await FollowAsync(work.Session, verdict.Consequence, call.Items, ct);
        if (verdict.Again.Count == 0)
            return;
        foreach (var i in verdict.Again)
            work.Refused.Note(call.Items[i], RefusedValues.Of(call.Items[i], call.Outcomes[i])!);
        work.Again.Enqueue(new([.. verdict.Again.Select(i => SentAgain(call.Items[i]))], verdict.Answers.Any(a => a is CreateAnswer.Committed)));
    }

    /// <summary>As the item was just written down: refused, with nothing made of it, and due at once.</summary>
    private BuiltIssue.Ready SentAgain(BuiltIssue.Ready item) => item with
    {
        Ticket = item.Ticket with { State = TicketState.Retry, Attempts = item.Ticket.Attempts + 1, NotBefore = clock.GetUtcNow() },
        Repeats = item.Repeats + 1,
    };

    private static BatchVerdict VerdictOf(
        Circuit circuit, IReadOnlyList<BuiltIssue.Ready> items, IReadOnlyList<JiraOutcome<CreatedIssue>> outcomes, bool isItsOwnFault) => BatchVerdict.Of(
            outcomes, CircuitLadder.FieldOf(circuit.Rung), circuit.Rung != MarkerRung.Property, isItsOwnFault, items.Any(i => i.Draft.ParentId is not null),
            Enumerable.Range(0, items.Count).Where(i => RefusedValues.Of(items[i], outcomes[i]) is not null).ToHashSet());

    private async Task<IReadOnlyList<JiraOutcome<CreatedIssue>>> CallAsync(
        Work work, List<BuiltIssue.Ready> items, long claimedAt, CancellationToken ct)
    {
        var session = work.Session;
        if (session.IsStopped)
            return [.. items.Select(_ => new JiraOutcome<CreatedIssue>.NotSent(JiraFailureCause.Unreachable, session.StopReason!))];
        // A worker that slept or waited since its claim may have been overtaken.
        var jira = session.Jira.SendingWhile(async token =>
            !session.IsLeaving && clock.GetElapsedTime(claimedAt) <= options.Value.ClaimLifetime && await lanes.IsHeldAsync(session, token));
        try
        {
            return items.Count == 1
                ? [await jira.Issues.CreateAsync(items[0].Draft, ct)]
                : await jira.Issues.BulkCreateAsync([.. items.Select(i => i.Draft)], ct);
        }
        catch (OperationCanceledException)
        {
            await results.RestAsync(session, work.Configuration, items);
            throw;
        }
    }

    private async Task FollowAsync(LaneSession session, Consequence? consequence, IReadOnlyList<BuiltIssue.Ready> items, CancellationToken ct)
    {
        // The first half of a batch may have stopped the session for a better reason than "not sent".
        if (session.IsStopped)
            return;
        var now = clock.GetUtcNow();
        switch (consequence)
        {
            case Consequence.PauseForSignIn pause:
                await lanes.PauseAsync(session, PauseCause.SignIn, pause.Reason, null, ct);
                break;
            case Consequence.PauseForProxy pause:
                await lanes.PauseAsync(session, PauseCause.Proxy, pause.Reason, now + CreateProtocol.LongestPauseOfReads, ct);
                break;
            case Consequence.Doubt doubt:
                await lanes.DoubtAsync(session, doubt.Reason, ct);
                break;
            case Consequence.Rest rest:
                var pauseFor = rest.For ?? CreateProtocol.PauseAfter(items.Max(i => i.Ticket.Attempts) + 1);
                await lanes.PauseAsync(session, PauseCause.Resting, rest.Reason, now + pauseFor, ct);
                break;
        }
    }

    /// <returns><see langword="null"/> when Jira could not be asked for what placeholders name.</returns>
    private async Task<IReadOnlyList<BuiltIssue>?> BuiltAsync(
        LaneSession session, IReadOnlyList<TicketRow> due, ParentIssues parents, TicketConfiguration configuration, CreateScreen screen, MarkerRung rung, CancellationToken ct)
    {
        if (due.Count == 0)
            return [];
        try
        {
            return await builder.BuildAsync(due, parents.Issues, configuration, screen, rung, session, ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            await lanes.PauseAfterAsync(session, e, ct);
            return null;
        }
    }

    /// <returns><see langword="null"/> after a failure.</returns>
    private async Task<ParentIssues?> ParentsAsync(LaneSession session, IReadOnlyList<TicketRow> due, TicketConfiguration configuration, CancellationToken ct)
    {
        try
        {
            return await above.ReadAsync(session, due, configuration, ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            await lanes.PauseAfterAsync(session, e, ct);
            return null;
        }
    }

    private async Task<CreateScreen?> ScreenAsync(LaneSession session, Circuit circuit, CancellationToken ct)
    {
        try
        {
            return await screens.ReadAsync(session.Jira, circuit, ct);
        }
        catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.NotFound or JiraRefusalCause.Forbidden or JiraRefusalCause.Invalid)
        {
            await using var work = await intents.BeginAsync(ct);
            var change = await ladder.ChangeAsync(work, circuit, new Consequence.OpenCircuit(e.Message), hasMade: false, ct);
            await ladder.NoteAsync(work, circuit, change, ct);
            await work.CommitAsync(ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            await lanes.PauseAfterAsync(session, e, ct);
        }

        return null;
    }

    /// <summary>What one target's sends share.</summary>
    /// <param name="Unproven">Calls whose issues are not linked yet, because which is whose was not read.</param>
    /// <param name="Again">What Jira refused for what it can do without, to be sent next.</param>
    private sealed record Work(LaneSession Session, TicketConfiguration Configuration, List<AnsweredCall> Unproven, Queue<Repeat> Again, RefusedValues Refused)
    {
        /// <summary>Jira does not show what it makes, so bulk creates could not be told apart.</summary>
        public bool SendsSingly { get; set; }

        /// <summary>Calls that were given up before they were sent.</summary>
        public int Withdrawn { get; set; }

        /// <summary>The item without what is known to be refused.</summary>
        public BuiltIssue.Ready Spare(BuiltIssue.Ready item) => Refused.Spare(item, Configuration, Session.Jira.Site.Edition);

        /// <summary>Whether another call's issues would need a second read.</summary>
        public bool IsFull(int bulkSize) => Unproven.Sum(c => c.Items.Count) + bulkSize > IssuesResource.MaxFetch;
    }

    /// <param name="OthersWereMade">Of the same call.</param>
    private sealed record Repeat(IReadOnlyList<BuiltIssue.Ready> Items, bool OthersWereMade);

    /// <summary>How often one batch may be halved: enough to find one bad item, too little to repeat a refusal fifty times.</summary>
    private sealed class HalvingBudget
    {
        private int _left = 12;

        public bool TryTake() => _left-- > 0;
    }
}
