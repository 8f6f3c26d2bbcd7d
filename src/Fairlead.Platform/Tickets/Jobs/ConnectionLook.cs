using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets.Jobs;

/// <summary>Looks at what people changed in one Jira. A job of its own, so that a long run does not keep it from listening.</summary>
internal sealed class ConnectionLook(TicketSync sync, ILogger<ConnectionLook> log)
{
    /// <summary>What fails is noted, and looked at again.</summary>
    public async Task RunAsync(ConnectionId connection, CancellationToken ct)
    {
        try
        {
            await sync.LookAsync(connection, ct);
        }
        catch (ConnectionUnusableException e) when (e.Why == ConnectionUnusable.Disabled)
        {
            // That is what a person wants.
        }
        catch (DatabaseUnavailableException e)
        {
            log.NotLooked(e, connection);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // What is known to happen in Jira was noted on the way; this is a connection that cannot be used, or a mistake of ours.
            log.NotLooked(e, connection);
            await sync.NoteTroubleAsync(connection, e, ct);
        }
    }
}
