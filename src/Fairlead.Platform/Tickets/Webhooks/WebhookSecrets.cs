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

    private static readonly TimeSpan AskedAgain = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ConnectionId, (IReadOnlyList<byte[]> Secrets, DateTimeOffset ReadAt, DateTimeOffset Until)> _known = new();

    /// <summary>Makes a secret, and with it the intake where there was none. It is told this once.</summary>
    public async Task<SecretText> RotateAsync(Actor actor, ConnectionId connection, string name, CancellationToken ct)
    {
        var secret = Make();
        await PutInForceAsync(actor, connection, name, secret, ct);
        return secret;
    }

    /// <summary>A secret that counts besides those in force, until Jira has said whether it takes it. The same until then, so that whatever Jira did is right.</summary>
    public async Task<SecretText> StageAsync(ConnectionId connection, CancellationToken ct)
    {
        if (await vault.GetAsync(AddressOf(connection, "staged"), ct) is { } staged)
            return staged;
        var secret = Make();
        await using (var work = await store.BeginAsync(ct))
        {
            await vault.PutAsync(work, AddressOf(connection, "staged"), secret, ct);
            await store.StageAsync(work, connection, ct);
            await work.CommitAsync(ct);
        }

        _known.TryRemove(connection, out _);
        return secret;
    }

    /// <summary>Jira did not take the staged secret: everything is as it was before.</summary>
    public async Task DropAsync(ConnectionId connection, CancellationToken ct)
    {
        var wasThere = await vault.GetAsync(AddressOf(connection, "current"), ct) is not null;
        await using (var work = await store.BeginAsync(ct))
        {
            await Vault.RemoveAsync(work, AddressOf(connection, "staged"), ct);
            if (!wasThere)
                await WebhookStore.RemoveAsync(work, connection, ct);
            await work.CommitAsync(ct);
        }

        _known.TryRemove(connection, out _);
    }

    /// <summary>The secret with which Jira signs from now on; the one before counts for a while.</summary>
    public async Task PutInForceAsync(Actor actor, ConnectionId connection, string name, SecretText secret, CancellationToken ct)
    {
        var before = await vault.GetAsync(AddressOf(connection, "current"), ct);
        await using (var work = await store.BeginAsync(ct))
        {
            if (before is not null)
                await vault.PutAsync(work, AddressOf(connection, "previous"), before, ct);
            await vault.PutAsync(work, AddressOf(connection, "current"), secret, ct);
            await Vault.RemoveAsync(work, AddressOf(connection, "staged"), ct);
            await store.RotateAsync(work, connection, before is null ? null : clock.GetUtcNow() + Overlap, ct);
            await activity.AppendAsync(
                work, actor, before is null ? "webhook.created" : "webhook.rotated", connection.ToString(), $"Webhook secret of connection {name}.", ct);
            await work.CommitAsync(ct);
        }

        _known.TryRemove(connection, out _);
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
        await Vault.RemoveAsync(work, AddressOf(connection, "staged"), ct);
        return await WebhookStore.RemoveAsync(work, connection, ct);
    }

    /// <summary>As <see cref="OfAsync"/>, for a signature that none of those made: another node may have put one in force meanwhile. Asked for at most once a second.</summary>
    public Task<IReadOnlyList<byte[]>> AgainAsync(ConnectionId connection, CancellationToken ct)
    {
        if (_known.TryGetValue(connection, out var known) && clock.GetUtcNow() - known.ReadAt >= AskedAgain)
            _known.TryRemove(new(connection, known));
        return OfAsync(connection, ct);
    }

    /// <returns>Those that count now; empty when the connection takes no webhooks, or there is no such connection.</returns>
    public async Task<IReadOnlyList<byte[]>> OfAsync(ConnectionId connection, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(connection, out var known) && now < known.Until)
            return known.Secrets;
        var secrets = new List<byte[]>();
        // Addresses that nobody made are not kept: they would be as many as somebody cares to try.
        if (await store.GetAsync(connection, ct) is not { } intake)
            return secrets;
        if (await vault.GetAsync(AddressOf(connection, "current"), ct) is { } current)
            secrets.Add(Encoding.UTF8.GetBytes(current.Reveal()));
        if (await vault.GetAsync(AddressOf(connection, "staged"), ct) is { } staged)
            secrets.Add(Encoding.UTF8.GetBytes(staged.Reveal()));
        if (intake.PreviousUntil > now && await vault.GetAsync(AddressOf(connection, "previous"), ct) is { } previous)
            secrets.Add(Encoding.UTF8.GetBytes(previous.Reveal()));
        var until = now + Kept;
        // Not longer than the secret before counts.
        _known[connection] = (secrets, now, intake.PreviousUntil is { } end && end > now && end < until ? end : until);
        return secrets;
    }

    private static SecretText Make() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    private static VaultAddress AddressOf(ConnectionId connection, string slot) => new("webhook_intakes", $"{connection}/{slot}", "secret");
}
