using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Somebody closes an issue after the plan was made that writes to it, or before anybody looked.</summary>
public abstract class ClosedMeanwhileContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The run that still believed it open writes nothing; the next one decides by what is known then, without a look in between.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, true)]
    [InlineData(SandboxEdition.Cloud, false)]
    [InlineData(SandboxEdition.DataCenter, true)]
    [InlineData(SandboxEdition.DataCenter, false)]
    public async Task An_update_of_an_issue_that_is_done_by_now_is_put_off_and_planned_anew(SandboxEdition edition, bool hasNew)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        world.Sandbox.State.Transition("SEC-1", "Done");
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        if (hasNew)
            world.Findings.Add(2);
        else
            world.Findings.Change(1, f => f with { Title = "A better title" });
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        world.Sandbox.Requests.Clear();

        var run = await world.RunAsync(Ct);

        Assert.Equal((1, 1, 0), (run.Planned.Update, run.Outcomes["deferred"], world.Sandbox.Requests.CountOf("PUT", "issue/*")));
        Assert.True(world.Sandbox.State.Find("SEC-1")!.IsDone);
        var next = await world.RunAsync(Ct);
        Assert.Equal(hasNew ? 1 : 0, next.Planned.All);
        Assert.Equal(hasNew, !world.Sandbox.State.Find("SEC-1")!.IsDone);
        if (hasNew)
            Assert.Contains("2", Assert.Single(world.Sandbox.State.Find("SEC-1")!.Comments).Text, StringComparison.Ordinal);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    public class OnSqlite(SqliteTestDatabase db) : ClosedMeanwhileContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ClosedMeanwhileContract(db), IClassFixture<PostgresTestDatabase>;
}
