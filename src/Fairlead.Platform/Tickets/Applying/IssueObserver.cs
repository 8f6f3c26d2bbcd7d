using System.Globalization;
using System.Text.Json;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What reading some linked issues found.</summary>
/// <param name="Present">Tickets whose issue came, as they were before, with it.</param>
/// <param name="Missing">Tickets whose issue did not come.</param>
/// <param name="Changed">How many have another status, priority or key than was known.</param>
/// <param name="Moved">How many have another key.</param>
internal sealed record Observation(
    IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> Present, IReadOnlyList<TicketRow> Missing, int Changed, int Moved);

/// <summary>Reads linked issues, a thousand to a call, and writes down what is new of them.</summary>
internal sealed class IssueObserver(IssueStore issues, IFindingSource findings, Lanes lanes, TimeProvider clock)
{
    /// <summary>Fields of a single value only: with others Jira gives a hundred to a call.</summary>
    private static readonly IssueSelection Light = IssueSelection.Of("status", "priority", "resolution", "resolutiondate", "created", "updated", "reporter", "assignee", "project");

    /// <param name="page">Linked tickets, at most <see cref="IssuesResource.MaxFetch"/>.</param>
    public async Task<Observation> ReadAsync(LaneSession session, IReadOnlyList<TicketRow> page, CancellationToken ct)
    {
        var batch = await session.Jira.Issues.FetchAsync([.. page.Select(t => t.IssueId!)], Light, ct);
        var seen = batch.Issues.ToDictionary(i => i.Id);
        var (present, missing) = (new List<(TicketRow, JiraIssue)>(page.Count), new List<TicketRow>());
        var (changed, moved) = (0, 0);
        await using var work = await issues.BeginAsync(ct);
        foreach (var ticket in page)
        {
            if (!seen.TryGetValue(ticket.IssueId!, out var issue))
            {
                missing.Add(ticket);
                continue;
            }

            present.Add((ticket, issue));
            moved += ticket.IssueKey == issue.Key ? 0 : 1;
            var observed = await ObservedAsync(ticket, issue, ct);
            if (!IsNews(ticket, observed))
                continue;
            if (await issues.ObserveAsync(work, ticket, observed, session.Epoch, ct))
                changed++;
            else if (!await lanes.IsHeldAsync(session, ct))
                throw new FencedException(session.Connection);
        }

        await work.CommitAsync(ct);
        return new(present, missing, changed, moved);
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
            ticket.MissingSince is null ? ticket.Reason : null);
    }

    /// <summary>What the person who closed it knew of the findings is at least as old as this.</summary>
    private DateTimeOffset DoneAt(JiraIssue issue) =>
        issue.Field("resolutiondate") is { ValueKind: JsonValueKind.String } date
        && DateTimeOffset.TryParse(date.GetString(), CultureInfo.InvariantCulture, out var resolvedAt)
            ? resolvedAt.ToUniversalTime()
            : issue.UpdatedAt ?? clock.GetUtcNow();

    private static bool IsNews(TicketRow ticket, Observed seen) =>
        ticket.IssueKey != seen.IssueKey || ticket.Presence != seen.Presence || ticket.MissingSince is not null
        || ticket.StatusId != seen.Status?.Id || ticket.StatusCategory != seen.Status?.Category
        || ticket.Priority != seen.Priority || ticket.DoneAt != seen.DoneAt;
}
