using System.Security.Cryptography;
using System.Text;
using Fairlead.Kernel;
using Fairlead.Storage;

namespace Fairlead.Platform.Operations;

/// <summary>Which value of which row a secret is; it cannot be read as another one.</summary>
public sealed record VaultAddress(string Table, string Row, string Column)
{
    internal string Text => $"{Table}/{Row}/{Column}";

    internal byte[] Bound
    {
        get
        {
            // Each part with its length, so that no two addresses give the same bytes.
            var bound = new List<byte>("fairlead/vault/1"u8.ToArray());
            foreach (var part in (string[])[Table, Row, Column])
            {
                var bytes = Encoding.UTF8.GetBytes(part);
                bound.AddRange(BitConverter.GetBytes(bytes.Length));
                bound.AddRange(bytes);
            }

            return [.. bound];
        }
    }
}

/// <summary>A secret cannot be opened: it was moved, altered, or sealed under a master key that is not here.</summary>
public sealed class VaultException(VaultAddress address, string message, Exception? inner = null)
    : Exception($"The secret {address.Table}/{address.Column} cannot be opened: {message}", inner);

/// <summary>
/// Secrets at rest: each under a key of its own (AES-256-GCM), that key under the master key. Only ciphertext is in the database,
/// and the master key is not.
/// </summary>
internal sealed class Vault(Database database, MasterKeyRing keys)
{
    private static readonly SqlText PutSql = new(typeof(Storage.OperationsSql), "Vault.Put");
    private static readonly SqlText GetSql = new(typeof(Storage.OperationsSql), "Vault.Get");
    private static readonly SqlText RemoveSql = new(typeof(Storage.OperationsSql), "Vault.Remove");
    private static readonly SqlText LockSql = new(typeof(Storage.OperationsSql), "Vault.Lock");
    private static readonly SqlText StaleSql = new(typeof(Storage.OperationsSql), "Vault.Stale");
    private static readonly SqlText RewrapSql = new(typeof(Storage.OperationsSql), "Vault.Rewrap");
    private static readonly SqlText KeyIdsSql = new(typeof(Storage.OperationsSql), "Vault.KeyIds");

    private volatile MasterKeyRing _keys = keys;

    public MasterKeyRing Keys => _keys;

    /// <summary>Seals under a new key each time, also when the same value is set again.</summary>
    public async Task PutAsync(UnitOfWork work, VaultAddress address, SecretText secret, CancellationToken ct)
    {
        MasterKey key;
        do
        {
            key = _keys.Current;
            await PutAsync(work, address, secret, key, ct);
        }
        // A rotation that begins once the row is written waits for this transaction; one that began before is seen here.
        while (key != _keys.Current);
    }

    /// <returns><see langword="null"/> when nothing is kept under this address.</returns>
    /// <exception cref="VaultException">It is kept, but cannot be opened.</exception>
    public async Task<SecretText?> GetAsync(VaultAddress address, CancellationToken ct) =>
        Open(address, await database.FirstAsync<Row>(GetSql, new { address = address.Text }, ct));

    /// <inheritdoc cref="GetAsync(VaultAddress, CancellationToken)"/>
    public async Task<SecretText?> GetAsync(UnitOfWork work, VaultAddress address, CancellationToken ct) =>
        Open(address, await work.FirstAsync<Row>(GetSql, new { address = address.Text }, ct));

    /// <summary>Whether something is kept under this address. It is not opened.</summary>
    public async Task<bool> HasAsync(VaultAddress address, CancellationToken ct) => await database.FirstAsync<Row>(GetSql, new { address = address.Text }, ct) is not null;

    public static Task RemoveAsync(UnitOfWork work, VaultAddress address, CancellationToken ct) =>
        work.ExecuteAsync(RemoveSql, new { address = address.Text }, ct);

    /// <summary>From now on seals under the first key of <paramref name="keys"/>; the others are for reading.</summary>
    public void Use(MasterKeyRing keys) => _keys = keys;

    /// <summary>Ids of the master keys under which something is sealed.</summary>
    public Task<IReadOnlyList<string>> KeyIdsInUseAsync(CancellationToken ct) =>
        database.QueryAsync<string>(KeyIdsSql, null, ct);

    /// <summary>Puts up to <paramref name="limit"/> secrets under the current master key; the values themselves are not opened.</summary>
    /// <returns>How many were re-wrapped; 0 means that all are.</returns>
    public async Task<int> RewrapAsync(int limit, CancellationToken ct)
    {
        var current = _keys.Current;
        await using var work = await database.BeginAsync(ct);
        // Whoever sealed under an older key and has not committed is waited for: its key is about to be forgotten.
        await work.ExecuteAsync(LockSql, null, ct);
        var stale = await work.QueryAsync<Row>(StaleSql, new { keyId = current.Id, limit }, ct);
        foreach (var row in stale)
        {
            var old = _keys.Find(row.KeyId)
                ?? throw new ConfigurationException("master key", $"secrets are sealed under master key {row.KeyId}, which was not given.");
            var dataKey = old.Unwrap(row.WrappedKey);
            await work.ExecuteAsync(RewrapSql, new { row.Address, keyId = current.Id, wrappedKey = current.Wrap(dataKey) }, ct);
            CryptographicOperations.ZeroMemory(dataKey);
        }

        await work.CommitAsync(ct);
        return stale.Count;
    }

    private SecretText? Open(VaultAddress address, Row? row)
    {
        if (row is null)
            return null;
        var key = _keys.Find(row.KeyId)
            ?? throw new VaultException(address, $"it was sealed under master key {row.KeyId}, which is not the one in use ({_keys.Current.Id}).");
        try
        {
            var dataKey = key.Unwrap(row.WrappedKey);
            return new SecretText(Encoding.UTF8.GetString(AesGcmBox.Open(dataKey, row.SealedValue, address.Bound)));
        }
        catch (CryptographicException e)
        {
            throw new VaultException(address, "it was altered, or belongs to another row.", e);
        }
    }

    private static async Task PutAsync(UnitOfWork work, VaultAddress address, SecretText secret, MasterKey key, CancellationToken ct)
    {
        var dataKey = RandomNumberGenerator.GetBytes(MasterKey.Bytes);
        try
        {
            await work.ExecuteAsync(
                PutSql,
                new
                {
                    address = address.Text,
                    keyId = key.Id,
                    wrappedKey = key.Wrap(dataKey),
                    sealedValue = AesGcmBox.Seal(dataKey, Encoding.UTF8.GetBytes(secret.Reveal()), address.Bound),
                },
                ct);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private sealed class Row
    {
        public string Address { get; init; } = "";

        public string KeyId { get; init; } = "";

        public byte[] WrappedKey { get; init; } = [];

        public byte[] SealedValue { get; init; } = [];
    }
}
