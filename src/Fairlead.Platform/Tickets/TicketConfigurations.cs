using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Client.Tickets;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>What came of applying a YAML document.</summary>
internal abstract record YamlOutcome
{
    private YamlOutcome()
    {
    }

    public sealed record Applied(IReadOnlyList<SaveOutcome.Saved> Configurations, IReadOnlyList<YamlFault> Warnings) : YamlOutcome;

    /// <summary>It would be taken. Nothing was changed.</summary>
    public sealed record Checked(IReadOnlyList<CheckedConfiguration> Configurations, IReadOnlyList<YamlFault> Warnings) : YamlOutcome;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(YamlRefusal Why, IReadOnlyList<YamlFault> Problems, IReadOnlyList<YamlFault> Warnings) : YamlOutcome;
}

/// <summary>A configuration of a document that would be taken.</summary>
/// <param name="IsNew">There is none of its name yet.</param>
public sealed record CheckedConfiguration(string Name, bool IsNew, ConfigurationReach Reach);

/// <summary>Which state of a configuration somebody began to change.</summary>
internal sealed record SeenConfiguration(TicketConfigurationId Id, int Revision);

/// <summary>Makes, finds and changes ticket configurations. One that Jira would refuse is not saved.</summary>
internal sealed class TicketConfigurations(
    Database database, ConfigurationStore store, TicketStore tickets, IntentStore intents, ConfigurationBinder binder, GroupReader groups, ActivityLog activity, EventLog events, TimeProvider clock)
{
    /// <summary>Raised with every change; tells the jobs that a run is due.</summary>
    public const string ChangedEvent = "tickets.configured";

    /// <summary>By name.</summary>
    public Task<IReadOnlyList<TicketConfiguration>> ListAsync(CancellationToken ct) => store.AllAsync(ct);

    public Task<TicketConfiguration?> GetAsync(TicketConfigurationId id, CancellationToken ct) => store.GetAsync(id, ct);

    /// <param name="nameOrId">As people write it.</param>
    public Task<TicketConfiguration?> FindAsync(string nameOrId, CancellationToken ct) =>
        TicketConfigurationId.TryParse(nameOrId, null, out var id) ? store.GetAsync(id, ct) : store.ByNameAsync(nameOrId, ct);

    /// <summary>Checks against the live project without saving.</summary>
    /// <exception cref="JiraUnavailableException">Jira could not be asked.</exception>
    public Task<ConfigurationCheck> CheckAsync(TicketConfigurationBody body, CancellationToken ct) => binder.BindAsync(body, ct);

    /// <summary>What it speaks for at present, enabled or not. Reads all findings that can pass its filter.</summary>
    public async Task<ConfigurationReach> ReachAsync(TicketConfiguration configuration, CancellationToken ct) =>
        (await ReachAsync([configuration], ct))[0];

    /// <summary>The same for several, in their order: the findings are read once for all of them.</summary>
    public async Task<IReadOnlyList<ConfigurationReach>> ReachAsync(IReadOnlyList<TicketConfiguration> configurations, CancellationToken ct)
    {
        var reaches = new List<ConfigurationReach>(configurations.Count);
        foreach (var (configuration, grouping) in configurations.Zip(await groups.ReadAsync(configurations, clock.GetUtcNow(), ct)))
        {
            var open = grouping.Groups.Where(g => g.Open > 0).ToList();
            var made = (await tickets.PlannedAsync(configuration.Id, ct)).Where(t => t.Presence is IssuePresence.Present or IssuePresence.Forbidden).Select(t => t.GroupKey).ToHashSet();
            reaches.Add(new(open.Sum(g => g.Open), open.Count, open.Count(g => !made.Contains(GroupKeys.TextOf(g.Key)))));
        }

        return reaches;
    }

    /// <summary>What a filter and a grouping speak for at present, without asking Jira.</summary>
    /// <param name="id">Of the configuration that is changed, whose tickets count; <see langword="null"/> for a new one.</param>
    /// <returns>What is wrong with them, or what they speak for.</returns>
    public async Task<(ConfigurationReach? Reach, IReadOnlyList<ConfigurationFault> Problems)> CountAsync(
        TicketConfigurationId? id, TicketFilterBody? filter, IReadOnlyList<string>? groupBy, CancellationToken ct)
    {
        var faults = new FaultList();
        var check = new DraftCheck(faults);
        var draft = new TicketConfiguration
        {
            Id = id ?? default,
            Name = "",
            Connection = default,
            Project = new("", ""),
            IssueType = new("", ""),
            Filter = check.Filter(filter),
            GroupBy = new GroupingBinder(faults).Read(groupBy),
        };
        return faults.HasProblems ? (null, faults.Problems) : (await ReachAsync(draft, ct), []);
    }

    /// <summary>The only configuration of a document, as it was written. Nothing is checked.</summary>
    /// <returns>It, or why it is not to be had: the text cannot be understood, or holds none or several.</returns>
    public static (TicketConfigurationBody? Body, Problem? Problem) ReadOne(string yaml)
    {
        var document = ConfigurationYaml.Read(yaml);
        if (document.Refusal is { } why)
            return (null, ConfigurationRefusals.Of(why, document.InOrder(document.Faults)));
        return document.Entries is [var only]
            ? (only.Body, null)
            : (null, new Problem(ProblemKind.InvalidConfiguration, $"A form shows one configuration, and the text holds {document.Entries.Count}."));
    }

    /// <exception cref="JiraUnavailableException">Jira could not be asked; nothing was saved.</exception>
    public async Task<SaveOutcome> CreateAsync(Actor actor, TicketConfigurationBody body, CancellationToken ct)
    {
        var check = await binder.BindAsync(body, ct);
        if (check.Result is not { } bound)
            return new SaveOutcome.Invalid(check.Problems, check.Warnings);
        if (await store.ByNameAsync(bound.Name, ct) is not null)
            return new SaveOutcome.NameTaken();
        return await SaveAsync(actor, bound, await RevivedAsync(bound, ct), check.Warnings, ct);
    }

    /// <inheritdoc cref="ReplaceAsync(Actor, string, TicketConfigurationBody, int?, CancellationToken)"/>
    public Task<SaveOutcome> ReplaceAsync(Actor actor, string nameOrId, TicketConfigurationBody body, CancellationToken ct) =>
        ReplaceAsync(actor, nameOrId, body, null, ct);

    /// <summary>Replaces all of it. Its tickets stay; those that look different now are sent again by the next run.</summary>
    /// <param name="seen">The revision that somebody began to change: another one is not overwritten. <see langword="null"/>: whatever is stored is.</param>
    /// <exception cref="JiraUnavailableException">Jira could not be asked; nothing was saved.</exception>
    public async Task<SaveOutcome> ReplaceAsync(Actor actor, string nameOrId, TicketConfigurationBody body, int? seen, CancellationToken ct)
    {
        if (await FindAsync(nameOrId, ct) is not { } before)
            return new SaveOutcome.Unknown();
        if (seen is { } revision && revision != before.Revision)
            return new SaveOutcome.Conflict();
        var check = await binder.BindAsync(body, ct);
        if (check.Result is not { } bound)
            return new SaveOutcome.Invalid(check.Problems, check.Warnings);
        if (await store.ByNameAsync(bound.Name, ct) is { } other && other.Id != before.Id)
            return new SaveOutcome.NameTaken();
        if (await LeavesItsIssuesAsync(before, bound, ct))
            return new SaveOutcome.Invalid([OtherSite], check.Warnings);
        return await SaveAsync(actor, bound, before, check.Warnings, ct);
    }

    /// <summary>Makes another that begins as this one is, disabled: two that speak for the same findings would make two tickets of each.</summary>
    public async Task<SaveOutcome> DuplicateAsync(Actor actor, string nameOrId, string newName, CancellationToken ct)
    {
        if (await FindAsync(nameOrId, ct) is not { } original)
            return new SaveOutcome.Unknown();
        var faults = new FaultList();
        var copy = original with { Name = new DraftCheck(faults).Name(newName), Enabled = false, Revision = 1 };
        if (faults.HasProblems)
            return new SaveOutcome.Invalid(faults.Problems, []);
        return await store.ByNameAsync(copy.Name, ct) is null
            ? await SaveAsync(actor, copy, await RevivedAsync(copy, ct), [], ct)
            : new SaveOutcome.NameTaken();
    }

    /// <summary>Nothing else of it changes, and Jira is not asked.</summary>
    public async Task<SaveOutcome> EnableAsync(Actor actor, string nameOrId, bool isEnabled, CancellationToken ct) =>
        await FindAsync(nameOrId, ct) is { } before
            ? await SaveAsync(actor, before with { Enabled = isEnabled }, before, [], ct)
            : new SaveOutcome.Unknown();

    /// <summary>Its tickets and their issues stay as they are.</summary>
    /// <returns><see langword="false"/> when there is none.</returns>
    public async Task<bool> DeleteAsync(Actor actor, string nameOrId, CancellationToken ct)
    {
        if (await FindAsync(nameOrId, ct) is not { } configuration)
            return false;
        await using var work = await database.BeginAsync(ct);
        if (!await ConfigurationStore.DeleteAsync(work, configuration.Id, clock.GetUtcNow(), ct))
            return false;
        await activity.AppendAsync(work, actor, "configuration.deleted", configuration.Id.ToString(), $"Ticket configuration {configuration.Name}.", ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>As a person would write it to get the same again.</summary>
    public static TicketConfigurationBody BodyOf(TicketConfiguration configuration) => ConfigurationWriter.BodyOf(configuration);

    /// <inheritdoc cref="ConfigurationWriter.NamesOf"/>
    public static IReadOnlyDictionary<string, string> FieldNamesOf(TicketConfiguration configuration) => ConfigurationWriter.NamesOf(configuration);

    /// <summary>All of its template, as a person would write it.</summary>
    public static TemplateBody TemplateOf(TicketConfiguration configuration) => ConfigurationWriter.Whole(configuration.Template);

    /// <summary>What saving would say of a document, and what its configurations would speak for. Nothing is stored.</summary>
    /// <exception cref="JiraUnavailableException">Jira could not be asked.</exception>
    public async Task<YamlOutcome> CheckYamlAsync(string yaml, CancellationToken ct)
    {
        var read = await ReadYamlAsync(yaml, ct);
        if (read.Refusal is { } refusal)
            return refusal;
        var reaches = await ReachAsync([.. read.Bound.Select(b => b.Before is { } before ? b.After with { Id = before.Id } : b.After)], ct);
        return new YamlOutcome.Checked(
            [.. read.Bound.Zip(reaches, (b, reach) => new CheckedConfiguration(b.After.Name, b.Before is null or { IsDeleted: true }, reach))], read.Warnings);
    }

    /// <inheritdoc cref="ApplyYamlAsync(Actor, string, SeenConfiguration, CancellationToken)"/>
    public Task<YamlOutcome> ApplyYamlAsync(Actor actor, string yaml, CancellationToken ct) => ApplyYamlAsync(actor, yaml, null, ct);

    /// <summary>Creates or updates the configurations of a document by name: all of them, or none.</summary>
    /// <param name="seen">One that is not overwritten when somebody else changed it since; <see langword="null"/>: whatever is stored is.</param>
    /// <exception cref="JiraUnavailableException">Jira could not be asked; nothing was saved.</exception>
    public async Task<YamlOutcome> ApplyYamlAsync(Actor actor, string yaml, SeenConfiguration? seen, CancellationToken ct)
    {
        var read = await ReadYamlAsync(yaml, ct);
        if (read.Refusal is { } refusal)
            return refusal;
        if (read.Bound.Any(b => b.Before is { } before && before.Id == seen?.Id && before.Revision != seen.Revision))
            return new YamlOutcome.Refused(YamlRefusal.Conflict, [], read.Warnings);
        var saved = new List<SaveOutcome.Saved>();
        await using var work = await database.BeginAsync(ct);
        foreach (var (after, before, check) in read.Bound)
        {
            if (await WriteAsync(work, after, before, check.Warnings, ct) is not SaveOutcome.Saved one)
                return new YamlOutcome.Refused(YamlRefusal.Conflict, [], read.Warnings);
            saved.Add(one);
        }

        await NoteAsync(work, actor, saved, ct);
        await work.CommitAsync(ct);
        return new YamlOutcome.Applied(saved, read.Warnings);
    }

    private async Task<ReadDocument> ReadYamlAsync(string yaml, CancellationToken ct)
    {
        var document = ConfigurationYaml.Read(yaml);
        if (document.Refusal is { } why && why != YamlRefusal.Invalid)
            return new(new(why, document.Faults, []), [], []);

        var (problems, warnings) = (document.Faults.ToList(), new List<YamlFault>());
        var bound = new List<BoundEntry>();
        foreach (var entry in document.Entries)
        {
            if (await BindAsync(entry.Body, document.Refusal is not null, ct) is not { } check)
                break;
            problems.AddRange(check.Problems.Select(entry.Locate).Where(p => !IsToldAlready(p, document.Faults)));
            warnings.AddRange(check.Warnings.Select(entry.Locate));
            if (check.Result is not { } result)
                continue;
            var before = await store.ByNameAsync(result.Name, ct) ?? await RevivedAsync(result, ct);
            if (before is not null && await LeavesItsIssuesAsync(before, result, ct))
                problems.Add(entry.Locate(OtherSite));
            bound.Add(new(result, before, check));
        }

        var told = document.InOrder(warnings);
        return new(problems.Count > 0 ? new(YamlRefusal.Invalid, document.InOrder(problems), told) : null, bound, told);
    }

    private sealed record BoundEntry(TicketConfiguration After, TicketConfiguration? Before, ConfigurationCheck Check);

    /// <param name="Refusal"><see langword="null"/> when all of it can be taken.</param>
    private sealed record ReadDocument(YamlOutcome.Refused? Refusal, IReadOnlyList<BoundEntry> Bound, IReadOnlyList<YamlFault> Warnings);

    /// <returns><see langword="null"/> when Jira could not be asked, and the document is refused without it.</returns>
    private async Task<ConfigurationCheck?> BindAsync(TicketConfigurationBody body, bool isRefused, CancellationToken ct)
    {
        try
        {
            return await binder.BindAsync(body, ct);
        }
        catch (Exception e) when (isRefused && e is JiraUnavailableException or ConnectionUnusableException)
        {
            return null;
        }
    }

    /// <summary>What could not be read is missing to the check, which would tell the same mistake in other words.</summary>
    private static bool IsToldAlready(YamlFault problem, IReadOnlyList<YamlFault> told) =>
        told.Any(f => f.Path == problem.Path);

    private static ConfigurationFault OtherSite { get; } = new(
        "connection",
        "This configuration has issues on the site of its present connection, and an issue's id means another issue elsewhere.",
        "Give the new site a configuration of its own, under another name; this one can be disabled.");

    private async Task<bool> LeavesItsIssuesAsync(TicketConfiguration before, TicketConfiguration after, CancellationToken ct) =>
        before.Connection != after.Connection && (await tickets.PlannedAsync(before.Id, ct)).Count > 0;

    private async Task<SaveOutcome> SaveAsync(
        Actor actor, TicketConfiguration bound, TicketConfiguration? before, IReadOnlyList<ConfigurationFault> warnings, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var outcome = await WriteAsync(work, bound, before, warnings, ct);
        if (outcome is SaveOutcome.Saved saved)
            await NoteAsync(work, actor, [saved], ct);
        await work.CommitAsync(ct);
        return outcome;
    }

    private async Task<SaveOutcome> WriteAsync(
        UnitOfWork work, TicketConfiguration bound, TicketConfiguration? before, IReadOnlyList<ConfigurationFault> warnings, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        bound = bound with
        {
            CommentRulesSince = Since(bound.CommentRules, before, c => c.CommentRules, before?.CommentRulesSince, now),
            StatusTargetsSince = Since(bound.StatusTargets, before, c => c.StatusTargets, before?.StatusTargetsSince, now),
            SeveritiesSince = Since(bound.Severities, before, c => c.Severities, before?.SeveritiesSince, now),
            StatusMapSince = Since(bound.StatusMap, before, c => c.StatusMap, before?.StatusMapSince, now),
        };
        bound = bound with { FormerCommentRules = before is { IsDeleted: false } ? FormerCommentRules.Of(before, bound.CommentRulesSince, now) : [] };
        if (before is null)
        {
            var created = bound with { Id = TicketConfigurationId.New(clock), CreatedAt = now, UpdatedAt = now };
            return await ConfigurationStore.InsertAsync(work, created, ct) ? new SaveOutcome.Saved(created, "created", warnings) : new SaveOutcome.NameTaken();
        }

        var same = bound with { Id = before.Id, Revision = before.Revision, CreatedAt = before.CreatedAt, UpdatedAt = before.UpdatedAt };
        if (!before.IsDeleted && IsSame(same, before))
            return new SaveOutcome.Saved(before, "unchanged", warnings);
        var after = same with { Revision = before.Revision + 1, UpdatedAt = now };
        return await ConfigurationStore.UpdateAsync(work, after, ct)
            ? new SaveOutcome.Saved(after, before.IsDeleted ? "created" : "updated", warnings)
            : new SaveOutcome.Conflict();
    }

    /// <summary>A database may keep the members of an object in another order than they were written in.</summary>
    private static bool IsSame(TicketConfiguration a, TicketConfiguration b) =>
        JsonNode.DeepEquals(JsonSerializer.SerializeToNode(a), JsonSerializer.SerializeToNode(b));

    /// <summary>Rules say nothing about what is older than they are.</summary>
    private static DateTimeOffset? Since<T>(
        IReadOnlyList<T> rules, TicketConfiguration? before, Func<TicketConfiguration, IReadOnlyList<T>> rulesOf, DateTimeOffset? since, DateTimeOffset now) =>
        rules.Count == 0 ? null
        : before is { IsDeleted: false } && JsonSerializer.Serialize(rulesOf(before)) == JsonSerializer.Serialize(rules) ? since
        : now;

    /// <summary>One that was deleted takes its tickets back; else every group would get a second one.</summary>
    /// <returns><see langword="null"/> when there was none of this name.</returns>
    private Task<TicketConfiguration?> RevivedAsync(TicketConfiguration bound, CancellationToken ct) =>
        store.DeletedAsync(bound.Connection, bound.Name, ct);

    /// <summary>
    /// Last in the transaction: all of it waits for other writers, for rows first, then for events, then for the audit trail. Whoever saves a configuration may have corrected why its project is
    /// parked, also where the correction was made in Jira.
    /// </summary>
    private async Task NoteAsync(UnitOfWork work, Actor actor, IReadOnlyList<SaveOutcome.Saved> saved, CancellationToken ct)
    {
        foreach (var (configuration, _, _) in saved)
        {
            foreach (var type in configuration.Types)
                await intents.ProbeNowAsync(work, configuration.Connection, configuration.Project.Id, type.Id, ct);
        }

        foreach (var one in saved.Where(s => s.Change != "unchanged"))
            await events.AppendAsync(work, ChangedEvent, one.Configuration.Id.ToString(), ct);
        foreach (var (configuration, change, _) in saved.Where(s => s.Change != "unchanged"))
            await activity.AppendAsync(work, actor, $"configuration.{change}", configuration.Id.ToString(), $"Ticket configuration {configuration.Name}.", ct);
    }
}
