using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Storage;

internal enum AccessKind
{
    User = 1,
    Group = 2,
}

/// <summary>Somebody with explicit access.</summary>
/// <param name="Name">Account id on Cloud, user key on Data Center, or the group's name.</param>
internal sealed record AccessEntry(AccessKind Kind, string Name);

/// <summary>Who besides Jira's administrators may do everything that the scanner API offers.</summary>
internal sealed class SecretAccessStore(Database database)
{
    private static readonly SqlText ListSql = new(typeof(SecretAccessStore), "Access.List");
    private static readonly SqlText ClearSql = new(typeof(SecretAccessStore), "Access.Clear");
    private static readonly SqlText InsertSql = new(typeof(SecretAccessStore), "Access.Insert");

    public async Task<IReadOnlyList<AccessEntry>> ListAsync(ConnectionId connection, CancellationToken ct) =>
        [.. (await database.QueryAsync<Row>(ListSql, new { connection }, ct)).Select(row => new AccessEntry((AccessKind)row.Kind, row.Name))];

    public static async Task ReplaceAsync(UnitOfWork work, ConnectionId connection, IReadOnlyList<AccessEntry> entries, CancellationToken ct)
    {
        await work.ExecuteAsync(ClearSql, new { connection }, ct);
        foreach (var entry in entries)
            await work.ExecuteAsync(InsertSql, new { connection, kind = (int)entry.Kind, name = entry.Name }, ct);
    }

    private sealed record Row
    {
        public int Kind { get; init; }

        public string Name { get; init; } = "";
    }
}
