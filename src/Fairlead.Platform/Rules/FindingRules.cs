using Fairlead.Client;
using Fairlead.Client.Rules;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;
using Fairlead.Platform.Notifications;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Rules.Storage;
using Fairlead.Platform.Rules.Writing;
using Fairlead.Platform.Tickets;
using Fairlead.Storage;

namespace Fairlead.Platform.Rules;

/// <summary>How a rule stands.</summary>
/// <param name="Ticket">Name of its ticket configuration; null where none is named, or it is gone.</param>
/// <param name="Findings">On how many it acted.</param>
/// <param name="Problem">Why it does not do what it says, and what to do.</param>
/// <param name="EndsSoon">It acts for the last time within days.</param>
public sealed record RuleStanding(FindingRule Rule, string? Ticket, long Findings, DateTimeOffset? LastActedAt, string? Problem, bool EndsSoon);

/// <summary>A rule as whoever changes it saw it.</summary>
internal sealed record SeenRule(FindingRuleId Id, int Revision);

/// <summary>Makes, finds and changes rules. Every change is in the audit trail, in the same transaction.</summary>
internal sealed class FindingRules(
    Database database, RuleStore store, TicketConfigurations configurations, Notifier notifier, FindingCatalog findings, EventLog events, ActivityLog activity, TimeProvider clock)
{
    /// <summary>Rules that there may be.</summary>
    public const int Max = 500;

    private const int MaxReceivers = 20;

    /// <summary>Tells whoever runs rules that there is something new.</summary>
    public const string ChangedEvent = "rules.changed";

    /// <summary>How long a rule acts of which nobody says it.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<RuleStanding>> ListAsync(CancellationToken ct) => await StandingsAsync(await store.AllAsync(ct), ct);

    /// <returns>Null when there is none of this name.</returns>
    public async Task<FindingRule?> FindAsync(string name, CancellationToken ct) =>
        (await store.AllAsync(ct)).FirstOrDefault(r => RuleRow.KeyOf(r.Name) == RuleRow.KeyOf(name));

    /// <returns>Null when there is no such rule.</returns>
    public async Task<FindingRule?> GetAsync(FindingRuleId id, CancellationToken ct) => (await store.AllAsync(ct)).FirstOrDefault(r => r.Id == id);

    public async Task<RuleStanding> StandingAsync(FindingRule rule, CancellationToken ct) => (await StandingsAsync([rule], ct))[0];

    /// <summary>Makes the rule, or replaces the one of its name.</summary>
    /// <exception cref="ProblemException">A value is not accepted.</exception>
    public async Task<FindingRule> PutAsync(Actor actor, FindingRuleBody body, CancellationToken ct) => (await PutAsync(actor, [body], null, _ => "", ct))[0].Rule;

    /// <summary>Creates rules, or replaces those of their names: all, or none.</summary>
    /// <param name="seen">The rule that is changed, where somebody looked at it first: nothing is done when it is another one by now.</param>
    /// <returns>Each with what became of it: <c>created</c>, <c>updated</c> or <c>unchanged</c>.</returns>
    /// <exception cref="ProblemException">A value is not accepted; pointers are into a list <c>rules</c>.</exception>
    public Task<IReadOnlyList<(FindingRule Rule, string Change)>> ApplyAsync(
        Actor actor, IReadOnlyList<FindingRuleBody> bodies, SeenRule? seen, CancellationToken ct) => PutAsync(actor, bodies, seen, PlaceOf, ct);

    /// <summary>What <see cref="ApplyAsync"/> would not accept.</summary>
    public async Task<IReadOnlyList<ProblemError>> CheckAsync(IReadOnlyList<FindingRuleBody> bodies, CancellationToken ct)
    {
        var check = new Validation();
        await DraftsAsync(bodies, PlaceOf, clock.GetUtcNow(), check, ct);
        return check.Errors;
    }

    /// <summary>The rules as <see cref="ApplyAsync"/> would store them if there were none of their names.</summary>
    /// <exception cref="ProblemException">A value is not accepted; pointers are into a list <c>rules</c>.</exception>
    public async Task<IReadOnlyList<FindingRule>> DraftsAsync(IReadOnlyList<FindingRuleBody> bodies, CancellationToken ct)
    {
        var check = new Validation();
        var drafts = await DraftsAsync(bodies, PlaceOf, clock.GetUtcNow(), check, ct);
        check.ThrowIfAny();
        return drafts;
    }

    /// <summary>The rule as it would be stored.</summary>
    /// <exception cref="ProblemException">A value is not accepted.</exception>
    public async Task<FindingRule> DraftAsync(FindingRuleBody body, CancellationToken ct)
    {
        var check = new Validation();
        var draft = await DraftAsync(body, "", clock.GetUtcNow(), check, ct);
        check.ThrowIfAny();
        return draft;
    }

    /// <summary>Enables or disables rules by name: all, or none.</summary>
    /// <exception cref="ProblemException">One of them is not there, or has ended.</exception>
    public async Task<IReadOnlyList<FindingRule>> EnableAsync(Actor actor, IReadOnlyList<string> names, bool enabled, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var known = await findings.KnownAtAsync(now, ct);
        return await ForAllAsync(actor, names, enabled ? "enabled" : "disabled", r => r.Enabled != enabled, async (work, rule) =>
        {
            if (enabled && rule.HasEnded(now))
            {
                throw new ProblemException(new Problem(
                    ProblemKind.Conflict, $"Rule {Problem.Quote(rule.Name)} ended on {RuleCheck.LastDayOf(rule.ExpiresAt)}, so that it would act on nothing. Nothing was enabled. Renew it first: fairlead rule renew {ShellWord.Of(rule.Name)} --until {RuleCheck.LastDayOf(EndOfDay(now + Lifetime))}"));
            }

            var changed = rule with { Enabled = enabled, SinceAt = enabled ? known : rule.SinceAt, Problem = null, Revision = rule.Revision + 1, UpdatedAt = now };
            return await RuleStore.UpdateAsync(work, changed, ct) ? changed : throw ChangedMeanwhile();
        }, ct);
    }

    /// <summary>Deletes rules by name: all, or none. What they did stays.</summary>
    /// <exception cref="ProblemException">One of them is not there.</exception>
    public Task<IReadOnlyList<FindingRule>> DeleteAsync(Actor actor, IReadOnlyList<string> names, CancellationToken ct) =>
        ForAllAsync(actor, names, "deleted", _ => true, async (work, rule) =>
        {
            await RuleStore.DeleteAsync(work, rule.Id, ct);
            return rule;
        }, ct);

    /// <summary>Lets it act until another day.</summary>
    /// <exception cref="ProblemException">The day is not accepted, or there is no such rule.</exception>
    public async Task<FindingRule> RenewAsync(Actor actor, string name, string expires, CancellationToken ct)
    {
        var (check, now) = (new Validation(), clock.GetUtcNow());
        var end = RuleCheck.End(expires, "", now, check);
        check.ThrowIfAny();
        var known = await findings.KnownAtAsync(now, ct);
        return (await ForAllAsync(actor, [name], $"renewed until {expires}", _ => true, async (work, rule) =>
        {
            var changed = rule with { ExpiresAt = end!.Value, SinceAt = rule.ActsAt(now) ? rule.SinceAt : known, Revision = rule.Revision + 1, UpdatedAt = now };
            return await RuleStore.UpdateAsync(work, changed, ct) ? changed : throw ChangedMeanwhile();
        }, ct))[0];
    }

    /// <summary>In their order.</summary>
    public async Task<IReadOnlyList<RuleStanding>> StandingsAsync(IReadOnlyList<FindingRule> rules, CancellationToken ct)
    {
        var counts = await store.StandingsAsync(ct);
        var known = (await configurations.ListAsync(ct)).ToDictionary(c => c.Id);
        var receivers = await notifier.ReceiversAsync(ct);
        return
        [
            .. rules.Select(r =>
            {
                var ticket = r.Then.Ticket is { } id ? known.GetValueOrDefault(id) : null;
                var standing = counts.GetValueOrDefault(r.Id);
                return new RuleStanding(r, ticket?.Name, standing?.Findings ?? 0, standing?.LastActedAt, ProblemOf(r, ticket, receivers), r.EndsSoon(clock.GetUtcNow()));
            }),
        ];
    }

    /// <summary>The rule as people write it.</summary>
    public static FindingRuleBody BodyOf(RuleStanding standing)
    {
        var (rule, decision) = (standing.Rule, standing.Rule.Then.Decision);
        return new(
            rule.Name,
            new RuleActionsBody(
                standing.Ticket ?? rule.Then.Ticket?.ToString(),
                decision is null ? null : new RuleStatusBody(RuleCheck.WordOf(decision.To), decision.Reason, decision.Days),
                rule.Then.Notify.Count == 0 ? null : rule.Then.Notify),
            TicketFilters.Write(rule.When),
            rule.Description,
            rule.Enabled,
            rule.Existing,
            RuleCheck.LastDayOf(rule.ExpiresAt));
    }

    private string? ProblemOf(FindingRule rule, TicketConfiguration? ticket, IReadOnlyDictionary<string, Receiver> receivers)
    {
        if (rule.Enabled && !rule.ActsAt(clock.GetUtcNow()))
            return $"It ended on {RuleCheck.LastDayOf(rule.ExpiresAt)}. Renew it: fairlead rule renew {ShellWord.Of(rule.Name)} --until {RuleCheck.LastDayOf(EndOfDay(clock.GetUtcNow() + Lifetime))}";
        if (rule.Then.Ticket is not null && ticket is null)
            return "Its ticket configuration was deleted: name another one.";
        if (rule.Then.Notify.FirstOrDefault(n => !receivers.ContainsKey(n)) is { } gone)
            return $"Receiver {gone} was deleted: name another one, or add it again.";
        if (rule.Then.Notify.FirstOrDefault(n => !receivers[n].Enabled) is { } silent)
            return $"Receiver {silent} is disabled. Enable it: fairlead receiver enable {ShellWord.Of(silent)}";
        return ticket is { Enabled: false } ? $"Ticket configuration {ticket.Name} is disabled." : rule.Problem;
    }

    private static string PlaceOf(int index) => $"/rules/{index}";

    private async Task<List<FindingRule>> DraftsAsync(
        IReadOnlyList<FindingRuleBody> bodies, Func<int, string> place, DateTimeOffset now, Validation check, CancellationToken ct)
    {
        var drafts = new List<FindingRule>();
        for (var i = 0; i < bodies.Count; i++)
        {
            var draft = await DraftAsync(bodies[i], place(i), now, check, ct);
            check.Check(draft.Name.Length == 0 || !drafts.Exists(d => RuleRow.KeyOf(d.Name) == RuleRow.KeyOf(draft.Name)), $"{place(i)}/name", "another rule has this name too");
            drafts.Add(draft);
        }

        return drafts;
    }

    private async Task<IReadOnlyList<(FindingRule Rule, string Change)>> PutAsync(
        Actor actor, IReadOnlyList<FindingRuleBody> bodies, SeenRule? seen, Func<int, string> place, CancellationToken ct)
    {
        var check = new Validation();
        var drafts = await DraftsAsync(bodies, place, clock.GetUtcNow(), check, ct);
        check.ThrowIfAny();

        var known = (await store.AllAsync(ct)).ToDictionary(r => RuleRow.KeyOf(r.Name));
        if (seen is not null && known.Values.FirstOrDefault(r => r.Id == seen.Id)?.Revision != seen.Revision)
            throw ChangedMeanwhile();
        if (known.Count + drafts.Count(d => !known.ContainsKey(RuleRow.KeyOf(d.Name))) > Max)
            throw new ProblemException(new Problem(ProblemKind.Conflict, $"There may be {Max} rules. Delete some first."));
        await using var work = await database.BeginAsync(ct);
        var put = new List<(FindingRule Rule, string Change)>();
        foreach (var (draft, body) in drafts.Zip(bodies))
            put.Add(await WriteAsync(work, draft, body.Expires is not null, known.GetValueOrDefault(RuleRow.KeyOf(draft.Name)), ct));
        await NoteAsync(work, actor, [.. put.Where(p => p.Change != "unchanged")], ct);
        await work.CommitAsync(ct);
        return put;
    }

    private static async Task<(FindingRule Rule, string Change)> WriteAsync(
        UnitOfWork work, FindingRule draft, bool namesEnd, FindingRule? before, CancellationToken ct)
    {
        if (before is null)
            return await RuleStore.InsertAsync(work, draft, ct) ? (draft, "created") : throw ChangedMeanwhile();
        var after = draft with
        {
            Id = before.Id,
            Name = before.Name,
            ExpiresAt = namesEnd ? draft.ExpiresAt : before.ExpiresAt,
            Problem = before.Problem,
            Revision = before.Revision,
            CreatedAt = before.CreatedAt,
            UpdatedAt = before.UpdatedAt,
        };
        after = after with { SinceAt = after.ActsAt(draft.UpdatedAt) && !before.ActsAt(draft.UpdatedAt) ? draft.SinceAt : before.SinceAt };
        if (RuleRow.Of(after) == RuleRow.Of(before))
            return (before, "unchanged");
        after = after with { Problem = null, Revision = before.Revision + 1, UpdatedAt = draft.UpdatedAt };
        return await RuleStore.UpdateAsync(work, after, ct) ? (after, "updated") : throw ChangedMeanwhile();
    }

    private async Task<FindingRule> DraftAsync(FindingRuleBody body, string at, DateTimeOffset now, Validation check, CancellationToken ct)
    {
        RuleCheck.Name(body.Name, at, check);
        RuleCheck.Description(body.Description, at, check);
        var when = TicketFilters.Read(body.When, $"{at}/when", check);
        var decision = RuleCheck.Decision(body.Then.Status, $"{at}/then/status", check);
        var ticket = body.Then.Ticket is { } named ? await configurations.FindAsync(named, ct) : null;
        if (body.Then.Ticket is { } unknown && ticket is null)
            check.Add($"{at}/then/ticket", $"there is no ticket configuration {Problem.Quote(unknown)}; see them: fairlead configuration list");
        var notify = await ReceiversAsync(body.Then.Notify ?? [], $"{at}/then/notify", check, ct);
        check.Check(body.Then is not { Ticket: null, Status: null, Notify: null or { Count: 0 } }, $"{at}/then", "does nothing: name a ticket, a status, or whom to notify");
        var end = body.Expires is { } day ? RuleCheck.End(day, at, now, check) : null;
        return new FindingRule(
            FindingRuleId.New(clock), body.Name, body.Description, body.Enabled, body.Existing, when, new RuleActions(ticket?.Id, decision, notify),
            await findings.KnownAtAsync(now, ct), end ?? EndOfDay(now + Lifetime), null, 1, now, now);
    }

    private async Task<IReadOnlyList<string>> ReceiversAsync(IReadOnlyList<string> names, string at, Validation check, CancellationToken ct)
    {
        check.Check(names.Count <= MaxReceivers, at, $"has more than {MaxReceivers} entries");
        if (names.Count == 0)
            return [];
        var known = await notifier.ReceiversAsync(ct);
        for (var i = 0; i < Math.Min(names.Count, MaxReceivers); i++)
            check.Check(known.ContainsKey(names[i]), $"{at}/{i}", $"there is no receiver {Problem.Quote(names[i])}; add it first: fairlead receiver add");
        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private async Task<IReadOnlyList<FindingRule>> ForAllAsync(
        Actor actor, IReadOnlyList<string> names, string what, Func<FindingRule, bool> isWork, Func<UnitOfWork, FindingRule, Task<FindingRule>> doAsync, CancellationToken ct)
    {
        var all = (await store.AllAsync(ct)).ToDictionary(r => RuleRow.KeyOf(r.Name));
        var missing = names.Where(n => !all.ContainsKey(RuleRow.KeyOf(n))).Select(n => Problem.Quote(n)).ToList();
        if (missing.Count > 0)
            throw new ProblemException(new Problem(ProblemKind.NotFound, $"There is no rule {string.Join(", ", missing.Take(10))}. Nothing was done."));
        var done = new List<(FindingRule Rule, string Change)>();
        await using var work = await database.BeginAsync(ct);
        foreach (var rule in names.Select(n => all[RuleRow.KeyOf(n)]).DistinctBy(r => r.Id))
            done.Add(isWork(rule) ? (await doAsync(work, rule), what) : (rule, ""));
        await NoteAsync(work, actor, [.. done.Where(d => d.Change.Length > 0)], ct);
        await work.CommitAsync(ct);
        return [.. done.Select(d => d.Rule)];
    }

    private async Task NoteAsync(UnitOfWork work, Actor actor, IReadOnlyList<(FindingRule Rule, string Change)> changes, CancellationToken ct)
    {
        if (changes.Count > 0)
            await events.AppendAsync(work, ChangedEvent, changes[0].Rule.Id.ToString(), ct);
        foreach (var (rule, change) in changes)
            await activity.AppendAsync(work, actor, $"rule.{change.Split(' ')[0]}", rule.Id.ToString(), $"Rule {rule.Name}: {change}.", ct);
    }

    private static DateTimeOffset EndOfDay(DateTimeOffset at) => new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero).AddDays(1);

    private static ProblemException ChangedMeanwhile() =>
        new(new Problem(ProblemKind.Conflict, "The rule was changed by somebody else meanwhile. Read it again.") { Code = "changed_meanwhile" });
}
