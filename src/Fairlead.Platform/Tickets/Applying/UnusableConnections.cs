using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>A connection through which no call can be made until a person changes something.</summary>
/// <param name="Reason">Also what a person does about it.</param>
internal sealed record UnusableConnection(ConnectionId Connection, string Name, string Reason);

/// <summary>Connections that are disabled, gone, or whose secret cannot be read. Asks no Jira.</summary>
internal sealed class UnusableConnections(ConfigurationStore configurations, IJiraSource jira)
{
    /// <returns><see langword="null"/> when calls can be made.</returns>
    public async Task<UnusableConnection?> FindAsync(ConnectionId connection, CancellationToken ct)
    {
        try
        {
            await jira.ClientForAsync(connection, ct);
            return null;
        }
        catch (ConnectionUnusableException e)
        {
            return new(connection, await jira.NameOfAsync(connection, ct) ?? connection.ToString(), e.Message);
        }
    }

    /// <summary>Those on which configurations wait that would run by themselves.</summary>
    public async Task<IReadOnlyList<UnusableConnection>> AwaitedAsync(CancellationToken ct)
    {
        var all = new List<UnusableConnection>();
        foreach (var connection in (await configurations.AllAsync(ct)).Where(c => c is { Enabled: true, Automatic: true }).Select(c => c.Connection).Distinct())
        {
            if (await FindAsync(connection, ct) is { } unusable)
                all.Add(unusable);
        }

        return all;
    }
}
