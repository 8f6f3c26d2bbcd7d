using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Sends a ticket's content again. Only what Fairlead itself changed since it last sent is sent, and of that nothing that somebody else wrote
/// since, so that people's edits stay; values are absolute, so repeating is harmless.
/// </summary>
internal sealed class IssueUpdater(IssueBuilder builder, BackLinks back, ManualStore manual, IssueStore issues, CircuitStore circuits, WriteOutcomes outcomes)
{
    /// <param name="issue">As it was read right before, with the fields of <see cref="Undoing.IssueBefore.FieldsOf"/>.</param>
    /// <param name="writers">Of the issue, among others.</param>
    /// <exception cref="JiraUnavailableException">Who wrote the issue's fields last, or whom a placeholder names, is not known.</exception>
    /// <exception cref="JiraRefusedException">Whom a placeholder names is not known.</exception>
    public async Task<SyncOutcome> UpdateAsync(
        LaneSession session, TicketRow ticket, TicketGroup group, TicketConfiguration configuration, JiraIssue issue, LastWriters writers, CancellationToken ct)
    {
        var content = IssueBuilder.Of(group.Findings, await builder.ContentAsync([group.Findings], ct));
        if (content.Count == 0)
            return new SyncOutcome.Skipped("its findings are gone");
        var circuit = await circuits.GetAsync(session.Connection, ticket.ProjectId, ticket.IssueTypeId, ct);
        var words = (await manual.WordsAsync(configuration.Id, [group.Key], ct)).GetValueOrDefault(group.Key, OwnWords.None);
        configuration = words.Over(ticket.Under(configuration));
        var renderer = new TicketRenderer(configuration);
        var rendered = words.Over(renderer.Render(back.On(group, ticket.Id), content), ticket.Id);
        rendered = rendered with { Fields = await session.Lookups.SettleAsync(rendered.Fields, configuration, ct) };
        var sent = IssueBuilder.SentOf(configuration, rendered, group).Over(ticket, configuration);
        var change = ContentChange.Of(ticket, issue, rendered, sent, configuration, circuit.Rung, session.Jira.Site.Edition);
        IReadOnlyDictionary<string, KeptField> kept;
        try
        {
            kept = await writers.KeptAsync(ticket, change.Fields, ct);
        }
        catch (JiraRefusedException e)
        {
            // Nothing is written over what may be a person's; it is told, and not asked again by each run.
            var outcome = await outcomes.OfFailureAsync(session, e, ct);
            return outcome is SyncOutcome.Refused(var reason) ? await HoldAsync(session, ticket, group, $"who wrote its fields last is not told: {reason}", ct) : outcome;
        }

        var step = new Step(ticket, group, configuration, issue, change.Noting(kept), change.Without(kept.Keys));
        if (step.Edit.IsEmpty)
        {
            if (await SayAsync(session, step, missed: [], ct) is { } owed)
                return owed;
            await KeepAsync(session, ticket, group, step.Sent, held: null, ct);
            return new SyncOutcome.Skipped(kept.Count == 0
                ? "what the issue shows did not change"
                : string.Join("; ", kept.Values.GroupBy(k => k.By).Select(k => $"{string.Join(", ", k.Select(f => f.Name))} of {ticket.IssueKey}: {k.Key} wrote that since, and it stays")));
        }

        return await SendAsync(session, step, ct);
    }

    private async Task<SyncOutcome> SendAsync(LaneSession session, Step step, CancellationToken ct)
    {
        var (ticket, group, _, _, sent, edit) = step;
        var outcome = await WriteOutcomes.RepeatAsync(() => session.Jira.Issues.EditAsync(ticket.IssueId!, edit, ct));
        var refusal = outcome as JiraOutcome<JiraAccepted>.Rejected;
        IReadOnlyCollection<string> refused = [];
        if (refusal is { Cause: JiraRefusalCause.Invalid } && WithoutRefused(edit, refusal.Error) is { } rest)
        {
            (var less, refused) = rest;
            outcome = less.IsEmpty ? new JiraOutcome<JiraAccepted>.Committed(default) : await session.Jira.Issues.EditAsync(ticket.IssueId!, less, ct);
        }

        if (outcome is JiraOutcome<JiraAccepted>.Committed)
        {
            KillPoint.Hit("ticket.edited");
            var missed = MissedOf(ticket, edit, sent, refused);
            if (await SayAsync(session, step, missed, ct) is { } owed)
                return owed;
            var held = missed.Count == 0 ? null : $"sent without {string.Join(", ", missed)}: {WriteOutcomes.ReasonOf(refusal!)}";
            sent = sent with { WrittenPriorityId = missed.Contains(ManagedFields.Priority) ? null : edit.PriorityId };
            await KeepAsync(session, ticket, group, missed.Count == 0 ? sent : Without(missed, sent, ticket), held, ct);
            return held is null ? new SyncOutcome.Applied(ticket.IssueKey!) : new SyncOutcome.Refused(held);
        }

        if (await outcomes.OfAsync(session, outcome, ct) is { } known)
            return known;
        return await HoldAsync(session, ticket, group, WriteOutcomes.ReasonOf((JiraOutcome<JiraAccepted>.Rejected)outcome), ct);
    }

    /// <summary>
    /// What people must read in the issue: that a deadline is later than it was, and that its description is theirs from now on. Comes once the
    /// issue shows it, and is looked for before it is sent again.
    /// </summary>
    /// <returns><see langword="null"/> when the issue has the comments, or Jira takes none.</returns>
    private async Task<SyncOutcome?> SayAsync(LaneSession session, Step step, IReadOnlyList<string> missed, CancellationToken ct)
    {
        foreach (var (text, reference) in UpdateWords.Of(step.Ticket, step.Issue, step.Configuration, step.Sent, missed))
        {
            var outcome = await IssueCommenter.CommentAsync(session, step.Ticket.IssueId!, text, reference, step.Configuration.CommentVisibility, ct);
            if (await outcomes.OfAsync(session, outcome, ct) is { } known)
                return known;
        }

        return null;
    }

    private async Task<SyncOutcome> HoldAsync(LaneSession session, TicketRow ticket, TicketGroup group, string reason, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        await issues.HoldAsync(work, ticket, Holds.WithEdit(ticket.HeldHash, group.Hash), reason, saidNeed: null, session.Epoch, ct);
        await work.CommitAsync(ct);
        return new SyncOutcome.Refused(reason);
    }

    /// <summary>What the issue does not show although it changed. That a marker could not be put back where a person took it away is none.</summary>
    private static List<string> MissedOf(TicketRow ticket, IssueEdit edit, SentContent sent, IEnumerable<string> refused) =>
        [.. refused.Where(k => edit.Fields.ContainsKey(k) || edit.RichFields.ContainsKey(k)
            || (k == ManagedFields.Priority && edit.PriorityId is not null) || (k == "labels" && ContentChange.AreLabelsChanged(ticket, sent)))];

    /// <summary>What was refused stays what it was when last sent, so that the next change of the group tries it again.</summary>
    private static SentContent Without(List<string> missed, SentContent sent, TicketRow ticket)
    {
        var before = ticket.SentFieldMap;
        return sent with
        {
            Hash = null,
            PriorityId = missed.Contains(ManagedFields.Priority) ? ticket.SentPriorityId : sent.PriorityId,
            PriorityName = missed.Contains(ManagedFields.Priority) ? null : sent.PriorityName,
            Labels = missed.Contains("labels") ? ticket.SentLabelList ?? [] : sent.Labels,
            Fields = sent.Fields.Where(f => !missed.Contains(f.Key))
                .Concat(missed.Where(m => before?.ContainsKey(m) == true).Select(m => KeyValuePair.Create(m, before![m])))
                .ToDictionary(),
        };
    }

    /// <param name="held">What Jira did not take; <see langword="null"/> when it took everything.</param>
    private async Task KeepAsync(
        LaneSession session, TicketRow ticket, TicketGroup group, SentContent sent, string? held, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        await issues.SentAsync(work, ticket, group, sent, ticket.UpdatedAt, session.Epoch, ct);
        if (held is not null)
            await issues.HoldAsync(work, ticket, Holds.WithEdit(ticket.HeldHash, group.Hash), held, saidNeed: null, session.Epoch, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>Labels, priority and other fields may be missing on the edit screen; the text matters more.</summary>
    /// <returns>The rest, and the ids of what was refused; <see langword="null"/> when it is something else that was refused.</returns>
    public static (IssueEdit Edit, IReadOnlyCollection<string> Refused)? WithoutRefused(IssueEdit edit, JiraError error)
    {
        HashSet<string> spare = ["labels", ManagedFields.Priority, .. edit.Fields.Keys, .. edit.RichFields.Keys];
        if (RefusedFields.Of(error, spare) is not { } refused)
            return null;
        var rest = edit with
        {
            AddLabels = refused.ContainsKey("labels") ? [] : edit.AddLabels,
            RemoveLabels = refused.ContainsKey("labels") ? [] : edit.RemoveLabels,
            PriorityId = refused.ContainsKey(ManagedFields.Priority) ? null : edit.PriorityId,
            Fields = edit.Fields.Where(f => !refused.ContainsKey(f.Key)).ToDictionary(),
            RichFields = edit.RichFields.Where(f => !refused.ContainsKey(f.Key)).ToDictionary(),
        };
        return (rest, [.. refused.Keys]);
    }

    /// <summary>One update: what is noted as sent, and what of it is sent.</summary>
    private sealed record Step(TicketRow Ticket, TicketGroup Group, TicketConfiguration Configuration, JiraIssue Issue, SentContent Sent, IssueEdit Edit);
}
