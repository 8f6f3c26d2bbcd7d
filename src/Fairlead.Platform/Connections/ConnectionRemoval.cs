using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Connections;

/// <summary>What a higher room made in Jira for a connection and that would go on without it, such as a webhook.</summary>
internal interface IConnectionTrace
{
    /// <summary>Takes it back, while the connection can still be used; called when nothing stands on it.</summary>
    /// <returns>What was taken back, or is left for people to do; nothing where nothing was made. A Jira that does not answer is told here, too.</returns>
    Task<IReadOnlyList<string>> TakeBackAsync(Connection connection, CancellationToken ct);
}

/// <summary>Removes connections, and before that what they have in Jira.</summary>
internal sealed class ConnectionRemoval(ConnectionDirectory connections, IEnumerable<IConnectionTrace> traces)
{
    /// <inheritdoc cref="ConnectionDirectory.RemoveAsync"/>
    /// <returns>What people should know of it; <see langword="null"/> when there is no such connection.</returns>
    public async Task<IReadOnlyList<string>?> RemoveAsync(Actor actor, ConnectionId id, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is not { } connection)
            return null;
        await connections.DemandUnusedAsync(connection, ct);
        var told = new List<string>();
        foreach (var trace in traces)
            told.AddRange(await trace.TakeBackAsync(connection, ct));
        return await connections.RemoveAsync(actor, id, ct) ? told : null;
    }
}
