namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>Tokens that Atlassian's own library of Connect signs.</summary>
public abstract class AtlassianJwtTests(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>THREATS T-21.</summary>
    [Fact]
    public async Task Whatever_the_npm_package_atlassian_jwt_signs_for_a_request_counts_for_it_and_for_no_other()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        await NodeClient.RunAsync("atlassian-jwt", "connect.mjs", world, (await world.Host.Client.Providers.AddAsync(new("com.example.scanner"), Ct)).Secret, Ct);
    }

    public class OnSqlite(SqliteTestDatabase db) : AtlassianJwtTests(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : AtlassianJwtTests(db), IClassFixture<PostgresTestDatabase>;
}
