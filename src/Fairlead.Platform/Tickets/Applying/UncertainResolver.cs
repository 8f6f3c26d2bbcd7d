using Fairlead.Jira.Issues;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Looks for creates whose answer was lost, once they have rested. Found: linked. A successful search that finds nothing:
/// may be sent again. A failed search: looked for again later.
/// </summary>
internal sealed class UncertainResolver(
    TicketStore tickets,
    IntentStore intents,
    CircuitStore circuits,
    MarkerSearch search,
    Lanes lanes,
    SiteGuard site,
    ActivityLog activity,
    TimeProvider clock,
    ILogger<UncertainResolver> log)
{
    private const int MaxAtOnce = 5_000;

    /// <returns>How many were looked for.</returns>
    public async Task<int> ResolveDueAsync(LaneSession session, CancellationToken ct)
    {
        var due = await tickets.DueToLookAsync(session.Connection, clock.GetUtcNow(), MaxAtOnce, ct);
        if (due.Count == 0 || !await site.HoldsAsync(session, ct))
            return 0;
        foreach (var target in due.GroupBy(t => (t.ProjectId, t.IssueTypeId)))
        {
            var circuit = await circuits.GetAsync(session.Connection, target.Key.ProjectId, target.Key.IssueTypeId, ct);
            foreach (var batch in target.Chunk(MarkerSearch.Batch))
            {
                if (!await ResolveAsync(session, circuit.Rung, batch, ct))
                    return due.Count;
            }
        }

        return due.Count;
    }

    /// <returns>Whether looking on makes sense.</returns>
    private async Task<bool> ResolveAsync(LaneSession session, MarkerRung rung, TicketRow[] batch, CancellationToken ct)
    {
        var canaries = rung == MarkerRung.Label
            ? await tickets.CanariesAsync(
                session.Connection, batch[0].ProjectId, batch[0].IssueTypeId, clock.GetUtcNow() - CreateProtocol.DefaultQuarantine, ct)
            : [];
        var hits = await search.FindAsync(session, rung, batch, canaries, ct);
        var found = new List<IssueRef>();
        await using (var work = await intents.BeginAsync(ct))
        {
            foreach (var ticket in batch)
            {
                var issue = MarkerSearch.InOrder(hits.Issues[ticket.Marker]).FirstOrDefault();
                LookResult result = issue is not null ? new LookResult.Found(issue.Ref)
                    : hits.Failure is { } failure ? new LookResult.Failed(failure)
                    : new LookResult.None();
                var after = CreateProtocol.Looked(ticket.Intent, result, clock.GetUtcNow());
                if (issue is null)
                {
                    await intents.SettleAsync(work, ticket, TicketState.Uncertain, after, session.Epoch, wasRefused: false, null, ct);
                    continue;
                }

                await IssueStore.DeleteStrayAsync(work, session.Connection, issue.Id, ct);
                await intents.LinkAsync(work, ticket, TicketState.Uncertain, issue.Ref, session.Epoch, issue.Status, ct);
                found.Add(issue.Ref);
            }

            if (found.Count > 0)
            {
                await activity.AppendAsync(
                    work, Actor.System, "tickets.found", session.Connection.ToString(),
                    $"Found {found.Count} issues whose create had no clear answer, {found[0].Key} first.", ct);
            }

            await work.CommitAsync(ct);
        }

        if (hits.Failure is null)
            return true;
        log.LookFailed(session.Connection, hits.Failure);
        if (hits.SignInFailed)
            await lanes.PauseAsync(session, PauseCause.SignIn, hits.Failure, null, ct);
        return false;
    }
}
