using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Planning;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>A value of a field that Jira refused when it made the issue, which has another or none.</summary>
/// <param name="Value">As in <see cref="SentContent.Fields"/>.</param>
/// <param name="Note">In words for people.</param>
internal sealed record RefusedValue(string Value, string Note);

/// <summary>What an issue shows once its create was sent.</summary>
/// <param name="Hash">The group's; <see langword="null"/> when Jira did not take all of it.</param>
internal sealed record SentContent(string? Hash, string Summary, string BodyHash, string? PriorityId, string? PriorityName)
{
    /// <summary>What Jira took as priority in this write; <see langword="null"/>: it was not written. A person who gives it again says something new.</summary>
    public string? WrittenPriorityId { get; init; }

    /// <summary>The configuration's own, besides the marker's.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The configuration's other fields by id, their placeholders filled.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Why no value could be found for a field; <see langword="null"/> when there is one for each.</summary>
    public string? Unfit { get; init; }

    /// <summary>By field. It is not sent again while it is the field's value.</summary>
    public IReadOnlyDictionary<string, RefusedValue> Refused { get; init; } = new Dictionary<string, RefusedValue>();

    /// <summary>Why the issue is without a field, or has another value; <see langword="null"/> when it has all as they are configured.</summary>
    public string? LeftOut => string.Join("; ", Refused.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Value.Note).Prepend(Unfit).OfType<string>())
        is { Length: > 0 } told ? told : null;

    /// <summary>What somebody else wrote, by field id: the issue shows that, and not what is noted here as sent.</summary>
    public IReadOnlyDictionary<string, KeptField> Kept { get; init; } = new Dictionary<string, KeptField>();

    /// <summary>The text does not tell all, so that the list of findings is attached.</summary>
    public bool Overflows { get; init; }

    /// <summary>
    /// What people wrote in an issue that was there before, or in a field that is theirs once the issue is made, is what it shows; and what the
    /// issue has instead of a value that Jira refused when it made it.
    /// </summary>
    public SentContent Over(TicketRow ticket, TicketConfiguration configuration) => WithoutRefused(ticket).OverTheirs(ticket, configuration);

    private SentContent OverTheirs(TicketRow ticket, TicketConfiguration configuration) => this with
    {
        Summary = ticket.IsTheirs || configuration.SummaryOwner == FieldOwner.Jira ? ticket.SentSummary ?? "" : Summary,
        BodyHash = ticket.IsTheirs || configuration.DescriptionOwner == FieldOwner.Jira ? ticket.SentBodyHash ?? "" : BodyHash,
        PriorityId = ticket.IsTheirs ? ticket.SentPriorityId : PriorityId,
        PriorityName = ticket.IsTheirs ? null : PriorityName,
        Overflows = !ticket.IsTheirs && Overflows,
    };

    private SentContent WithoutRefused(TicketRow ticket)
    {
        var refused = ticket.RefusedMap.Where(r => r.Value.Value == (r.Key == ManagedFields.Priority ? PriorityId : Fields.GetValueOrDefault(r.Key))).ToDictionary();
        if (refused.Count == 0)
            return this;
        var sent = ticket.SentFieldMap ?? new Dictionary<string, string>();
        var isPriorityRefused = refused.ContainsKey(ManagedFields.Priority);
        return this with
        {
            Refused = refused,
            PriorityId = isPriorityRefused ? ticket.SentPriorityId : PriorityId,
            PriorityName = isPriorityRefused ? null : PriorityName,
            Fields = Fields.Where(f => !refused.ContainsKey(f.Key)).Concat(sent.Where(f => refused.ContainsKey(f.Key))).ToDictionary(),
        };
    }
}
