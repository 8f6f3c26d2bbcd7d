using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.Connections;

/// <summary>What a higher room does with a connection: its say in whether that can be removed, and in what the account must be able to do.</summary>
internal interface IConnectionUse
{
    /// <returns>What stands on it, each as <c>3 tickets</c>; nothing when it can go.</returns>
    Task<IReadOnlyList<string>> OfAsync(UnitOfWork work, ConnectionId id, CancellationToken ct);

    /// <returns>Keys of the projects in which issues are made and changed through it.</returns>
    Task<IReadOnlyList<string>> ProjectsAsync(ConnectionId id, CancellationToken ct);

    /// <summary>Removes what goes with the connection; called when nothing stands on it.</summary>
    Task ForgetAsync(UnitOfWork work, ConnectionId id, CancellationToken ct);
}
