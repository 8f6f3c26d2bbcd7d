using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Fairlead.Client.Findings;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Requests;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>Two servers on one PostgreSQL, with one master key, that submit to the same site.</summary>
public sealed class SubmissionNodesTests(PostgresTestDatabase databases) : IClassFixture<PostgresTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_of_them_sends_and_Jira_gets_each_finding_once()
    {
        var (world, other) = await StartAsync();
        await using var one = world;
        await using var two = other;
        await world.ImportAsync("shop", [.. Enumerable.Range(0, 5_000).Select(i => $"weakness-{i}")]);
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(5_000);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        Assert.Equal(5, world.Jira.Requests.CountOf("POST", "/rest/security/1.0/bulk"));

        // An event is one of them's, too, whichever is told of it.
        for (var i = 1; i <= 5; i++)
        {
            await two.Client.Findings.ChangeAsync((await world.FindingsAsync())[i].Id, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
            await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Count(v => v.Status == "ignored") == i);
        }

        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        Assert.Equal(10, world.Jira.Requests.CountOf("POST", "/rest/security/1.0/bulk"));
    }

    [Fact]
    public async Task F135_What_one_server_read_before_and_sends_after_the_other_changes_nothing()
    {
        var (world, other) = await StartAsync();
        await using var one = world;
        await using var two = other;
        await world.ImportAsync("shop", "one");
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(1);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        var id = Assert.Single(await world.FindingsAsync()).Id;

        // One of the two, whichever it is, is on its way with a decision for twenty seconds, and held up, so that the other one takes the site over. That tells of it, and of its end.
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.LateCommit(TimeSpan.FromSeconds(20)));
        await world.Host.Client.Findings.ChangeAsync(id, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
        await TicketsWorld.UntilAsync(() => world.Jira.Faults.Waiting.Count == 0);
        await TakeAwayAsync(world);
        await TicketsWorld.UntilAsync(() => Shown(world).Status == "ignored");
        await two.Client.Findings.ChangeAsync(id, new ChangeFindingRequest(FindingState.Active, "it is one"), Ct);
        await TicketsWorld.UntilAsync(() => Shown(world).Status == "open");
        var told = Shown(world);

        // The call that began first is done last.
        await TicketsWorld.UntilAsync(() => Slow(world).Status == 202);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        Assert.True(NumberIn(JsonDocument.Parse(Slow(world).Body!).RootElement.GetProperty("vulnerabilities")[0]) < told.Number);
        Assert.Equal(told, Shown(world));
        Assert.Equal(told.Number, await world.CountAsync("SELECT sequence FROM provider_submissions"));
    }

    [Fact]
    public async Task F135_A_server_that_lost_the_site_deletes_and_sends_nothing_more()
    {
        var (world, other) = await StartAsync();
        await using var one = world;
        await using var two = other;
        const int Many = 60;
        await world.PushAsync(HttpMethod.Post, "bulk", SubmissionContract.Batch(Many));
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(Many);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        world.Jira.Faults.Add("DELETE", "/rest/security/1.0/vulnerability/**", new FaultBehaviour.Slow(TimeSpan.FromSeconds(5)));
        await world.PushAsync(HttpMethod.Delete, "bulkByProperties?batch=1");
        await TicketsWorld.UntilAsync(() => world.Jira.Faults.Waiting.Count == 0);

        // Neither of the two has it, so that nobody goes on.
        await TakeAwayAsync(world, until: "installed_at + interval '1 hour'");
        await TicketsWorld.UntilAsync(() => world.Jira.Requests.Matching("DELETE", "/rest/security/1.0/vulnerability/**").Any(r => r is { Fault: not null, Status: 202 }));
        var deleted = world.Jira.Requests.CountOf("DELETE", "/rest/security/1.0/vulnerability/**");
        await world.ImportAsync("shop", "new");
        await TicketsWorld.UntilAsync(async () => await world.CountAsync("SELECT count(*) FROM findings") == Many + 1);
        Assert.InRange(deleted, 1, Many - 1);
        Assert.Equal(deleted, world.Jira.Requests.CountOf("DELETE", "/rest/security/1.0/vulnerability/**"));

        await TakeAwayAsync(world);
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App) is [{ Title: "new" }]);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync() && await world.CountAsync("SELECT count(*) FROM provider_submissions") == 1);
    }

    private async Task<(SiteWorld World, RunningHost Other)> StartAsync()
    {
        var location = await databases.MigratedAsync(typeof(Platform.Findings.Finding).Assembly, Ct);
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var world = await SiteWorld.StartAsync(databases, change: OfNode);
        return (world, await world.StartNodeAsync(databases, OfNode));

        FairleadHostOptions OfNode(FairleadHostOptions o) => o with { Database = location, Environment = name => name == "FAIRLEAD_MASTER_KEY" ? key : null };
    }

    /// <summary>As if whoever submits had been held up for longer than it may be, and somebody else had taken the site over.</summary>
    private static Task TakeAwayAsync(SiteWorld world, string until = "NULL") =>
        world.Tickets.ChangeAsync($"UPDATE provider_sites SET claimed_by = CASE WHEN {until} IS NULL THEN NULL ELSE gen_random_uuid() END, claimed_until = {until}");

    private static SandboxRequest Slow(SiteWorld world) => Assert.Single(world.Jira.Requests.Matching("POST", "/rest/security/1.0/bulk"), r => r.Fault is not null);

    private static (string Status, long Number) Shown(SiteWorld world)
    {
        var one = Assert.Single(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App));
        return (one.Status, NumberIn(JsonDocument.Parse(one.Json).RootElement));
    }

    private static long NumberIn(JsonElement vulnerability) => vulnerability.GetProperty("updateSequenceNumber").GetInt64();
}
