using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Storage;

internal sealed record SettingsRow
{
    /// <summary>Projects are kept up to date without being asked for.</summary>
    public bool AutoScan { get; init; }

    /// <summary>TRACE, DEBUG, INFO, WARN or ERROR.</summary>
    public string LogLevel { get; init; } = "";
}

/// <summary>What is set for scanning by this Fairlead, in every Jira.</summary>
internal sealed class SecretSettingsStore(Database database)
{
    private static readonly SqlText RevisionSql = new(typeof(SecretSettingsStore), "Settings.RulesRevision");
    private static readonly SqlText RaiseSql = new(typeof(SecretSettingsStore), "Settings.RaiseRules");
    private static readonly SqlText SwitchedSql = new(typeof(SecretSettingsStore), "Rule.List");
    private static readonly SqlText SwitchSql = new(typeof(SecretSettingsStore), "Rule.Put");
    private static readonly SqlText GetSql = new(typeof(SecretSettingsStore), "Settings.Get");
    private static readonly SqlText HashKeySql = new(typeof(SecretSettingsStore), "Settings.HashKey");
    private static readonly SqlText PutHashKeySql = new(typeof(SecretSettingsStore), "Settings.PutHashKey");
    private static readonly SqlText PutSql = new(typeof(SecretSettingsStore), "Settings.Put");
    private static readonly SqlText HasBaselineSql = new(typeof(SecretSettingsStore), "Baseline.Has");
    private static readonly SqlText PutBaselineSql = new(typeof(SecretSettingsStore), "Baseline.Put");
    private static readonly SqlText ClearBaselinesSql = new(typeof(SecretSettingsStore), "Baseline.Clear");

    /// <summary>Grows with every rule that is changed or switched.</summary>
    public Task<long> RulesRevisionAsync(CancellationToken ct) => database.FirstAsync<long>(RevisionSql, null, ct);

    /// <summary>Rules of which somebody said whether they are in use.</summary>
    public async Task<IReadOnlyDictionary<string, bool>> SwitchedRulesAsync(CancellationToken ct) =>
        (await database.QueryAsync<RuleRow>(SwitchedSql, null, ct)).ToDictionary(row => row.Rule, row => row.Enabled, StringComparer.Ordinal);

    /// <returns><see langword="false"/>: that was said before.</returns>
    public static async Task<bool> SwitchRuleAsync(UnitOfWork work, string rule, bool enabled, CancellationToken ct)
    {
        if (await work.ExecuteAsync(SwitchSql, new { rule, enabled }, ct) == 0)
            return false;
        await RaiseRulesAsync(work, ct);
        return true;
    }

    /// <summary>Other nodes read the rules again.</summary>
    public static Task RaiseRulesAsync(UnitOfWork work, CancellationToken ct) => work.ExecuteAsync(RaiseSql, null, ct);

    public async Task<SettingsRow> GetAsync(CancellationToken ct) =>
        await database.FirstAsync<SettingsRow>(GetSql, null, ct) ?? throw new InvalidOperationException("The settings of scanning are missing.");

    public static Task PutAsync(UnitOfWork work, SettingsRow settings, CancellationToken ct) =>
        work.ExecuteAsync(PutSql, new { autoScan = settings.AutoScan, logLevel = settings.LogLevel }, ct);

    /// <summary>Id of the key of hashes in the vault; <see langword="null"/>: there is none yet.</summary>
    public Task<Guid?> HashKeyAsync(CancellationToken ct) => database.FirstAsync<Guid?>(HashKeySql, null, ct);

    /// <returns><see langword="false"/>: there is one.</returns>
    public static async Task<bool> PutHashKeyAsync(UnitOfWork work, Guid id, CancellationToken ct) => await work.ExecuteAsync(PutHashKeySql, new { id }, ct) == 1;

    /// <summary>Whether it is noted which projects of the connection are not new.</summary>
    public async Task<bool> HasBaselineAsync(ConnectionId connection, CancellationToken ct) =>
        await database.FirstAsync<long>(HasBaselineSql, new { connection }, ct) > 0;

    public static Task PutBaselineAsync(UnitOfWork work, ConnectionId connection, DateTimeOffset now, CancellationToken ct) =>
        work.ExecuteAsync(PutBaselineSql, new { connection, now }, ct);

    public static Task ForgetBaselinesAsync(UnitOfWork work, CancellationToken ct) => work.ExecuteAsync(ClearBaselinesSql, null, ct);

    private sealed record RuleRow
    {
        public string Rule { get; init; } = "";

        public bool Enabled { get; init; }
    }
}
