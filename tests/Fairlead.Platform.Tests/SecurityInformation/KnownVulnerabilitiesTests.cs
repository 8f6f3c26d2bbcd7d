using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>What each call of a provider looks up, in a table that grew since PostgreSQL last counted it.</summary>
public sealed class KnownVulnerabilitiesTests(PostgresTestDatabase databases) : IClassFixture<PostgresTestDatabase>
{
    private const string Grown = """
        INSERT INTO security_vulnerabilities (provider_no, vulnerability_id, container_id, revision, container_revision, sequence_number, body, associations, received_at)
        SELECT 1, 'V-' || n, 'c', n / 1000, n / 1000, 1, repeat('x', 800), '[]', now() FROM generate_series(1, 40000) AS n
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Vulnerability.Known")]
    [InlineData("Removal.Note")]
    public async Task Each_id_is_looked_up_and_no_other_row_is_read(string statement)
    {
        var database = await databases.EmptyAsync(Ct, typeof(SecurityStore).Assembly);
        await using var work = await database.BeginAsync(Ct);
        await work.ExecuteAsync(SqlText.FromFixedParts(Grown), null, Ct);

        var plan = await work.QueryAsync<string>(
            SqlText.FromFixedParts($"EXPLAIN (ANALYZE) {new SqlText(typeof(SecurityStore), statement).For(DatabaseEngine.Postgres)}"),
            new { providerNo = 1L, ids = Enumerable.Range(1, 1_000).Select(n => $"new-{n}").ToArray() }, Ct);

        Assert.Contains(plan, line => line.Contains("security_vulnerabilities_provider_no_vulnerability_id_key", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Rows Removed by Filter", StringComparison.Ordinal) || line.Contains("by_revision", StringComparison.Ordinal));
    }
}
