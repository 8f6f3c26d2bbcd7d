using Dapper;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Findings.Storage;

/// <summary>Writes people's decisions to rows; what is shown of the findings is worked out afterwards (<see cref="FindingStates"/>).</summary>
internal static class DecisionRows
{
    private static readonly SqlText DecideSql = new(typeof(DecisionRows), "Finding.Decide");
    private static readonly SqlText CloseSql = new(typeof(DecisionRows), "Occurrence.CloseByPerson");
    private static readonly SqlText ReopenSql = new(typeof(DecisionRows), "Occurrence.ReopenByPerson");
    private static readonly SqlText AddTotalsSql = new(typeof(DecisionRows), "Scope.AddTotals");

    /// <returns><see langword="false"/> when the finding was changed in between.</returns>
    public static async Task<bool> EditAsync(UnitOfWork work, FindingRow row, FindingEdit edit, DateTimeOffset now, CancellationToken ct)
    {
        if (await work.ExecuteAsync(DecideSql, EditRules.Apply(edit, row, now), ct) != 1)
            return false;
        if (edit.Status is { } status)
            await ApplyToSourcesAsync(work, row, status, ct);
        return true;
    }

    /// <summary>Lets an earlier decision stand again, with its own date and name.</summary>
    /// <param name="before"><see langword="null"/>: there was none.</param>
    /// <returns><see langword="false"/> when the finding was changed in between.</returns>
    public static async Task<bool> RestoreAsync(UnitOfWork work, FindingRow row, FindingDecision? before, CancellationToken ct)
    {
        var values = new
        {
            DecisionStatus = (int?)before?.Status,
            DecisionReason = before?.Reason,
            DecisionBy = before?.By,
            DecisionAt = before?.At,
            DecisionExpiresAt = before?.ExpiresAt,
            row.SeverityOverride,
            row.No,
            row.Revision,
        };
        if (await work.ExecuteAsync(DecideSql, values, ct) != 1)
            return false;
        await ApplyToSourcesAsync(work, row, before?.Status ?? FindingStatus.Active, ct);
        return true;
    }

    /// <summary>In a list, ids go as each engine stores them.</summary>
    public static DynamicParameters IdList(Database database, IReadOnlyCollection<FindingId> ids)
    {
        var parameters = new DynamicParameters();
        parameters.Add("ids", StoredIds.Of(database.Engine, ids));
        return parameters;
    }

    /// <summary>Closing is carried by the sources' sightings, so that the next report that holds the finding opens it again.</summary>
    private static async Task ApplyToSourcesAsync(UnitOfWork work, FindingRow row, FindingStatus status, CancellationToken ct)
    {
        var sql = status == FindingStatus.Fixed ? CloseSql
            : row.DecisionStatus == (int)FindingStatus.Fixed ? ReopenSql
            : null;
        if (sql is null)
            return;
        await work.ExecuteAsync(AddTotalsSql, new { sign = -1, findingNo = row.No, originNo = row.OriginNo }, ct);
        await work.ExecuteAsync(sql, new { findingNo = row.No, originNo = row.OriginNo }, ct);
        await work.ExecuteAsync(AddTotalsSql, new { sign = 1, findingNo = row.No, originNo = row.OriginNo }, ct);
    }
}
