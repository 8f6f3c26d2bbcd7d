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

    /// <param name="at">UTC. When it was decided.</param>
    /// <returns><see langword="false"/> when the finding was changed in between.</returns>
    public static async Task<bool> EditAsync(UnitOfWork work, FindingRow row, FindingEdit edit, DateTimeOffset at, CancellationToken ct)
    {
        var accepted = edit.Status is null ? row.AcceptedFor : AcceptedTime.After(row.AcceptedFor, row.Decision, at);
        var takenBackAt = edit.Status == FindingStatus.Active ? at : (DateTimeOffset?)null;
        if (!await WriteAsync(work, row, EditRules.DecisionAfter(edit, row, at), EditRules.SeverityAfter(edit, row, at), accepted, takenBackAt, ct))
            return false;
        if (edit.Status is { } status)
            await ApplyToSourcesAsync(work, row, status, ct);
        return true;
    }

    /// <summary>Lets an earlier decision stand again, with its own date and name.</summary>
    /// <param name="before"><see langword="null"/>: there was none.</param>
    /// <returns><see langword="false"/> when the finding was changed in between.</returns>
    public static async Task<bool> RestoreAsync(UnitOfWork work, FindingRow row, FindingDecision? before, DateTimeOffset now, CancellationToken ct)
    {
        // Nothing happened to it since it was decided.
        var accepted = AcceptedTime.AfterRestoring(row.AcceptedFor, row.Decision, before, row.Decision?.At ?? row.ChangedAt, now);
        if (!await WriteAsync(work, row, before, row.SeverityDecision, accepted, takenBackAt: null, ct))
            return false;
        await ApplyToSourcesAsync(work, row, before?.Status ?? FindingStatus.Active, ct);
        return true;
    }

    /// <inheritdoc cref="RestoreAsync"/>
    public static Task<bool> RestoreSeverityAsync(UnitOfWork work, FindingRow row, SeverityDecision? before, CancellationToken ct) =>
        WriteAsync(work, row, row.Decision, before, row.AcceptedFor, takenBackAt: null, ct);

    private static async Task<bool> WriteAsync(
        UnitOfWork work, FindingRow row, FindingDecision? decision, SeverityDecision? severity, TimeSpan accepted, DateTimeOffset? takenBackAt, CancellationToken ct) =>
        await work.ExecuteAsync(
            DecideSql,
            new
            {
                DecisionStatus = (int?)decision?.Status,
                DecisionReason = decision?.Reason,
                DecisionBy = decision?.By,
                DecisionAt = decision?.At,
                DecisionExpiresAt = decision?.ExpiresAt,
                TakenBackAt = takenBackAt?.ToStoredResolution(),
                AcceptedSeconds = (long)accepted.TotalSeconds,
                SeverityOverride = (int?)severity?.Severity,
                SeverityReported = (int?)severity?.Reported,
                SeverityReason = severity?.Reason,
                SeverityBy = severity?.By,
                SeverityAt = severity?.At,
                row.No,
                row.Revision,
            },
            ct) == 1;

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
