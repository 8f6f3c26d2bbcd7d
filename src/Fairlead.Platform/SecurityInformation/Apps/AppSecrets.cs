using System.Buffers.Text;
using System.Security.Cryptography;
using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.SecurityInformation.Apps;

/// <summary>What only Fairlead and an app know, sealed. There are two places, so that a new secret never touches the one that still counts.</summary>
internal sealed class AppSecrets(Vault vault)
{
    private const int Bytes = 32;

    /// <summary>The secret is told this once.</summary>
    public async Task<SecretText> MakeAsync(UnitOfWork work, string app, int slot, CancellationToken ct)
    {
        var secret = new SecretText(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));
        await vault.PutAsync(work, AddressOf(app, slot), secret, ct);
        return secret;
    }

    /// <summary>Those that count now: one, or two while an app changes over, the present one first.</summary>
    /// <exception cref="VaultException">One cannot be opened.</exception>
    public async Task<IReadOnlyList<SecretText>> OfAsync(ProviderApp app, DateTimeOffset now, CancellationToken ct)
    {
        List<SecretText> secrets = [];
        int[] slots = app.HasFormer(now) ? [app.Slot, 1 - app.Slot] : [app.Slot];
        foreach (var slot in slots)
        {
            if (await vault.GetAsync(AddressOf(app.Key, slot), ct) is { } secret)
                secrets.Add(secret);
        }

        return secrets;
    }

    public static Task ForgetAsync(UnitOfWork work, string app, int slot, CancellationToken ct) => Vault.RemoveAsync(work, AddressOf(app, slot), ct);

    private static VaultAddress AddressOf(string app, int slot) => new("security_apps", app, slot == 0 ? "secret" : "other_secret");
}
