using Fairlead.Jira.Issues;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Undoing;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>Writes what was sent to linked issues and what was seen of them.</summary>
internal sealed class IssueStore(Database database, TimeProvider clock)
{
    private static readonly SqlText ObserveSql = new(typeof(IssueStore), "Ticket.Observe");
    private static readonly SqlText VanishSql = new(typeof(IssueStore), "Ticket.Vanish");
    private static readonly SqlText ReleaseSql = new(typeof(IssueStore), "Ticket.Release");
    private static readonly SqlText UnlinkSql = new(typeof(IssueStore), "Ticket.Unlink");
    private static readonly SqlText RelinkSql = new(typeof(IssueStore), "Ticket.Relink");
    private static readonly SqlText ExplainSql = new(typeof(IssueStore), "Ticket.Explain");
    private static readonly SqlText RetryAnySql = new(typeof(IssueStore), "Ticket.Retry");
    private static readonly SqlText RetrySql = RetryAnySql.With("/*where*/", "id = @id AND (held_hash IS NOT NULL OR undone_hash IS NOT NULL OR left_out IS NOT NULL OR frozen_until > @now OR rests_until > @now)");

    // What was taken back is asked for by its ticket.
    private static readonly SqlText RetryRunSql = RetryAnySql.With(
        "/*where*/",
        "id IN (SELECT ticket_id FROM ticket_operations WHERE run_id = @run AND outcome = @refused) AND undone_hash IS NULL AND (held_hash IS NOT NULL OR left_out IS NOT NULL)");
    private static readonly SqlText KeptSql = new(typeof(IssueStore), "Ticket.Kept");
    private static readonly SqlText GiveBackSql = new(typeof(IssueStore), "Ticket.GiveBack");
    private static readonly SqlText SentSql = new(typeof(IssueStore), "Ticket.Sent");
    private static readonly SqlText WrittenAtSql = new(typeof(IssueStore), "Ticket.WrittenAt");
    private static readonly SqlText DriftSql = new(typeof(IssueStore), "Ticket.Drift");
    private static readonly SqlText MovedSql = new(typeof(IssueStore), "Ticket.Moved");
    private static readonly SqlText AdoptSql = new(typeof(IssueStore), "Ticket.Adopt");
    private static readonly SqlText ListedSql = new(typeof(IssueStore), "Ticket.Listed");
    private static readonly SqlText FollowedSql = new(typeof(IssueStore), "Ticket.Followed");
    private static readonly SqlText HoldSql = new(typeof(IssueStore), "Ticket.Hold");
    private static readonly SqlText RestoredSql = new(typeof(IssueStore), "Ticket.Restored");
    private static readonly SqlText MovedBackSql = new(typeof(IssueStore), "Ticket.MovedBack");
    private static readonly SqlText NotUndoneSql = new(typeof(IssueStore), "Ticket.NotUndone");
    private static readonly SqlText UndoSql = new(typeof(IssueStore), "Ticket.Undo");
    private static readonly SqlText SameSql = new(typeof(IssueStore), "Ticket.Same");
    private static readonly SqlText PutStraySql = new(typeof(IssueStore), "Stray.Put");
    private static readonly SqlText DeleteStraySql = new(typeof(IssueStore), "Stray.Delete");

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    /// <param name="ticket">As it was before its issue was read.</param>
    /// <returns>
    /// <see langword="false"/> when another worker has entered since, or somebody wrote to the issue meanwhile, so that what was read is old:
    /// the next look reads it again.
    /// </returns>
    public async Task<bool> ObserveAsync(UnitOfWork work, TicketRow ticket, Observed seen, long epoch, CancellationToken ct) =>
        await work.ExecuteAsync(
            ObserveSql,
            new
            {
                id = ticket.Id,
                connection = ticket.ConnectionId,
                epoch,
                asOf = ticket.UpdatedAt,
                issueKey = seen.IssueKey,
                presence = (int)seen.Presence,
                missingSince = seen.MissingSince,
                statusId = seen.Status?.Id,
                status = seen.Status?.Name,
                statusCategory = (int?)seen.Status?.Category,
                priority = seen.Priority,
                assignee = seen.Assignee,
                dueDate = seen.DueDate,
                labels = seen.Labels,
                doneAt = seen.DoneAt,
                movedTo = seen.MovedTo,
                resolutionId = seen.ResolutionId,
                resolution = seen.Resolution,
                issueCreatedAt = seen.IssueCreatedAt,
                reason = seen.Reason,
                now = clock.GetUtcNow(),
            },
            ct) == 1;

    public async Task VanishAsync(
        UnitOfWork work, TicketRow ticket, IssuePresence presence, DateTimeOffset missingSince, string reason, long epoch, CancellationToken ct) => Fence(
        ticket,
        await work.ExecuteAsync(
            VanishSql,
            new { id = ticket.Id, issueId = ticket.IssueId, connection = ticket.ConnectionId, epoch, presence = (int)presence, missingSince, reason, now = clock.GetUtcNow() },
            ct));

    /// <returns><see langword="false"/> when the ticket's issue is not known to be deleted, nor unlinked, nor lost without hope of finding it.</returns>
    public async Task<bool> ReleaseAsync(UnitOfWork work, TicketId id, string reason, CancellationToken ct) => await work.ExecuteAsync(
        ReleaseSql,
        new
        {
            id,
            released = (int)IssuePresence.Released,
            deleted = (int)IssuePresence.Deleted,
            lost = (int)IssuePresence.Lost,
            unlinked = (int)IssuePresence.Unlinked,
            reason,
            now = clock.GetUtcNow(),
        },
        ct) == 1;

    /// <summary>The ticket has no issue any more, and what it had is not looked for.</summary>
    public async Task UnlinkAsync(UnitOfWork work, TicketRow ticket, string reason, long epoch, CancellationToken ct) => Fence(
        ticket,
        await work.ExecuteAsync(
            UnlinkSql,
            new
            {
                id = ticket.Id,
                connection = ticket.ConnectionId,
                epoch,
                unlinked = (int)IssuePresence.Unlinked,
                created = (int)TicketState.Created,
                linked = new[] { (int)IssuePresence.Present, (int)IssuePresence.Forbidden, (int)IssuePresence.Lost },
                reason,
                now = clock.GetUtcNow(),
            },
            ct));

    /// <summary>What else is to be known of an unlinked ticket.</summary>
    public async Task ExplainAsync(UnitOfWork work, TicketRow ticket, string reason, long epoch, CancellationToken ct) => Fence(
        ticket,
        await work.ExecuteAsync(
            ExplainSql,
            new { id = ticket.Id, connection = ticket.ConnectionId, epoch, unlinked = (int)IssuePresence.Unlinked, reason, now = clock.GetUtcNow() },
            ct));

    /// <summary>After a ticket was linked to an issue that a person chose: what was known of the one before says nothing of it.</summary>
    /// <param name="after">With the new issue's marker and place.</param>
    public static async Task RelinkAsync(UnitOfWork work, TicketRow after, long epoch, CancellationToken ct) => Fence(
        after,
        await work.ExecuteAsync(
            RelinkSql,
            new
            {
                id = after.Id,
                connection = after.ConnectionId,
                epoch,
                marker = after.Marker,
                linkedAt = after.LinkedAt,
                projectId = after.ProjectId,
                issueTypeId = after.IssueTypeId,
                parentId = after.ParentId,
                shownFinding = (int?)after.ShownFinding,
            },
            ct));

    /// <summary>What Jira refused for the ticket, the issue's making included, is not held against it any more.</summary>
    /// <returns><see langword="false"/> when nothing is.</returns>
    public async Task<bool> RetryAsync(UnitOfWork work, TicketId id, CancellationToken ct) =>
        await work.ExecuteAsync(RetrySql, new { id, now = clock.GetUtcNow() }, ct) == 1;

    /// <summary>As <see cref="RetryAsync"/>, for all tickets of which a run's step was refused.</summary>
    /// <returns>How many.</returns>
    public Task<int> RetryRunAsync(UnitOfWork work, SyncRunId run, CancellationToken ct) =>
        work.ExecuteAsync(RetryRunSql, new { run, refused = (int)OutcomeKind.Refused, now = clock.GetUtcNow() }, ct);

    /// <summary>The next run sends Fairlead's own value of a field, whoever wrote it last.</summary>
    public Task GiveBackAsync(UnitOfWork work, TicketId ticket, string field, string name, CancellationToken ct) =>
        GiveBackAsync(work, ticket, kept => new(kept) { [field] = new(name, "", null, IsGivenBack: true) }, ct);

    /// <summary>The next run sends what Fairlead would have written where somebody else had; not over what they change from now on.</summary>
    /// <returns>Names of the fields; none when all that the issue shows is Fairlead's, or is given back already.</returns>
    public async Task<IReadOnlyList<string>> GiveBackAsync(UnitOfWork work, TicketId ticket, CancellationToken ct)
    {
        IReadOnlyList<string> names = [];
        await GiveBackAsync(
            work,
            ticket,
            kept =>
            {
                names = [.. kept.Values.Where(k => !k.IsGivenBack).Select(k => k.Name)];
                return kept.ToDictionary(k => k.Key, k => k.Value with { IsGivenBack = true });
            },
            ct);
        return names;
    }

    private async Task GiveBackAsync(UnitOfWork work, TicketId ticket, Func<Dictionary<string, KeptField>, Dictionary<string, KeptField>> change, CancellationToken ct)
    {
        var before = (await work.FirstAsync<TicketRow>(KeptSql, new { id = ticket }, ct))?.Kept ?? new Dictionary<string, KeptField>();
        if (change(new(before)) is { Count: > 0 } after)
            await work.ExecuteAsync(GiveBackSql, new { id = ticket, keptFields = TicketRow.JsonOfAny(after), now = clock.GetUtcNow() }, ct);
    }

    /// <param name="asOf">UTC. What was written to the ticket later than this, the content does not know of.</param>
    public async Task SentAsync(UnitOfWork work, TicketRow ticket, TicketGroup group, SentContent content, DateTimeOffset asOf, long epoch, CancellationToken ct)
    {
        var isLate = await work.FirstAsync<DateTimeOffset?>(WrittenAtSql, new { id = ticket.Id }, ct) > asOf;
        var written = await work.ExecuteAsync(
            SentSql,
            new
            {
                id = ticket.Id,
                connection = ticket.ConnectionId,
                epoch,
                asOf,
                sentHash = content.Hash,
                groupHash = group.Hash,
                heldMove = Holds.OfMove(group.Hash),
                sentSummary = content.Summary,
                sentBodyHash = content.BodyHash,
                sentPriorityId = content.PriorityId,
                judgedPriority = ticket.JudgedPriority,
                writtenPriorityId = content.WrittenPriorityId,
                sentLabels = TicketRow.JsonOf(content.Labels),
                sentFields = TicketRow.JsonOf(content.Fields),
                leftOut = content.LeftOut,
                keptFields = TicketRow.JsonOfAny(content.Kept),
                refusedFields = TicketRow.JsonOfAny(content.Refused),
                overflows = content.Overflows ? 1 : 0,
                priority = content.PriorityName ?? ticket.Priority,
                findings = group.Members.Count,
                severity = (int)group.Severity,
                groupLabel = group.Label,
                now = clock.GetUtcNow(),
            },
            ct);
        Fence(ticket, written);
        await LinkStore.ReplaceAsync(work, [new(ticket.Id, group.Members)], ct);
        if (isLate)
            await LinkStore.JoinPinnedAsync(work, ticket.Id, clock.GetUtcNow(), ct);
    }

    /// <summary>Jira shows other values than were sent, so that the next plan sends them again.</summary>
    /// <param name="ticket">As it was before its issue was read.</param>
    /// <returns>As <see cref="ObserveAsync"/>.</returns>
    public static async Task<bool> DriftAsync(
        UnitOfWork work, TicketRow ticket, Applying.Drift drift, Planning.Flips flips, string? reason, long epoch, CancellationToken ct) =>
        await work.ExecuteAsync(
            DriftSql,
            new
            {
                id = ticket.Id,
                connection = ticket.ConnectionId,
                epoch,
                asOf = ticket.UpdatedAt,
                sentPriorityId = drift.PriorityId,
                sentLabels = TicketRow.JsonOf(drift.Labels),
                sentFields = TicketRow.JsonOf(drift.Fields),
                flips = flips.Count,
                flipsSince = flips.Since,
                frozenUntil = flips.FrozenUntil,
                reason,
            },
            ct) == 1;

    /// <summary>The groups changed, but not what their issues show. What somebody wrote to the ticket since it was compared stays: the next plan sees it.</summary>
    public static async Task SameAsync(UnitOfWork work, IReadOnlyList<UnchangedTicket> unchanged, CancellationToken ct)
    {
        var kept = new List<TicketMembers>(unchanged.Count);
        foreach (var (update, before) in unchanged)
        {
            var row = new
            {
                id = before.Id,
                hash = update.Group.Hash,
                findings = update.Group.Members.Count,
                severity = (int)update.Group.Severity,
                created = (int)TicketState.Created,
                sentBefore = before.SentHash ?? "",
                asOf = before.UpdatedAt,
                undos = update.Undos,
            };
            if (await work.ExecuteAsync(SameSql, row, ct) == 1)
                kept.Add(new(before.Id, update.Group.Members));
        }

        await LinkStore.ReplaceAsync(work, kept, ct);
    }

    /// <summary>The issues are in line with how their findings stand, without a move. Where they were brought in line otherwise since the plan, that counts.</summary>
    public static async Task AdoptAsync(UnitOfWork work, IReadOnlyList<AdoptedStanding> adopted, CancellationToken ct)
    {
        foreach (var (ticket, standing, before) in adopted)
            await work.ExecuteAsync(AdoptSql, new { id = ticket, standing = (int)standing, before, created = (int)TicketState.Created }, ct);
    }

    /// <param name="isOurMove">Whether Fairlead moved the issue there, and did not find it there.</param>
    public async Task MovedAsync(UnitOfWork work, TicketRow after, bool isOurMove, long epoch, CancellationToken ct) => Fence(
        after,
        await work.ExecuteAsync(
            MovedSql,
            new
            {
                id = after.Id,
                connection = after.ConnectionId,
                epoch,
                statusId = after.StatusId,
                status = after.Status,
                statusCategory = (int?)after.StatusCategory,
                doneAt = after.DoneAt,
                flips = after.Flips,
                flipsSince = after.FlipsSince,
                frozenUntil = after.FrozenUntil,
                reason = after.Reason,
                standing = isOurMove ? Statuses.IssueStanding.MovedTo(after.StatusId) : null,
                shownFinding = (int?)after.ShownFinding,
                movedTo = after.MovedTo,
                now = clock.GetUtcNow(),
            },
            ct));

    /// <summary>The issue is linked to the one whose place it takes.</summary>
    /// <param name="reason">Why it cannot be; <see langword="null"/> when it is.</param>
    public static async Task FollowedAsync(UnitOfWork work, TicketRow ticket, string? reason, long epoch, CancellationToken ct) => Fence(
        ticket, await work.ExecuteAsync(FollowedSql, new { id = ticket.Id, connection = ticket.ConnectionId, epoch, reason }, ct));

    /// <summary>The issue has its list of findings, or has none any more.</summary>
    /// <param name="ticket">As it was when the list was made; what changed since is owed again.</param>
    /// <param name="file">Name of the list that is attached; <see langword="null"/>: none.</param>
    /// <param name="reason">What Jira did not take; <see langword="null"/> when it took all.</param>
    public static async Task ListedAsync(UnitOfWork work, TicketRow ticket, string? file, string? reason, long epoch, CancellationToken ct) => Fence(
        ticket,
        await work.ExecuteAsync(
            ListedSql,
            new { id = ticket.Id, issueId = ticket.IssueId, connection = ticket.ConnectionId, epoch, groupHash = ticket.GroupHash, file, reason },
            ct));

    /// <summary>Jira refused a step; it is not tried again while the group's hash is this.</summary>
    /// <param name="saidNeed">What the issue was told that a person has to do; <see langword="null"/>: what it was told before stands.</param>
    public async Task HoldAsync(UnitOfWork work, TicketRow ticket, string heldHash, string reason, string? saidNeed, long epoch, CancellationToken ct) => Fence(
        ticket,
        await work.ExecuteAsync(
            HoldSql, new { id = ticket.Id, connection = ticket.ConnectionId, epoch, heldHash, reason, saidNeed, now = clock.GetUtcNow() }, ct));

    /// <summary>The issue is again where it was: what was known of its findings then holds, so that what had come back since is not hidden.</summary>
    public static async Task MovedBackAsync(UnitOfWork work, TicketRow ticket, StandingBefore standing, long epoch, CancellationToken ct) => Fence(
        ticket,
        await work.ExecuteAsync(
            MovedBackSql,
            new { id = ticket.Id, connection = ticket.ConnectionId, epoch, doneAt = standing.DoneAt, shownFinding = (int?)standing.ShownFinding, movedTo = standing.MovedTo },
            ct));

    /// <summary>The issue shows again what it showed before.</summary>
    /// <param name="priority">By name; <see langword="null"/>: the one that was seen last stands.</param>
    public async Task RestoredAsync(UnitOfWork work, TicketRow ticket, SentBefore sent, string? priority, long epoch, CancellationToken ct) => Fence(
        ticket,
        await work.ExecuteAsync(
            RestoredSql,
            new
            {
                id = ticket.Id,
                connection = ticket.ConnectionId,
                epoch,
                hash = sent.Hash,
                summary = sent.Summary,
                bodyHash = sent.BodyHash,
                priorityId = sent.PriorityId,
                labels = sent.Labels is { } labels ? new JsonText(labels) : (JsonText?)null,
                fields = sent.Fields is { } fields ? new JsonText(fields) : (JsonText?)null,
                leftOut = sent.LeftOut,
                keptFields = sent.Kept is { } kept ? new JsonText(kept) : (JsonText?)null,
                priority,
                now = clock.GetUtcNow(),
            },
            ct));

    /// <summary>A person undid what a run did for the ticket: it is not done again while the group's hash is this.</summary>
    public async Task UndoAsync(UnitOfWork work, TicketRow ticket, string hash, string reason, long epoch, CancellationToken ct) => Fence(
        ticket,
        await work.ExecuteAsync(UndoSql, new { id = ticket.Id, connection = ticket.ConnectionId, epoch, hash, reason, now = clock.GetUtcNow() }, ct));

    /// <summary>What was to be undone once more was known of it, and is not: the ticket goes on as before.</summary>
    /// <param name="undos">As many as there were before.</param>
    public async Task NotUndoneAsync(UnitOfWork work, TicketRow ticket, int undos, long epoch, CancellationToken ct) => Fence(
        ticket,
        await work.ExecuteAsync(NotUndoneSql, new { id = ticket.Id, connection = ticket.ConnectionId, epoch, undos, now = clock.GetUtcNow() }, ct));

    public Task PutStrayAsync(UnitOfWork work, ConnectionId connection, IssueRef issue, StrayKind kind, CancellationToken ct) =>
        work.ExecuteAsync(
            PutStraySql, new { connection, issueId = issue.Id, issueKey = issue.Key, kind = (int)kind, at = clock.GetUtcNow() }, ct);

    public static Task DeleteStrayAsync(UnitOfWork work, ConnectionId connection, string issueId, CancellationToken ct) =>
        work.ExecuteAsync(DeleteStraySql, new { connection, issueId }, ct);

    private static void Fence(TicketRow ticket, int written)
    {
        if (written != 1)
            throw new FencedException(ticket.ConnectionId);
    }
}
