using Fairlead.Client;
using Fairlead.Client.Alerts;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Alerts.Releasing;
using Fairlead.Platform.Alerts.Storage;
using Fairlead.Platform.Alerts.Triggers;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Storage;

namespace Fairlead.Platform.Alerts;

/// <summary>How a trigger stands.</summary>
/// <param name="Waiting">Alerts that passed its filter and were not let through yet.</param>
/// <param name="Released">Alerts that it let through.</param>
/// <param name="Configuration">The ticket configuration that it is meant for; null where none is named, or it is gone.</param>
/// <param name="NextRunAt">UTC. When it lets through what waits, or tells repeats; null while it is disabled.</param>
/// <param name="Problem">Why no tickets come of it, and what to do; null when they do.</param>
/// <param name="Remark">Why tickets may not come of some of it, and what to do; null where nothing is to be said.</param>
public sealed record TriggerStanding(
    AlertTrigger Trigger, long Waiting, long Released, string? Configuration, DateTimeOffset? NextRunAt, string? Problem, string? Remark);

/// <summary>Makes, finds and changes triggers. Every change is in the audit trail, in the same transaction.</summary>
internal sealed class AlertTriggers(
    Database database, TriggerStore store, AlertLook look, AlertReleases releases, TicketConfigurations configurations, ConfigurationStandings standings, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Triggers that there may be.</summary>
    public const int Max = 500;

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<TriggerStanding>> ListAsync(CancellationToken ct) => await StandingsAsync(await store.AllAsync(ct), ct);

    /// <returns>Null when there is none of this name.</returns>
    public async Task<AlertTrigger?> FindAsync(string name, CancellationToken ct) => await store.ByNamesAsync([name], ct) is [var found, ..] ? found : null;

    public async Task<TriggerStanding> StandingAsync(AlertTrigger trigger, CancellationToken ct) => (await StandingsAsync([trigger], ct))[0];

    /// <exception cref="ProblemException">A value is not accepted, or the name is taken.</exception>
    public async Task<AlertTrigger> CreateAsync(Actor actor, AlertTriggerBody body, CancellationToken ct) =>
        (await PutAsync(actor, [body], _ => "", mayReplace: false, ct))[0].Trigger;

    /// <summary>Replaces the trigger of the body's name.</summary>
    /// <exception cref="ProblemException">A value is not accepted.</exception>
    public async Task<AlertTrigger> ReplaceAsync(Actor actor, AlertTriggerBody body, CancellationToken ct) =>
        (await PutAsync(actor, [body], _ => "", mayReplace: true, ct))[0].Trigger;

    /// <summary>Creates triggers, or replaces those of their names: all, or none.</summary>
    /// <returns>Each with what became of it: <c>created</c>, <c>updated</c> or <c>unchanged</c>.</returns>
    /// <exception cref="ProblemException">A value is not accepted; pointers are into a list <c>triggers</c>.</exception>
    public Task<IReadOnlyList<(AlertTrigger Trigger, string Change)>> ApplyAsync(Actor actor, IReadOnlyList<AlertTriggerBody> bodies, CancellationToken ct) =>
        PutAsync(actor, bodies, PlaceOf, mayReplace: true, ct);

    /// <summary>What <see cref="ApplyAsync"/> would not accept.</summary>
    public async Task<IReadOnlyList<ProblemError>> CheckAsync(IReadOnlyList<AlertTriggerBody> bodies, CancellationToken ct)
    {
        var check = new Validation();
        await DraftsAsync(bodies, PlaceOf, check, ct);
        return check.Errors;
    }

    /// <summary>As a person would write it to get the same again.</summary>
    public static AlertTriggerBody BodyOf(TriggerStanding standing)
    {
        var t = standing.Trigger;
        return new(
            t.Name,
            TriggerCheck.Of(t.Schedule),
            t.Enabled,
            new AlertFilterBody(
                t.Filter.MinimumSeverity == Severity.Unknown ? null : t.Filter.MinimumSeverity,
                Given(t.Filter.Sources), Given(t.Filter.Namespaces), Given(t.Filter.Workloads), Given(t.Filter.Assets), Given(t.Filter.Rules)),
            t.ThreatLevel,
            t.Throttle is { } throttle ? new AlertThrottleBody(throttle.Alerts, TriggerCheck.PeriodOf(throttle.Per)) : null,
            standing.Configuration);

        static IReadOnlyList<string>? Given(IReadOnlyList<string> entries) => entries.Count == 0 ? null : entries;
    }

    private static string PlaceOf(int index) => $"/triggers/{index}";

    private async Task<List<AlertTrigger>> DraftsAsync(
        IReadOnlyList<AlertTriggerBody> bodies, Func<int, string> place, Validation check, CancellationToken ct)
    {
        var drafts = new List<AlertTrigger>();
        for (var i = 0; i < bodies.Count; i++)
        {
            var draft = await DraftAsync(bodies[i], place(i), check, ct);
            check.Check(draft.Name.Length == 0 || !drafts.Exists(d => TriggerRow.KeyOf(d.Name) == TriggerRow.KeyOf(draft.Name)), $"{place(i)}/name", "another trigger has this name too");
            drafts.Add(draft);
        }

        return drafts;
    }

    private async Task<IReadOnlyList<(AlertTrigger Trigger, string Change)>> PutAsync(
        Actor actor, IReadOnlyList<AlertTriggerBody> bodies, Func<int, string> place, bool mayReplace, CancellationToken ct)
    {
        var check = new Validation();
        var drafts = await DraftsAsync(bodies, place, check, ct);
        check.ThrowIfAny();

        var known = (await store.AllAsync(ct)).ToDictionary(t => TriggerRow.KeyOf(t.Name));
        if (!mayReplace && drafts.Find(d => known.ContainsKey(TriggerRow.KeyOf(d.Name))) is { } taken)
            throw new ProblemException(new Problem(ProblemKind.Conflict, $"There is a trigger {Problem.Quote(taken.Name)} already."));
        if (known.Count + drafts.Count(d => !known.ContainsKey(TriggerRow.KeyOf(d.Name))) > Max)
            throw new ProblemException(new Problem(ProblemKind.Conflict, $"There may be {Max} triggers. Delete some first."));

        await look.LookAsync(ct);
        await using var work = await database.BeginAsync(ct);
        var put = new List<(AlertTrigger, string)>();
        foreach (var draft in drafts)
            put.Add(await WriteAsync(work, draft, known.GetValueOrDefault(TriggerRow.KeyOf(draft.Name)), ct));
        foreach (var (trigger, change) in put.Where(p => p.Item2 != "unchanged"))
            await activity.AppendAsync(work, actor, $"alert-trigger.{change}", trigger.Id.ToString(), $"Alert trigger {trigger.Name}.", ct);
        await work.CommitAsync(ct);
        return put;
    }

    /// <summary>
    /// Enables or disables triggers by name: all, or none. One that is enabled minds what comes from then on; what waited before it was disabled goes with its
    /// next period.
    /// </summary>
    /// <exception cref="ProblemException">One of them is not there.</exception>
    public Task<IReadOnlyList<AlertTrigger>> EnableAsync(Actor actor, IReadOnlyList<string> names, bool enabled, CancellationToken ct) =>
        ForAllAsync(actor, names, enabled ? "enabled" : "disabled", t => t.Enabled != enabled, async (work, trigger) =>
        {
            var now = clock.GetUtcNow();
            var changed = Since(trigger with { Enabled = enabled, Revision = trigger.Revision + 1, UpdatedAt = now }, trigger, now);
            if (!await TriggerStore.UpdateAsync(work, changed, ct))
                throw ChangedMeanwhile();
            return changed;
        }, ct);

    /// <summary>Deletes triggers by name: all, or none. Findings and tickets that came of them stay.</summary>
    /// <exception cref="ProblemException">One of them is not there.</exception>
    public async Task<IReadOnlyList<AlertTrigger>> DeleteAsync(Actor actor, IReadOnlyList<string> names, CancellationToken ct)
    {
        var deleted = await ForAllAsync(actor, names, "deleted", _ => true, async (work, trigger) =>
        {
            await TriggerStore.DeleteAsync(work, trigger.Id, ct);
            return trigger;
        }, ct);
        // At the next look otherwise.
        await releases.TellEndedAsync(ct);
        return deleted;
    }

    private async Task<IReadOnlyList<AlertTrigger>> ForAllAsync(
        Actor actor, IReadOnlyList<string> names, string what, Func<AlertTrigger, bool> isWork, Func<UnitOfWork, AlertTrigger, Task<AlertTrigger>> doAsync, CancellationToken ct)
    {
        var all = (await store.AllAsync(ct)).ToDictionary(t => TriggerRow.KeyOf(t.Name));
        var missing = names.Where(n => !all.ContainsKey(TriggerRow.KeyOf(n))).Select(n => Problem.Quote(n)).ToList();
        if (missing.Count > 0)
            throw new ProblemException(new Problem(ProblemKind.NotFound, $"There is no trigger {string.Join(", ", missing.Take(10))}. Nothing was {what}."));
        var done = new List<AlertTrigger>();
        await look.LookAsync(ct);
        await using var work = await database.BeginAsync(ct);
        foreach (var trigger in names.Select(n => all[TriggerRow.KeyOf(n)]).DistinctBy(t => t.Id))
            done.Add(isWork(trigger) ? await doAsync(work, trigger) : trigger);
        foreach (var trigger in done.Where(t => isWork(all[TriggerRow.KeyOf(t.Name)])))
            await activity.AppendAsync(work, actor, $"alert-trigger.{what}", trigger.Id.ToString(), $"Alert trigger {trigger.Name}.", ct);
        await work.CommitAsync(ct);
        return done;
    }

    private static async Task<(AlertTrigger, string)> WriteAsync(UnitOfWork work, AlertTrigger draft, AlertTrigger? before, CancellationToken ct)
    {
        if (before is null)
        {
            return await TriggerStore.InsertAsync(work, draft, ct)
                ? (draft, "created")
                : throw new ProblemException(new Problem(ProblemKind.Conflict, $"There is a trigger {Problem.Quote(draft.Name)} already."));
        }

        var after = draft with
        {
            Id = before.Id,
            Name = before.Name,
            RanAt = before.RanAt,
            RepeatedAt = before.RepeatedAt,
            HeldTold = before.HeldTold,
            Problem = before.Problem,
            Revision = before.Revision,
            CreatedAt = before.CreatedAt,
            UpdatedAt = before.UpdatedAt,
        };
        if (TriggerRow.Of(after) == TriggerRow.Of(before))
            return (before, "unchanged");
        after = Since(after with { Revision = before.Revision + 1, UpdatedAt = draft.UpdatedAt }, before, draft.UpdatedAt);
        return await TriggerStore.UpdateAsync(work, after, ct) ? (after, "updated") : throw ChangedMeanwhile();
    }

    private static AlertTrigger Since(AlertTrigger after, AlertTrigger before, DateTimeOffset now) =>
        after.Enabled && !before.Enabled ? after.EnabledAt(now) : after;

    private async Task<AlertTrigger> DraftAsync(AlertTriggerBody body, string at, Validation check, CancellationToken ct)
    {
        var draft = TriggerCheck.Draft(body, at, check, clock);
        if (body.Configuration is not { } named)
            return draft;
        if (await configurations.FindAsync(named, ct) is not { } configuration)
            check.Add($"{at}/configuration", $"there is no ticket configuration {Problem.Quote(named)}; make it first: fairlead configuration apply");
        else if (TriggerFit.KeptOut(draft, configuration) is { } why)
            check.Add($"{at}/configuration", why);
        else
            return draft with { Configuration = configuration.Id };
        return draft;
    }

    /// <summary>In their order.</summary>
    public async Task<IReadOnlyList<TriggerStanding>> StandingsAsync(IReadOnlyList<AlertTrigger> triggers, CancellationToken ct)
    {
        var counts = await store.StandingsAsync(ct);
        var known = (await configurations.ListAsync(ct)).ToDictionary(c => c.Id);
        var problems = new Dictionary<TicketConfigurationId, string?>();
        foreach (var id in triggers.Select(t => t.Configuration).OfType<TicketConfigurationId>().Distinct().Where(known.ContainsKey))
            problems[id] = await standings.ProblemAsync(known[id], ct);
        return
        [
            .. triggers.Select(t => t.Configuration is { } id
                ? StandingOf(t, counts.GetValueOrDefault(t.Id), known.GetValueOrDefault(id), problems.GetValueOrDefault(id))
                : StandingOf(t, counts.GetValueOrDefault(t.Id), t.Problem ?? (t.Enabled ? TriggerFit.KeptOut(t, known.Values) : null), null, null)),
        ];
    }

    /// <param name="unsent">Why nothing, or not all, is sent for the configuration.</param>
    private TriggerStanding StandingOf(AlertTrigger trigger, StandingRow? counts, TicketConfiguration? configuration, string? unsent)
    {
        var problem = trigger.Problem
            ?? (configuration is null ? "Its ticket configuration was deleted: name another one."
                : !configuration.Enabled ? $"Ticket configuration {configuration.Name} is disabled."
                : TriggerFit.KeptOut(trigger, configuration) ?? (unsent is null ? null : $"Ticket configuration {configuration.Name}: {unsent}"));
        return StandingOf(trigger, counts, problem, configuration, problem is null ? TriggerFit.MayBeKeptOut(trigger, configuration!) : null);
    }

    private TriggerStanding StandingOf(AlertTrigger trigger, StandingRow? counts, string? problem, TicketConfiguration? configuration, string? remark) => new(
        trigger, counts?.Waiting ?? 0, counts?.Released ?? 0, configuration?.Name, trigger.Enabled ? Periods.EndOf(trigger.Schedule, clock.GetUtcNow()) : null, problem, remark);

    private static ProblemException ChangedMeanwhile() =>
        new(new Problem(ProblemKind.Conflict, "The trigger was changed by somebody else meanwhile. Read it again.") { Code = "changed_meanwhile" });
}
