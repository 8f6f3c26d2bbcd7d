using System.Diagnostics;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>Tokens that Atlassian's own library of Connect signs.</summary>
public abstract class AtlassianJwtTests(TestDatabase databases)
{
    private static readonly string Clients = Path.Combine(SharedData.RepositoryRoot, "tests", "Fairlead.Web.Tests", "clients");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>THREATS T-21.</summary>
    [Fact]
    public async Task Whatever_the_npm_package_atlassian_jwt_signs_for_a_request_counts_for_it_and_for_no_other()
    {
        Assert.True(Directory.Exists(Path.Combine(Clients, "node_modules", "atlassian-jwt")), "atlassian-jwt is not installed: run ./test, which does it.");
        await using var world = await SecurityWorld.StartAsync(databases);
        var start = new ProcessStartInfo("node", "connect.mjs")
        {
            WorkingDirectory = Clients,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["FAIRLEAD_HOST"] = world.Host.BaseAddress.GetLeftPart(UriPartial.Authority),
                ["FAIRLEAD_SECRET"] = (await world.Host.Client.Providers.AddAsync(new("com.example.scanner"), Ct)).Secret,
                ["NO_PROXY"] = "127.0.0.1",
            },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, $"connect.mjs ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }

    public class OnSqlite(SqliteTestDatabase db) : AtlassianJwtTests(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : AtlassianJwtTests(db), IClassFixture<PostgresTestDatabase>;
}
