using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What a sweep found.</summary>
/// <param name="Adopted">Issues that unlinked tickets were waiting for.</param>
/// <param name="Healed">Second issues of one create, closed or flagged.</param>
/// <param name="Clones">Copies that people made; left alone.</param>
/// <param name="IsComplete">False when Jira did not let us see all of it, or another worker took over; the next sweep looks at the same again.</param>
internal sealed record SweepReport(int Adopted, int Healed, int Clones, bool IsComplete);

/// <summary>
/// Looks for issues that carry our label and that no ticket knows: answers that came later than every quarantine, and the second
/// issue that they make. The oldest open one stays; the rest is linked to it as a duplicate and closed, or flagged.
/// </summary>
internal sealed class DuplicateSweep(
    TicketStore tickets,
    IntentStore intents,
    IssueStore issues,
    LaneStore lanes,
    Lanes gate,
    SiteGuard site,
    CircuitStore circuits,
    ConfigurationStore configurations,
    ActivityLog activity,
    SetAside told,
    TimeProvider clock,
    ILogger<DuplicateSweep> log)
{
    /// <summary>Wider than a day, so that no time zone and no summer time opens a gap.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(26);

    public async Task<SweepReport> SweepAsync(LaneSession session, CancellationToken ct)
    {
        var startedAt = clock.GetUtcNow();
        var counts = new Counts();
        if (!await site.HoldsAsync(session, ct))
            return new(0, 0, 0, IsComplete: false);
        try
        {
            foreach (var query in await QueriesAsync(session, startedAt, ct))
                await SweepAsync(session, query, counts, ct);
            if (counts.IsComplete)
                await lanes.SweptAsync(session.Connection, session.Epoch, startedAt, ct);
            if (counts.Healed > 0)
                log.DuplicatesHealed(session.Connection, counts.Healed);
            return new(counts.Adopted, counts.Healed, counts.Clones, counts.IsComplete);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException or FencedException)
        {
            await gate.NoteFailedLookAsync(session, e, ct);
            return new(counts.Adopted, counts.Healed, counts.Clones, IsComplete: false);
        }
    }

    private async Task<IReadOnlyList<Jql>> QueriesAsync(LaneSession session, DateTimeOffset now, CancellationToken ct)
    {
        var since = (await lanes.GetAsync(session.Connection, ct))?.SweptAt;
        var labelled = Jql.Field("labels").In(Marker.CommonLabel);
        var queries = new List<Jql> { since is { } at ? labelled.And(Recent(now - at)) : labelled };
        foreach (var circuit in (await circuits.ByConnectionAsync(session.Connection, ct)).Where(c => c.Rung != MarkerRung.Label))
        {
            var project = Jql.Field("project").InNumbers(long.Parse(circuit.ProjectId));
            queries.Add(since is { } last ? project.And(Recent(now - last)) : project);
        }

        return queries;
    }

    private static Jql Recent(TimeSpan age) => Jql.Field("created").Within(age + Overlap);

    private async Task SweepAsync(LaneSession session, Jql query, Counts counts, CancellationToken ct)
    {
        var ids = (await session.Jira.Search.IdsAsync(query, ct).ToListAsync(ct)).Select(i => i.Id).ToList();
        var known = await tickets.KnownIssuesAsync(session.Connection, ids, ct);
        var strays = ids.Where(id => !known.Contains(id)).ToList();
        if (strays.Count == 0)
            return;

        var read = await session.Jira.Issues.FetchAsync(strays, MarkerReader.Selection, ct);
        var marked = read.Issues.Where(i => MarkerReader.Of(i) is not null).ToLookup(i => MarkerReader.Of(i)!);
        var owners = (await tickets.ByMarkersAsync(session.Connection, [.. marked.Select(m => m.Key)], ct)).ToDictionary(t => t.Marker);
        foreach (var group in marked)
        {
            session.ThrowIfLeaving();
            // What was read may have been dealt with by a worker that came after us.
            if ((await lanes.GetAsync(session.Connection, ct))?.Epoch != session.Epoch)
                throw new FencedException(session.Connection);
            if (owners.TryGetValue(group.Key, out var ticket))
                await HealAsync(session, ticket, [.. group], counts, ct);
            else
                await NoteAsync(session, group, StrayKind.Foreign, ct);
        }
    }

    private async Task HealAsync(LaneSession session, TicketRow ticket, List<JiraIssue> strays, Counts counts, CancellationToken ct)
    {
        // A person's clone copies the labels and not the property. Only where no issue of the create is known may it be that issue.
        var clones = strays.Where(s => MarkerReader.PropertyOf(s) is null && ticket.State == TicketState.Created).ToList();
        await NoteAsync(session, clones, StrayKind.Clone, ct);
        counts.Clones += clones.Count;
        strays = [.. strays.Except(clones)];
        if (strays.Count == 0 || ticket.State == TicketState.Sending)
            return;
        if (ticket is { IssueId: null, Presence: IssuePresence.Unlinked })
        {
            await NoteAsync(session, strays, StrayKind.Unlinked, ct);
            return;
        }

        if (ticket is { IssueId: null, Presence: IssuePresence.Released })
        {
            await NoteReplacedAsync(session, ticket, strays, ct);
            return;
        }

        if (ticket.IssueId is null)
        {
            await AdoptAsync(session, ticket, MarkerSearch.InOrder(strays).First(), ct);
            counts.Adopted++;
            // Whatever else carries the marker is a duplicate of it, and dealt with in the next sweep.
            return;
        }

        if (await session.Jira.Issues.GetAsync(ticket.IssueId, MarkerReader.Selection, ct) is not { } linked)
        {
            counts.IsComplete = false;
            return;
        }

        // Under an id that Jira gave again lies somebody else's issue, which is no duplicate of ours.
        var isOurs = MarkerReader.Of(linked) == ticket.Marker;
        var all = MarkerSearch.InOrder(isOurs ? [linked, .. strays] : strays).ToList();
        if (all[0].Id != ticket.IssueId)
        {
            await RelinkAsync(session, ticket, all[0], isOurs
                ? $"Two issues came of one create; {all[0].Key} is older than {ticket.IssueKey} and stays."
                : $"{linked.Key} does not carry the ticket's marker; {all[0].Key} does, and is its issue.", ct);
        }

        foreach (var duplicate in all.Skip(1))
        {
            if (await CloseAsync(session, ticket, all[0], duplicate, ct))
                counts.Healed++;
            else
                counts.IsComplete = false;
        }
    }

    /// <summary>A person asked for a new issue in its place, so that one issue stays for the findings.</summary>
    private async Task NoteReplacedAsync(LaneSession session, TicketRow ticket, List<JiraIssue> strays, CancellationToken ct)
    {
        await NoteAsync(session, strays, StrayKind.Foreign, ct);
        await using var work = await issues.BeginAsync(ct);
        await activity.AppendAsync(
            work, Actor.System, "tickets.turned_up", ticket.Id.ToString(),
            $"{strays[0].Key} of \"{ticket.GroupLabel}\" turned up after a new issue was asked for in its place; it is left alone. Close it by hand.", ct);
        await work.CommitAsync(ct);
    }

    private async Task AdoptAsync(LaneSession session, TicketRow ticket, JiraIssue issue, CancellationToken ct)
    {
        await using var work = await intents.BeginAsync(ct);
        var setAside = await intents.LinkAsync(work, ticket, ticket.State, issue.Ref, session.Epoch, issue, ct);
        await told.TellAsync(work, setAside, ct);
        await activity.AppendAsync(
            work, Actor.System, "tickets.adopted", ticket.Id.ToString(), $"Found {issue.Key} for \"{ticket.GroupLabel}\".", ct);
        await work.CommitAsync(ct);
    }

    private async Task RelinkAsync(LaneSession session, TicketRow ticket, JiraIssue issue, string why, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        await IssueStore.DeleteStrayAsync(work, session.Connection, issue.Id, ct);
        var setAside = await intents.LinkAsync(work, ticket, ticket.State, issue.Ref, session.Epoch, issue, ct);
        await told.TellAsync(work, setAside, ct);
        await activity.AppendAsync(work, Actor.System, "tickets.relinked", ticket.Id.ToString(), why, ct);
        await work.CommitAsync(ct);
    }

    /// <returns>Whether it was closed or flagged, and is known from now on.</returns>
    private async Task<bool> CloseAsync(LaneSession session, TicketRow ticket, JiraIssue kept, JiraIssue duplicate, CancellationToken ct)
    {
        var text = $"Duplicate of {kept.Key}: Jira answered too late when this issue was created, so it was created twice. {kept.Key} stays.";
        // Linking may be switched off on the site; the comment says it all the same.
        _ = await session.Jira.IssueLinks.LinkAsync("Duplicate", inwardKey: duplicate.Key, outwardKey: kept.Key, ct);
        var configuration = await configurations.GetAsync(ticket.ConfigurationId, ct);
        var isInternal = configuration?.CommentVisibility is { IsInternal: true };
        if (duplicate.Status?.Category != JiraStatusCategory.Done
            && (!await MoveToDoneAsync(session, configuration, duplicate, isInternal ? null : text, ct) || isInternal)
            && await IssueCommenter.CommentAsync(session, duplicate.Id, text, $"duplicate/{kept.Id}", configuration?.CommentVisibility, ct) is not JiraOutcome<JiraAccepted>.Committed)
            return false;

        await using var work = await issues.BeginAsync(ct);
        await issues.PutStrayAsync(work, session.Connection, duplicate.Ref, StrayKind.Duplicate, ct);
        await activity.AppendAsync(
            work, Actor.System, "tickets.duplicate_healed", ticket.Id.ToString(), $"{duplicate.Key} was a second issue of one create; closed or flagged in favour of {kept.Key}.", ct);
        await work.CommitAsync(ct);
        return true;
    }

    private static async Task<bool> MoveToDoneAsync(LaneSession session, TicketConfiguration? configuration, JiraIssue duplicate, string? text, CancellationToken ct)
    {
        if (configuration is null
            || await session.Jira.Transitions.ListAsync(duplicate.Id, ct) is not { } possible
            || TransitionChoice.Of(possible, TransitionGoal.Done, target: null, configuration, new HashSet<string>())
                is not TransitionChoice.Step { IsLast: true } step)
            return false;
        var request = new TransitionRequest(step.Transition.Id)
        {
            Fields = IssueBuilder.FieldsOf(step.Fields, session.Jira.Site.Edition),
            RichFields = IssueBuilder.RichFieldsOf(step.Fields),
            Comment = text is null ? null : RichDocument.FromPlainText(text),
            CommentVisibility = text is null ? null : configuration.CommentVisibility,
        };
        return await session.Jira.Transitions.ApplyAsync(duplicate.Id, request, ct) is JiraOutcome<JiraAccepted>.Committed;
    }

    private async Task NoteAsync(LaneSession session, IEnumerable<JiraIssue> strays, StrayKind kind, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        foreach (var stray in strays)
            await issues.PutStrayAsync(work, session.Connection, stray.Ref, kind, ct);
        await work.CommitAsync(ct);
    }

    private sealed class Counts
    {
        public int Adopted { get; set; }

        public int Healed { get; set; }

        public int Clones { get; set; }

        public bool IsComplete { get; set; } = true;
    }
}
