using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Connections.Secrets;

/// <summary>From a stored credential to one that a client can sign in with. The only reader of connections' secrets.</summary>
internal sealed class CredentialVault(Vault vault, DataDirectory data)
{
    public DataDirectory Data => data;

    public Task PutAsync(UnitOfWork work, ConnectionId connection, CredentialSlot slot, SecretText secret, CancellationToken ct) =>
        vault.PutAsync(work, AddressOf(connection, slot), secret, ct);

    public static async Task RemoveAsync(UnitOfWork work, ConnectionId connection, CredentialSlot slot, CancellationToken ct)
    {
        await Vault.RemoveAsync(work, AddressOf(connection, slot), ct);
        await Vault.RemoveAsync(work, RefusedAddressOf(connection, slot), ct);
    }

    /// <summary>Where the hash of a secret is that Jira refused.</summary>
    public static VaultAddress RefusedAddressOf(ConnectionId connection, CredentialSlot slot) =>
        new("connection_credentials", $"{connection}/{(int)slot}", "refused");

    /// <param name="given">The active credential's secret where it is not kept yet; <see langword="null"/>: it is.</param>
    /// <exception cref="ConnectionUnusableException">There is no secret, or it cannot be read.</exception>
    public async Task<JiraCredential> OpenAsync(Connection connection, SecretText? given, CancellationToken ct)
    {
        var credential = connection.ActiveCredential
            ?? throw Unreadable(connection, $"The {connection.ActiveSlot.ToString().ToLowerInvariant()} slot holds no credential.");
        try
        {
            var secret = credential.Reference is { } reference
                ? await SecretReference.ReadAsync(reference, data, ct)
                : given ?? await vault.GetAsync(AddressOf(connection.Id, credential.Slot), ct) ?? throw Unreadable(connection, "The vault holds no secret for it.");
            return Make(credential, secret);
        }
        catch (Exception e) when (e is VaultException or SecretUnreadableException)
        {
            throw Unreadable(connection, e.Message, e);
        }
    }

    private static JiraCredential Make(Credential credential, SecretText secret) => credential.Kind switch
    {
        CredentialKind.CloudApiToken => new JiraCredential.CloudApiToken(credential.User!, secret),
        CredentialKind.CloudScopedToken => new JiraCredential.CloudScopedToken(credential.User!, secret),
        CredentialKind.ClientCredentials => new JiraCredential.ClientCredentials(credential.User!, secret),
        CredentialKind.PersonalAccessToken => new JiraCredential.PersonalAccessToken(secret),
        CredentialKind.Password => new JiraCredential.Password(credential.User!, secret),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static VaultAddress AddressOf(ConnectionId connection, CredentialSlot slot) =>
        new("connection_credentials", $"{connection}/{(int)slot}", "secret");

    private static ConnectionUnusableException Unreadable(Connection connection, string why, Exception? inner = null) =>
        new(connection.Id, ConnectionUnusable.SecretUnreadable, $"The secret of connection '{connection.Name}' cannot be read. {why}", inner);
}
