using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>Issues that a webhook said are deleted, until Jira was asked.</summary>
internal sealed class ToldDeletionStore(Database database)
{
    private const int IdBatch = 500;

    private static readonly SqlText PutSql = new(typeof(ToldDeletionStore), "Deletion.Put");
    private static readonly SqlText ListSql = new(typeof(ToldDeletionStore), "Deletion.List");
    private static readonly SqlText SettleSql = new(typeof(ToldDeletionStore), "Deletion.Settle");
    private static readonly SqlText ForgetSql = new(typeof(ToldDeletionStore), "Deletion.Forget");

    public static Task PutAsync(UnitOfWork work, ConnectionId connection, long issue, DateTimeOffset now, CancellationToken ct) =>
        work.ExecuteAsync(PutSql, new { connection, issue, now }, ct);

    public async Task<ILookup<ConnectionId, long>> ListAsync(CancellationToken ct) =>
        (await database.QueryAsync<Row>(ListSql, null, ct)).ToLookup(row => row.ConnectionId, row => row.IssueId);

    public static async Task SettleAsync(UnitOfWork work, ConnectionId connection, IEnumerable<long> issues, CancellationToken ct)
    {
        foreach (var chunk in issues.Chunk(IdBatch))
            await work.ExecuteAsync(SettleSql, new { connection, issues = chunk }, ct);
    }

    public Task ForgetAsync(DateTimeOffset before, CancellationToken ct) => database.ExecuteAsync(ForgetSql, new { before }, ct);

    private sealed record Row
    {
        public ConnectionId ConnectionId { get; init; }

        public long IssueId { get; init; }
    }
}
