using Fairlead.Platform.Findings;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Planning takes a while, and writes down what it found out without keeping others from writing: what they wrote meanwhile counts.</summary>
public abstract class StalePlanContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT 1", true)]
    [InlineData("UPDATE tickets SET undone_hash = 'another', undos = undos + 1", false)]
    [InlineData("UPDATE tickets SET sent_hash = NULL", false)]
    public async Task A_plan_with_nothing_to_send_leaves_what_an_undo_or_a_look_wrote(string meanwhile, bool isKept)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { Template = new Template("A weakness", "Mend it.") });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Change(1, f => f with { Description = "Another." });

        var decision = await world.Plans.DecideAsync(world.Configuration, Confirmed.Nothing, Ct);
        await world.Database.ChangeRowsAsync(meanwhile, Ct);
        var before = await world.PlannedAsync(Ct);
        await world.Plans.KeepAsync(decision, Ct);

        Assert.Single(decision.Unchanged);
        Assert.Equal(isKept, await world.PlannedAsync(Ct) != before);
    }

    [Theory]
    [InlineData("SELECT 1", FindingStatus.InProgress)]
    [InlineData("UPDATE tickets SET shown_finding = 0", null)]
    public async Task A_plan_that_takes_an_issue_for_being_in_line_leaves_what_a_persons_move_said(string meanwhile, FindingStatus? shown)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Decide(1, FindingStatus.InProgress);

        var decision = await world.Plans.DecideAsync(world.Configuration, Confirmed.Nothing, Ct);
        await world.Database.ChangeRowsAsync(meanwhile, Ct);
        await world.Plans.KeepAsync(decision, Ct);

        Assert.Single(decision.Plan.Adopted);
        Assert.Equal(shown, (await world.PlannedAsync(Ct)).ShownFinding);
    }

    public class OnSqlite(SqliteTestDatabase db) : StalePlanContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : StalePlanContract(db), IClassFixture<PostgresTestDatabase>;
}
