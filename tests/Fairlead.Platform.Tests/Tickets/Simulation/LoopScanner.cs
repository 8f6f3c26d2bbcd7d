using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>What brings findings and changes them, as the seed decides.</summary>
internal abstract class LoopScanner
{
    protected static readonly string[] Assets = ["api", "web"];

    protected static readonly FindingStatus[] OpenStatuses = [FindingStatus.Active, FindingStatus.InProgress, FindingStatus.Potential];

    public abstract Task<IReadOnlyList<LoopFinding>> AllAsync();

    /// <summary>One finding comes, changes, goes, comes back, or is decided on.</summary>
    /// <returns>What happened.</returns>
    public abstract Task<string> ScannedAsync();

    /// <summary>Every finding is there and of one open status, so that issues go the same way together.</summary>
    /// <returns>What happened.</returns>
    public abstract Task<string> DecidedOnAllAsync();
}
