using System.Buffers.Text;
using System.Security.Cryptography;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Notifications.Sending;

/// <summary>What only Fairlead and the receiver know of a webhook: its address, which often lets anybody in who has it, and the secret that signs.</summary>
internal sealed class ReceiverSecrets(Vault vault)
{
    private const int Bytes = 32;

    /// <summary>The secret is told this once.</summary>
    public async Task<SecretText> MakeAsync(UnitOfWork work, ReceiverId receiver, Uri target, CancellationToken ct)
    {
        var secret = new SecretText(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));
        await vault.PutAsync(work, AddressOf(receiver, "target"), new SecretText(target.AbsoluteUri), ct);
        await vault.PutAsync(work, AddressOf(receiver, "secret"), secret, ct);
        return secret;
    }

    /// <exception cref="VaultException">It cannot be opened.</exception>
    public async Task<(Uri Target, SecretText Secret)?> GetAsync(ReceiverId receiver, CancellationToken ct) =>
        await vault.GetAsync(AddressOf(receiver, "target"), ct) is { } target && await vault.GetAsync(AddressOf(receiver, "secret"), ct) is { } secret
            ? (new Uri(target.Reveal()), secret)
            : null;

    public static async Task ForgetAsync(UnitOfWork work, ReceiverId receiver, CancellationToken ct)
    {
        await Vault.RemoveAsync(work, AddressOf(receiver, "target"), ct);
        await Vault.RemoveAsync(work, AddressOf(receiver, "secret"), ct);
    }

    private static VaultAddress AddressOf(ReceiverId receiver, string column) => new("receivers", receiver.ToString(), column);
}
