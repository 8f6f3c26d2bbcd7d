using Fairlead.Storage;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>A row of <c>secret_own_rules</c>; Schema/0010_secret_scanning.sql says what the columns mean.</summary>
internal sealed record OwnRuleRow
{
    public string Id { get; init; } = "";

    public string Yaml { get; init; } = "";

    public string? Problem { get; init; }

    public string ChangedBy { get; init; } = "";

    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>Rules that administrators added.</summary>
internal sealed class OwnRuleStore(Database database)
{
    private static readonly SqlText ListSql = new(typeof(OwnRuleStore), "OwnRule.List");
    private static readonly SqlText PutSql = new(typeof(OwnRuleStore), "OwnRule.Put");
    private static readonly SqlText DeleteSql = new(typeof(OwnRuleStore), "OwnRule.Delete");
    private static readonly SqlText GiveUpSql = new(typeof(OwnRuleStore), "OwnRule.GiveUp");
    private static readonly SqlText ForgetSql = new(typeof(OwnRuleStore), "Rule.Forget");

    /// <summary>By id.</summary>
    public async Task<IReadOnlyList<OwnRuleRow>> ListAsync(CancellationToken ct) => [.. await database.QueryAsync<OwnRuleRow>(ListSql, null, ct)];

    /// <summary>Makes it, or replaces the one of its id; what was said of the former text does not hold for the new one.</summary>
    public static Task PutAsync(UnitOfWork work, string id, string yaml, string by, DateTimeOffset now, CancellationToken ct) =>
        work.ExecuteAsync(PutSql, new { id, yaml, by, now }, ct);

    /// <summary>With what was said of its use: a later rule of that id is another one.</summary>
    public static async Task DeleteAsync(UnitOfWork work, string id, CancellationToken ct)
    {
        await work.ExecuteAsync(DeleteSql, new { id }, ct);
        await work.ExecuteAsync(ForgetSql, new { rule = id }, ct);
    }

    /// <param name="yaml">The text that took too much: a newer one has done nothing yet.</param>
    /// <returns><see langword="false"/> when that was said before, or the text is another one by now.</returns>
    public static async Task<bool> GiveUpAsync(UnitOfWork work, string id, string yaml, string problem, CancellationToken ct) =>
        await work.ExecuteAsync(GiveUpSql, new { id, yaml, problem }, ct) == 1;
}
