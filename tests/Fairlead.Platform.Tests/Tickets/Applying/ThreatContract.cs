using Fairlead.Client.Rules;
using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Sandbox;
using static Fairlead.Platform.Tests.Findings.Intelligence.SampleIntelligence;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>What threat intelligence does to tickets and rules.</summary>
public abstract class ThreatContract(TestDatabase databases)
{
    private const string Csv = "title,severity,rule,cve\nexploited,low,a,CVE-2020-0001\ncalm,critical,b,CVE-2020-0002\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_becomes_known_to_be_exploited_gets_a_ticket_that_says_so_and_follows_the_catalogue(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, c => c with { Filter = c.Filter with { Kev = true } }, hasRealFindings: true);
        await world.ImportAsync("shop", Csv, Ct);
        await world.RunAsync(Ct);
        Assert.Empty(await world.TicketsAsync(Ct));

        await TakeAsync(world, Kev("2025-12-30", ("CVE-2020-0001", "2020-06-30", "Known")));
        await world.RunAsync(Ct);

        var key = Assert.Single(await world.TicketsAsync(Ct)).IssueKey!;
        Assert.Contains("to be mended by 2020-06-30", world.Sandbox.State.Find(key)!.Description);

        await TakeAsync(world, Kev("2025-12-31", ("CVE-2020-0001", "2020-05-31", "Known")));
        await world.RunAsync(Ct);
        Assert.Contains("to be mended by 2020-05-31", world.Sandbox.State.Find(key)!.Description);
        await AssertSettledAsync(world);
    }

    [Fact]
    public async Task An_issue_is_sent_again_when_a_score_crosses_a_tenth_and_not_when_it_moves_a_little()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Filter = c.Filter with { MinimumEpss = 0.4 } }, hasRealFindings: true);
        await world.ImportAsync("shop", Csv, Ct);
        await TakeAsync(world, Epss("2025-12-29", ("CVE-2020-0001", 0.51), ("CVE-2020-0002", 0.39)));
        await world.RunAsync(Ct);
        var key = Assert.Single(await world.TicketsAsync(Ct)).IssueKey!;

        await TakeAsync(world, Epss("2025-12-30", ("CVE-2020-0001", 0.52), ("CVE-2020-0002", 0.39)));
        await AssertSettledAsync(world);
        Assert.Contains("0.510", world.Sandbox.State.Find(key)!.Description);

        await TakeAsync(world, Epss("2025-12-31", ("CVE-2020-0001", 0.6), ("CVE-2020-0002", 0.39)));
        await world.RunAsync(Ct);
        Assert.Contains("0.600", world.Sandbox.State.Find(key)!.Description);
    }

    [Fact]
    public async Task A_score_that_swings_about_the_limit_does_not_close_and_open_an_issue()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Filter = c.Filter with { MinimumEpss = 0.5 } }, hasRealFindings: true);
        await world.ImportAsync("shop", Csv, Ct);
        await TakeAsync(world, Epss("2025-12-28", ("CVE-2020-0001", 0.5), ("CVE-2020-0002", 0.49)));
        await world.RunAsync(Ct);
        Assert.Equal(1, world.Sandbox.State.IssueCount);

        // Only what has an issue is kept.
        await TakeAsync(world, Epss("2025-12-29", ("CVE-2020-0001", 0.41), ("CVE-2020-0002", 0.49)));
        await world.RunAsync(Ct);
        Assert.Single(world.Sandbox.State.OpenIssues);
        await TakeAsync(world, Epss("2025-12-30", ("CVE-2020-0001", 0.39), ("CVE-2020-0002", 0.49)));
        await world.RunAsync(Ct);
        Assert.Empty(world.Sandbox.State.OpenIssues);

        // Once it is closed, the whole limit counts.
        await TakeAsync(world, Epss("2025-12-31", ("CVE-2020-0001", 0.45), ("CVE-2020-0002", 0.49)));
        await world.RunAsync(Ct);
        Assert.Empty(world.Sandbox.State.OpenIssues);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
        await AssertSettledAsync(world);
    }

    [Fact]
    public async Task What_becomes_known_to_be_attacked_gets_a_ticket_that_says_so_and_loses_it_with_the_next_list()
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, configure: c => c with { Filter = c.Filter with { ExploitMaturity = ExploitMaturity.Functional } }, hasRealFindings: true);
        await world.ImportAsync("shop", Csv, Ct);
        await TakeAsync(world, Maturities(("CVE-2020-0001", "functional"), ("CVE-2020-0002", "proof-of-concept")));
        await world.RunAsync(Ct);
        var key = Assert.Single(await world.TicketsAsync(Ct)).IssueKey!;
        Assert.Contains("functional", world.Sandbox.State.Find(key)!.Description);

        await TakeAsync(world, Maturities(("CVE-2020-0001", "attacked"), ("CVE-2020-0002", "proof-of-concept")));
        await world.RunAsync(Ct);
        Assert.Contains("attacked", world.Sandbox.State.Find(key)!.Description);
        await AssertSettledAsync(world);

        await TakeAsync(world, Maturities(("CVE-2020-0001", "unreported")));
        await world.RunAsync(Ct);
        Assert.Empty(world.Sandbox.State.OpenIssues);
        await AssertSettledAsync(world);
    }

    [Fact]
    public async Task A_rule_acts_on_what_somebody_can_exploit()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, hasRealFindings: true);
        await world.ImportAsync("shop", Csv, Ct);
        await TakeAsync(world, Maturities(("CVE-2020-0001", "P"), ("CVE-2020-0002", "U")));
        var when = new TicketFilterBody(ExploitMaturity: ExploitMaturity.ProofOfConcept);

        await world.Rules.PutAsync(Actor.System, new FindingRuleBody("exploitable", new RuleActionsBody(Status: new("inProgress")), when, Enabled: true, Existing: true), Ct);

        Assert.Equal(1, await world.RuleRuns.RunAsync(Ct));
    }

    [Fact]
    public async Task A_rule_acts_on_what_is_likely_to_be_exploited()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, hasRealFindings: true);
        await world.ImportAsync("shop", Csv, Ct);
        await TakeAsync(world, Epss("2025-12-30", ("CVE-2020-0001", 0.5), ("CVE-2020-0002", 0.1)));
        var rule = new FindingRuleBody("likely", new RuleActionsBody(Status: new("inProgress")), new TicketFilterBody(MinimumEpss: 0.5), Enabled: true, Existing: true);

        await world.Rules.PutAsync(Actor.System, rule, Ct);

        Assert.Equal(1, await world.RuleRuns.RunAsync(Ct));
    }

    private static async Task AssertSettledAsync(TicketWorld world)
    {
        world.Sandbox.Requests.Clear();
        Assert.Equal(0, (await world.RunAsync(Ct)).JiraCalls);
    }

    private static async Task TakeAsync(TicketWorld world, byte[] file)
    {
        using var stream = new MemoryStream(file);
        Assert.IsType<IntelligenceOutcome.Taken>(await world.Intelligence.ImportAsync(stream, Actor.System, Ct));
    }

    public sealed class OnSqlite(SqliteTestDatabase db) : ThreatContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : ThreatContract(db), IClassFixture<PostgresTestDatabase>;
}
