using System.Buffers.Text;
using System.Security.Cryptography;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Notifications.Sending;

/// <summary>The secrets with which messages to webhooks are signed.</summary>
internal sealed class ReceiverSecrets(Vault vault)
{
    private const int Bytes = 32;

    /// <summary>It is told this once.</summary>
    public async Task<SecretText> MakeAsync(UnitOfWork work, ReceiverId receiver, CancellationToken ct)
    {
        var secret = new SecretText(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));
        await vault.PutAsync(work, AddressOf(receiver), secret, ct);
        return secret;
    }

    /// <exception cref="VaultException">It cannot be opened.</exception>
    public Task<SecretText?> GetAsync(ReceiverId receiver, CancellationToken ct) => vault.GetAsync(AddressOf(receiver), ct);

    public static Task ForgetAsync(UnitOfWork work, ReceiverId receiver, CancellationToken ct) => Vault.RemoveAsync(work, AddressOf(receiver), ct);

    private static VaultAddress AddressOf(ReceiverId receiver) => new("receivers", receiver.ToString(), "secret");
}
