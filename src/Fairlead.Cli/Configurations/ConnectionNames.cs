using Fairlead.Cli.Server;
using Fairlead.Client.Connections;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Configurations;

/// <summary>Puts a connection's name where a stored configuration has its id, so that people can read it and apply it elsewhere.</summary>
internal sealed class ConnectionNames(IReadOnlyList<ConnectionResponse> connections)
{
    public static async Task<ConnectionNames> ReadAsync(ServerSession session, CancellationToken ct) =>
        new(await session.Client.Connections.ListAsync(ct));

    public TicketConfigurationResponse In(TicketConfigurationResponse stored)
    {
        var connection = connections.FirstOrDefault(c => c.Id == stored.ConnectionId);
        return connection is null ? stored : stored with { Configuration = stored.Configuration with { Connection = connection.Name } };
    }
}
