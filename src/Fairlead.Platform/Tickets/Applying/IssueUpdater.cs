using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Sends a ticket's content again. Only what Fairlead itself changed since it last sent is sent, so that people's edits to the
/// rest stay; values are absolute, so repeating is harmless.
/// </summary>
internal sealed class IssueUpdater(IssueBuilder builder, BackLinks back, ManualStore manual, IssueStore issues, CircuitStore circuits, WriteOutcomes outcomes)
{
    public async Task<SyncOutcome> UpdateAsync(
        LaneSession session, TicketRow ticket, TicketGroup group, TicketConfiguration configuration, CancellationToken ct)
    {
        var content = IssueBuilder.Of(group.Findings, await builder.ContentAsync([group.Findings], ct));
        if (content.Count == 0)
            return new SyncOutcome.Skipped("its findings are gone");
        var circuit = await circuits.GetAsync(session.Connection, ticket.ProjectId, ticket.IssueTypeId, ct);
        var words = (await manual.WordsAsync(configuration.Id, [group.Key], ct)).GetValueOrDefault(group.Key, OwnWords.None);
        configuration = words.Over(ticket.Under(configuration));
        var renderer = new TicketRenderer(configuration);
        var rendered = words.Over(renderer.Render(back.On(group, ticket.Id), content));
        var sent = IssueBuilder.SentOf(configuration, rendered, group).Over(ticket, configuration);
        var ids = configuration.Fields.Where(f => IsChanged(ticket, f, sent)).Select(f => f.Id).ToHashSet();
        var changed = rendered.Fields.Values.Where(f => ids.Contains(f.Id)).ToList();
        var edit = EditOf(ticket, rendered, sent, configuration, circuit.Rung) with
        {
            Fields = IssueBuilder.FieldsOf(changed, session.Jira.Site.Edition),
            RichFields = IssueBuilder.RichFieldsOf(changed),
        };
        if (!Differs(ticket, sent, configuration, circuit.Rung) || edit.IsEmpty)
        {
            await KeepAsync(session, ticket, group, sent, held: null, ct);
            return new SyncOutcome.Skipped("what the issue shows did not change");
        }

        if (LaterIn(ticket, configuration, edit, sent) is { } later && await SayAsync(session, ticket, later, configuration.CommentVisibility, ct) is { } known)
            return known;
        return await SendAsync(session, ticket, group, edit, sent, ct);
    }

    /// <summary>A deadline never moves later without a word: who plans by it must see why.</summary>
    private static string? LaterIn(TicketRow ticket, TicketConfiguration configuration, IssueEdit edit, SentContent sent)
    {
        var later = configuration.Fields
            .Where(f => f.Source is ValueSource.Deadline && edit.Fields.ContainsKey(f.Id))
            .Select(f => (f.Name, Before: ticket.SentFieldMap?.GetValueOrDefault(f.Id), Now: sent.Fields.GetValueOrDefault(f.Id)))
            .Where(f => f.Before is not null && string.CompareOrdinal(f.Before, f.Now) < 0)
            .Select(f => $"{f.Name} is {f.Now} instead of {f.Before}").ToList();
        return later.Count == 0 ? null : $"{string.Join("; ", later)}: what was due earlier is not open any more, or the configuration gives it more time.";
    }

    /// <returns><see langword="null"/> when the issue has the comment, or Jira takes none.</returns>
    private async Task<SyncOutcome?> SayAsync(LaneSession session, TicketRow ticket, string text, CommentVisibility? visibility, CancellationToken ct)
    {
        var reference = $"later/{ticket.Id}/{text[..text.IndexOf(':', StringComparison.Ordinal)]}";
        var outcome = await IssueCommenter.CommentAsync(session, ticket.IssueId!, text, reference, visibility, ct);
        return await outcomes.OfAsync(session, outcome, ct);
    }

    /// <summary>Whether Jira would show anything else. Labels are sent where they carry the marker.</summary>
    public static bool Differs(TicketRow ticket, SentContent content, TicketConfiguration configuration, MarkerRung rung) =>
        ticket.SentSummary != content.Summary || ticket.SentBodyHash != content.BodyHash || ticket.LeftOut != content.LeftOut
        || IsPriorityChanged(ticket, content, configuration)
        || (rung == MarkerRung.Label && configuration.LabelsOwner != FieldOwner.Jira && AreLabelsChanged(ticket, content))
        || configuration.Fields.Any(f => IsChanged(ticket, f, content));

    private static bool IsPriorityChanged(TicketRow ticket, SentContent content, TicketConfiguration configuration) =>
        FieldMerge.IsToSend(configuration.PriorityOwner, ticket.SentPriorityId, ticket.SentPriorityId, content.PriorityId);

    /// <summary>What was sent before that was kept is taken for what is configured now.</summary>
    private static bool IsChanged(TicketRow ticket, FieldMapping field, SentContent content) =>
        ticket.SentFieldMap is { } sent
        && FieldMerge.IsToSend(field.Owner, sent.GetValueOrDefault(field.Id), sent.GetValueOrDefault(field.Id), content.Fields.GetValueOrDefault(field.Id));

    private async Task<SyncOutcome> SendAsync(
        LaneSession session, TicketRow ticket, TicketGroup group, IssueEdit edit, SentContent sent, CancellationToken ct)
    {
        var outcome = await WriteOutcomes.RepeatAsync(() => session.Jira.Issues.EditAsync(ticket.IssueId!, edit, ct));
        var refusal = outcome as JiraOutcome<JiraAccepted>.Rejected;
        if (refusal is { Cause: JiraRefusalCause.Invalid } && WithoutRefused(edit, refusal.Error) is { } less)
            outcome = less.IsEmpty ? new JiraOutcome<JiraAccepted>.Committed(default) : await session.Jira.Issues.EditAsync(ticket.IssueId!, less, ct);

        if (outcome is JiraOutcome<JiraAccepted>.Committed)
        {
            var missed = refusal is null ? [] : MissedOf(ticket, edit, sent, refusal.Error);
            var held = missed.Count == 0 ? null : $"sent without {string.Join(", ", missed)}: {WriteOutcomes.ReasonOf(refusal!)}";
            sent = sent with { WrittenPriorityId = missed.Contains("priority") ? null : edit.PriorityId };
            await KeepAsync(session, ticket, group, missed.Count == 0 ? sent : Without(missed, sent, ticket), held, ct);
            return held is null ? new SyncOutcome.Applied(ticket.IssueKey!) : new SyncOutcome.Refused(held);
        }

        if (await outcomes.OfAsync(session, outcome, ct) is { } known)
            return known;
        return await HoldAsync(session, ticket, group, WriteOutcomes.ReasonOf((JiraOutcome<JiraAccepted>.Rejected)outcome), ct);
    }

    private async Task<SyncOutcome> HoldAsync(LaneSession session, TicketRow ticket, TicketGroup group, string reason, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        await issues.HoldAsync(work, ticket, group.Hash, reason, session.Epoch, ct);
        await work.CommitAsync(ct);
        return new SyncOutcome.Refused(reason);
    }

    /// <summary>What the issue does not show although it changed. That a marker could not be put back where a person took it away is none.</summary>
    private static List<string> MissedOf(TicketRow ticket, IssueEdit edit, SentContent sent, JiraError error) =>
        [.. error.FieldErrors.Keys.Where(k => edit.Fields.ContainsKey(k) || edit.RichFields.ContainsKey(k)
            || (k == "priority" && edit.PriorityId is not null) || (k == "labels" && AreLabelsChanged(ticket, sent)))];

    private static bool AreLabelsChanged(TicketRow ticket, SentContent content) =>
        ticket.SentLabelList?.ToHashSet().SetEquals(content.Labels) == false;

    /// <summary>What was refused stays what it was when last sent, so that the next change of the group tries it again.</summary>
    private static SentContent Without(List<string> missed, SentContent sent, TicketRow ticket)
    {
        var before = ticket.SentFieldMap;
        return sent with
        {
            Hash = null,
            PriorityId = missed.Contains("priority") ? ticket.SentPriorityId : sent.PriorityId,
            PriorityName = missed.Contains("priority") ? null : sent.PriorityName,
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
        await issues.SentAsync(work, ticket, group, sent, session.Epoch, ct);
        if (held is not null)
            await issues.HoldAsync(work, ticket, group.Hash, held, session.Epoch, ct);
        await work.CommitAsync(ct);
    }

    private static IssueEdit EditOf(TicketRow ticket, RenderedTicket rendered, SentContent sent, TicketConfiguration configuration, MarkerRung rung)
    {
        var before = configuration.LabelsOwner == FieldOwner.Jira ? sent.Labels : ticket.SentLabelList ?? [];
        return new()
        {
            Summary = ticket.SentSummary == sent.Summary ? null : sent.Summary,
            Description = ticket.SentBodyHash == sent.BodyHash || rung == MarkerRung.Property
                ? null
                : IssueBuilder.Footed(rendered.Description, rung, ticket.Marker),
            PriorityId = IsPriorityChanged(ticket, sent, configuration) ? sent.PriorityId : null,
            // A marker that a person took away comes back; of the other labels only what changed on our side is touched.
            AddLabels = rung == MarkerRung.Label ? [Marker.CommonLabel, ticket.Marker, .. sent.Labels.Except(before)] : [],
            RemoveLabels = rung == MarkerRung.Label ? [.. before.Except(sent.Labels)] : [],
        };
    }

    /// <summary>Labels, priority and other fields may be missing on the edit screen; the text matters more.</summary>
    /// <returns><see langword="null"/> when it is something else that was refused.</returns>
    public static IssueEdit? WithoutRefused(IssueEdit edit, JiraError error)
    {
        var refused = error.FieldErrors.Keys.ToHashSet();
        if (refused.Count == 0 || refused.Except(["labels", "priority"]).Except(edit.Fields.Keys).Except(edit.RichFields.Keys).Any())
            return null;
        return edit with
        {
            AddLabels = refused.Contains("labels") ? [] : edit.AddLabels,
            RemoveLabels = refused.Contains("labels") ? [] : edit.RemoveLabels,
            PriorityId = refused.Contains("priority") ? null : edit.PriorityId,
            Fields = edit.Fields.Where(f => !refused.Contains(f.Key)).ToDictionary(),
            RichFields = edit.RichFields.Where(f => !refused.Contains(f.Key)).ToDictionary(),
        };
    }
}
