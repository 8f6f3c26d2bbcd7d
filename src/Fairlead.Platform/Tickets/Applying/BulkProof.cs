using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>A bulk create and its answer, the created issues in the order in which it lists them.</summary>
internal sealed record AnsweredCall(
    Circuit Circuit, IReadOnlyList<BuiltIssue.Ready> Items, IReadOnlyList<JiraOutcome<CreatedIssue>> Outcomes)
{
    /// <inheritdoc cref="BulkMatch"/>
    public IReadOnlySet<int> Hidden { get; init; } = new HashSet<int>();

    /// <summary>The created issues, by id, with status and creation, as far as they were read.</summary>
    public IReadOnlyDictionary<string, JiraIssue> Seen { get; init; } = new Dictionary<string, JiraIssue>();

    public IEnumerable<string> MadeIds => Outcomes.OfType<JiraOutcome<CreatedIssue>.Committed>().Select(c => c.Value.Id);

    /// <summary>Every created issue is Uncertain: it is found by its marker later.</summary>
    public AnsweredCall Unproven(string why) =>
        this with { Outcomes = [.. Outcomes.Select(o => o is JiraOutcome<CreatedIssue>.Committed ? BulkMatch.Unproven(why) : o)] };
}

/// <summary>
/// Reads the issues of bulk creates again, to link each to the ticket that it is. Their summaries tell most of them, a thousand to
/// a call, and with them where each issue stands; those that share one, or lost it, are read by their markers, which Cloud gives a hundred to a call.
/// </summary>
internal static class BulkProof
{
    private static readonly IssueSelection Light = IssueSelection.Of("summary", "status", "created");

    /// <returns>The same calls with what is proven.</returns>
    /// <exception cref="JiraUnavailableException">Nothing is proven.</exception>
    /// <exception cref="JiraRefusedException">Nothing is proven.</exception>
    public static async Task<IReadOnlyList<AnsweredCall>> ReadAsync(LaneSession session, IReadOnlyList<AnsweredCall> calls, CancellationToken ct)
    {
        var batch = await session.Jira.Issues.FetchAsync([.. calls.SelectMany(c => c.MadeIds)], Light, ct);
        var summaries = batch.Issues.Where(i => i.Summary is not null).ToDictionary(i => i.Id, i => i.Summary!);
        var seen = calls.SelectMany(c => BySummary(c, summaries)).DistinctBy(p => p.Key).ToDictionary();
        var hidden = batch.Refused.ToHashSet();
        var rest = batch.Issues.Select(i => i.Id).Where(id => !seen.ContainsKey(id)).ToHashSet();
        foreach (var selection in MarkerReader.Steps(session.Jira.Site.Edition, calls.All(c => c.Circuit.Rung == MarkerRung.Label)))
        {
            if (rest.Count == 0)
                break;
            foreach (var issue in (await session.Jira.Issues.FetchAsync(rest, selection, ct)).Issues.Where(i => MarkerReader.Of(i) is not null))
            {
                seen[issue.Id] = MarkerReader.Of(issue)!;
                rest.Remove(issue.Id);
            }
        }

        hidden.UnionWith(rest);
        var issues = batch.Issues.ToDictionary(i => i.Id);
        return [.. calls.Select(call => Proven(call, seen, hidden) with { Seen = issues })];
    }

    private static IEnumerable<KeyValuePair<string, string>> BySummary(AnsweredCall call, Dictionary<string, string> summaries) =>
        BulkMatch.BySummary(
            call.Items.Select(i => (i.Ticket.Marker, i.Draft.Summary)),
            call.MadeIds.Where(summaries.ContainsKey).Select(id => KeyValuePair.Create(id, summaries[id])));

    private static AnsweredCall Proven(AnsweredCall call, Dictionary<string, string> seen, HashSet<string> hidden)
    {
        var match = BulkMatch.Of([.. call.Items.Select(i => i.Ticket.Marker)], call.Outcomes, seen, hidden);
        return call with { Outcomes = match.Outcomes, Hidden = match.Hidden };
    }
}
