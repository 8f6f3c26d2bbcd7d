using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Jira;
using Fairlead.Jira.Limits;
using Fairlead.Jira.Transport;
using Fairlead.Kernel;

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

    /// <summary>THREATS T-21.</summary>
    [Fact]
    public async Task Whatever_Fairlead_signs_as_an_app_the_npm_package_takes_for_the_same_request()
    {
        using var site = new KeyServer { Instead = (202, "") };
        using var transport = new JiraTransport(new() { Addresses = new() { AllowLoopback = true } });
        using var limiter = new JiraLimiter(new(), TimeProvider.System);
        const string secret = "a shared secret of some length";
        var client = new JiraClient(
            new JiraSite(site.Address, JiraEdition.Cloud), new JiraCredential.ConnectApp("fairlead", new SecretText(secret)), transport, limiter, SilentCallObserver.Instance, new(), TimeProvider.System);
        await client.SecurityInformation.LinkWorkspaceAsync("fairlead", Ct);
        await client.SecurityInformation.SubmitAsync(new JsonObject { ["vulnerabilities"] = new JsonArray() }, Ct);
        foreach (var id in (string[])["a", "a/b", "a b&c", "a%2Fb", "ümlaut", "a+b", "a?b#c", "a=b,c", "~!*()"])
            await client.SecurityInformation.DeleteAsync(id, Ct);

        var calls = site.Heard.Select(h => new { method = h.Method, target = h.Target, token = h.Authorization!["JWT ".Length..] }).ToList();
        Assert.Equal(11, calls.Count);
        var (ended, said) = await NodeClient.RunAsync(
            "atlassian-jwt", ["verify.mjs"], new() { ["FAIRLEAD_CALLS"] = JsonSerializer.Serialize(calls), ["FAIRLEAD_SECRET"] = secret }, Ct);
        Assert.True(ended == 0, said);
    }

    public class OnSqlite(SqliteTestDatabase db) : AtlassianJwtTests(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : AtlassianJwtTests(db), IClassFixture<PostgresTestDatabase>;
}
