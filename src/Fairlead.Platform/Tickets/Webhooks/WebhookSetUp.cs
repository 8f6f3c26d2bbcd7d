using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>What people set up so that Jira tells a connection what changed, and what came of it.</summary>
internal sealed class WebhookSetUp(
    ConnectionDirectory connections, WebhookSecrets secrets, WebhookRegistration registration, WebhookStore store, WebhookFilter filter, IOptions<SyncOptions> options)
{
    /// <returns><see langword="null"/> when the connection takes none.</returns>
    public async Task<WebhookResponse?> ShowAsync(ConnectionId id, CancellationToken ct) =>
        await store.GetAsync(id, ct) is { } intake ? await ShownAsync(intake, ct) : null;

    /// <summary>Makes the secret with which Jira signs; one that was made before counts for another seven days.</summary>
    /// <returns><see langword="null"/> when there is no such connection.</returns>
    public async Task<WebhookSecretResponse?> RotateAsync(Actor actor, ConnectionId id, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is not { } connection)
            return null;
        var secret = await secrets.RotateAsync(actor, id, connection.Name, ct);
        return new(secret.Reveal(), (await ShowAsync(id, ct))!);
    }

    /// <summary>Makes the webhook in Jira itself.</summary>
    /// <param name="address">Of this server as Jira reaches it; <see langword="null"/>: as it is set.</param>
    /// <returns><see langword="null"/> when there is no such connection.</returns>
    /// <exception cref="ProblemException">No address, or Jira lets the account make none.</exception>
    public async Task<RegisteredWebhookResponse?> RegisterAsync(Actor actor, ConnectionId id, string? address, CancellationToken ct)
    {
        if (await connections.FindAsync(id, ct) is not { } connection)
            return null;
        var url = WebhookAddress.UrlOf(address ?? options.Value.PublicUrl, id) ?? throw new ProblemException(Problem.AtPointer(
            ProblemKind.ValidationFailed, "/address",
            "/address: give Fairlead's address as Jira reaches it, such as https://fairlead.example.com, or set Tickets:Sync:PublicUrl. Plain http is for a Jira on this machine."));
        var made = await registration.RegisterAsync(actor, id, connection.Name, url, ct);
        return new(url.AbsoluteUri, made.Replaced, made.Remark, (await ShowAsync(id, ct))!);
    }

    /// <returns>Whether it took any.</returns>
    public async Task<bool> RemoveAsync(Actor actor, ConnectionId id, CancellationToken ct) =>
        await connections.FindAsync(id, ct) is { } connection && await secrets.RemoveAsync(actor, id, connection.Name, ct);

    private async Task<WebhookResponse> ShownAsync(WebhookIntakeRow intake, CancellationToken ct) => new(
        WebhookAddress.PathOf(intake.ConnectionId), WebhookAddress.UrlOf(options.Value.PublicUrl, intake.ConnectionId)?.AbsoluteUri, intake.RotatedAt, intake.PreviousUntil,
        intake.LastReceivedAt, intake.LastRejectedAt, intake.LastRejection, intake.DeadLetter, intake.PassedOver, intake.LastPassedOver, WebhookEvents.InWords,
        await filter.OfAsync(intake.ConnectionId, ct));
}
