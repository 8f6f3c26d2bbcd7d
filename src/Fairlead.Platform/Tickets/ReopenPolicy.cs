namespace Fairlead.Platform.Tickets;

/// <summary>What happens when findings come back after their issue was done.</summary>
public sealed record ReopenPolicy
{
    /// <summary>The issue is moved back to an open status, whenever.</summary>
    public static readonly ReopenPolicy Always = new();

    public bool IsNever { get; init; }

    /// <summary>How many days after the issue was done; 1 to <see cref="TicketFilter.MaxDays"/>; <see langword="null"/>: however many.</summary>
    public int? WithinDays { get; init; }

    /// <summary>Resolutions with which a person means it: such an issue stays closed.</summary>
    public IReadOnlyList<JiraName> NotFrom { get; init; } = [];

    /// <summary>Where the issue stays closed, the findings get a new one of the next generation; else the run's attention tells of it.</summary>
    public bool NewTicket { get; init; }
}
