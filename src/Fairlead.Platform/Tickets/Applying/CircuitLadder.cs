using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>For the audit trail.</summary>
internal sealed record CircuitChange(string Action, string Summary);

/// <summary>
/// What is known of creating issues of one type in one project: on which rung the marker goes, and whether Jira refuses them all, so that
/// they wait for a probe.
/// </summary>
internal sealed class CircuitLadder(
    IntentStore intents, ActivityLog activity, IOptions<SyncOptions> options, TimeProvider clock, ILogger<CircuitLadder> log)
{
    /// <returns>What is to be noted of it (<see cref="NoteAsync"/>); <see langword="null"/>: nothing.</returns>
    public async Task<CircuitChange?> ChangeAsync(UnitOfWork work, Circuit circuit, Consequence? consequence, bool hasMade, CancellationToken ct)
    {
        if (consequence is Consequence.OpenCircuit open)
        {
            var now = clock.GetUtcNow();
            var opened = circuit with { OpenedAt = circuit.OpenedAt ?? now, ProbeAt = now + options.Value.ProbeInterval, Reason = open.Reason };
            await CircuitStore.PutAsync(work, opened, ct);
            await CircuitStore.ForgetScreenAsync(work, opened, ct);
            await intents.ParkAllAsync(work, opened, ct);
            if (circuit.IsOpen)
                return null;
            log.CircuitOpened(circuit.ConnectionId, circuit.ProjectId, circuit.IssueTypeId, opened.ProbeAt);
            return new("tickets.parked", $"Jira refuses issues of this project and type; they wait. {open.Reason}");
        }

        if (consequence is Consequence.FallRung)
        {
            await CircuitStore.PutAsync(work, circuit with { Rung = circuit.Rung + 1 }, ct);
        }
        else if (circuit.IsOpen && hasMade)
        {
            await CircuitStore.PutAsync(work, circuit with { OpenedAt = null, ProbeAt = null, Reason = null }, ct);
            await intents.UnparkAsync(work, circuit, ct);
            log.CircuitClosed(circuit.ConnectionId, circuit.ProjectId, circuit.IssueTypeId);
            return new("tickets.unparked", "Jira accepts issues of this project and type again.");
        }

        return null;
    }

    public Task NoteAsync(UnitOfWork work, Circuit circuit, CircuitChange? change, CancellationToken ct) => change is null
        ? Task.CompletedTask
        : activity.AppendAsync(work, Actor.System, change.Action, circuit.ConnectionId.ToString(), change.Summary, ct);

    /// <summary>The screen does not have what carries the marker: the next rung does.</summary>
    public async Task<Circuit> FallAsync(Circuit circuit, CancellationToken ct)
    {
        var fallen = circuit with { Rung = circuit.Rung + 1 };
        await using var work = await intents.BeginAsync(ct);
        await CircuitStore.PutAsync(work, fallen, ct);
        await work.CommitAsync(ct);
        return fallen;
    }

    /// <summary>What came due since waits for the probe too.</summary>
    public async Task ParkAsync(Circuit circuit, CancellationToken ct)
    {
        await using var work = await intents.BeginAsync(ct);
        await intents.ParkAllAsync(work, circuit, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>The field that carries the marker; <see langword="null"/>: none does.</summary>
    public static string? FieldOf(MarkerRung rung) => rung switch
    {
        MarkerRung.Label => "labels",
        MarkerRung.Footer => "description",
        _ => null,
    };
}
