using System.Text.Json;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Moves an issue where it is to be, over a few steps if need be, the comment in the last one.</summary>
internal sealed class IssueMover(
    IssueStore issues, IFindingSource findings, FreshIssues fresh, WriteOutcomes outcomes, TimeProvider clock, ILogger<IssueMover> log)
{
    private const int MaxSteps = 5;

    /// <summary>Sub-tasks that are told by key.</summary>
    private const int MostNamed = 5;

    /// <param name="look">With status, project, type and the fields of <see cref="Undoing.IssueBefore.FieldsToRead"/>.</param>
    /// <param name="from">Where it was before this run moved it with others; <see langword="null"/>: it did not.</param>
    /// <param name="run">What moves it.</param>
    /// <param name="knownAt">UTC. When the findings were looked at for it.</param>
    /// <param name="reference">Names the operation, for a comment that is sent by itself.</param>
    /// <exception cref="JiraUnavailableException">Reading failed; nothing more was sent.</exception>
    /// <exception cref="JiraRefusedException">Reading was refused.</exception>
    public async Task<SyncOutcome> MoveAsync(
        LaneSession session,
        TicketRow ticket,
        SyncOperation.Transition operation,
        TicketConfiguration configuration,
        IssueLook look,
        JiraStatus? from,
        SyncRun run,
        DateTimeOffset knownAt,
        string reference,
        CancellationToken ct)
    {
        var issue = look.Issue;
        var status = issue.Status!;
        var walk = new IssueWalk(from ?? status, look, knownAt) { Taken = TakenOf(issue, configuration) };
        if (from is not null && from.Id != status.Id)
            walk.Go(status);
        SyncOutcome? ended;
        try
        {
            ended = await WalkAsync(session, ticket, operation, configuration, walk, reference, ct);
        }
        catch (Exception e) when (walk.IsOwed && e is JiraUnavailableException or JiraRefusedException)
        {
            await NoteAsync(session, ticket, walk, ct);
            throw;
        }

        if (ended is not null)
        {
            if (walk.IsOwed)
                await NoteAsync(session, ticket, walk, ct);
            return ended;
        }

        // The issue moves like this again and again: each time is said. It has moved, though, also where that cannot be said.
        if (IsSaidApart(operation, configuration))
            walk.Unsaid = await SayAsync(session, ticket, operation.Text, $"{reference}/{run.PlannedAt:O}", configuration.CommentVisibility, ct);
        await KeepAsync(session, ticket, operation, walk, operation.HasLeft ? PlannedTicket.NothingKnown : await findings.KnownAtAsync(knownAt, ct), ct);
        return new SyncOutcome.Applied(ticket.IssueKey!);
    }

    /// <returns>What the operation ends with; <see langword="null"/> once the issue is where it is to be.</returns>
    private async Task<SyncOutcome?> WalkAsync(
        LaneSession session, TicketRow ticket, SyncOperation.Transition operation, TicketConfiguration configuration, IssueWalk walk, string reference, CancellationToken ct)
    {
        while (walk.Steps < MaxSteps && !TransitionChoice.IsAt(walk.Status, operation.Goal, operation.Target))
        {
            var choice = await ChooseAsync(session, ticket, operation, configuration, walk, ct);
            if (choice is not TransitionChoice.Step { IsLast: true } && !walk.HasMoved && BlockedBy(walk.Look.Issue, operation) is { } blocked)
                choice = new TransitionChoice.NoWay(blocked);
            // Before the first step that only leads nearer: an issue is not led about in a workflow that does not have the status.
            if (choice is TransitionChoice.Step { IsLast: false } && !walk.HasMoved && await MissingAsync(session, walk.Look.Issue, operation, configuration, ct) is { } missing)
                choice = new TransitionChoice.NoWay(missing);
            var (ended, obstacle) = choice is TransitionChoice.Step next
                ? await StepAsync(session, ticket, operation, next, configuration, walk, ct)
                : (null, ((TransitionChoice.NoWay)choice).Reason);
            if (ended is not null)
                return ended;
            if (obstacle is not null && operation.Goal == TransitionGoal.Done && choice is TransitionChoice.NoWay { MayBeHidden: true })
            {
                var (set, hint) = await PrepareAsync(session, ticket, configuration, walk, ct);
                if (set is { } outcome && await NotSentAsync(session, ticket, configuration, walk, outcome, ct) is { } late)
                    return late;
                if (set is not null)
                    continue;
                obstacle += hint;
            }

            if (obstacle is not null)
                return await HoldAsync(session, ticket, operation, walk, obstacle, reference, configuration.CommentVisibility, ct);
        }

        return TransitionChoice.IsAt(walk.Status, operation.Goal, operation.Target)
            ? null
            : await HoldAsync(session, ticket, operation, walk, $"it is not reached within {MaxSteps} steps", reference, configuration.CommentVisibility, ct);
    }

    /// <summary>The comment follows the move by itself, and is looked for before it is sent: a move that was cut off in between still gets it, once.</summary>
    private static bool IsSaidApart(SyncOperation.Transition operation, TicketConfiguration configuration) =>
        operation.Text.Length > 0 && configuration.CommentVisibility is { IsInternal: true };

    /// <returns>Why not; <see langword="null"/> when the issue has the comment, or Jira takes none.</returns>
    private async Task<string?> SayAsync(
        LaneSession session, TicketRow ticket, string text, string reference, CommentVisibility? visibility, CancellationToken ct)
    {
        var outcome = await IssueCommenter.CommentAsync(session, ticket.IssueId!, text, reference, visibility, ct);
        if (outcome is JiraOutcome<JiraAccepted>.Uncertain)
            outcome = await IssueCommenter.CommentAsync(session, ticket.IssueId!, text, reference, visibility, ct);
        return await outcomes.OfAsync(session, outcome, ct) switch
        {
            null => null,
            SyncOutcome.Deferred(var reason, _) => reason,
            SyncOutcome.Uncertain(var reason, _) => reason,
            SyncOutcome.Refused(var reason) => reason,
            _ => "Jira gave no clear answer",
        };
    }

    /// <returns>What the operation ends with; or what stands in the way, for people; or neither, when the walk goes on.</returns>
    private async Task<(SyncOutcome? Ended, string? Obstacle)> StepAsync(
        LaneSession session, TicketRow ticket, SyncOperation.Transition operation, TransitionChoice.Step next, TicketConfiguration configuration, IssueWalk walk, CancellationToken ct)
    {
        var request = new TransitionRequest(next.Transition.Id)
        {
            Fields = IssueBuilder.FieldsOf(next.Fields, session.Jira.Site.Edition),
            RichFields = IssueBuilder.RichFieldsOf(next.Fields),
            Comment = next.IsLast && operation.Text.Length > 0 && !IsSaidApart(operation, configuration) ? RichDocument.FromPlainText(operation.Text) : null,
            CommentVisibility = IsSaidApart(operation, configuration) ? null : configuration.CommentVisibility,
        };
        var outcome = await fresh.JiraWhile(session, walk.Look.ReadAt).Transitions.ApplyAsync(ticket.IssueId!, request, ct);
        if (fresh.HasAged(outcome, walk.Look.ReadAt))
            return (await NotSentAsync(session, ticket, configuration, walk, outcome, ct), null);
        if (outcome is JiraOutcome<JiraAccepted>.Uncertain && await fresh.AgainAsync(session, ticket, walk.Look, ct) is { Issue.Status: { } now } look)
        {
            // No answer, so the issue is asked: it has moved, or the step is sent once more, unless somebody did something since.
            if (now.Id != next.Transition.To.Id && walk.IsChangedBySomebody(look))
                return (await PutOffAsync(session, ticket, walk, outcome, ct), null);
            // What Fairlead wrote itself hides whether somebody did: the next run looks at it as it is then.
            if (now.Id != next.Transition.To.Id && (walk.HasResent || walk.HasWritten))
                return (await outcomes.OfAsync(session, outcome, ct), null);
            walk.See(look, TakenOf(look.Issue, configuration));
            if (now.Id != next.Transition.To.Id)
                walk.HasResent = true;
            else
                walk.Go(now, LacksResolution());
            return (null, null);
        }

        if (outcome is JiraOutcome<JiraAccepted>.Committed)
        {
            walk.Go(next.Transition.To, LacksResolution());
            return (null, null);
        }

        if (await outcomes.OfAsync(session, outcome, ct) is { } known)
            return (known, null);
        var refusal = (JiraOutcome<JiraAccepted>.Rejected)outcome;
        // The workflow may have been changed since its transitions were read: then the way is looked for once more.
        if (refusal.Cause == JiraRefusalCause.Invalid && walk.TryChooseAgain() && await IsGoneAsync(session, ticket, next.Transition, ct))
            return (null, null);
        if (refusal.Cause != JiraRefusalCause.Invalid || !walk.TryEdit() || await EditAsync(session, ticket, next.Transition, configuration, walk, ct) is not { } set)
            return (null, WriteOutcomes.ReasonOf(refusal));
        return (await NotSentAsync(session, ticket, configuration, walk, set, ct), null);

        bool LacksResolution() => next.IsLast && operation.Target?.Resolution is not null && !TransitionChoice.TakesResolution(next.Transition);
    }

    /// <summary>What waited until it was old is looked at anew, and chosen anew, a few times.</summary>
    /// <param name="outcome">Of a write on the way.</param>
    /// <returns>What the operation ends with; <see langword="null"/> when the walk goes on.</returns>
    private async Task<SyncOutcome?> NotSentAsync(
        LaneSession session, TicketRow ticket, TicketConfiguration configuration, IssueWalk walk, JiraOutcome<JiraAccepted> outcome, CancellationToken ct)
    {
        if (!fresh.HasAged(outcome, walk.Look.ReadAt))
            return null;
        if (!walk.TryLook() || await fresh.AgainAsync(session, ticket, walk.Look, ct) is not { Issue.Status: { } now } look)
            return await outcomes.OfAsync(session, outcome, ct);
        if (now.Id != walk.Status.Id)
            return await PutOffAsync(session, ticket, walk, outcome, ct);
        walk.See(look, TakenOf(look.Issue, configuration));
        return null;
    }

    /// <summary>Somebody moved it on: from where Fairlead left it.</summary>
    private async Task<SyncOutcome> PutOffAsync(
        LaneSession session, TicketRow ticket, IssueWalk walk, JiraOutcome<JiraAccepted> outcome, CancellationToken ct)
    {
        if (walk.IsOwed)
            await NoteAsync(session, ticket, walk, ct);
        return await fresh.PutOffAsync(session, ticket, outcome, ct);
    }

    private static async Task<bool> IsGoneAsync(LaneSession session, TicketRow ticket, JiraTransition transition, CancellationToken ct) =>
        await session.Jira.Transitions.ListAsync(ticket.IssueId!, ct) is { } now && now.All(t => t.Id != transition.Id || t.To.Id != transition.To.Id);

    /// <summary>
    /// A workflow may want fields that the transition's screen does not have: they are set before it, where the issue's own screen has them.
    /// </summary>
    /// <returns>How it was set, so that the step is worth another attempt; <see langword="null"/>: it was not.</returns>
    private async Task<JiraOutcome<JiraAccepted>?> EditAsync(
        LaneSession session, TicketRow ticket, JiraTransition transition, TicketConfiguration configuration, IssueWalk walk, CancellationToken ct) =>
        (await SetAsync(session, ticket, [.. configuration.DoneFields.Where(f => !walk.Taken.Contains(f.Id) && transition.Fields.All(s => s.Id != f.Id)
            && (f.Id != TransitionChoice.Resolved || transition.To.Category == JiraStatusCategory.Done))], walk, ct)).Set;

    /// <summary>
    /// A workflow may hide a transition until fields have values: they are set before Jira is asked again. The resolution is not,
    /// which would make an open issue count as resolved.
    /// </summary>
    /// <returns>How anything was set; else what may be missing, to go on with, or nothing.</returns>
    private async Task<(JiraOutcome<JiraAccepted>? Set, string Hint)> PrepareAsync(
        LaneSession session, TicketRow ticket, TicketConfiguration configuration, IssueWalk walk, CancellationToken ct)
    {
        var wanted = configuration.DoneFields.Where(f => f.Id != TransitionChoice.Resolved && !walk.Taken.Contains(f.Id)).ToList();
        var (set, missing) = walk.TryPrepare() ? await SetAsync(session, ticket, wanted, walk, ct) : (null, []);
        if (set is not null)
            return (set, "");
        if (missing.Count > 0)
            return (null, $"; doneFields that could not be set first, as the issue's edit screen does not have them: {string.Join(", ", missing)}");
        if (wanted.Any(f => f.Id == OwnWords.AssigneeField))
            return (null, "");
        var issue = await session.Jira.Issues.GetAsync(ticket.IssueId!, IssueSelection.Of(OwnWords.AssigneeField), ct);
        return (null, issue is not null && issue.Fields.TryGetProperty(OwnWords.AssigneeField, out var assignee) && assignee.ValueKind == JsonValueKind.Null
            ? "; the issue has no assignee, without which its workflow may hide a transition: set assignee under doneFields of the configuration"
            : "");
    }

    /// <returns>How anything was set, or has aged before it was; and the names of those that the issue's screen does not have.</returns>
    private async Task<(JiraOutcome<JiraAccepted>? Set, IReadOnlyList<string> Missing)> SetAsync(
        LaneSession session, TicketRow ticket, IReadOnlyList<FieldValue> wanted, IssueWalk walk, CancellationToken ct)
    {
        if (wanted.Count == 0 || await session.Jira.Issues.EditScreenAsync(ticket.IssueId!, ct) is not { } screen)
            return (null, []);
        var fields = (from field in wanted join meta in screen on field.Id equals meta.Id select TransitionChoice.WithIds(field, meta)).ToList();
        var edit = new IssueEdit { Fields = IssueBuilder.FieldsOf(fields, session.Jira.Site.Edition), RichFields = IssueBuilder.RichFieldsOf(fields) };
        var set = edit.IsEmpty ? null : await fresh.JiraWhile(session, walk.Look.ReadAt).Issues.EditAsync(ticket.IssueId!, edit, ct);
        walk.HasWritten |= set is not null;
        if (set is not null && fresh.HasAged(set, walk.Look.ReadAt))
            walk.TryAgain();
        else if (set is not JiraOutcome<JiraAccepted>.Committed)
            set = null;
        return (set, [.. wanted.Where(f => screen.All(s => s.Id != f.Id)).Select(f => f.Name)]);
    }

    /// <summary>Fields that a closing may fill and that have a value: it stays, as whoever wrote it may be a person. The resolution goes with the status.</summary>
    private static HashSet<string> TakenOf(JiraIssue issue, TicketConfiguration configuration) =>
        [.. configuration.DoneFields.Select(f => f.Id).Where(id => id != TransitionChoice.Resolved && !IsEmpty(issue.Field(id)))];

    private static bool IsEmpty(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => true,
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() == 0,
        { ValueKind: JsonValueKind.String } text => string.IsNullOrWhiteSpace(text.GetString()),
        _ => false,
    };

    private static async Task<TransitionChoice> ChooseAsync(
        LaneSession session, TicketRow ticket, SyncOperation.Transition operation, TicketConfiguration configuration, IssueWalk walk, CancellationToken ct) =>
        await session.Jira.Transitions.ListAsync(ticket.IssueId!, ct) is { } possible
            ? TransitionChoice.Of(possible, operation.Goal, operation.Target, configuration, walk.Visited, walk.Taken)
            : new TransitionChoice.NoWay("the issue cannot be seen");

    /// <summary>A workflow may let nobody close an issue while a sub-task is open: then there is no way, however far the issue is led about.</summary>
    /// <returns>In words; <see langword="null"/>: nothing that is known of keeps it open.</returns>
    private static string? BlockedBy(JiraIssue issue, SyncOperation.Transition operation)
    {
        if (operation.Goal != TransitionGoal.Done || issue.Subtasks.Where(s => s.Status?.Category != JiraStatusCategory.Done).Select(s => s.Key).ToList() is not { Count: > 0 } open)
            return null;
        var more = open.Count > MostNamed ? $" and {open.Count - MostNamed} more" : "";
        return $"no transition leads there while sub-tasks are open: {string.Join(", ", open.Take(MostNamed))}{more}; once they are closed: fairlead ticket retry {issue.Key}";
    }

    /// <returns>Why the one status that is wanted cannot be reached in the issue's workflow; <see langword="null"/>: it has it, or any of a category will do.</returns>
    private static async Task<string?> MissingAsync(
        LaneSession session, JiraIssue issue, SyncOperation.Transition operation, TicketConfiguration configuration, CancellationToken ct)
    {
        var wanted = operation.Target is { } target ? target.Status : operation.Goal == TransitionGoal.Done ? configuration.DoneStatus : null;
        if (wanted is null || issue is not { Project: { } project, IssueType: { } type })
            return null;
        var workflow = (await session.Jira.Workflow.StatusesAsync(project.Id, ct)).FirstOrDefault(t => t.IssueTypeId == type.Id);
        return workflow is null || workflow.Statuses.Any(s => s.Id == wanted.Id) ? null : $"{type.Name} in {project.Key} has no status \"{wanted.Name}\"";
    }

    /// <summary>Says once in the issue what a person has to do, and leaves it alone until the group changes.</summary>
    private async Task<SyncOutcome> HoldAsync(
        LaneSession session, TicketRow ticket, SyncOperation.Transition operation, IssueWalk walk, string reason, string reference, CommentVisibility? visibility, CancellationToken ct)
    {
        var goal = operation.Target is { } target ? $" to {target}" : "";
        // However far the issue was led: it is the same need.
        var need = $"needs a manual move{goal}: {reason}";
        var told = walk.HasMoved ? $"moved to {walk.Status.Name}; from there {reason}" : reason;
        if (ticket.SaidNeed != need)
        {
            var text = $"{operation.TextWhereStuck ?? operation.Text} Fairlead could not move this issue{goal} by itself: {told.TrimEnd('.')}.".TrimStart();
            var outcome = await IssueCommenter.CommentAsync(session, ticket.IssueId!, text, reference, visibility, ct);
            if (outcome is not (JiraOutcome<JiraAccepted>.Committed or JiraOutcome<JiraAccepted>.Rejected)
                && await outcomes.OfAsync(session, outcome, ct) is { } known)
                return known;
        }

        var needs = $"needs a manual move{goal}: {told}";
        await using var work = await issues.BeginAsync(ct);
        if (walk.IsOwed)
            await NoteAsync(work, session, ticket, walk, ct);
        var held = operation is { Goal: TransitionGoal.Open, Target: not null } ? Holds.WithMove(ticket.HeldHash, operation.Group.Hash) : operation.Group.Hash;
        await issues.HoldAsync(work, ticket, held, needs, saidNeed: need, session.Epoch, ct);
        await work.CommitAsync(ct);
        walk.IsNoted = true;
        return new SyncOutcome.Refused(needs);
    }

    /// <summary>It ends on the way: where Fairlead itself left the issue is known, and is nobody else's move. What its findings are it was not told.</summary>
    private async Task NoteAsync(LaneSession session, TicketRow ticket, IssueWalk walk, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        await NoteAsync(work, session, ticket, walk, ct);
        await work.CommitAsync(ct);
        walk.IsNoted = true;
    }

    private async Task NoteAsync(UnitOfWork work, LaneSession session, TicketRow ticket, IssueWalk walk, CancellationToken ct)
    {
        var after = ticket with
        {
            StatusId = walk.Status.Id,
            Status = walk.Status.Name,
            StatusCategory = walk.Status.Category,
            DoneAt = walk.Status.Category == JiraStatusCategory.Done ? walk.KnownAt : null,
            MovedTo = walk.Status.Id,
            Reason = null,
        };
        await issues.MovedAsync(work, after, isOurMove: true, session.Epoch, ct);
    }

    private async Task KeepAsync(
        LaneSession session, TicketRow ticket, SyncOperation.Transition operation, IssueWalk walk, DateTimeOffset knownAt, CancellationToken ct)
    {
        var flips = IsFlip(ticket, operation, walk.From) ? Flips.After(ticket.Flips, ticket.FlipsSince, clock.GetUtcNow()) : null;
        var isFrozen = flips?.FrozenUntil is not null;
        var after = ticket with
        {
            StatusId = walk.Status.Id,
            Status = walk.Status.Name,
            StatusCategory = walk.Status.Category,
            DoneAt = walk.Status.Category == JiraStatusCategory.Done ? knownAt : null,
            ShownFinding = operation.Group.Standing,
            MovedTo = walk.HasMoved || ticket.MovedTo == walk.Status.Id ? walk.Status.Id : ticket.MovedTo is null ? null : "",
            Flips = flips?.Count ?? ticket.Flips,
            FlipsSince = flips?.Since ?? ticket.FlipsSince,
            FrozenUntil = flips?.FrozenUntil,
            Reason = isFrozen ? "moved back and forth too often; left alone for a day. Is a Jira automation moving it?"
                : walk.LacksResolution ? $"closed, but not as \"{operation.Target!.Resolution!.Name}\": the transition's screen takes no resolution; put the field on it in Jira, or leave the resolution out of statusMap.toJira"
                : walk.Unsaid is { } unsaid ? $"moved, but the comment that says why was not sent: {unsaid}"
                : null,
        };
        await using var work = await issues.BeginAsync(ct);
        await issues.MovedAsync(work, after, walk.HasMoved, session.Epoch, ct);
        await work.CommitAsync(ct);
        if (isFrozen)
            log.Frozen(ticket.Id, after.FrozenUntil);
    }

    /// <summary>Whether this undoes what somebody else did with the issue since Fairlead last moved it.</summary>
    /// <param name="from">Where the issue was.</param>
    private static bool IsFlip(TicketRow ticket, SyncOperation.Transition operation, JiraStatus from)
    {
        return operation switch
        {
            { HasLeft: true } or { IsUndo: true } => false,
            { Goal: TransitionGoal.Done } => ticket.ShownFinding is { IsOpen: false } && from.Category != JiraStatusCategory.Done,
            _ => from.Category == JiraStatusCategory.Done || (ticket.MovedTo is { } to && to != from.Id),
        };
    }
}
