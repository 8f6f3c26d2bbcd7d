using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Jira as the Connections room has it.</summary>
internal sealed class ConnectionsJira(JiraSites sites, ConnectionDirectory connections) : IJiraSource
{
    public Task<JiraClient> ClientForAsync(ConnectionId connection, CancellationToken ct) => sites.ClientForAsync(connection, ct);

    public async Task<ConnectionId?> FindAsync(string nameOrId, CancellationToken ct) =>
        (await connections.FindByNameOrIdAsync(nameOrId, ct))?.Id;

    public async Task<string?> NameOfAsync(ConnectionId connection, CancellationToken ct) => (await connections.FindAsync(connection, ct))?.Name;

    public async Task<bool> IsDisabledAsync(ConnectionId connection, CancellationToken ct) => await connections.FindAsync(connection, ct) is { IsEnabled: false };

    public async Task<SitePin> PinAsync(ConnectionId connection, CancellationToken ct) =>
        (await connections.FindAsync(connection, ct))?.Pin ?? SitePin.None;

    public Task<SitePin> NoteSiteAsync(ConnectionId connection, string seen, bool areOursThere, TimeSpan? ahead, CancellationToken ct) =>
        connections.NoteSiteAsync(connection, (pin, now) => pin.After(seen, areOursThere, now) with { Ahead = ahead ?? pin.Ahead }, ct);

    public Task<IReadOnlyList<AccountInForce>> AccountsAsync(ConnectionId connection, CancellationToken ct) => connections.AccountsAsync(connection, ct);

    public async Task<DateTimeOffset?> MendedAtAsync(ConnectionId connection, CancellationToken ct)
    {
        if (await connections.FindAsync(connection, ct) is not { } found)
            return null;
        var setAt = found.ActiveCredential?.SetAt;
        var isProven = found.Health is ConnectionHealth.Healthy or ConnectionHealth.Attention;
        return isProven && !(setAt > found.CheckedAt) ? found.CheckedAt : setAt;
    }

    public Task NoteRefusedAsync(ConnectionId connection, JiraClient client, CancellationToken ct) =>
        connections.NoteRefusedAsync(connection, client.Credential, ct);

    public Task<bool> IsRefusedAsync(ConnectionId connection, JiraClient client, CancellationToken ct) =>
        connections.IsRefusedAsync(connection, client.Credential, ct);

    public Task ForgetRefusedAsync(ConnectionId connection, CancellationToken ct) => connections.ForgetRefusedAsync(connection, ct);
}
