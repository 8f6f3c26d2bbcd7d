using Fairlead.Jira.Issues;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Looks for creates whose answer was lost, once they have rested, and for issues that were set aside. Found: linked. A successful search
/// that finds nothing: the create may be sent again; the lost issue stays lost until a person says otherwise. A failed search: looked for
/// again later.
/// </summary>
internal sealed class UncertainResolver(
    TicketStore tickets,
    IntentStore intents,
    IssueHolders holders,
    CircuitStore circuits,
    MarkerSearch search,
    Lanes lanes,
    SiteGuard site,
    ActivityLog activity,
    SetAside told,
    TimeProvider clock,
    ILogger<UncertainResolver> log)
{
    private const int MaxAtOnce = 5_000;

    /// <returns>How many were looked for.</returns>
    public async Task<int> ResolveDueAsync(LaneSession session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        List<TicketRow> due =
        [
            .. await tickets.DueToLookAsync(session.Connection, now, MaxAtOnce, ct),
            .. await tickets.LostDueAsync(session.Connection, now, MaxAtOnce, ct),
        ];
        if (due.Count == 0 || !await site.HoldsAsync(session, ct))
            return 0;
        foreach (var target in due.GroupBy(t => (t.ProjectId, t.IssueTypeId)))
        {
            var circuit = await circuits.GetAsync(session.Connection, target.Key.ProjectId, target.Key.IssueTypeId, ct);
            foreach (var batch in target.Chunk(MarkerSearch.Batch))
            {
                session.ThrowIfLeaving();
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
        var (found, again, setAside) = (new List<IssueRef>(), new List<IssueRef>(), new List<TicketRow>());
        await using (var work = await intents.BeginAsync(ct))
        {
            foreach (var ticket in batch)
            {
                // A person's clone copies the labels and not the property: it may be the issue of a create, but not one that was known before.
                var candidates = hits.Issues[ticket.Marker].Where(i => ticket.State != TicketState.Created || MarkerReader.PropertyOf(i) is not null);
                if (MarkerSearch.InOrder(candidates).FirstOrDefault() is not { } issue)
                {
                    await NotFoundAsync(work, ticket, hits.Failure, session.Epoch, ct);
                    continue;
                }

                await IssueStore.DeleteStrayAsync(work, session.Connection, issue.Id, ct);
                setAside.AddRange(await intents.LinkAsync(work, ticket, ticket.State, issue.Ref, session.Epoch, issue, ct));
                (ticket.State == TicketState.Created ? again : found).Add(issue.Ref);
            }

            await told.TellAsync(work, setAside, ct);
            if (found.Count > 0)
            {
                await activity.AppendAsync(
                    work, Actor.System, "tickets.found", session.Connection.ToString(),
                    $"Found {found.Count} issues whose create had no clear answer, {found[0].Key} first.", ct);
            }

            if (again.Count > 0)
            {
                await activity.AppendAsync(
                    work, Actor.System, "tickets.found_again", session.Connection.ToString(),
                    $"Found {again.Count} issues again by their markers, {again[0].Key} first.", ct);
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

    private Task NotFoundAsync(UnitOfWork work, TicketRow ticket, string? failure, long epoch, CancellationToken ct)
    {
        if (ticket.State == TicketState.Created)
            return holders.NotFoundAsync(work, ticket, failure, epoch, ct);
        LookResult result = failure is null ? new LookResult.None() : new LookResult.Failed(failure);
        var after = CreateProtocol.Looked(ticket.Intent, result, clock.GetUtcNow());
        return intents.SettleAsync(work, ticket, TicketState.Uncertain, after, epoch, wasRefused: false, null, ct);
    }
}
