using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>As much of a finding as the simulation asks about.</summary>
internal sealed record LoopFinding(FindingId Id, string Asset, string? Rule, string Title, FindingStatus Status)
{
    public bool IsOpen => Status.IsOpen;
}
