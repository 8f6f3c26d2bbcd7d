using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>Another worker took the connection over: whatever this one still holds is no longer its to say.</summary>
internal sealed class FencedException(ConnectionId connection)
    : Exception($"Another worker has taken over connection {connection}.");

/// <summary>A ticket that is to be sent.</summary>
/// <param name="Existing">The ticket of this group and generation that is planned again; <see langword="null"/>: the row is new.</param>
/// <param name="Findings">All that are behind it.</param>
internal sealed record PlannedIntent(TicketRow Row, PlannedAgain? Existing, IReadOnlyList<FindingId> Findings);

/// <summary>A ticket that a plan asks for again.</summary>
/// <param name="Undos">Of which the plan knows: what was undone since is not planned again.</param>
internal sealed record PlannedAgain(TicketId Ticket, int Undos);

/// <summary>
/// Writes the states of the create protocol. Every write of a worker names its epoch and the state it found; a row that is not
/// written means that the worker was fenced, and nothing of its transaction is kept.
/// </summary>
internal sealed class IntentStore(Database database, IssueHolders holders, TimeProvider clock)
{
    private static readonly SqlText InsertSql = new(typeof(IntentStore), "Ticket.Insert");
    private static readonly SqlText PlanAgainSql = new(typeof(IntentStore), "Ticket.PlanAgain");
    private static readonly SqlText ClaimSql = new(typeof(IntentStore), "Ticket.Claim");
    private static readonly SqlText SettleSql = new(typeof(IntentStore), "Ticket.Settle");
    /// <summary>An issue that is found so long after it was sent is read by the next look, whenever it was changed: people may have written on it.</summary>
    private static readonly TimeSpan LinkedLate = TimeSpan.FromMinutes(1);

    private static readonly SqlText LinkSql = new(typeof(IntentStore), "Ticket.Link");
    private static readonly SqlText ForgetCommentsSql = new(typeof(IntentStore), "Comment.ForgetAll");
    private static readonly SqlText ForgetSentSql = new(typeof(IntentStore), "Ticket.ForgetSent");
    private static readonly SqlText ParkAllSql = new(typeof(IntentStore), "Ticket.ParkAll");
    private static readonly SqlText ProbeCircuitSql = new(typeof(IntentStore), "Circuit.ProbeNow");
    private static readonly SqlText ProbeSql = new(typeof(IntentStore), "Ticket.ProbeNow");
    private static readonly SqlText UnparkSql = new(typeof(IntentStore), "Ticket.Unpark");
    private static readonly SqlText DeferAllSql = new(typeof(IntentStore), "Ticket.DeferAll");
    private static readonly SqlText ReleaseAllSql = new(typeof(IntentStore), "Ticket.ReleaseAll");
    private static readonly SqlText WithdrawSql = new(typeof(IntentStore), "Ticket.Withdraw");
    private static readonly SqlText TakeBackSql = new(typeof(IntentStore), "Ticket.TakeBack");
    private static readonly int[] Unmade = TicketStore.Numbers([TicketState.Planned, TicketState.Retry, TicketState.Rejected]);
    private static readonly int[] Sendable = TicketStore.Numbers([TicketState.Planned, TicketState.Retry]);

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    /// <summary>
    /// Writes intents with the findings behind them. Nothing happens where the group has a ticket of this generation, or where the one to
    /// be planned again was sent or undone meanwhile.
    /// </summary>
    /// <returns>Tickets that are sent by these intents.</returns>
    public async Task<IReadOnlySet<TicketId>> PlanAsync(UnitOfWork work, IReadOnlyList<PlannedIntent> intents, CancellationToken ct)
    {
        var (added, changed) = (new List<TicketMembers>(), new List<TicketMembers>());
        foreach (var intent in intents)
        {
            if (intent.Existing is { } existing)
            {
                if (await PlanAgainAsync(work, existing, intent.Row, ct))
                    changed.Add(new(existing.Ticket, intent.Findings));
            }
            else if (await work.ExecuteAsync(InsertSql, intent.Row, ct) == 1)
            {
                added.Add(new(intent.Row.Id, intent.Findings));
            }
        }

        await LinkStore.AddAsync(work, added, ct);
        await LinkStore.ReplaceAsync(work, changed, ct);
        return added.Concat(changed).Select(m => m.Ticket).ToHashSet();
    }

    /// <summary>A ticket that Jira surely does not hold and that would be sent differently now.</summary>
    private async Task<bool> PlanAgainAsync(UnitOfWork work, PlannedAgain again, TicketRow row, CancellationToken ct) =>
        await work.ExecuteAsync(
            PlanAgainSql,
            new
            {
                id = again.Ticket,
                undos = again.Undos,
                state = (int)row.State,
                unmade = Unmade,
                projectId = row.ProjectId,
                issueTypeId = row.IssueTypeId,
                parentId = row.ParentId,
                groupLabel = row.GroupLabel,
                groupHash = row.GroupHash,
                findings = row.Findings,
                severity = (int)row.Severity,
                now = clock.GetUtcNow(),
            },
            ct) == 1;

    /// <summary>No finding asks for the issue any more. Nothing happens to one that is on its way or made.</summary>
    public Task WithdrawAsync(UnitOfWork work, TicketId id, string reason, CancellationToken ct) => work.ExecuteAsync(
        WithdrawSql, new { id, states = Sendable, rejected = (int)TicketState.Rejected, reason, now = clock.GetUtcNow() }, ct);

    /// <summary>A person undid the run that asked for the issue. Nothing happens to one that is on its way or made.</summary>
    /// <returns>Whether it is sent no more.</returns>
    public async Task<bool> TakeBackAsync(UnitOfWork work, TicketRow ticket, string reason, long epoch, CancellationToken ct) => await work.ExecuteAsync(
        TakeBackSql,
        new
        {
            id = ticket.Id,
            connection = ticket.ConnectionId,
            epoch,
            states = Sendable,
            rejected = (int)TicketState.Rejected,
            hash = ticket.GroupHash,
            reason,
            now = clock.GetUtcNow(),
        },
        ct) == 1;

    /// <summary>
    /// A row that a plan withdrew since it was read is sent nevertheless; the next plan closes its issue. Nobody else writes rows
    /// that wait while the epoch holds.
    /// </summary>
    /// <exception cref="FencedException">Nothing may be sent.</exception>
    public async Task ClaimAsync(UnitOfWork work, TicketRow row, CreateIntent claimed, SentContent content, CancellationToken ct) =>
        Fence(row, await work.ExecuteAsync(
            ClaimSql,
            new
            {
                id = row.Id,
                connection = row.ConnectionId,
                before = (int)row.State,
                rejected = (int)TicketState.Rejected,
                state = (int)claimed.State,
                epoch = claimed.Epoch,
                attempts = claimed.Attempts,
                sentSummary = content.Summary,
                sentBodyHash = content.BodyHash,
                sentPriorityId = content.PriorityId,
                sentLabels = TicketRow.JsonOf(content.Labels),
                sentFields = TicketRow.JsonOf(content.Fields),
                leftOut = content.LeftOut,
                refusedFields = TicketRow.JsonOfAny(content.Refused),
                overflows = content.Overflows ? 1 : 0,
                priority = content.PriorityName,
                now = clock.GetUtcNow(),
            },
            ct));

    /// <summary>Writes a state that is not <see cref="TicketState.Created"/>.</summary>
    /// <param name="before">The state in which the row must be.</param>
    /// <param name="epoch">Of the worker that writes.</param>
    public async Task SettleAsync(
        UnitOfWork work, TicketRow row, TicketState before, CreateIntent after, long epoch, bool wasRefused, string? heldHash, CancellationToken ct) =>
        Fence(row, await work.ExecuteAsync(
            SettleSql,
            new
            {
                id = row.Id,
                connection = row.ConnectionId,
                before = (int)before,
                state = (int)after.State,
                epoch,
                notBefore = after.NotBefore,
                reason = after.Reason,
                refusals = wasRefused ? 1 : 0,
                heldHash,
                now = clock.GetUtcNow(),
            },
            ct));

    /// <summary>
    /// Links a ticket to an issue that is proven its own: Jira made it for us just now, or it carries the marker. Where the ticket had an
    /// issue before, what that one was sent says nothing of this one: the next plan sends it anew, and moves it where it should be.
    /// </summary>
    /// <param name="seen">The issue as read, with status and creation; <see langword="null"/> when it was not: a single create tells its issue and is not read again.</param>
    /// <returns>What <see cref="IssueHolders.FreeAsync"/> returns; to be told in the same transaction.</returns>
    public async Task<IReadOnlyList<TicketRow>> LinkAsync(
        UnitOfWork work, TicketRow row, TicketState before, IssueRef issue, long epoch, JiraIssue? seen, CancellationToken ct)
    {
        var status = seen?.Status;
        var setAside = await holders.FreeAsync(work, row, issue, epoch, ct);
        Fence(row, await work.ExecuteAsync(
            LinkSql,
            new
            {
                id = row.Id,
                connection = row.ConnectionId,
                before = (int)before,
                state = (int)TicketState.Created,
                epoch,
                issueId = issue.Id,
                issueKey = issue.Key,
                issueCreatedAt = seen?.CreatedAt?.ToStoredResolution(),
                presence = (int)IssuePresence.Present,
                statusId = status?.Id,
                status = status?.Name,
                statusCategory = (int?)status?.Category,
                doneAt = status?.Category == JiraStatusCategory.Done ? row.DoneAt ?? clock.GetUtcNow() : (DateTimeOffset?)null,
                recently = clock.GetUtcNow() - LinkedLate,
                now = clock.GetUtcNow(),
            },
            ct));
        if (before == TicketState.Created)
        {
            await work.ExecuteAsync(ForgetSentSql, new { id = row.Id }, ct);
            // What was said on the other issue stays said: that it is not on this one does not mean that it was deleted.
            await work.ExecuteAsync(ForgetCommentsSql, new { id = row.Id }, ct);
        }

        return setAside;
    }

    /// <summary>Holds back everything of a project and type until the probe.</summary>
    public Task ParkAllAsync(UnitOfWork work, Circuit circuit, CancellationToken ct) => work.ExecuteAsync(
        ParkAllSql,
        new
        {
            connection = circuit.ConnectionId,
            projectId = circuit.ProjectId,
            issueTypeId = circuit.IssueTypeId,
            states = Sendable,
            probeAt = circuit.ProbeAt,
            reason = circuit.Reason,
            now = clock.GetUtcNow(),
        },
        ct);

    /// <summary>One of what is parked is due at once. Nothing happens where nothing is.</summary>
    public async Task ProbeNowAsync(UnitOfWork work, ConnectionId connection, string projectId, string issueTypeId, CancellationToken ct)
    {
        var target = new { connection, projectId, issueTypeId, states = Sendable, now = clock.GetUtcNow() };
        if (await work.ExecuteAsync(ProbeCircuitSql, target, ct) > 0)
            await work.ExecuteAsync(ProbeSql, target, ct);
    }

    public Task UnparkAsync(UnitOfWork work, Circuit circuit, CancellationToken ct) => work.ExecuteAsync(
        UnparkSql,
        new { connection = circuit.ConnectionId, projectId = circuit.ProjectId, issueTypeId = circuit.IssueTypeId, states = Sendable, now = clock.GetUtcNow() },
        ct);

    /// <summary>Puts off everything that waits to be sent on a connection.</summary>
    public Task DeferAllAsync(UnitOfWork work, ConnectionId connection, DateTimeOffset until, string reason, CancellationToken ct) =>
        work.ExecuteAsync(DeferAllSql, new { connection, states = Sendable, until, reason, now = clock.GetUtcNow() }, ct);

    /// <summary>Makes everything that waits to be sent due at once.</summary>
    public Task ReleaseAllAsync(UnitOfWork work, ConnectionId connection, CancellationToken ct) =>
        work.ExecuteAsync(ReleaseAllSql, new { connection, states = Sendable, now = clock.GetUtcNow() }, ct);

    private static void Fence(TicketRow row, int written)
    {
        if (written != 1)
            throw new FencedException(row.ConnectionId);
    }
}
