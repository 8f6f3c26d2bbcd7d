using System.Text;
using Dapper;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Alerts.Storage;

/// <summary>Alerts, and the answers to requests that may come again.</summary>
internal sealed class AlertStore(Database database)
{
    private const int LookUpAtOnce = 500;

    private static readonly SqlText UpsertSql = new(typeof(AlertStore), "Alert.Upsert");
    private static readonly SqlText PageSql = new(typeof(AlertStore), "Alert.Page");
    private static readonly SqlText GetSql = new(typeof(AlertStore), "Alert.Get");
    private static readonly SqlText KnownSql = new(typeof(AlertStore), "Alert.Known");
    private static readonly SqlText NewsSql = new(typeof(AlertStore), "Alert.News");
    private static readonly SqlText NotedSql = new(typeof(AlertStore), "Alert.Noted");
    private static readonly SqlText CountSql = new(typeof(AlertStore), "Alert.Count");
    private static readonly SqlText ForgetSql = new(typeof(AlertStore), "Alert.Forget");
    private static readonly SqlText ForgetReleasesSql = new(typeof(AlertStore), "Release.Forget");
    private static readonly SqlText RequestSql = new(typeof(AlertStore), "Request.Get");
    private static readonly SqlText PutRequestSql = new(typeof(AlertStore), "Request.Insert");
    private static readonly SqlText ForgetRequestsSql = new(typeof(AlertStore), "Request.Forget");

    public Task<AlertRow?> GetAsync(AlertId id, CancellationToken ct) => database.FirstAsync<AlertRow>(GetSql, new { id }, ct);

    /// <summary>The one that came last first.</summary>
    public Task<IReadOnlyList<AlertRow>> PageAsync(AlertQuery query, AlertPosition after, int size, CancellationToken ct)
    {
        var (conditions, parameters) = ConditionsOf(query);
        parameters.Add("receivedAt", after.ReceivedAt);
        parameters.Add("id", after.Id);
        parameters.Add("size", size);
        return database.QueryAsync<AlertRow>(PageSql.With("/*conditions*/", conditions), parameters, ct);
    }

    /// <returns>Those of the fingerprints that are known, as hexadecimal digits.</returns>
    public static async Task<HashSet<string>> KnownAsync(UnitOfWork work, IReadOnlyCollection<byte[]> fingerprints, CancellationToken ct)
    {
        var known = new HashSet<string>();
        foreach (var chunk in fingerprints.Chunk(LookUpAtOnce))
            known.UnionWith((await work.QueryAsync<byte[]>(KnownSql, new { fingerprints = chunk }, ct)).Select(Convert.ToHexString));
        return known;
    }

    public static Task<long> CountAsync(UnitOfWork work, CancellationToken ct) => work.FirstAsync<long>(CountSql, null, ct);

    /// <summary>Adds what is new, and the repeats to what is known.</summary>
    public static Task UpsertAsync(UnitOfWork work, AlertRow alert, CancellationToken ct) => work.ExecuteAsync(UpsertSql, alert, ct);

    /// <summary>What came since somebody looked last, in the order of their ids.</summary>
    public Task<IReadOnlyList<AlertRow>> NewsAsync(AlertId after, int limit, CancellationToken ct) => database.QueryAsync<AlertRow>(NewsSql, new { after, limit }, ct);

    /// <returns>Whether it was news as it was read; one that came again meanwhile is news still.</returns>
    public static async Task<bool> NotedAsync(UnitOfWork work, AlertRow alert, CancellationToken ct) =>
        await work.ExecuteAsync(NotedSql, new { id = alert.Id, seen = alert.Seen }, ct) == 1;

    public static Task<RequestRow?> RequestAsync(UnitOfWork work, string key, CancellationToken ct) =>
        work.FirstAsync<RequestRow>(RequestSql, new { key }, ct);

    /// <returns><see langword="false"/> when the key was used meanwhile.</returns>
    public static async Task<bool> PutRequestAsync(UnitOfWork work, string key, byte[] digest, string answer, DateTimeOffset receivedAt, CancellationToken ct) =>
        await work.ExecuteAsync(PutRequestSql, new { key, digest, answer = new JsonText(answer), receivedAt }, ct) == 1;

    /// <summary>Spares alerts that nobody has looked at, and those of which a trigger that is enabled has not told all.</summary>
    /// <param name="releasesBefore">What a throttle counts no more.</param>
    /// <returns>How many alerts were forgotten.</returns>
    public async Task<int> ForgetAsync(DateTimeOffset alertsBefore, DateTimeOffset requestsBefore, DateTimeOffset releasesBefore, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await work.ExecuteAsync(ForgetRequestsSql, new { before = requestsBefore }, ct);
        var forgotten = await work.ExecuteAsync(ForgetSql, new { before = alertsBefore }, ct);
        if (forgotten > 0)
        {
            await work.ExecuteAsync(ForgetReleasesSql, new { before = releasesBefore }, ct);
            await TriggerStore.ForgetAsync(work, ct);
        }

        await work.CommitAsync(ct);
        return forgotten;
    }

    /// <summary>From a fixed list; no text of a person ever becomes SQL.</summary>
    private static (string Conditions, DynamicParameters Parameters) ConditionsOf(AlertQuery query)
    {
        var (conditions, parameters) = (new StringBuilder(), new DynamicParameters());
        And("severity >= @minimum", "minimum", (int?)query.MinimumSeverity);
        And("source = @source", "source", query.Source);
        And("namespace = @namespace", "namespace", query.Namespace);
        And("rule = @rule", "rule", query.Rule);
        And("asset = @asset", "asset", query.Asset);
        And("search_text LIKE @text ESCAPE '!'", "text", query.Text is { } text ? $"%{Escape(text.ToLowerInvariant())}%" : null);
        return (conditions.ToString(), parameters);

        void And(string condition, string name, object? value)
        {
            if (value is null)
                return;
            conditions.Append(" AND ").Append(condition);
            parameters.Add(name, value);
        }
    }

    private static string Escape(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
}

/// <summary>A row of <c>alert_requests</c>.</summary>
internal sealed record RequestRow
{
    public byte[] Digest { get; init; } = [];

    public JsonText Answer { get; init; } = new("{}");
}
