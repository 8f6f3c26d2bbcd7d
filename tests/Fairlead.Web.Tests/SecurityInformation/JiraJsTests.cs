using System.Diagnostics;
using Fairlead.Client.Access;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>A client that others wrote for Jira's own API.</summary>
public abstract class JiraJsTests(TestDatabase databases)
{
    private static readonly string Clients = Path.Combine(SharedData.RepositoryRoot, "tests", "Fairlead.Web.Tests", "clients");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_npm_client_jira_js_finds_Jiras_API_in_which_every_answer_fits_its_schema()
    {
        Assert.True(Directory.Exists(Path.Combine(Clients, "node_modules", "jira.js")), "jira.js is not installed: run ./test, which does it.");
        await using var world = await SecurityWorld.StartAsync(databases);
        var start = new ProcessStartInfo("node", "security.mjs")
        {
            WorkingDirectory = Clients,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["FAIRLEAD_HOST"] = world.Host.BaseAddress.GetLeftPart(UriPartial.Authority),
                ["FAIRLEAD_SECRET"] = await world.ProviderAsync("scanner", Role.Editor),
                ["NO_PROXY"] = "127.0.0.1",
            },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, $"security.mjs ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }

    public class OnSqlite(SqliteTestDatabase db) : JiraJsTests(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : JiraJsTests(db), IClassFixture<PostgresTestDatabase>;
}
