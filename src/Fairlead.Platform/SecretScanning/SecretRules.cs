using Fairlead.Client.Rules;
using Fairlead.Client.Secrets;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Owned;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Secrets;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning;

/// <summary>Which rules there are: those of Fairlead, switched, and those that administrators added. They hold in every Jira.</summary>
internal sealed class SecretRules(Database database, ScannerInUse inUse, ActivityLog activity, TimeProvider clock)
{
    /// <summary>So many rules of one's own there may be.</summary>
    public const int MaxOwn = 1_000;

    /// <summary>Those of Fairlead first, each in their order.</summary>
    public async Task<IReadOnlyList<RuleStanding>> ListAsync(CancellationToken ct) => (await inUse.CurrentAsync(ct)).Standings;

    /// <param name="name">Id, name in the scanner API, or alias; in any case.</param>
    /// <exception cref="ProblemException">There is none.</exception>
    public async Task<RuleStanding> FindAsync(string name, CancellationToken ct) => Named(await ListAsync(ct), name, null);

    public async Task SwitchAsync(SecretRule rule, bool isEnabled, Actor actor, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        if (!await SecretSettingsStore.SwitchRuleAsync(work, rule.Id, isEnabled, ct))
            return;

        await NoteSwitchAsync(work, rule, isEnabled, actor, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>To all of them, or to none.</summary>
    /// <exception cref="ProblemException">There is no such rule, or it is one of Fairlead's and cannot be deleted.</exception>
    public async Task<IReadOnlyList<string>> ActAsync(RuleAction action, IReadOnlyList<string> names, Actor actor, CancellationToken ct)
    {
        var all = await ListAsync(ct);
        var chosen = names.Select((name, i) => Named(all, name, $"/names/{i}")).Distinct().ToList();
        if (action == RuleAction.Delete && chosen.Find(s => s.Own is null) is { } fixedOne)
            throw new ProblemException(Problem.AtPointer(ProblemKind.Conflict, "/names", $"{fixedOne.Rule.Id} is a rule of Fairlead and cannot be deleted; disable it."));

        await using var work = await database.BeginAsync(ct);
        foreach (var rule in chosen.Select(standing => standing.Rule))
        {
            if (action == RuleAction.Delete)
            {
                await OwnRuleStore.DeleteAsync(work, rule.Id, ct);
                await activity.AppendAsync(work, actor, "secrets.rule-deleted", rule.Id, rule.Title, ct);
            }
            else if (await SecretSettingsStore.SwitchRuleAsync(work, rule.Id, action == RuleAction.Enable, ct))
            {
                await NoteSwitchAsync(work, rule, action == RuleAction.Enable, actor, ct);
            }
        }

        if (action == RuleAction.Delete)
            await SecretSettingsStore.RaiseRulesAsync(work, ct);
        await work.CommitAsync(ct);
        return [.. chosen.Select(s => s.Rule.Id)];
    }

    /// <summary>Looks at rules that somebody wrote, and unless it is a try keeps them: by their ids, all that can be taken.</summary>
    /// <exception cref="ProblemException">They cannot be kept.</exception>
    public async Task<SecretRulesAdded> AddAsync(SecretRulesRequest request, Actor actor, CancellationToken ct)
    {
        var current = await inUse.CurrentAsync(ct);
        var draft = RuleDraft.Of(request, current, inUse.Limits);
        if (request.DryRun || draft.Rules.Count == 0)
            return draft.Told(saved: false);

        await KeepAsync(draft, current, actor, ct);
        return draft.Told(saved: true);
    }

    /// <summary>Takes what can be taken of another scanner's rules, unless it is a try: each by itself.</summary>
    /// <exception cref="ProblemException">It is no rule file, or holds too many.</exception>
    public async Task<SecretRulesImported> ImportAsync(SecretRulesImportRequest request, Actor actor, CancellationToken ct)
    {
        var current = await inUse.CurrentAsync(ct);
        var import = RuleImport.Of(request, current, inUse.Limits);
        if (request.DryRun || import.Draft.Rules.Count == 0)
            return import.Told(saved: false);

        await KeepAsync(import.Draft, current, actor, ct);
        return import.Told(saved: true);
    }

    /// <exception cref="ProblemException">There would be too many.</exception>
    private async Task KeepAsync(RuleDraft draft, RulesInUse current, Actor actor, CancellationToken ct)
    {
        if (current.Standings.Count(s => s.Own is not null) + draft.Rules.Count(r => r.Change == RuleDraft.Created) > MaxOwn)
            throw new ProblemException(Problem.AtPointer(ProblemKind.ValidationFailed, "/text", $"There may be {MaxOwn} rules of your own; delete some: fairlead secrets rules remove ID"));

        await using var work = await database.BeginAsync(ct);
        foreach (var rule in draft.Rules.Where(r => r.Change != RuleDraft.Unchanged))
        {
            await OwnRuleStore.PutAsync(work, rule.Rule.Id, rule.Yaml, actor.Name, clock.GetUtcNow(), ct);
            await activity.AppendAsync(work, actor, rule.Change == RuleDraft.Created ? "secrets.rule-added" : "secrets.rule-changed", rule.Rule.Id, rule.Rule.Title, ct);
        }

        await SecretSettingsStore.RaiseRulesAsync(work, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>Keeps in mind which rules took too much, until somebody changes their text.</summary>
    /// <returns>A sentence about those that did so in this scan; <see langword="null"/>: none did.</returns>
    public async Task<string?> NoteGivenUpAsync(RulesInUse rules, CancellationToken ct)
    {
        var given = rules.Scanner.GivenUp;
        var lists = rules.Allowed.Lists.Where(list => list.WhyGivenUp is not null).ToList();
        if (given.Count + lists.Count == 0)
            return null;

        await using var work = await database.BeginAsync(ct);
        var isNew = false;
        foreach (var (rule, why) in given)
        {
            if (rules.Standings.First(s => s.Rule.Id == rule.Id).Own is not { } row || !await OwnRuleStore.GiveUpAsync(work, rule.Id, row.Yaml, why, ct))
                continue;
            await activity.AppendAsync(work, Actor.System, "secrets.rule-given-up", rule.Id, $"{rule.Title}: {why}", ct);
            isNew = true;
        }

        if (isNew)
            await SecretSettingsStore.RaiseRulesAsync(work, ct);
        await work.CommitAsync(ct);
        // An entry whose patterns take too much allows nothing by them: what it hid is told.
        var told = given.Select(g => $"the rule {g.Rule.Id} ({g.Why})").Concat(lists.Select(list => $"the allow list {list.Name} ({list.WhyGivenUp})"));
        return $"Given up, because it took too much: {string.Join("; ", told)}. Change it, or delete it: fairlead secrets {(given.Count > 0 ? "rules list --on-server" : "allow list")}";
    }

    private Task NoteSwitchAsync(UnitOfWork work, SecretRule rule, bool isEnabled, Actor actor, CancellationToken ct) =>
        activity.AppendAsync(work, actor, "secrets.rule-switched", rule.Id, $"{rule.Title}: {(isEnabled ? "on" : "off")}", ct);

    private static RuleStanding Named(IReadOnlyList<RuleStanding> all, string name, string? pointer)
    {
        if (all.FirstOrDefault(s => ScannerInUse.NamesOf(s.Rule).Contains(name, StringComparer.OrdinalIgnoreCase)) is { } found)
            return found;

        var near = NearMiss.Of(name, all.Select(s => s.Rule.Id)) is { } word ? $"; did you mean {word}?" : ". Those that there are: fairlead secrets rules list --on-server";
        var message = $"There is no rule {Problem.Quote(name)}{near}";
        throw new ProblemException(pointer is null ? Problem.AtParameter(ProblemKind.UnknownRule, "rule", message) : Problem.AtPointer(ProblemKind.UnknownRule, pointer, message));
    }
}
