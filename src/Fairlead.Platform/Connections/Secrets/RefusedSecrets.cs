using System.Security.Cryptography;
using System.Text;
using Fairlead.Jira;
using Fairlead.Kernel;
using Fairlead.Platform.Connections.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Connections.Secrets;

/// <summary>How the secret that stands at a reference now is to the one that Jira refused.</summary>
internal enum RefusedStanding
{
    /// <summary>None was refused, the secret is no reference, or it cannot be read at the moment.</summary>
    Unknown,

    /// <summary>It is the very one: trying it again could lock the account.</summary>
    Same,

    /// <summary>It was replaced since.</summary>
    Replaced,
}

/// <summary>
/// Remembers which secret Jira refused, of credentials whose secret is kept elsewhere and may be replaced there without Fairlead being told. What is kept
/// is a hash with a random salt, sealed under the master key, so that who has the database alone cannot try values.
/// </summary>
internal sealed class RefusedSecrets(Database database, Vault vault, CredentialVault credentials, TimeProvider clock)
{
    private const int SaltBytes = 16;

    /// <summary>Nothing for a credential whose secret is in the vault: a new one is given by a person, who is known.</summary>
    public async Task NoteAsync(Connection read, JiraCredential refused, CancellationToken ct)
    {
        if (read.ActiveCredential is not { Reference: not null } credential)
            return;
        await using var work = await database.BeginAsync(ct);
        if (!await ConnectionStore.NoteRefusedAsync(work, read, credential, clock.GetUtcNow(), ct))
            return;
        await vault.PutAsync(work, CredentialVault.RefusedAddressOf(read.Id, credential.Slot), HashOf(refused.SecretPart, RandomNumberGenerator.GetBytes(SaltBytes)), ct);
        await work.CommitAsync(ct);
    }

    /// <summary>The secret may be tried again, as a person says or a test has shown.</summary>
    public async Task ForgetAsync(Connection read, CancellationToken ct)
    {
        if (read.ActiveCredential is not { RefusedAt: not null } credential)
            return;
        await using var work = await database.BeginAsync(ct);
        await ConnectionStore.NoteRefusedAsync(work, read, credential, null, ct);
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
            var salt = Convert.FromHexString(kept.Reveal().AsSpan(0, SaltBytes * 2));
            return kept.Equals(HashOf(credential.SecretPart, salt)) ? RefusedStanding.Same : RefusedStanding.Replaced;
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

    /// <summary>Salt and HMAC-SHA-256 under it, in hexadecimal digits.</summary>
    private static SecretText HashOf(SecretText secret, byte[] salt) =>
        new(Convert.ToHexString(salt) + Convert.ToHexString(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(secret.Reveal()))));
}
