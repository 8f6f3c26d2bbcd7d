using System.Security.Cryptography;
using System.Text;
using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>
/// Tells one secret from another without keeping it: HMAC-SHA-256 under a key that is sealed with the master key, so that who has the database alone cannot try values
/// (THREATS T-68, T-69). The key of the instance would not do: it stands in the same database.
/// </summary>
internal sealed class SecretHasher(Database database, SecretSettingsStore settings, Vault vault, TimeProvider clock)
{
    private volatile byte[]? _key;

    /// <summary>Before anything is hashed. Makes the key where there is none.</summary>
    /// <exception cref="VaultException">It cannot be opened: the master key is another one.</exception>
    public async Task ReadyAsync(CancellationToken ct)
    {
        if (_key is not null)
            return;
        if (await settings.HashKeyAsync(ct) is null)
        {
            var made = Guid.CreateVersion7(clock.GetUtcNow());
            await using var work = await database.BeginAsync(ct);
            await vault.PutAsync(work, AddressOf(made), new SecretText(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))), ct);
            // Of two nodes that start at once one makes it, and the other takes that one.
            if (await SecretSettingsStore.PutHashKeyAsync(work, made, ct))
                await work.CommitAsync(ct);
        }

        var id = await settings.HashKeyAsync(ct) ?? throw new InvalidOperationException("The key of hashes is missing.");
        var sealedKey = await vault.GetAsync(AddressOf(id), ct) ?? throw new InvalidOperationException("The key of hashes is not in the vault.");
        _key = Convert.FromBase64String(sealedKey.Reveal());
    }

    public byte[] HashOf(ReadOnlySpan<byte> secret) => HMACSHA256.HashData(_key ?? throw new InvalidOperationException("The key of hashes was not read."), secret);

    public byte[] HashOf(string secret) => HashOf(Encoding.UTF8.GetBytes(secret));

    private static VaultAddress AddressOf(Guid id) => new("secret_settings", id.ToString(), "hash_key");
}
