using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>What of an issue's content changed on Fairlead's side since it was last sent. Pure.</summary>
/// <param name="Edit">Sends all of it.</param>
/// <param name="Fields">The fields of the edit that are sent as a whole.</param>
internal sealed record ContentChange(TicketRow Ticket, TicketConfiguration Configuration, SentContent Sent, IssueEdit Edit, IReadOnlyList<FieldToSend> Fields)
{
    /// <param name="issue">As it is; what it shows already is not sent.</param>
    public static ContentChange Of(
        TicketRow ticket, JiraIssue issue, RenderedTicket rendered, SentContent sent, TicketConfiguration configuration, MarkerRung rung, JiraEdition edition)
    {
        // What is Fairlead's and was changed while the issue was done is found only now that it is written to.
        ticket = Drift.Of(ticket, issue, configuration) is { } drift ? drift.Over(ticket) : ticket;
        if (!Differs(ticket, sent, configuration, rung))
            return new(ticket, configuration, sent, new IssueEdit(), []);
        var fields = new List<FieldToSend>();
        var hasSummary = !ticket.IsTheirs && IsToSend(ManagedFields.Summary, "Summary", configuration.SummaryOwner, ticket.SentSummary, sent.Summary, issue.Summary);
        var hasDescription = !ticket.IsTheirs && rung != MarkerRung.Property
            && IsToSend(ManagedFields.Description, "Description", configuration.DescriptionOwner, ticket.SentBodyHash, sent.BodyHash, shown: null);
        var hasPriority = !ticket.IsTheirs && IsToSend(ManagedFields.Priority, "Priority", configuration.PriorityOwner, ticket.SentPriorityId, sent.PriorityId, issue.Priority?.Id);
        var changed = new List<FieldValue>();
        foreach (var value in rendered.Fields.Values)
        {
            if (IsFieldToSend(value))
                changed.Add(value);
        }

        return new(ticket, configuration, sent with { PriorityName = hasPriority ? sent.PriorityName : issue.Priority?.Name }, LabelsOf(ticket, issue, sent, configuration, rung) with
        {
            Summary = hasSummary ? sent.Summary : null,
            Description = hasDescription ? IssueBuilder.Footed(rendered.Description, rung, ticket.Marker) : null,
            PriorityId = hasPriority ? sent.PriorityId : null,
            Fields = IssueBuilder.FieldsOf(changed, edition),
            RichFields = IssueBuilder.RichFieldsOf(changed),
        }, fields);

        bool IsFieldToSend(FieldValue value)
        {
            if (ticket.SentFieldMap is not { } before || configuration.Fields.FirstOrDefault(f => f.Id == value.Id) is not { } field)
                return false;
            var (was, now) = (before.GetValueOrDefault(field.Id), sent.Fields.GetValueOrDefault(field.Id));
            var shown = field.Shape == FieldShape.RichText ? null : Drift.Shown(field.Shape, [now, was], issue.Field(field.Id));
            return IsToSend(field.Id, field.Name, field.Owner, was, now, shown, issue.Field(field.Id) is null, field.Shape is FieldShape.Options or FieldShape.Users or FieldShape.Texts);
        }

        // What Jira shows of rich text is not what was sent.
        bool IsToSend(string id, string name, FieldOwner owner, string? was, string? now, string? shown, bool isEmpty = false, bool isList = false)
        {
            if ((!FieldMerge.IsToSend(owner, was, was, now) && !(now is not null && IsBack(ticket, id, owner))) || now == shown)
                return false;
            fields.Add(new(id, name, owner, isList, shown is not null && shown == (was ?? ""), isEmpty));
            return true;
        }
    }

    /// <summary>Whether Jira would show anything else, if nobody but Fairlead wrote there. Labels are sent where they carry the marker.</summary>
    public static bool Differs(TicketRow ticket, SentContent content, TicketConfiguration configuration, MarkerRung rung) =>
        ticket.SentSummary != content.Summary || ticket.SentBodyHash != content.BodyHash || ticket.LeftOut != content.LeftOut
        || FieldMerge.IsToSend(configuration.PriorityOwner, ticket.SentPriorityId, ticket.SentPriorityId, content.PriorityId)
        || (rung == MarkerRung.Label && configuration.LabelsOwner != FieldOwner.Jira && AreLabelsChanged(ticket, content))
        || configuration.Fields.Any(f => IsChanged(ticket, f, content))
        || ManagedFields.Of(configuration).Any(f => IsBack(ticket, f.Id, f.Owner));

    /// <summary>Which fields an update is about, and why, in words for people. What stays as somebody else wrote it is known when it is sent.</summary>
    /// <param name="planned">Why the plan has the update.</param>
    public static string ReasonOf(TicketRow ticket, SentContent content, TicketConfiguration configuration, MarkerRung rung, string planned)
    {
        // A look that finds a field of Fairlead's changed forgets what was sent of the ticket, and counts it.
        var hasDrift = ticket is { SentHash: null, Flips: > 0 };
        var usual = hasDrift ? UpdateWhenRenderedDiffers.Changed : planned;
        var fields = new List<(string Name, bool IsBack, bool IsOurs)>();
        Add(ManagedFields.Summary, "summary", configuration.SummaryOwner, ticket.SentSummary != content.Summary, isLookedAt: false);
        Add(ManagedFields.Description, "description", configuration.DescriptionOwner, ticket.SentBodyHash != content.BodyHash, isLookedAt: false);
        Add(ManagedFields.Priority, "priority", configuration.PriorityOwner, FieldMerge.IsToSend(configuration.PriorityOwner, ticket.SentPriorityId, ticket.SentPriorityId, content.PriorityId));
        Add("labels", "labels", configuration.LabelsOwner, rung == MarkerRung.Label && configuration.LabelsOwner != FieldOwner.Jira && AreLabelsChanged(ticket, content));
        foreach (var field in configuration.Fields)
            Add(field.Id, field.Name, field.Owner, IsChanged(ticket, field, content), isLookedAt: field.Shape != FieldShape.RichText);
        string?[] reasons =
        [
            Told(fields.Where(f => f.IsOurs), "set back, as somebody changed them in Jira", "set back, as somebody changed it in Jira"),
            Told(fields.Where(f => f.IsBack && !f.IsOurs), "as a person wants Fairlead's own again", "as a person wants Fairlead's own again"),
            Told(fields.Where(f => !f.IsBack && !f.IsOurs), usual, usual),
        ];
        return string.Join("; ", reasons.OfType<string>()) is { Length: > 0 } reason ? reason : planned;

        void Add(string id, string name, FieldOwner owner, bool isChanged, bool isLookedAt = true)
        {
            var isBack = IsBack(ticket, id, owner);
            if (isChanged || isBack)
                fields.Add((name, isBack, hasDrift && isLookedAt && owner == FieldOwner.Fairlead));
        }

        static string? Told(IEnumerable<(string Name, bool, bool)> which, string several, string one) => which.Select(f => f.Name).ToList() switch
        {
            [] => null,
            [var only] => $"{only}: {one}",
            var names => $"{string.Join(", ", names)}: {several}",
        };
    }

    public static bool AreLabelsChanged(TicketRow ticket, SentContent content) =>
        ticket.SentLabelList?.ToHashSet().SetEquals(content.Labels) == false;

    /// <summary>What is noted once the rest is sent.</summary>
    /// <param name="kept">What stays as somebody else wrote it.</param>
    public SentContent Noting(IReadOnlyDictionary<string, KeptField> kept)
    {
        // What is not about to be sent stays noted as it was, while the last writer counts.
        var others = ManagedFields.Of(Configuration).Where(f => f.Owner == FieldOwner.Last && !IsBack(Ticket, f.Id, f.Owner) && Fields.All(s => s.Id != f.Id))
            .Select(f => f.Id).Where(Ticket.Kept.ContainsKey).Select(id => KeyValuePair.Create(id, Ticket.Kept[id]));
        var all = kept.Concat(others).ToDictionary();
        return Sent with { Kept = all, Overflows = Sent.Overflows || all.ContainsKey(ManagedFields.Description) };
    }

    /// <summary>The edit without fields that stay as they are.</summary>
    public IssueEdit Without(IEnumerable<string> kept)
    {
        var ids = kept.ToHashSet();
        return Edit with
        {
            Summary = ids.Contains(ManagedFields.Summary) ? null : Edit.Summary,
            Description = ids.Contains(ManagedFields.Description) ? null : Edit.Description,
            PriorityId = ids.Contains(ManagedFields.Priority) ? null : Edit.PriorityId,
            Fields = Edit.Fields.Where(f => !ids.Contains(f.Key)).ToDictionary(),
            RichFields = Edit.RichFields.Where(f => !ids.Contains(f.Key)).ToDictionary(),
        };
    }

    /// <summary>A person asked for Fairlead's value again, or the field is Fairlead's by now.</summary>
    public static bool IsBack(TicketRow ticket, string id, FieldOwner owner) =>
        ticket.Kept.GetValueOrDefault(id) is { } kept && (owner == FieldOwner.Fairlead || (owner == FieldOwner.Last && kept.IsGivenBack));

    /// <summary>A marker that a person took away comes back; of the other labels only what changed on our side is touched.</summary>
    private static IssueEdit LabelsOf(TicketRow ticket, JiraIssue issue, SentContent sent, TicketConfiguration configuration, MarkerRung rung)
    {
        if (rung != MarkerRung.Label)
            return new IssueEdit();
        var before = configuration.LabelsOwner == FieldOwner.Jira ? sent.Labels : ticket.SentLabelList ?? [];
        var (add, remove) = (sent.Labels.Except(before).Prepend(ticket.Marker).Prepend(Marker.CommonLabel), before.Except(sent.Labels));
        return issue.Field("labels") is null
            ? new() { AddLabels = [.. add], RemoveLabels = [.. remove] }
            : new() { AddLabels = [.. add.Except(issue.Labels)], RemoveLabels = [.. remove.Intersect(issue.Labels)] };
    }

    /// <summary>What was sent before that was kept is taken for what is configured now.</summary>
    private static bool IsChanged(TicketRow ticket, FieldMapping field, SentContent content) =>
        ticket.SentFieldMap is { } sent
        && FieldMerge.IsToSend(field.Owner, sent.GetValueOrDefault(field.Id), sent.GetValueOrDefault(field.Id), content.Fields.GetValueOrDefault(field.Id));
}
