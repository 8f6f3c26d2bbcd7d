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
    public async Task F135_What_one_server_read_before_and_sends_after_the_other_changes_nothing()
    {
        var location = await databases.MigratedAsync(typeof(Platform.Findings.Finding).Assembly, Ct);
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var world = await SiteWorld.StartAsync(databases, change: OfNode);
        await using var other = await world.StartNodeAsync(databases, OfNode);
        await world.ImportAsync("shop", "one");
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(1);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        var one = Assert.Single(await world.FindingsAsync()).Id;

        // One of the two, whichever it is, is on its way with a decision for ten seconds, while that is told by the other one and taken back again.
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.LateCommit(TimeSpan.FromSeconds(10)));
        await world.Host.Client.Findings.ChangeAsync(one, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
        await TicketsWorld.UntilAsync(() => world.Jira.Faults.Waiting.Count == 0);
        await TicketsWorld.UntilAsync(() => Shown(world).Status == "ignored");
        await other.Client.Findings.ChangeAsync(one, new ChangeFindingRequest(FindingState.Active, "it is one"), Ct);
        await TicketsWorld.UntilAsync(() => Shown(world).Status == "open");
        var told = Shown(world);

        // The call that began first is done last.
        await TicketsWorld.UntilAsync(() => Slow(world).Status == 202);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        Assert.True(NumberIn(JsonDocument.Parse(Slow(world).Body!).RootElement.GetProperty("vulnerabilities")[0]) < told.Number);
        Assert.Equal(told, Shown(world));
        Assert.Equal(told.Number, await world.CountAsync("SELECT sequence FROM provider_submissions"));

        FairleadHostOptions OfNode(FairleadHostOptions o) => o with { Database = location, Environment = name => name == "FAIRLEAD_MASTER_KEY" ? key : null };
    }

    private static SandboxRequest Slow(SiteWorld world) => Assert.Single(world.Jira.Requests.Matching("POST", "/rest/security/1.0/bulk"), r => r.Fault is not null);

    private static (string Status, long Number) Shown(SiteWorld world)
    {
        var one = Assert.Single(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App));
        return (one.Status, NumberIn(JsonDocument.Parse(one.Json).RootElement));
    }

    private static long NumberIn(JsonElement vulnerability) => vulnerability.GetProperty("updateSequenceNumber").GetInt64();
}
