using Fairlead.Jira.Issues;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Writes down what creates are about to do and what came of them; sends nothing.</summary>
internal sealed class CreateResults(IntentStore intents, CircuitLadder ladder, ActivityLog activity, SetAside told, TimeProvider clock, ILogger<CreateResults> log)
{
    private static readonly IReadOnlyDictionary<string, JiraIssue> NothingRead = new Dictionary<string, JiraIssue>();

    /// <summary>Before the first byte is sent: whoever finds it knows that there may be an issue.</summary>
    public async Task ClaimAsync(LaneSession session, IReadOnlyList<BuiltIssue.Ready> items, CancellationToken ct)
    {
        await using var work = await intents.BeginAsync(ct);
        foreach (var item in items)
        {
            var claimed = CreateProtocol.Claim(item.Ticket.Intent, session.Epoch, clock.GetUtcNow());
            await intents.ClaimAsync(work, item.Ticket, claimed, item.Content, ct);
        }

        KillPoint.Hit("ticket.before-intent-commit");
        await work.CommitAsync(ct);
        KillPoint.Hit("ticket.intent-committed");
    }

    /// <summary>We were told to stop in the middle of a call: what came of it is not known.</summary>
    public async Task RestAsync(LaneSession session, TicketConfiguration configuration, IReadOnlyList<BuiltIssue.Ready> items)
    {
        var unclear = new CreateAnswer.Unclear("Fairlead stopped before the answer", null);
        await using var unit = await intents.BeginAsync(CancellationToken.None);
        foreach (var item in items)
            await SettleAsync(unit, session, configuration, item.Ticket, unclear, NothingRead, isProbe: false, CancellationToken.None);
        await unit.CommitAsync(CancellationToken.None);
    }

    /// <summary>What came of a call: issues are linked, the others wait, rest or are refused, and the circuit says what it learnt.</summary>
    public async Task WriteAsync(LaneSession session, TicketConfiguration configuration, AnsweredCall call, BatchVerdict verdict, CancellationToken ct)
    {
        var (circuit, items) = (call.Circuit, call.Items);
        var made = verdict.Answers.OfType<CreateAnswer.Committed>().ToList();
        // A refusal of one item alone may be the item's own fault: it is counted, so that the next probe takes another.
        var isProbe = items.Count == 1 && verdict.Consequence is Consequence.OpenCircuit;
        await using var unit = await intents.BeginAsync(ct);
        var setAside = new List<TicketRow>();
        for (var i = 0; i < items.Count; i++)
            setAside.AddRange(await SettleAsync(unit, session, configuration, items[i].Ticket, verdict.Answers[i], call.Seen, isProbe, ct));
        var change = await ladder.ChangeAsync(unit, circuit, verdict.Consequence, made.Count > 0, ct);
        if (verdict.Again.Count > 0 || verdict.Answers.Any(a => a is CreateAnswer.Refused))
            await CircuitStore.ForgetScreenAsync(unit, circuit, ct);
        // All rows first, then the events, then the audit trail: each of these waits for other writers.
        await told.TellAsync(unit, setAside, ct);
        await ladder.NoteAsync(unit, circuit, change, ct);
        if (made.Count > 0)
        {
            await activity.AppendAsync(
                unit, Actor.System, "tickets.created", configuration.Id.ToString(),
                made.Count == 1 ? $"Created {made[0].Issue.Key}." : $"Created {made.Count} issues, {made[0].Issue.Key} to {made[^1].Issue.Key}.", ct);
        }

        KillPoint.Hit("ticket.before-link-commit");
        await unit.CommitAsync(ct);
        KillPoint.Hit("ticket.linked");
        if (made.Count > 0)
            log.Created(session.Connection, made.Count);
        var unclear = verdict.Answers.OfType<CreateAnswer.Unclear>().ToList();
        if (unclear.Count > 0)
            log.Uncertain(session.Connection, unclear.Count, unclear[0].Reason);
    }

    /// <returns>Tickets that lost their issue to this one.</returns>
    private async Task<IReadOnlyList<TicketRow>> SettleAsync(
        UnitOfWork unit, LaneSession session, TicketConfiguration configuration, TicketRow ticket, CreateAnswer answer, IReadOnlyDictionary<string, JiraIssue> seen, bool isProbe, CancellationToken ct)
    {
        var sending = ticket.Intent with { State = TicketState.Sending, Attempts = ticket.Attempts + 1, Epoch = session.Epoch };
        var after = CreateProtocol.Answered(sending, answer, configuration.Quarantine, clock.GetUtcNow());
        if (after.Issue is { } issue)
            return await intents.LinkAsync(unit, ticket, TicketState.Sending, issue, session.Epoch, seen.GetValueOrDefault(issue.Id), ct);
        await intents.SettleAsync(
            unit, ticket, TicketState.Sending, after, session.Epoch, isProbe || answer is CreateAnswer.Refused,
            after.State == TicketState.Rejected ? ticket.GroupHash : null, ct);
        return [];
    }

    /// <summary>What cannot be sent as it is.</summary>
    public async Task GiveUpAsync(LaneSession session, IEnumerable<BuiltIssue.Impossible> items, CancellationToken ct)
    {
        foreach (var item in items)
        {
            var after = item.Ticket.Intent with { State = TicketState.Rejected, NotBefore = null, Reason = item.Reason };
            await using var work = await intents.BeginAsync(ct);
            // What is only not due now is due again when a finding comes back as it was; what cannot be built waits for a change.
            var held = item.IsNoLongerDue ? null : item.Ticket.GroupHash;
            await intents.SettleAsync(work, item.Ticket, item.Ticket.State, after, session.Epoch, !item.IsNoLongerDue, held, ct);
            await work.CommitAsync(ct);
        }
    }
}
