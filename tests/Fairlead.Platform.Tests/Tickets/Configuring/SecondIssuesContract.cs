using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets.Configuring;

/// <summary>Two configurations of one project that speak for the same findings are told wherever that shows.</summary>
public abstract class SecondIssuesContract(TestDatabase databases)
{
    private static readonly TicketConfigurationBody Body = new("web", "jira", "SEC", "Bug");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Findings_that_another_configuration_has_tickets_of_are_told()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        for (var i = 1; i <= 4; i++)
            world.Findings.Add(i, $"CVE-{i}", i == 1 ? Severity.Low : Severity.High);
        await world.RunAsync(Ct);
        world.Findings.Close(4);
        var second = Assert.IsType<SaveOutcome.Saved>(await world.Configurations.CreateAsync(
            Actor.System, Body with { Name = "second", GroupBy = ["rule"], Filter = new TicketFilterBody(Severity.Medium) }, Ct)).Configuration;

        var told = await world.Overlaps.OfAsync(second, Ct);
        Assert.StartsWith("2 of the open findings of \"second\" have tickets by \"Security\" in SEC already", told!.Message);

        // By another connection to the same Jira, too.
        Assert.Equal(told.Message, (await world.Overlaps.OfAsync(second with { Connection = ConnectionId.New(world.Clock) }, Ct))!.Message);

        // Whether its runs start by themselves or by hand.
        Assert.Equal(told.Message, (await world.Overlaps.OfAsync(second with { Automatic = false }, Ct))!.Message);

        Assert.Null(await world.Overlaps.OfAsync(second with { Enabled = false }, Ct));
        Assert.Null(await world.Overlaps.OfAsync(second with { Project = new("other", "OPS") }, Ct));
        Assert.Null(await world.Overlaps.OfAsync(second with { Filter = new TicketFilter { Rules = ["CVE-4"] } }, Ct));

        // The other has its tickets already; the second one will make more of them.
        Assert.StartsWith("2 of the open findings of \"Security\" are for \"second\" in SEC too, and get an issue of each", (await world.Overlaps.OfAsync(world.Configuration, Ct))!.Message);
        Assert.Equivalent(new[] { second.Id, world.Configuration.Id }, (await world.Overlaps.ByConfigurationAsync(await world.Configurations.ListAsync(Ct), Ct)).Keys, strict: true);
    }

    [Fact]
    public async Task Enabled_configurations_without_any_ticket_yet_that_share_findings_are_told()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1, "CVE-1", Severity.High);
        var second = Assert.IsType<SaveOutcome.Saved>(await world.Configurations.CreateAsync(Actor.System, Body with { Name = "second", Automatic = false }, Ct)).Configuration;

        Assert.StartsWith("1 of the open findings of \"second\" is for \"Security\" in SEC too, and gets an issue of each", (await world.Overlaps.OfAsync(second, Ct))!.Message);

        await world.Configurations.EnableAsync(Actor.System, "Security", isEnabled: false, Ct);
        Assert.Null(await world.Overlaps.OfAsync(second, Ct));
    }

    [Fact]
    public async Task A_plan_and_a_run_tell_of_second_issues()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1, "CVE-1", Severity.High);
        await world.RunAsync(Ct);
        world.Findings.Add(2, "CVE-2", Severity.High);
        var second = Assert.IsType<SaveOutcome.Saved>(await world.Configurations.CreateAsync(
            Actor.System, Body with { Name = "second", GroupBy = ["rule"], Automatic = false }, Ct)).Configuration;

        var preview = (await world.Previews.PreviewAsync(second.Id, 20, Ct))!;
        var run = (await world.Sync.RunAsync(second.Id, null, Ct))!;

        Assert.Equal("1 of these findings has a ticket by \"Security\" in SEC already, and gets a second issue", Assert.Single(preview.Plan.Warnings).Message);
        Assert.Equal(
            ["1 has a ticket by \"Security\" already; open findings without a ticket of this configuration", "open findings without a ticket of this configuration"],
            preview.Plan.Operations.Select(o => o.Reason).Order(StringComparer.Ordinal));
        Assert.Equal(preview.Plan.Warnings, run.Warnings);
        Assert.Empty((await world.Previews.PreviewAsync(second.Id, 20, Ct))!.Plan.Warnings);
    }

    public class OnSqlite(SqliteTestDatabase db) : SecondIssuesContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SecondIssuesContract(db), IClassFixture<PostgresTestDatabase>;
}
