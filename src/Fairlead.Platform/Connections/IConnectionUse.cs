using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.Connections;

/// <summary>A higher room's say in whether a connection can be removed.</summary>
internal interface IConnectionUse
{
    /// <returns>What stands on it, each as <c>3 tickets</c>; nothing when it can go.</returns>
    Task<IReadOnlyList<string>> OfAsync(UnitOfWork work, ConnectionId id, CancellationToken ct);
}
