using System.Globalization;
using System.Text.Json;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Fairlead.Storage.Values;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What reading some linked issues found.</summary>
/// <param name="Present">Tickets whose issue came, as they were before, with it. What came under an id without the ticket's marker is nowhere here: the ticket is set aside.</param>
/// <param name="Missing">Tickets whose issue did not come.</param>
/// <param name="Changed">Tickets whose issue has another status, priority or key than was known.</param>
/// <param name="Moved">How many have another key.</param>
/// <param name="Old">Tickets that somebody wrote to meanwhile, so that what was read is old; their issues are owed another read.</param>
internal sealed record Observation(
    IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> Present, IReadOnlyList<TicketRow> Missing, IReadOnlyList<TicketRow> Changed, int Moved, IReadOnlyList<TicketRow> Old);

/// <summary>Reads linked issues, a thousand to a call, and writes down what is new of them.</summary>
internal sealed class IssueObserver(
    IssueStore issues, LinkProof links, CommentStore owed, ConfigurationStore configurations, CircuitStore circuits, IFindingSource findings, Lanes lanes, EventLog events, TimeProvider clock, ILogger<IssueObserver> log)
{
    private const string Fight =
        "set back and forth too often; left alone for a day. Does a Jira automation set fields that are Fairlead's (owners)?";

    /// <summary>Cloud only.</summary>
    private const string CategoryChanged = "statuscategorychangedate";

    private const string Resolved = "resolutiondate";

    /// <summary>Fields of a single value only: with others Jira gives a hundred to a call.</summary>
    private static readonly IssueSelection Light = IssueSelection.Of("status", CategoryChanged, "priority", "resolution", Resolved, "created", "updated", "reporter", "assignee", "duedate", "project");

    /// <summary>What must be read of linked issues of a connection, where lists cost nothing.</summary>
    public async Task<IssueSelection> SelectionAsync(ConnectionId connection, CancellationToken ct) =>
        SelectionOf((await configurations.ByConnectionAsync(connection, ct)).Where(c => c.Enabled), withLabels: true);

    /// <inheritdoc cref="ReadAsync(LaneSession, IReadOnlyList{TicketRow}, IReadOnlyDictionary{string, JiraIssue}, bool, CancellationToken)"/>
    public Task<Observation> ReadAsync(LaneSession session, IReadOnlyList<TicketRow> page, CancellationToken ct) =>
        ReadAsync(session, page, new Dictionary<string, JiraIssue>(), withComments: false, ct);

    /// <param name="page">Linked tickets, at most <see cref="IssuesResource.MaxFetch"/>.</param>
    /// <param name="read">Issues that were read just now with <see cref="SelectionAsync"/>, by id; they are not read again.</param>
    /// <param name="withComments">Comments come with the issues where somebody listens to them and that costs no call more.</param>
    public async Task<Observation> ReadAsync(
        LaneSession session, IReadOnlyList<TicketRow> page, IReadOnlyDictionary<string, JiraIssue> read, bool withComments, CancellationToken ct)
    {
        var enabled = (await configurations.ByConnectionAsync(session.Connection, ct)).Where(c => c.Enabled).ToDictionary(c => c.Id);
        var drifted = new HashSet<TicketConfigurationId>();
        var seen = page.Select(t => read.GetValueOrDefault(t.IssueId!)).OfType<JiraIssue>().ToDictionary(i => i.Id);
        if (seen.Count < page.Count)
        {
            var unread = page.Select(t => t.IssueId!).Where(id => !seen.ContainsKey(id)).ToList();
            // Lists come a hundred to a call on Cloud: so many of them cost nothing.
            var withLabels = session.Jira.Site.Edition == JiraEdition.DataCenter || unread.Count <= LinkProof.Batch;
            List<TicketConfiguration> configured = [.. page.Select(t => t.ConfigurationId).Distinct().Where(enabled.ContainsKey).Select(c => enabled[c])];
            var selection = SelectionOf(configured, withLabels);
            if (withComments && unread.Count <= LinkProof.Batch && configured.Exists(c => c.CommentRules.Count > 0))
                selection = IssueSelection.Of([.. selection.Fields, "comment"]);
            foreach (var issue in (await session.Jira.Issues.FetchAsync(unread, selection, ct)).Issues)
                seen[issue.Id] = issue;
        }

        page = await ProvenAsync(session, page, seen, ct);
        var (present, missing) = (new List<(TicketRow Ticket, JiraIssue Issue)>(page.Count), new List<TicketRow>());
        var (changed, moved, old) = (new List<TicketRow>(), 0, new List<TicketRow>());
        var observations = new Dictionary<TicketId, Observed>(page.Count);
        // Before the transaction begins, which keeps others from writing.
        foreach (var ticket in page)
        {
            if (seen.TryGetValue(ticket.IssueId!, out var issue))
            {
                present.Add((ticket, issue));
                observations[ticket.Id] = await ObservedAsync(ticket, issue, ct);
            }
            else
            {
                missing.Add(ticket);
            }
        }

        var unlabelled = await circuits.UnlabelledAsync(session.Connection, ct);
        await using var work = await issues.BeginAsync(ct);
        foreach (var (ticket, issue) in present)
        {
            moved += ticket.IssueKey == issue.Key ? 0 : 1;
            var observed = observations[ticket.Id];
            if (DriftOf(ticket, issue, enabled.GetValueOrDefault(ticket.ConfigurationId)) is { } drift
                && await KeepAsync(work, session, ticket, drift, ct) is { } flips)
            {
                drifted.Add(ticket.ConfigurationId);
                if (flips.FrozenUntil is not null)
                    observed = observed with { Reason = Fight };
            }

            if (enabled.ContainsKey(ticket.ConfigurationId) && MissingMarks.AreToPut(ticket, issue, unlabelled, clock.GetUtcNow()))
                await MarkStore.OweAsync(work, ticket, session.Epoch, ct);
            if (!IsNews(ticket, observed))
                continue;
            if (await issues.ObserveAsync(work, ticket, observed, session.Epoch, ct))
            {
                changed.Add(ticket);
                if (ticket.StatusId != observed.Status?.Id && enabled.GetValueOrDefault(ticket.ConfigurationId) is { StatusOwner: FieldOwner.Fairlead })
                    drifted.Add(ticket.ConfigurationId);
            }
            else if (await lanes.IsHeldAsync(session, ct))
            {
                old.Add(ticket);
            }
            else
            {
                throw new FencedException(session.Connection);
            }
        }

        await owed.OweAsync(work, old, ct);
        foreach (var configuration in drifted)
            await events.AppendAsync(work, TicketConfigurations.ChangedEvent, configuration.ToString(), ct);
        await work.CommitAsync(ct);
        return new(present, missing, changed, moved, old);
    }

    /// <summary>
    /// Markers are lists, which come a hundred to a call: they are read where the time of creation does not say already that it is the issue
    /// whose marker was read once.
    /// </summary>
    /// <returns>The page without what was set aside.</returns>
    private async Task<IReadOnlyList<TicketRow>> ProvenAsync(
        LaneSession session, IReadOnlyList<TicketRow> page, Dictionary<string, JiraIssue> seen, CancellationToken ct)
    {
        var unsure = page.Where(t => seen.TryGetValue(t.IssueId!, out var issue) && (t.IssueCreatedAt is null || t.IssueCreatedAt != MadeAt(issue))).ToList();
        if (unsure.Count == 0)
            return page;
        var shown = await links.VouchAsync(session, unsure, ct);
        foreach (var ticket in unsure.Where(t => !shown.Ours.ContainsKey(t.IssueId!)))
            seen.Remove(ticket.IssueId!);
        return [.. page.Where(t => !shown.IsStrange(t))];
    }

    private static DateTimeOffset? MadeAt(JiraIssue issue) => issue.CreatedAt?.ToStoredResolution();

    private static IssueSelection SelectionOf(IEnumerable<TicketConfiguration> configurations, bool withLabels)
    {
        var more = configurations.SelectMany(Drift.FieldsToRead).Concat(withLabels ? ["labels"] : []).Distinct().ToList();
        return more.Count == 0 ? Light : IssueSelection.Of([.. Light.Fields.Union(more)]);
    }

    /// <summary>What is done is left alone.</summary>
    private static Drift? DriftOf(TicketRow ticket, JiraIssue issue, TicketConfiguration? configuration) =>
        configuration is null || issue.Status?.Category == JiraStatusCategory.Done ? null : Drift.Of(ticket, issue, configuration);

    /// <summary>What people set in fields that are Fairlead's is set back by the next run, unless an automation sets it again and again.</summary>
    /// <returns><see langword="null"/> when somebody wrote to the issue meanwhile: the next look reads it again.</returns>
    private async Task<Flips?> KeepAsync(UnitOfWork work, LaneSession session, TicketRow ticket, Drift drift, CancellationToken ct)
    {
        var flips = Flips.After(ticket.Flips, ticket.FlipsSince, clock.GetUtcNow());
        if (!await IssueStore.DriftAsync(work, ticket, drift, flips, flips.FrozenUntil is null ? null : Fight, session.Epoch, ct))
            return null;
        if (flips.FrozenUntil is not null)
            log.Frozen(ticket.Id, flips.FrozenUntil);
        return flips;
    }

    private async Task<Observed> ObservedAsync(TicketRow ticket, JiraIssue issue, CancellationToken ct)
    {
        var isDone = issue.Status?.Category == JiraStatusCategory.Done;
        return new(
            issue.Key,
            IssuePresence.Present,
            null,
            issue.Status,
            issue.Priority?.Name,
            isDone ? ticket.DoneAt ?? await findings.KnownAtAsync(DoneAt(issue), ct) : null,
            ticket.MissingSince is null ? ticket.Reason : null)
        {
            Assignee = issue.Assignee is { } assignee ? PlainText.OneLine(assignee.DisplayName) : null,
            DueDate = DayOf(issue.Field("duedate")),
            Labels = LabelsOf(issue),
            MovedTo = ticket.MovedTo is null || IsAsMoved(ticket, issue) ? ticket.MovedTo : "",
            ResolutionId = issue.ResolutionId ?? "",
            Resolution = issue.Resolution,
            IssueCreatedAt = MadeAt(issue),
        };
    }

    /// <summary>Jira gives an issue without labels an empty list.</summary>
    private static string? LabelsOf(JiraIssue issue) => issue.Field("labels") is null
        ? null
        : string.Join(' ', issue.Labels.Where(l => !Protocol.Marker.IsOwn(l)).Order(StringComparer.Ordinal));

    private static string? DayOf(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.String } day && DateOnly.TryParseExact(day.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? day.GetString() : null;

    /// <summary>Nobody else moved it or chose another resolution since Fairlead moved it.</summary>
    private static bool IsAsMoved(TicketRow ticket, JiraIssue issue) =>
        ticket.MovedTo == issue.Status?.Id && (ticket.ResolutionId is null || ticket.ResolutionId == (issue.ResolutionId ?? ""));

    /// <summary>
    /// What the person who closed it knew of the findings is at least as old as this. The resolution's date is that of the first closing where a
    /// workflow keeps the resolution, and there is none where it sets none; Cloud says when the status came to count as done.
    /// </summary>
    private DateTimeOffset DoneAt(JiraIssue issue)
    {
        var now = clock.GetUtcNow();
        // Jira's clock may be ahead of ours: nothing that was read has happened later than now.
        return (TimeOf(issue, CategoryChanged) ?? TimeOf(issue, Resolved) ?? issue.UpdatedAt) is { } at && at < now ? at : now;
    }

    private static DateTimeOffset? TimeOf(JiraIssue issue, string field) =>
        issue.Field(field) is { ValueKind: JsonValueKind.String } date && DateTimeOffset.TryParse(date.GetString(), CultureInfo.InvariantCulture, out var at)
            ? at.ToUniversalTime()
            : null;

    private static bool IsNews(TicketRow ticket, Observed seen) =>
        ticket.IssueKey != seen.IssueKey || ticket.Presence != seen.Presence || ticket.MissingSince is not null
        || ticket.StatusId != seen.Status?.Id || ticket.StatusCategory != seen.Status?.Category
        || ticket.ResolutionId != seen.ResolutionId || ticket.IssueCreatedAt != seen.IssueCreatedAt
        || ticket.Priority != seen.Priority || ticket.Assignee != seen.Assignee || ticket.DueDate != seen.DueDate || (seen.Labels is { } labels && (ticket.Labels ?? "") != labels) || ticket.DoneAt != seen.DoneAt;
}
