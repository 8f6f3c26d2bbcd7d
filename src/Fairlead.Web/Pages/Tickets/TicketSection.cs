using Fairlead.Kernel.Identity;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Tickets;

/// <summary>One ticket to be made by hand, as it stands in the form.</summary>
/// <param name="Findings">Behind it.</param>
/// <param name="Description">Markdown.</param>
/// <param name="Priority">Empty: as the configuration says.</param>
/// <param name="Assignee">Likewise.</param>
public sealed record TicketSection(IReadOnlyList<FindingId> Findings, string Summary = "", string Description = "", string Priority = "", string Assignee = "")
{
    /// <summary>Whether it could be made when it was looked over; else only <see cref="Problem"/> is told.</summary>
    public bool IsOffered { get; init; } = true;

    /// <summary>Whether it is to be made.</summary>
    public bool IsTaken { get; init; } = true;

    /// <summary>What the configuration says where nothing is written.</summary>
    public string UsualPriority { get; init; } = "";

    public string UsualAssignee { get; init; } = "";

    /// <summary>Why it is not made; <see langword="null"/> before anybody asked, and when it is.</summary>
    public Problem? Problem { get; init; }

    /// <summary>What it became; <see langword="null"/> until then.</summary>
    public Ticket? Made { get; init; }
}
