using Fairlead.Kernel;

namespace Fairlead.Platform.Tickets;

/// <summary>Which severity findings get when a person gives their issue this priority.</summary>
public sealed record PriorityRule(JiraName Priority, Severity Severity);
