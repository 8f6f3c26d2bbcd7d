using System.Security.Cryptography;
using System.Text;
using Fairlead.Storage;

namespace Fairlead.Platform.Operations;

/// <summary>Which Fairlead this is. Nodes that share a database share it; a restored copy keeps it and gets a new epoch.</summary>
/// <param name="Key">32 random bytes, made once. Markers in Jira are made under it, so it must outlive every link.</param>
/// <param name="Epoch">Grows when the database may have lost its latest commits (restore, failover).</param>
public sealed record InstanceIdentity(Guid InstanceId, byte[] Key, long Epoch)
{
    private static readonly SqlText InsertSql = new(typeof(Storage.OperationsSql), "Instance.Insert");
    private static readonly SqlText ReadSql = new(typeof(Storage.OperationsSql), "Instance.Read");
    private static readonly SqlText RaiseEpochSql = new(typeof(Storage.OperationsSql), "Instance.RaiseEpoch");

    /// <summary>A key for one purpose, derived so that one cannot stand in for another.</summary>
    public byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Key, 32, info: Encoding.UTF8.GetBytes($"fairlead/{purpose}"));

    /// <summary>Reads it; makes it on the very first start.</summary>
    internal static async Task<InstanceIdentity> LoadAsync(Database database, TimeProvider clock, CancellationToken ct)
    {
        if (await ReadAsync(database, ct) is { } known)
            return known;
        await database.ExecuteAsync(
            InsertSql,
            new { InstanceId = Guid.CreateVersion7(clock.GetUtcNow()), InstanceKey = RandomNumberGenerator.GetBytes(32), CreatedAt = clock.GetUtcNow() },
            ct);
        // Another node may have been first; what is stored counts.
        return await ReadAsync(database, ct) ?? throw new InvalidOperationException("The instance row is missing.");
    }

    /// <summary>To be called after a restore or failover: every unlinked intent then starts as uncertain.</summary>
    internal static Task RaiseEpochAsync(Database database, CancellationToken ct) => database.ExecuteAsync(RaiseEpochSql, null, ct);

    private static async Task<InstanceIdentity?> ReadAsync(Database database, CancellationToken ct) =>
        await database.FirstAsync<Row>(ReadSql, null, ct) is { } row ? new(row.InstanceId, row.InstanceKey, row.Epoch) : null;

    private sealed class Row
    {
        public Guid InstanceId { get; init; }

        public byte[] InstanceKey { get; init; } = [];

        public long Epoch { get; init; }
    }
}
