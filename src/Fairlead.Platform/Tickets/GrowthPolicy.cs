namespace Fairlead.Platform.Tickets;

/// <summary>What becomes of findings that join a group whose issue is there already.</summary>
public enum GrowthPolicy
{
    /// <summary>Its issue tells of them too.</summary>
    Append = 1,

    /// <summary>Once somebody works at the issue, they get one of their own, linked to it.</summary>
    NewTicket = 2,

    /// <summary>Once somebody works at the issue, they get a sub-task of it.</summary>
    SubTask = 3,
}
