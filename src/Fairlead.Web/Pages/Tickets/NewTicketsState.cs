using Fairlead.Jira.Resources;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Tickets;

/// <summary>What the page of tickets made by hand shows.</summary>
/// <param name="Configurations">All of them, by name.</param>
/// <param name="Chosen">The one by which the tickets are made; <see langword="null"/> when there is none.</param>
/// <param name="Split">Which of the findings share a ticket.</param>
public sealed record NewTicketsState(IReadOnlyList<TicketConfiguration> Configurations, TicketConfiguration? Chosen, IReadOnlyList<TicketSection> Sections, TicketSplit Split)
{
    /// <summary>What of the address was not understood.</summary>
    public IReadOnlyList<WrongFilter> Wrong { get; init; } = [];

    /// <summary>What Jira offers for the configuration's project and type, as Jira orders it; empty where it could not be asked, or has none.</summary>
    public IReadOnlyList<JiraName> Priorities { get; init; } = [];

    /// <summary>Some of those to whom its issues can be assigned.</summary>
    public IReadOnlyList<JiraUser> People { get; init; } = [];

    /// <summary>Key of an issue that is there, as it was typed.</summary>
    public string Issue { get; init; } = "";

    /// <summary>Why it is not linked.</summary>
    public Problem? LinkProblem { get; init; }
}

/// <summary>Which of the findings that a person chose share a ticket.</summary>
public enum TicketSplit
{
    /// <summary>Those that the configuration would group.</summary>
    Groups,

    /// <summary>All of them.</summary>
    All,

    /// <summary>None: each gets its own.</summary>
    Each,
}
