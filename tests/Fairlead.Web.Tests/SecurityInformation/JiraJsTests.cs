using Fairlead.Client.Access;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>A client that others wrote for Jira's own API.</summary>
public abstract class JiraJsTests(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_npm_client_jira_js_finds_Jiras_API_in_which_every_answer_fits_its_schema()
    {
        await using var world = await SecurityWorld.StartAsync(databases);
        await NodeClient.RunAsync("jira.js", "security.mjs", world, await world.ProviderAsync("scanner", Role.Editor), Ct);
    }

    public class OnSqlite(SqliteTestDatabase db) : JiraJsTests(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : JiraJsTests(db), IClassFixture<PostgresTestDatabase>;
}
