using Fairlead.Platform.Notifications.Troubles;
using Fairlead.Storage;

namespace Fairlead.Platform.Notifications.Storage;

/// <summary>What is the matter with Fairlead itself, as receivers know it.</summary>
internal sealed class TroubleStore(Database database)
{
    private static readonly SqlText AllSql = new(typeof(TroubleStore), "Trouble.All");
    private static readonly SqlText PutSql = new(typeof(TroubleStore), "Trouble.Put");
    private static readonly SqlText DeleteSql = new(typeof(TroubleStore), "Trouble.Delete");
    private static readonly SqlText TellSql = new(typeof(TroubleStore), "Trouble.Tell");

    public Task<UnitOfWork> BeginAsync(CancellationToken ct) => database.BeginAsync(ct);

    public Task<IReadOnlyList<Trouble>> AllAsync(CancellationToken ct) => database.QueryAsync<Trouble>(AllSql, null, ct);

    public static Task PutAsync(UnitOfWork work, Trouble trouble, CancellationToken ct) => work.ExecuteAsync(PutSql, trouble, ct);

    /// <returns><see langword="false"/> when another node did it.</returns>
    public static async Task<bool> DeleteAsync(UnitOfWork work, Trouble trouble, CancellationToken ct) =>
        await work.ExecuteAsync(DeleteSql, trouble, ct) == 1;

    /// <returns><see langword="false"/> when another node did it.</returns>
    public static async Task<bool> TellAsync(UnitOfWork work, Trouble trouble, CancellationToken ct) =>
        await work.ExecuteAsync(TellSql, trouble, ct) == 1;
}
