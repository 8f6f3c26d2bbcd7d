using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>What is set for scanning by this Fairlead, in every Jira.</summary>
internal sealed class SecretSettingsStore(Database database)
{
    private static readonly SqlText RevisionSql = new(typeof(SecretSettingsStore), "Settings.RulesRevision");
    private static readonly SqlText RaiseSql = new(typeof(SecretSettingsStore), "Settings.RaiseRules");
    private static readonly SqlText SwitchedSql = new(typeof(SecretSettingsStore), "Rule.List");
    private static readonly SqlText SwitchSql = new(typeof(SecretSettingsStore), "Rule.Put");

    /// <summary>Grows with every rule that is switched.</summary>
    public Task<long> RulesRevisionAsync(CancellationToken ct) => database.FirstAsync<long>(RevisionSql, null, ct);

    /// <summary>Rules of which somebody said whether they are in use.</summary>
    public async Task<IReadOnlyDictionary<string, bool>> SwitchedRulesAsync(CancellationToken ct) =>
        (await database.QueryAsync<RuleRow>(SwitchedSql, null, ct)).ToDictionary(row => row.Rule, row => row.Enabled, StringComparer.Ordinal);

    /// <returns><see langword="false"/>: that was said before.</returns>
    public static async Task<bool> SwitchRuleAsync(UnitOfWork work, string rule, bool enabled, CancellationToken ct)
    {
        if (await work.ExecuteAsync(SwitchSql, new { rule, enabled }, ct) == 0)
            return false;
        await work.ExecuteAsync(RaiseSql, null, ct);
        return true;
    }

    private sealed record RuleRow
    {
        public string Rule { get; init; } = "";

        public bool Enabled { get; init; }
    }
}
