using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>A bulk create and its answer, the created issues in the order in which it lists them.</summary>
internal sealed record AnsweredCall(
    Circuit Circuit, IReadOnlyList<BuiltIssue.Ready> Items, IReadOnlyList<JiraOutcome<CreatedIssue>> Outcomes)
{
    public IEnumerable<string> MadeIds => Outcomes.OfType<JiraOutcome<CreatedIssue>.Committed>().Select(c => c.Value.Id);
}

/// <summary>Reads the issues of bulk creates again, a thousand to a call, to link each to the ticket whose marker it carries.</summary>
internal static class BulkProof
{
    private static readonly IssueSelection Labels = IssueSelection.Of("labels");
    private static readonly IssueSelection Property = IssueSelection.RefOnly.With(Marker.PropertyKey);

    /// <returns>The same calls with what is proven. When reading fails, every created issue is Uncertain: it is found by its marker later.</returns>
    public static async Task<IReadOnlyList<AnsweredCall>> ReadAsync(LaneSession session, IReadOnlyList<AnsweredCall> calls, CancellationToken ct)
    {
        try
        {
            var selection = calls.All(c => c.Circuit.Rung == MarkerRung.Label) ? Labels : Property;
            var batch = await session.Jira.Issues.FetchAsync([.. calls.SelectMany(c => c.MadeIds)], selection, ct);
            var seen = batch.Issues.Where(i => MarkerReader.Of(i) is not null).ToDictionary(i => i.Id, i => MarkerReader.Of(i)!);
            var hidden = await HiddenAsync(session, batch, ct);
            return [.. calls.Select(c => c with { Outcomes = BulkMatch.Of([.. c.Items.Select(i => i.Ticket.Marker)], c.Outcomes, seen, hidden) })];
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return [.. calls.Select(c => c with { Outcomes = [.. c.Outcomes.Select(o => o is JiraOutcome<CreatedIssue>.Committed ? BulkMatch.Unproven(e.Message) : o)] })];
        }
    }

    /// <summary>
    /// What did not come may be hidden from the account, which never ends, or missing from an index that is behind, which does: one of
    /// them is asked for by itself. Issues without a marker, which an automation took away, count as hidden: they tell as little.
    /// </summary>
    private static async Task<IReadOnlySet<string>> HiddenAsync(LaneSession session, JiraIssueBatch batch, CancellationToken ct)
    {
        var hidden = batch.Issues.Where(i => MarkerReader.Of(i) is null).Select(i => i.Id).ToHashSet();
        if (batch.Missing.Count > 0 && await session.Jira.Issues.GetAsync(batch.Missing[0], IssueSelection.RefOnly, ct) is null)
            hidden.UnionWith(batch.Missing);
        return hidden;
    }
}
