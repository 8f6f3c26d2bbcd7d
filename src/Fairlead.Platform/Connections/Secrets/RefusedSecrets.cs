using System.Security.Cryptography;
using System.Text;
using Fairlead.Jira;
using Fairlead.Kernel;
using Fairlead.Platform.Connections.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Connections.Secrets;

/// <summary>How the secret that stands at a reference now is to those that Jira refused.</summary>
internal enum RefusedStanding
{
    /// <summary>None was refused, the secret is no reference, or it cannot be read at the moment.</summary>
    Unknown,

    /// <summary>It is one of them: trying it again could lock the account.</summary>
    Same,

    /// <summary>It is none of them: it was replaced since.</summary>
    Replaced,
}

/// <summary>
/// Remembers which secrets Jira refused, of credentials whose secret is kept elsewhere and may be replaced there without Fairlead being told. Servers
/// may each have another one there, so that it is several. What is kept are hashes with a random salt, sealed under the master key, so that who has the
/// database alone cannot try values.
/// </summary>
internal sealed class RefusedSecrets(Database database, Vault vault, CredentialVault credentials, TimeProvider clock)
{
    /// <summary>Of more, those that were refused last.</summary>
    public const int MaxKept = 32;

    private const int SaltBytes = 16;

    /// <summary>Nothing for a credential whose secret is in the vault: a new one is given by a person, who is known.</summary>
    public async Task NoteAsync(Connection read, JiraCredential refused, CancellationToken ct)
    {
        if (read.ActiveCredential is not { Reference: not null } credential)
            return;
        var address = CredentialVault.RefusedAddressOf(read.Id, credential.Slot);
        await using var work = await database.BeginAsync(ct);
        // From here on, who notes another refusal of it waits.
        if (!await ConnectionStore.NoteRefusedAsync(work, read, credential, clock.GetUtcNow(), ct))
            return;
        var kept = await KeptAsync(work, address, ct) ?? new Kept(RandomNumberGenerator.GetBytes(SaltBytes), []);
        if (!kept.Holds(refused.SecretPart))
        {
            await ConnectionStore.CountRefusedAsync(work, read, credential, ct);
            await vault.PutAsync(work, address, kept.With(refused.SecretPart).ToSecret(), ct);
        }

        await work.CommitAsync(ct);
    }

    /// <summary>The secret may be tried again, as a person says or a test has shown.</summary>
    public async Task ForgetAsync(Connection read, CancellationToken ct)
    {
        if (read.ActiveCredential is not { RefusedAt: not null } credential)
            return;
        await using var work = await database.BeginAsync(ct);
        if (!await ConnectionStore.AllowAsync(work, read, credential, ct))
            return;
        await Vault.RemoveAsync(work, CredentialVault.RefusedAddressOf(read.Id, credential.Slot), ct);
        await work.CommitAsync(ct);
    }

    /// <param name="credential">As it was opened.</param>
    public async Task<RefusedStanding> StandingAsync(Connection read, JiraCredential credential, CancellationToken ct)
    {
        if (read.ActiveCredential is not { RefusedAt: not null, Reference: not null, Slot: var slot })
            return RefusedStanding.Unknown;
        try
        {
            if (await vault.GetAsync(CredentialVault.RefusedAddressOf(read.Id, slot), ct) is not { } kept)
                return RefusedStanding.Unknown;
            return Kept.Of(kept).Holds(credential.SecretPart) ? RefusedStanding.Same : RefusedStanding.Replaced;
        }
        catch (VaultException)
        {
            return RefusedStanding.Unknown;
        }
    }

    /// <summary>Reads the secret at the reference as it is now.</summary>
    public async Task<RefusedStanding> StandingAsync(Connection read, CancellationToken ct)
    {
        if (read.ActiveCredential is not { RefusedAt: not null, Reference: not null })
            return RefusedStanding.Unknown;
        try
        {
            return await StandingAsync(read, await credentials.OpenAsync(read, given: null, ct), ct);
        }
        catch (ConnectionUnusableException)
        {
            return RefusedStanding.Unknown;
        }
    }

    /// <returns><see langword="null"/> when there are none, or they cannot be opened, as under another master key.</returns>
    private async Task<Kept?> KeptAsync(UnitOfWork work, VaultAddress address, CancellationToken ct)
    {
        try
        {
            return await vault.GetAsync(work, address, ct) is { } kept ? Kept.Of(kept) : null;
        }
        catch (VaultException)
        {
            return null;
        }
    }

    /// <param name="Hashes">HMAC-SHA-256 under the salt; the one that was refused last comes last.</param>
    private sealed record Kept(byte[] Salt, IReadOnlyList<byte[]> Hashes)
    {
        public static Kept Of(SecretText text)
        {
            var bytes = Convert.FromHexString(text.Reveal());
            return new(bytes[..SaltBytes], [.. bytes[SaltBytes..].Chunk(HMACSHA256.HashSizeInBytes)]);
        }

        public bool Holds(SecretText secret)
        {
            var hash = HashOf(secret);
            return Hashes.Any(h => CryptographicOperations.FixedTimeEquals(h, hash));
        }

        public Kept With(SecretText secret) => this with { Hashes = [.. Hashes.TakeLast(MaxKept - 1), HashOf(secret)] };

        /// <summary>Salt and hashes, in hexadecimal digits.</summary>
        public SecretText ToSecret() => new(Convert.ToHexString([.. Salt, .. Hashes.SelectMany(h => h)]));

        private byte[] HashOf(SecretText secret) => HMACSHA256.HashData(Salt, Encoding.UTF8.GetBytes(secret.Reveal()));
    }
}
