using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Queries;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What a search for markers found: every page, each hit read again.</summary>
/// <param name="Issues">By marker; several issues can carry one.</param>
/// <param name="Failure">Why this is no answer; <see langword="null"/> when it is one.</param>
/// <param name="SignInFailed">Whether the failure is about signing in.</param>
internal sealed record MarkerHits(ILookup<string, JiraIssue> Issues, string? Failure, bool SignInFailed = false);

/// <summary>Asks Jira which issues carry given markers. A search that fails in any part has found nothing out.</summary>
internal sealed class MarkerSearch(TimeProvider clock)
{
    /// <summary>Markers in one search: with a hundred results to a page one page is enough.</summary>
    public const int Batch = 50;

    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <param name="tickets">At most <see cref="Batch"/>, all of one project and type.</param>
    /// <param name="canaries">Markers of known issues; when none of them shows, the index does not work.</param>
    public async Task<MarkerHits> FindAsync(
        LaneSession session, MarkerRung rung, IReadOnlyList<TicketRow> tickets, IReadOnlyList<string> canaries, CancellationToken ct)
    {
        try
        {
            var ids = await session.Jira.Search.IdsAsync(QueryFor(session.LooksFirst, rung, tickets, canaries), ct).ToListAsync(ct);
            var batch = ids.Count == 0
                ? new JiraIssueBatch([], [])
                : await session.Jira.Issues.FetchAsync([.. ids.Select(i => i.Id)], MarkerReader.Selection, ct);
            // What the index knows and we may not read could be ours.
            if (batch.Missing.Count > 0)
                return new(Nothing, $"Jira's search finds {batch.Missing.Count} issues that it does not let us read");
            var issues = batch.Issues;
            var hits = issues
                .Select(i => (Marker: MarkerReader.Of(i), Issue: i))
                .Where(i => i.Marker is not null)
                .ToLookup(i => i.Marker!, i => i.Issue);
            return canaries.Count > 0 && !canaries.Any(hits.Contains)
                ? new(hits, "Jira's search does not show issues that exist; its index is behind")
                : new(hits, null);
        }
        catch (JiraUnavailableException e)
        {
            return new(Nothing, $"{e.Cause}: {e.Message}");
        }
        catch (JiraRefusedException e)
        {
            return new(Nothing, e.Message, e.Cause is not (JiraRefusalCause.Invalid or JiraRefusalCause.RateLimited or JiraRefusalCause.NotFound));
        }
    }

    /// <summary>Those with the property, which no clone has, before others; of them open ones before done ones, then the oldest.</summary>
    public static IEnumerable<JiraIssue> InOrder(IEnumerable<JiraIssue> issues) =>
        issues.OrderBy(i => MarkerReader.PropertyOf(i) is null).ThenBy(i => i.Status?.Category == JiraStatusCategory.Done).ThenBy(i => long.Parse(i.Id));

    private static ILookup<string, JiraIssue> Nothing { get; } = Array.Empty<JiraIssue>().ToLookup(i => i.Id);

    /// <param name="isRestored">What a restored database says of times does not bound when an issue was made.</param>
    private Jql QueryFor(bool isRestored, MarkerRung rung, IReadOnlyList<TicketRow> tickets, IReadOnlyList<string> canaries)
    {
        if (rung == MarkerRung.Label)
            return Jql.Field("labels").In([.. tickets.Select(t => t.Marker), .. canaries]);

        // Without labels no search finds a marker: all issues that were made since are read, and their properties compared.
        var project = Jql.Field("project").InNumbers(long.Parse(tickets[0].ProjectId));
        if (isRestored)
            return project;
        var first = tickets.Min(t => t.FirstSentAt ?? t.CreatedAt);
        return project.And(Jql.Field("created").Within(clock.GetUtcNow() - first + Overlap));
    }
}
