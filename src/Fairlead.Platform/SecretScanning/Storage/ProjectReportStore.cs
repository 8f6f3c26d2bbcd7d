using Fairlead.Kernel.Identity;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>A project of which Findings does not know all yet.</summary>
internal sealed record DueReport
{
    public ConnectionId ConnectionId { get; init; }

    public string ProjectId { get; init; } = "";

    /// <summary><see langword="null"/> until there was something to tell.</summary>
    public string? Asset { get; init; }

    public long Wanted { get; init; }

    /// <summary>The project is being looked through: what is not known of it now may be so only for the moment.</summary>
    public bool IsPartial { get; init; }
}

/// <summary>A project of which Findings could not be told.</summary>
internal sealed record FailedReport
{
    public string ProjectId { get; init; } = "";

    public string? Asset { get; init; }

    public string Problem { get; init; } = "";
}

/// <summary>Which projects' secrets Findings is to be told, and how far that is.</summary>
internal sealed class ProjectReportStore(Database database)
{
    private static readonly SqlText WantSaidSql = new(typeof(ProjectReportStore), "Report.WantSaid");
    private static readonly SqlText WantOfSql = new(typeof(ProjectReportStore), "Report.WantOf");
    private static readonly SqlText DueSql = new(typeof(ProjectReportStore), "Report.Due");
    private static readonly SqlText IsCrawledSql = new(typeof(ProjectReportStore), "Report.IsCrawled");
    private static readonly SqlText ClaimSql = new(typeof(ProjectReportStore), "Report.Claim");
    private static readonly SqlText NameSql = new(typeof(ProjectReportStore), "Report.Name");
    private static readonly SqlText FailedSql = new(typeof(ProjectReportStore), "Report.Failed");
    private static readonly SqlText EndSql = new(typeof(ProjectReportStore), "Report.End");

    /// <summary>In the transaction in which a person said something of its secrets, so that a crash cannot lose it. It is told also while the project is looked through.</summary>
    public static Task WantSaidAsync(UnitOfWork work, ConnectionId connection, string projectId, CancellationToken ct) =>
        work.ExecuteAsync(WantSaidSql, new { connection, projectId }, ct);

    /// <summary>In the transaction that changed what is known of every project that one of these is of: an issue that moved or was deleted has its secrets where it was.</summary>
    public static Task WantAsync(UnitOfWork work, IReadOnlyList<SecretFindingId> findings, CancellationToken ct) =>
        work.ExecuteAsync(WantOfSql, new { findings = StoredIds.Of(work.Engine, findings) }, ct);

    public Task<IReadOnlyList<DueReport>> DueAsync(DateTimeOffset now, CancellationToken ct) => database.QueryAsync<DueReport>(DueSql, new { now }, ct);

    /// <returns>As it stands now; <see langword="null"/>: another run has it, or has done it.</returns>
    public async Task<DueReport?> ClaimAsync(DueReport due, Guid owner, DateTimeOffset now, DateTimeOffset until, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var claimed = await work.QueryAsync<DueReport>(ClaimSql, new { connection = due.ConnectionId, projectId = due.ProjectId, owner, now, until }, ct);
        var crawls = await work.FirstAsync<long>(IsCrawledSql, new { connection = due.ConnectionId, projectId = due.ProjectId }, ct);
        await work.CommitAsync(ct);
        return claimed.SingleOrDefault() is { } one ? one with { IsPartial = crawls > 0 } : null;
    }

    /// <returns><see langword="false"/>: another project has the name.</returns>
    public async Task<bool> NameAsync(DueReport due, string asset, CancellationToken ct) =>
        await database.ExecuteAsync(NameSql, new { connection = due.ConnectionId, projectId = due.ProjectId, asset }, ct) == 1;

    /// <param name="told">It was told as it was claimed; else it is as far as before.</param>
    /// <param name="problem">Why it is not farther.</param>
    /// <param name="retryAt"><see langword="null"/>: when more is wanted, at once.</param>
    public Task EndAsync(DueReport due, Guid owner, bool told, string? problem, DateTimeOffset? retryAt, CancellationToken ct) =>
        database.ExecuteAsync(
            EndSql,
            new
            {
                connection = due.ConnectionId,
                projectId = due.ProjectId,
                owner,
                reported = told && !due.IsPartial ? due.Wanted : (long?)null,
                saidTold = told ? due.Wanted : (long?)null,
                problem,
                until = retryAt,
            },
            ct);

    public Task<IReadOnlyList<FailedReport>> FailedAsync(CancellationToken ct) => database.QueryAsync<FailedReport>(FailedSql, null, ct);
}
