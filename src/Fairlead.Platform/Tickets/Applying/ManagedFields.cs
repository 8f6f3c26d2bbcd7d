using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>A field of an issue for which a configuration gives a value as a whole.</summary>
internal sealed record ManagedField(string Id, string Name, FieldOwner Owner);

/// <summary>What a configuration writes into issues. Labels are not among it: they are merged one by one, and no other label is touched.</summary>
internal static class ManagedFields
{
    public const string Summary = "summary";
    public const string Description = RenderedTicket.DescriptionField;
    public const string Priority = "priority";

    public static IReadOnlyList<ManagedField> Of(TicketConfiguration configuration) =>
    [
        new(Summary, "Summary", configuration.SummaryOwner),
        new(Description, "Description", configuration.DescriptionOwner),
        new(Priority, "Priority", configuration.PriorityOwner),
        .. configuration.Fields.Select(f => new ManagedField(f.Id, f.Name, f.Owner)),
    ];
}
