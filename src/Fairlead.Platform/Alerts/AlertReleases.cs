using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Alerts.Releasing;
using Fairlead.Platform.Alerts.Storage;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Alerts;

/// <summary>What one run of a trigger did.</summary>
/// <param name="Released">Alerts that became findings.</param>
/// <param name="Repeated">Findings that were told how often their alert came by now.</param>
/// <param name="Held">Alerts that the throttle holds back.</param>
public sealed record ReleaseOutcome(int Released, int Repeated, long Held);

/// <summary>
/// Runs triggers: what passes a filter waits until the trigger is due, and then becomes findings by one import. From there on tickets
/// come as for any finding, so that for repeats one ticket is written to at most once in a period, however often its alerts came.
/// </summary>
internal sealed class AlertReleases(
    Database database, AlertLook look, TriggerStore triggers, FindingImports imports, FindingCatalog findings, TimeProvider clock, ILogger<AlertReleases> log)
{
    private const int Batch = 1_000;
    private const string Failed = "Its run failed inside Fairlead; the log has the details. It is tried again at the next look; if it fails again, report it with the log.";

    /// <summary>Notes what waits behind every trigger, and runs those that are due. One that fails stops no other, and says why in its list.</summary>
    public async Task RunDueAsync(CancellationToken ct)
    {
        await look.LookAsync(ct);
        await TellEndedAsync(ct);
        foreach (var trigger in await triggers.AllAsync(ct))
        {
            try
            {
                if (!trigger.Enabled)
                    await TellNoneHeldAsync(trigger, isDeleted: false, ct);
                else if (await HasWorkAsync(trigger, clock.GetUtcNow(), ct))
                    await RunAsync(trigger, isAsked: false, ct);
            }
            catch (Exception e) when (e is not DatabaseUnavailableException && !ct.IsCancellationRequested)
            {
                // A mistake of ours, as what is known to happen was noted on the way.
                log.RunFailed(e, trigger.Name);
                await triggers.NoteProblemAsync(trigger.Id, Failed, ct);
            }
        }
    }

    /// <summary>A run costs a write; most would find nothing. A problem is work, so that it is told no longer than it lasts.</summary>
    private async Task<bool> HasWorkAsync(AlertTrigger trigger, DateTimeOffset now, CancellationToken ct)
    {
        if (trigger.Problem is not null || Periods.AreRepeatsDue(trigger, now))
            return true;
        if (!Periods.IsDue(trigger, now))
            return false;
        if (trigger.HeldTold < 0)
            return true;
        if ((await triggers.WaitingAsync(trigger.Id, 1, ct)).Count == 0)
            return false;
        // Behind a trigger that was enabled again alerts may wait of which nobody is told.
        return await RoomAsync(trigger, now, ct) > 0 || (trigger.HeldTold == 0 && (await triggers.HeldAsync(trigger.Id, ct)).Alerts > 0);
    }

    /// <summary>Runs a trigger now, whatever its schedule; its throttle holds all the same.</summary>
    /// <returns>Null when it is disabled, or another run is at it at the moment.</returns>
    public async Task<ReleaseOutcome?> RunNowAsync(AlertTrigger trigger, CancellationToken ct)
    {
        await look.LookAsync(ct);
        return await RunAsync(trigger, isAsked: true, ct);
    }

    /// <summary>Triggers that were deleted hold nothing back. What fails is tried again at the next look.</summary>
    public async Task TellEndedAsync(CancellationToken ct)
    {
        foreach (var trigger in await triggers.EndedAsync(ct))
        {
            try
            {
                await TellNoneHeldAsync(trigger, isDeleted: true, ct);
            }
            catch (Exception e) when (e is not DatabaseUnavailableException && !ct.IsCancellationRequested)
            {
                log.RunFailed(e, trigger.Name);
            }
        }
    }

    /// <summary>A throttle holds nothing back of a trigger that is disabled, which lets nothing through at all, or was deleted. Not told while another run is at it.</summary>
    private async Task TellNoneHeldAsync(AlertTrigger trigger, bool isDeleted, CancellationToken ct)
    {
        if (trigger.HeldTold == 0)
            return;
        var now = clock.GetUtcNow();
        var claim = new TriggerClaim(trigger.Id, Guid.CreateVersion7(now));
        if (!await triggers.ClaimAsync(claim, now, isEnabled: false, ct))
            return;
        await using var renewal = Renewed(claim);
        try
        {
            await ImportAsync(claim, trigger, [new ReportPart(new MemoryStream(ReleaseReport.OfNoneHeld(trigger, isDeleted)), null)], ct);
            await using var work = await BeginAsync(claim, ct);
            await TriggerStore.NoneHeldToldAsync(work, trigger.Id, ct);
            await work.CommitAsync(ct);
        }
        catch (ClaimLostException)
        {
            // It took longer than the claim lasts; whoever has it now tells the same.
        }
        finally
        {
            await triggers.UnclaimAsync(claim, trigger.Problem, CancellationToken.None);
        }
    }

    private async Task<ReleaseOutcome?> RunAsync(AlertTrigger known, bool isAsked, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var claim = new TriggerClaim(known.Id, Guid.CreateVersion7(now));
        if (!await triggers.ClaimAsync(claim, now, isEnabled: true, ct))
            return null;
        await using var renewal = Renewed(claim);
        string? problem = null;
        try
        {
            // As it is now: another run may have ended, or a person changed it, since it was read.
            if (await triggers.ByNamesAsync([known.Name], ct) is not [var trigger] || trigger.Id != claim.Id)
                return null;
            if (!isAsked && !Periods.IsDue(trigger, now) && !Periods.AreRepeatsDue(trigger, now))
                return null;
            return await ReleaseAsync(claim, trigger, isAsked || Periods.AreRepeatsDue(trigger, now), now, ct);
        }
        catch (ClaimLostException)
        {
            log.ClaimLost(known.Name);
            return null;
        }
        catch (ReleaseRefusedException e) when (!isAsked)
        {
            problem = e.Message;
            log.ReleaseRefused(known.Name, e.Message);
            return null;
        }
        finally
        {
            await triggers.UnclaimAsync(claim, problem, CancellationToken.None);
        }
    }

    private async Task<ReleaseOutcome> ReleaseAsync(TriggerClaim claim, AlertTrigger trigger, bool tellsRepeats, DateTimeOffset now, CancellationToken ct)
    {
        var room = await RoomAsync(trigger, now, ct);
        int released = 0, repeated = 0;
        while (room > 0 && await triggers.WaitingAsync(trigger.Id, Math.Min(room, Batch), ct) is { Count: > 0 } waiting)
        {
            await TellAsync(claim, trigger, waiting, now, ct);
            released += waiting.Count;
            room -= waiting.Count;
        }

        if (tellsRepeats)
            repeated = await TellRepeatsAsync(claim, trigger, now, ct);
        // With room left, what waits came just now, and goes at the next look.
        var held = room > 0 ? new HeldRow() : await triggers.HeldAsync(trigger.Id, ct);
        var told = trigger.HeldTold;
        if (held.Alerts != told && (tellsRepeats || told <= 0))
        {
            // Whoever comes after a crash in between does not know what was told.
            await using (var telling = await BeginAsync(claim, ct))
            {
                await TriggerStore.TellingHeldAsync(telling, trigger.Id, ct);
                await telling.CommitAsync(ct);
            }

            await ImportAsync(claim, trigger, [new ReportPart(new MemoryStream(ReleaseReport.OfHeld(trigger, held)), null)], ct);
            told = held.Alerts;
        }

        await using var work = await BeginAsync(claim, ct);
        await TriggerStore.RanAsync(work, trigger.Id, now, tellsRepeats ? now : trigger.RepeatedAt, told, ct);
        await work.CommitAsync(ct);
        if (released + repeated > 0)
            log.Released(trigger.Name, released, repeated, held.Alerts);
        return new ReleaseOutcome(released, repeated, held.Alerts);
    }

    private async Task<int> RoomAsync(AlertTrigger trigger, DateTimeOffset now, CancellationToken ct) => trigger.Throttle is { } throttle
        ? (int)Math.Max(0, throttle.Alerts - await triggers.CountSinceAsync(trigger.Id, Periods.StartOf(throttle.Per, now), ct))
        : int.MaxValue;

    private async Task<int> TellRepeatsAsync(TriggerClaim claim, AlertTrigger trigger, DateTimeOffset now, CancellationToken ct)
    {
        var match = new AlertMatch(trigger.Filter);
        var (after, told) = (default(AlertId), 0);
        while (await triggers.RepeatedAsync(trigger.Id, after, Batch, ct) is { Count: > 0 } repeated)
        {
            // Its filter may have been changed since: what does not pass it any more is told to nobody, and keeps no alert.
            var matching = repeated.Where(match.Accepts).ToList();
            if (matching.Count > 0)
                await TellAsync(claim, trigger, matching, now, ct);
            await NoteToldAsync(claim, trigger, [.. repeated.Except(matching)], now, ct);
            told += matching.Count;
            after = repeated[^1].Id;
        }

        return told;
    }

    /// <summary>First the findings, then that they were told: after a crash in between the same is told again, which changes nothing.</summary>
    private async Task TellAsync(TriggerClaim claim, AlertTrigger trigger, IReadOnlyList<AlertRow> alerts, DateTimeOffset now, CancellationToken ct)
    {
        var others = await triggers.ReleasersAsync([.. alerts.Select(a => a.Id)], ct);
        // Only what was told before can be fixed since.
        var fixedAt = await findings.FixedAtAsync(alerts.Where(a => others.Contains(a.Id)).Select(ReleaseReport.IdOf), ct);
        var parts = alerts.Select(a => ReleasedOf(trigger, a, others[a.Id], fixedAt.TryGetValue(ReleaseReport.IdOf(a), out var at) ? at : null)).GroupBy(a => a.Alert.Source)
            .Select(g => new ReportPart(new MemoryStream(ReleaseReport.Of(g.Key, g)), g.Key));
        await ImportAsync(claim, trigger, [.. parts], ct);
        await NoteToldAsync(claim, trigger, alerts, now, ct);
    }

    private async Task NoteToldAsync(TriggerClaim claim, AlertTrigger trigger, IReadOnlyList<AlertRow> alerts, DateTimeOffset now, CancellationToken ct)
    {
        if (alerts.Count == 0)
            return;
        await using var work = await BeginAsync(claim, ct);
        foreach (var alert in alerts)
            await TriggerStore.ToldAsync(work, trigger.Id, alert, now, ct);
        await work.CommitAsync(ct);
    }

    /// <param name="fixedAt">When its finding was fixed, where it is; what came before that opens nothing.</param>
    private static ReleasedAlert ReleasedOf(AlertTrigger trigger, AlertRow alert, IEnumerable<ReleaserRow> others, DateTimeOffset? fixedAt)
    {
        var all = others.Where(o => o.Name != trigger.Name).Select(o => (o.Name, Level: (Severity?)o.ThreatLevel)).Append((trigger.Name, Level: trigger.ThreatLevel)).ToList();
        return new ReleasedAlert(alert, all.Max(t => t.Level ?? (Severity)alert.Severity), [.. all.Select(t => AlertTrigger.TagOf(t.Name)).Distinct()])
        {
            IsFixed = alert.LastReceivedAt <= fixedAt,
        };
    }

    private async Task ImportAsync(TriggerClaim claim, AlertTrigger trigger, IReadOnlyList<ReportPart> parts, CancellationToken ct)
    {
        await HoldAsync(claim, ct);
        var request = new ImportRequest { ReportKind = "alerts", FileName = $"trigger {trigger.Name}", By = Actor.System };
        var outcome = await imports.ImportAsync(parts.ToAsyncEnumerable(), request, progress: null, ct);
        if (outcome is ImportOutcome.Refused refused)
            throw new ReleaseRefusedException($"{refused.Message} {refused.NextStep}");
    }

    private Renewal Renewed(TriggerClaim claim) =>
        new(TriggerClaim.RenewAfter, clock, ct => triggers.KeepAsync(claim, clock.GetUtcNow(), ct), e => log.NotRenewed(e, claim.Id));

    /// <summary>An import is not part of a transaction of ours.</summary>
    private async Task HoldAsync(TriggerClaim claim, CancellationToken ct)
    {
        await using var work = await BeginAsync(claim, ct);
        await work.CommitAsync(ct);
    }

    private async Task<UnitOfWork> BeginAsync(TriggerClaim claim, CancellationToken ct)
    {
        var work = await database.BeginAsync(ct);
        try
        {
            await TriggerStore.HoldAsync(work, claim, clock.GetUtcNow(), ct);
            return work;
        }
        catch
        {
            await work.DisposeAsync();
            throw;
        }
    }
}

/// <summary>Findings did not take what a trigger let through; the message says why and what to do.</summary>
internal sealed class ReleaseRefusedException(string message) : Exception(message);
