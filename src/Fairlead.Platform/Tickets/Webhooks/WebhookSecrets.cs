using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Webhooks;

/// <summary>The secrets with which Jira signs: the one in force, and for a while the one before it, so that replacing loses no webhook.</summary>
internal sealed class WebhookSecrets(WebhookStore store, Vault vault, ActivityLog activity, TimeProvider clock)
{
    private const int Bytes = 32;

    /// <summary>How long the secret before counts: long enough to enter the new one in Jira at leisure.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(7);

    /// <summary>Another node's change is seen after this.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<ConnectionId, (IReadOnlyList<byte[]> Secrets, DateTimeOffset At)> _known = new();

    /// <summary>Makes a secret, and with it the intake where there was none. It is told this once.</summary>
    public async Task<SecretText> RotateAsync(Actor actor, ConnectionId connection, string name, CancellationToken ct)
    {
        var before = await vault.GetAsync(AddressOf(connection, "current"), ct);
        var secret = new SecretText(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));
        await using (var work = await store.BeginAsync(ct))
        {
            if (before is not null)
                await vault.PutAsync(work, AddressOf(connection, "previous"), before, ct);
            await vault.PutAsync(work, AddressOf(connection, "current"), secret, ct);
            await store.RotateAsync(work, connection, clock.GetUtcNow() + Overlap, ct);
            await activity.AppendAsync(
                work, actor, before is null ? "webhook.created" : "webhook.rotated", connection.ToString(), $"Webhook secret of connection {name}.", ct);
            await work.CommitAsync(ct);
        }

        _known.TryRemove(connection, out _);
        return secret;
    }

    /// <summary>Takes no webhooks any more.</summary>
    /// <returns><see langword="false"/> when it took none.</returns>
    public async Task<bool> RemoveAsync(Actor actor, ConnectionId connection, string name, CancellationToken ct)
    {
        await using var work = await store.BeginAsync(ct);
        if (!await ForgetAsync(work, connection, ct))
            return false;
        await activity.AppendAsync(work, actor, "webhook.removed", connection.ToString(), $"Connection {name} takes no webhooks any more.", ct);
        await work.CommitAsync(ct);
        _known.TryRemove(connection, out _);
        return true;
    }

    /// <summary>Removes what is known of a connection's webhooks; the caller tells the audit trail.</summary>
    /// <returns><see langword="false"/> when it took none.</returns>
    public static async Task<bool> ForgetAsync(UnitOfWork work, ConnectionId connection, CancellationToken ct)
    {
        await Vault.RemoveAsync(work, AddressOf(connection, "current"), ct);
        await Vault.RemoveAsync(work, AddressOf(connection, "previous"), ct);
        return await WebhookStore.RemoveAsync(work, connection, ct);
    }

    /// <returns>Those that count now; empty when the connection takes no webhooks, or there is no such connection.</returns>
    public async Task<IReadOnlyList<byte[]>> OfAsync(ConnectionId connection, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(connection, out var known) && now - known.At < Kept)
            return known.Secrets;
        var secrets = new List<byte[]>();
        // Addresses that nobody made are not kept: they would be as many as somebody cares to try.
        if (await store.GetAsync(connection, ct) is not { } intake)
            return secrets;
        if (await vault.GetAsync(AddressOf(connection, "current"), ct) is { } current)
            secrets.Add(Encoding.UTF8.GetBytes(current.Reveal()));
        if (intake.PreviousUntil > now && await vault.GetAsync(AddressOf(connection, "previous"), ct) is { } previous)
            secrets.Add(Encoding.UTF8.GetBytes(previous.Reveal()));
        _known[connection] = (secrets, now);
        return secrets;
    }

    private static VaultAddress AddressOf(ConnectionId connection, string slot) => new("webhook_intakes", $"{connection}/{slot}", "secret");
}
