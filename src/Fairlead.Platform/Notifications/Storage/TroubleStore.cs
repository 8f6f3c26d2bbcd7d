using Fairlead.Platform.Notifications.Troubles;
using Fairlead.Storage;

namespace Fairlead.Platform.Notifications.Storage;

/// <summary>What is the matter with Fairlead itself, as receivers know it. Every change is of the row as it was read, or of none.</summary>
internal sealed class TroubleStore(Database database)
{
    private static readonly SqlText AllSql = new(typeof(TroubleStore), "Trouble.All");
    private static readonly SqlText InsertSql = new(typeof(TroubleStore), "Trouble.Insert");
    private static readonly SqlText ChangeSql = new(typeof(TroubleStore), "Trouble.Change");
    private static readonly SqlText DeleteSql = new(typeof(TroubleStore), "Trouble.Delete");
    private static readonly SqlText TellSql = new(typeof(TroubleStore), "Trouble.Tell");

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    public Task<IReadOnlyList<Trouble>> AllAsync(CancellationToken ct) => database.QueryAsync<Trouble>(AllSql, null, ct);

    public static Task<IReadOnlyList<Trouble>> AllAsync(UnitOfWork work, CancellationToken ct) => work.QueryAsync<Trouble>(AllSql, null, ct);

    /// <returns><see langword="false"/> when another node did it.</returns>
    public static Task<bool> InsertAsync(UnitOfWork work, Trouble trouble, CancellationToken ct) => OneAsync(work, InsertSql, trouble, ct);

    /// <inheritdoc cref="InsertAsync"/>
    public static Task<bool> ChangeAsync(UnitOfWork work, Trouble trouble, CancellationToken ct) => OneAsync(work, ChangeSql, trouble, ct);

    /// <inheritdoc cref="InsertAsync"/>
    public static Task<bool> TellAsync(UnitOfWork work, Trouble trouble, CancellationToken ct) => OneAsync(work, TellSql, trouble, ct);

    /// <inheritdoc cref="InsertAsync"/>
    public static Task<bool> DeleteAsync(UnitOfWork work, Trouble trouble, CancellationToken ct) => OneAsync(work, DeleteSql, trouble, ct);

    private static async Task<bool> OneAsync(UnitOfWork work, SqlText sql, Trouble trouble, CancellationToken ct) =>
        await work.ExecuteAsync(sql, trouble, ct) == 1;
}
