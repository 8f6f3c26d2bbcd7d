using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.Connections;

/// <summary>A higher room's say in whether a connection can be removed.</summary>
internal interface IConnectionUse
{
    /// <returns>What stands on it, each as <c>3 tickets</c>; nothing when it can go.</returns>
    Task<IReadOnlyList<string>> OfAsync(UnitOfWork work, ConnectionId id, CancellationToken ct);

    /// <summary>Removes what goes with the connection; called when nothing stands on it.</summary>
    Task ForgetAsync(UnitOfWork work, ConnectionId id, CancellationToken ct);
}
