using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>A row of <c>secret_allow_entries</c>; Schema/0010_secret_scanning.sql says what the columns mean.</summary>
internal sealed record AllowRow
{
    public SecretAllowId Id { get; init; }

    public ConnectionId? ConnectionId { get; init; }

    public string? ProjectId { get; init; }

    public string? ProjectKey { get; init; }

    public byte[]? ValueHash { get; init; }

    public string? Masked { get; init; }

    public string? Rule { get; init; }

    public string? List { get; init; }

    public string Reason { get; init; } = "";

    public string AddedBy { get; init; } = "";

    public DateTimeOffset AddedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public bool Holds(DateTimeOffset now) => ExpiresAt is not { } end || end > now;
}

/// <summary>What administrators say may stand in Jira.</summary>
internal sealed class AllowStore(Database database)
{
    private static readonly SqlText ListSql = new(typeof(AllowStore), "Allow.List");
    private static readonly SqlText InsertSql = new(typeof(AllowStore), "Allow.Insert");
    private static readonly SqlText DeleteSql = new(typeof(AllowStore), "Allow.Delete");

    /// <summary>Also what expired; the oldest first.</summary>
    public Task<IReadOnlyList<AllowRow>> ListAsync(CancellationToken ct) => database.QueryAsync<AllowRow>(ListSql, null, ct);

    public static Task InsertAsync(UnitOfWork work, AllowRow row, CancellationToken ct) => work.ExecuteAsync(
        InsertSql,
        new
        {
            id = row.Id,
            connection = row.ConnectionId,
            projectId = row.ProjectId,
            projectKey = row.ProjectKey,
            valueHash = row.ValueHash,
            masked = row.Masked,
            rule = row.Rule,
            list = row.List,
            reason = row.Reason,
            by = row.AddedBy,
            now = row.AddedAt,
            expiresAt = row.ExpiresAt,
        },
        ct);

    /// <returns>Whether there was one.</returns>
    public static async Task<bool> DeleteAsync(UnitOfWork work, SecretAllowId id, CancellationToken ct) => await work.ExecuteAsync(DeleteSql, new { id }, ct) == 1;
}
