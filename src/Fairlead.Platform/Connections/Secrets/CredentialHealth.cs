using Fairlead.Platform.Connections.Storage;
using Fairlead.Platform.Operations;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Connections.Secrets;

/// <summary>Tells of credentials that are to be replaced.</summary>
internal sealed class CredentialHealth(ConnectionStore connections, IOptions<ConnectionOptions> options, TimeProvider clock) : IHealthReason
{
    public async Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) =>
    [
        .. from connection in await connections.ListAsync(ct)
           let reminder = CredentialReminder.Of(connection, options.Value, clock.GetUtcNow())
           where reminder is not null
           let ends = CredentialReminder.IsAboutEnd(connection, options.Value, clock.GetUtcNow())
           select new HealthReason(
               ends ? "credential_ends" : "credential_old", $"Connection {connection.Name}: {reminder}", IsBlocking: false, connection.Name, Over: ends ? "credential_old" : null),
    ];
}
