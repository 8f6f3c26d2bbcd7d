using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Sends a ticket's content again. Only what Fairlead itself changed since it last sent is sent, and of that nothing that somebody else wrote
/// since, so that people's edits stay: that is decided anew before anything is sent again.
/// </summary>
internal sealed class IssueUpdater(
    IssueBuilder builder, BackLinks back, ManualStore manual, IssueStore issues, CircuitStore circuits, FreshIssues fresh, WriteOutcomes outcomes)
{
    /// <param name="look">With the fields of <see cref="Undoing.IssueBefore.FieldsOf"/>.</param>
    /// <param name="writers">Of the issue, among others.</param>
    /// <exception cref="JiraUnavailableException">Who wrote the issue's fields last, or whom a placeholder names, is not known.</exception>
    /// <exception cref="JiraRefusedException">Whom a placeholder names is not known.</exception>
    public async Task<SyncOutcome> UpdateAsync(
        LaneSession session, TicketRow ticket, TicketGroup group, TicketConfiguration configuration, IssueLook look, LastWriters writers, CancellationToken ct)
    {
        var content = IssueBuilder.Of(group.Findings, await builder.ContentAsync([group.Findings], ct));
        if (content.Count == 0)
            return new SyncOutcome.Skipped("its findings are gone");
        var circuit = await circuits.GetAsync(session.Connection, ticket.ProjectId, ticket.IssueTypeId, ct);
        var own = configuration;
        var words = (await manual.WordsAsync(configuration.Id, [group.Key], ct)).GetValueOrDefault(group.Key, OwnWords.None);
        configuration = words.Over(ticket.Under(configuration));
        var renderer = new TicketRenderer(configuration);
        var rendered = words.Over(renderer.Render(back.On(group, ticket.Id), content), ticket.Id);
        rendered = rendered with { Fields = await session.Lookups.SettleAsync(rendered.Fields, configuration, ct) };
        var sent = IssueBuilder.SentOf(configuration, rendered, group).Over(ticket, configuration);
        IssueEdit? lost = null;
        for (var attempts = 1; ; attempts++)
        {
            var change = ContentChange.Of(ticket, look.Issue, rendered, sent, configuration, circuit.Rung, session.Jira.Site.Edition);
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

            var step = new Step(ticket, group, configuration, look.Issue, change.Noting(kept), change.Without(kept.Keys)) { Lost = lost };
            if (step.Edit.IsEmpty && (lost is null || (change with { Edit = lost }).Without(kept.Keys).IsEmpty))
                return await LeaveAsync(session, step, kept, ct);
            var answer = await SendAsync(session, step, look, ct);
            if (!fresh.IsOpen(answer.Outcome, look.ReadAt) || attempts == FreshIssues.MaxAttempts || await fresh.AgainAsync(session, ticket, look, ct) is not { } now)
                return await ConcludeAsync(session, step, answer, ct);
            // A person closed it: what is written to it then is for the next plan to say.
            if (now.Issue.Status is { Category: JiraStatusCategory.Done })
                return await fresh.PutOffAsync(session, ticket, answer.Outcome, ct);
            lost = answer.Outcome is JiraOutcome<JiraAccepted>.Uncertain ? step.Edit : lost;
            (look, writers) = (now, new LastWriters(session, [ticket.IssueId!], own));
        }
    }

    /// <summary>Nothing is to be sent.</summary>
    private async Task<SyncOutcome> LeaveAsync(LaneSession session, Step step, IReadOnlyDictionary<string, KeptField> kept, CancellationToken ct)
    {
        if (await SayAsync(session, step, missed: [], ct) is { } owed)
            return owed;
        await KeepAsync(session, step.Ticket, step.Group, step.Sent, held: null, ct);
        return new SyncOutcome.Skipped(kept.Count == 0
            ? "what the issue shows did not change"
            : string.Join("; ", kept.Values.GroupBy(k => k.By).Select(k => $"{string.Join(", ", k.Select(f => f.Name))} of {step.Ticket.IssueKey}: {k.Key} wrote that since, and it stays")));
    }

    /// <summary>Once with all of it, and where Jira refuses fields, once without them. What is empty by now arrived before.</summary>
    private async Task<Answer> SendAsync(LaneSession session, Step step, IssueLook look, CancellationToken ct)
    {
        var (issueId, jira) = (step.Ticket.IssueId!, fresh.JiraWhile(session, look.ReadAt).Issues);
        JiraOutcome<JiraAccepted> outcome = step.Edit.IsEmpty ? new JiraOutcome<JiraAccepted>.Committed(default) : await jira.EditAsync(issueId, step.Edit, ct);
        var refusal = outcome as JiraOutcome<JiraAccepted>.Rejected;
        if (refusal is not { Cause: JiraRefusalCause.Invalid } || WithoutRefused(step.Edit, refusal.Error) is not var (less, refused))
            return new(outcome, refusal, []);
        return new(less.IsEmpty ? new JiraOutcome<JiraAccepted>.Committed(default) : await jira.EditAsync(issueId, less, ct), refusal, refused);
    }

    private async Task<SyncOutcome> ConcludeAsync(LaneSession session, Step step, Answer answer, CancellationToken ct)
    {
        var (ticket, group, _, _, sent, edit) = step;
        var (outcome, refusal, refused) = answer;
        if (outcome is JiraOutcome<JiraAccepted>.Committed)
        {
            KillPoint.Hit("ticket.edited");
            var missed = MissedOf(ticket, edit, sent, refused);
            if (await SayAsync(session, step, missed, ct) is { } owed)
                return owed;
            var held = missed.Count == 0 ? null : $"sent without {string.Join(", ", missed)}: {WriteOutcomes.ReasonOf(refusal!)}";
            sent = sent with { WrittenPriorityId = missed.Contains(ManagedFields.Priority) ? null : edit.PriorityId ?? (sent.Kept.ContainsKey(ManagedFields.Priority) ? null : step.Lost?.PriorityId) };
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
    private sealed record Step(TicketRow Ticket, TicketGroup Group, TicketConfiguration Configuration, JiraIssue Issue, SentContent Sent, IssueEdit Edit)
    {
        /// <summary>What was sent of it without an answer; <see langword="null"/>: nothing.</summary>
        public IssueEdit? Lost { get; init; }
    }

    /// <param name="Refusal">Of all of it; <see langword="null"/>: it was not refused.</param>
    /// <param name="Refused">Fields that it was sent without then.</param>
    private sealed record Answer(JiraOutcome<JiraAccepted> Outcome, JiraOutcome<JiraAccepted>.Rejected? Refusal, IReadOnlyCollection<string> Refused);
}
