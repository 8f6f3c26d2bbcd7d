using Fairlead.Kernel.Identity;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>A row of <c>secret_notice_settings</c>; Schema/0011_secret_acting.sql says what the columns mean.</summary>
internal sealed record NoticeSetting
{
    public ConnectionId ConnectionId { get; init; }

    public string ProjectId { get; init; } = "";

    public string ProjectKey { get; init; } = "";

    public bool IsOn { get; init; }

    public DateTimeOffset Since { get; init; }

    public string SetBy { get; init; } = "";
}

/// <summary>A place of a secret, and how it stands with telling its author.</summary>
internal sealed record NoticePlace
{
    public SecretFindingId FindingId { get; init; }

    public string ProjectId { get; init; } = "";

    public string Rule { get; init; } = "";

    public byte[] ValueHash { get; init; } = [];

    public long IssueId { get; init; }

    public string IssueKey { get; init; } = "";

    public int Kind { get; init; }

    public string PlaceId { get; init; } = "";

    /// <summary><see langword="null"/>: nobody was told of the value in this issue.</summary>
    public int? State { get; init; }

    public string? Detail { get; init; }

    public Guid? Mark { get; init; }

    public DateTimeOffset? TriedAt { get; init; }

    public IssueTextKind TextKind => (IssueTextKind)Kind;
}

/// <summary>Where authors are told of secrets, and of which they were.</summary>
internal sealed class NoticeStore(Database database)
{
    public const int Saying = 1;
    public const int Said = 2;
    public const int NotSaid = 3;

    private static readonly SqlText SettingsSql = new(typeof(NoticeStore), "NoticeSetting.List");
    private static readonly SqlText PutSettingSql = new(typeof(NoticeStore), "NoticeSetting.Put");
    private static readonly SqlText PlacesSql = new(typeof(NoticeStore), "Notice.Places");
    private static readonly SqlText DueSql = new(typeof(NoticeStore), "Notice.Due");
    private static readonly SqlText ClaimSql = new(typeof(NoticeStore), "Notice.Claim");
    private static readonly SqlText EndSql = new(typeof(NoticeStore), "Notice.End");

    public Task<IReadOnlyList<NoticeSetting>> SettingsAsync(CancellationToken ct) => database.QueryAsync<NoticeSetting>(SettingsSql, null, ct);

    public static Task PutSettingAsync(UnitOfWork work, NoticeSetting setting, CancellationToken ct) => work.ExecuteAsync(
        PutSettingSql,
        new { connection = setting.ConnectionId, projectId = setting.ProjectId, projectKey = setting.ProjectKey, isOn = setting.IsOn, now = setting.Since, by = setting.SetBy },
        ct);

    /// <summary>Where it stands now, by issue.</summary>
    public Task<IReadOnlyList<NoticePlace>> PlacesAsync(SecretFindingId id, CancellationToken ct) => database.QueryAsync<NoticePlace>(PlacesSql, new { id }, ct);

    /// <summary>Secrets of a project of which an author is to be told.</summary>
    /// <param name="since">Found since then.</param>
    /// <param name="before">What could not be said is tried again when it was tried before that.</param>
    /// <param name="left">What was begun before that and not ended was left by whoever began it.</param>
    public async Task<IReadOnlyList<SecretFindingId>> DueAsync(
        ConnectionId connection, string projectId, DateTimeOffset since, DateTimeOffset before, DateTimeOffset left, int limit, CancellationToken ct) =>
        [.. (await database.QueryAsync<DueRow>(DueSql, new { connection, projectId, since, before, left, limit }, ct)).Select(row => row.FindingId)];

    /// <summary>Before anything is said, so that no two say it and no kill lets it be said twice.</summary>
    /// <inheritdoc cref="DueAsync"/>
    /// <returns>By which the comment is known; <see langword="null"/>: it was said, or is being said.</returns>
    public async Task<Guid?> ClaimAsync(ConnectionId connection, NoticePlace place, Guid mark, DateTimeOffset now, DateTimeOffset before, DateTimeOffset left, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        var claimed = await work.QueryAsync<Guid>(
            ClaimSql, new { connection, issueId = place.IssueId, valueHash = place.ValueHash, findingId = place.FindingId, mark, now, before, left }, ct);
        await work.CommitAsync(ct);
        return claimed.Count == 1 ? claimed[0] : null;
    }

    public static Task EndAsync(UnitOfWork work, ConnectionId connection, NoticePlace place, int state, string? detail, DateTimeOffset now, CancellationToken ct) =>
        work.ExecuteAsync(EndSql, new { connection, issueId = place.IssueId, valueHash = place.ValueHash, state, detail, now }, ct);

    private sealed record DueRow
    {
        public SecretFindingId FindingId { get; init; }

        public long IssueId { get; init; }
    }
}
