using Fairlead.Client.Operations;
using Fairlead.Client.Rules;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Notifications;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Rules.Storage;
using Fairlead.Platform.Rules.Writing;
using Fairlead.Platform.Tickets;
using Fairlead.Storage;
using Fairlead.Storage.Values;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Rules;

/// <summary>Lets rules act on findings, or shows what they would do.</summary>
internal sealed class RuleRuns(
    Database database,
    RuleStore store,
    FindingCatalog findings,
    FindingDecisions decisions,
    TicketConfigurations configurations,
    TicketAdmissions admissions,
    ThreatIntelligence intelligence,
    Notifier notifier,
    EventLog events,
    ActivityLog activity,
    TimeProvider clock,
    ILogger<RuleRuns> log)
{
    private const int MaxSamples = 10;
    private const int MaxTold = 50;

    /// <summary>All rules that act now, in the order of their names; the findings are read once.</summary>
    /// <returns>On how many findings rules acted.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToStoredResolution();
        var known = (await configurations.ListAsync(ct)).Select(c => c.Id).ToHashSet();
        var receivers = await notifier.ReceiversAsync(ct);
        List<Acting> acting =
        [
            .. (await store.AllAsync(ct))
                .Where(r => r.ActsAt(now) && HasWork(r, known, receivers))
                .Select(r => new Acting(r, TicketFilters.Match(r.When, now))),
        ];
        if (acting.Count == 0)
            return 0;
        var isFull = false;
        await foreach (var finding in findings.StreamSummariesAsync(new FindingFilter { IsOpen = true }, ct))
        {
            foreach (var rule in acting.Where(r => !r.IsOver && r.Rule.Minds(finding) && r.Matches(finding)))
            {
                rule.Waiting.Add(finding);
                isFull |= rule.Waiting.Count == RuleStore.IdBatch;
            }

            // All together, or a rule that matches much would go before one whose name comes first.
            if (isFull)
                await ActAllAsync(acting, now, ct);
            isFull = false;
        }

        await ActAllAsync(acting, now, ct);
        return acting.Sum(r => r.Acted);
    }

    /// <summary>What a rule would do if it acted on all findings that are open now.</summary>
    public async Task<RuleSimulation> SimulateAsync(FindingRule draft, FindingRule? stored, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var matches = TicketFilters.Match(draft.When, now);
        var ticket = draft.Then.Ticket is { } id ? await configurations.FindAsync(id.ToString(), ct) : null;
        var lets = ticket is null ? null : TicketFilters.Match(ticket.Filter, now);
        var admitted = ticket is null ? null : await admissions.OfAsync(ticket.Id, ct);
        long matching = 0, acted = 0, decided = 0, letIn = 0;
        var samples = new PriorityQueue<FindingSummary, (int, long)>();
        var batch = new List<FindingSummary>(RuleStore.IdBatch);
        await foreach (var finding in findings.StreamSummariesAsync(new FindingFilter { IsOpen = true }, ct))
        {
            if (!matches(finding))
                continue;
            matching++;
            samples.Enqueue(finding, ((int)finding.Severity, -finding.No));
            if (samples.Count > MaxSamples)
                samples.Dequeue();
            batch.Add(finding);
            if (batch.Count == RuleStore.IdBatch)
                await CountAsync();
        }

        await CountAsync();
        return new RuleSimulation(
            matching, acted, decided, letIn,
            [.. Worst(samples).Select(f => new RuleSample(f.Id, f.Severity, RuleCheck.WordOf(f.Status), f.Title, f.Asset))],
            [.. FilterGap.Of(draft.When, await intelligence.SourcesAsync(ct)).Select(g => $"{g.Key}: {g.Message}; {g.Fix}")]);

        async Task CountAsync()
        {
            if (batch.Count == 0)
                return;
            var fresh = stored is null ? batch : await store.FreshAsync(stored.Id, batch, ct);
            acted += batch.Count - fresh.Count;
            letIn += lets is null ? 0 : fresh.Count(f => !lets(f) && !admitted!.Contains(f.Id));
            if (draft.Then.Decision is not null)
                decided += (await findings.GetManyAsync([.. fresh.Select(f => f.Id)], ct)).Count(f => f.Decision is null);
            batch.Clear();
        }
    }

    private static IEnumerable<FindingSummary> Worst(PriorityQueue<FindingSummary, (int, long)> samples) =>
        samples.UnorderedItems.OrderByDescending(s => s.Priority).Select(s => s.Element);

    /// <summary>Not where its configuration is gone, nor where nothing is left to do: what it passes over is not acted on.</summary>
    private static bool HasWork(FindingRule rule, IReadOnlySet<TicketConfigurationId> known, IReadOnlyDictionary<string, Receiver> receivers) =>
        rule.Then.Ticket is { } ticket
            ? known.Contains(ticket)
            : rule.Then.Decision is not null || rule.Then.Notify.Any(receivers.ContainsKey);

    private async Task ActAllAsync(IReadOnlyList<Acting> acting, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var rule in acting.Where(r => !r.IsOver))
        {
            try
            {
                await ActAsync(rule, now, ct);
                if (rule.Rule.Problem is not null && !rule.IsMended)
                    await store.NoteProblemAsync(rule.Rule.Id, null, ct);
                rule.IsMended = true;
            }
            catch (Exception e) when (e is not DatabaseUnavailableException && !ct.IsCancellationRequested)
            {
                // A mistake of ours; it must not stop the other rules.
                rule.IsOver = true;
                log.NotActed(e, rule.Rule.Name);
                await store.NoteProblemAsync(rule.Rule.Id, "Its last run failed inside Fairlead; the log has the details.", ct);
            }
        }
    }

    /// <summary>Everything that it does about a batch of findings, or nothing.</summary>
    private async Task ActAsync(Acting acting, DateTimeOffset now, CancellationToken ct)
    {
        var rule = acting.Rule;
        var waiting = await store.FreshAsync(rule.Id, acting.Waiting, ct);
        acting.Waiting.Clear();
        if (waiting.Count == 0)
            return;
        var receivers = rule.Then.Notify.Count == 0 ? [] : await ReceiversAsync(rule, ct);
        await using var work = await database.BeginAsync(ct);
        if (!await RuleStore.HoldAsync(work, rule, ct))
        {
            // Somebody changed or deleted it meanwhile, which is an event: the next run takes it as it is then.
            acting.IsOver = true;
            return;
        }

        var hit = new List<FindingSummary>();
        foreach (var finding in waiting)
        {
            if (await RuleStore.HitAsync(work, rule.Id, finding, now, ct))
                hit.Add(finding);
        }

        if (hit.Count == 0)
            return;
        var did = await DoAsync(work, rule, hit, now, ct);
        foreach (var receiver in receivers)
            await notifier.AddAsync(work, receiver, MessageOf(rule, hit, did), ct);
        if (receivers.Count > 0)
            did = $"{did}{(did.Length > 0 ? ", " : "")}told {string.Join(", ", receivers.Select(r => r.Name))}";
        else if (did.Length == 0)
            did = "told nobody, its receivers are disabled";
        await activity.AppendAsync(work, ActorOf(rule), "rule.acted", rule.Id.ToString(), $"Rule {rule.Name} acted on {hit.Count:N0} findings: {did}.", ct);
        await work.CommitAsync(ct);
        KillPoint.Hit("rules.acted");
        acting.Acted += hit.Count;
        log.Acted(rule.Name, hit.Count);
    }

    private async Task<string> DoAsync(UnitOfWork work, FindingRule rule, IReadOnlyList<FindingSummary> hit, DateTimeOffset now, CancellationToken ct)
    {
        var did = new List<string>();
        if (rule.Then.Ticket is { } ticket)
        {
            await TicketAdmissions.AdmitAsync(work, ticket, hit.Select(f => f.Id), ct);
            did.Add($"{hit.Count:N0} are let in for a ticket");
        }

        if (rule.Then.Decision is { } decision)
        {
            var edit = new FindingEdit
            {
                Status = decision.To,
                Reason = decision.Reason ?? $"Rule {rule.Name}",
                ExpiresAt = decision.Days is { } days ? now.AddDays(days) : null,
                By = ActorOf(rule),
            };
            var changes = await decisions.DecideAsync(work, [.. hit.Select(f => f.Id)], edit, SaidAt.BeforeAnyDecision, ct);
            did.Add($"{changes.Count:N0} are {RuleCheck.WordOf(decision.To)}");
        }

        // Events come last: whoever appends one waits for all others. The Tickets room looks again.
        if (rule.Then.Ticket is { } asked)
            await events.AppendAsync(work, TicketConfigurations.ChangedEvent, asked.ToString(), ct);
        return string.Join(", ", did);
    }

    private async Task<IReadOnlyList<Receiver>> ReceiversAsync(FindingRule rule, CancellationToken ct)
    {
        var known = await notifier.ReceiversAsync(ct);
        return [.. rule.Then.Notify.Where(known.ContainsKey).Select(n => known[n]).Where(r => r.Enabled)];
    }

    /// <summary>One for all findings of a batch, the worst first.</summary>
    private static Message MessageOf(FindingRule rule, IReadOnlyList<FindingSummary> hit, string did)
    {
        var lines = hit.OrderByDescending(f => f.Severity).ThenBy(f => f.No).Take(MaxTold)
            .Select(f => $"{f.Severity.ToString().ToLowerInvariant()}  {f.Title}{(f.Asset is null ? "" : $"  ({f.Asset})")}");
        var rest = hit.Count > MaxTold ? $"\n… and {hit.Count - MaxTold:N0} more" : "";
        var count = hit.Count == 1 ? "1 finding" : $"{hit.Count:N0} findings";
        return new("rule.acted", $"Rule {rule.Name}: {count}", $"Rule {rule.Name} acted on {count}{(did.Length > 0 ? $": {did}" : "")}.\n\n{string.Join('\n', lines)}{rest}");
    }

    private static Actor ActorOf(FindingRule rule) => new(ActorKind.System, rule.Id.ToString(), $"rule {rule.Name}");

    private sealed record Acting(FindingRule Rule, Predicate<FindingSummary> Matches)
    {
        public List<FindingSummary> Waiting { get; } = [];

        public int Acted { get; set; }

        public bool IsOver { get; set; }

        public bool IsMended { get; set; }
    }
}
