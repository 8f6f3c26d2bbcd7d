using Fairlead.Kernel;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>One failure that passes by itself costs a run nothing but the create whose answer was lost; several in a row rest the connection.</summary>
public abstract class HiccupContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<SandboxEdition, FaultBehaviour> Hiccups
    {
        get
        {
            var data = new TheoryData<SandboxEdition, FaultBehaviour>();
            foreach (var edition in Enum.GetValues<SandboxEdition>())
            {
                data.Add(edition, new FaultBehaviour.Drop(FaultTime.BeforeCommit));
                data.Add(edition, new FaultBehaviour.Answer(502, "<html>bad gateway</html>", "text/html"));
                data.Add(edition, new FaultBehaviour.Answer(503));
            }

            return data;
        }
    }

    /// <summary>Every read of the run meets it twice: which Jira it is, the create screen, what was made.</summary>
    [Theory]
    [MemberData(nameof(Hiccups))]
    public async Task A_read_that_meets_a_hiccup_is_asked_again_within_the_run(SandboxEdition edition, FaultBehaviour hiccup)
    {
        await using var world = await StartAsync(edition);
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        world.Findings.AddMany(3);
        foreach (var read in new[] { "serverInfo", "issue/createmeta/**" })
            world.Sandbox.Faults.Add("GET", read, hiccup, times: 2);
        world.Sandbox.Faults.Add("POST", edition == SandboxEdition.Cloud ? "issue/bulkfetch" : "search", hiccup, times: 2);

        var run = await world.RunAsync(Ct);

        Assert.Equal((SyncRunState.Done, 3), (run.State, run.Outcomes["applied"]));
        Assert.Empty(run.Attention);
        Assert.Empty(await world.Pauses.ListAsync(Ct));
        Assert.Equal(1, world.Creates);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    [Theory]
    [MemberData(nameof(Hiccups))]
    public async Task A_create_without_a_clear_answer_rests_alone_and_the_others_go_on(SandboxEdition edition, FaultBehaviour hiccup)
    {
        await using var world = await StartAsync(edition);
        world.Findings.AddMany(101);
        world.Sandbox.Faults.Add("POST", "issue/bulk", hiccup);

        var run = await world.RunAsync(Ct);

        Assert.Equal((50, 51), (run.Outcomes["uncertain"], run.Outcomes["applied"]));
        Assert.Empty(await world.Pauses.ListAsync(Ct));
        Assert.Equal(51, world.Sandbox.State.IssueCount);
        // Nothing of the first call is sent again before its time.
        world.Clock.Advance(TimeSpan.FromSeconds(179));
        await world.WakeAsync(Ct);
        Assert.Equal(51, world.Sandbox.State.IssueCount);

        await world.ConvergeAsync(Ct);
        Assert.Equal(101, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Unclear_answers_in_a_row_rest_the_connection_although_reads_are_answered(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        world.Findings.AddMany(300);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Answer(503), times: null);

        var run = await world.RunAsync(Ct);

        Assert.Equal((150, 150), (run.Outcomes["uncertain"], run.Outcomes["deferred"]));
        Assert.Equal(PauseCause.Resting, Assert.Single(await world.Pauses.ListAsync(Ct)).Cause);
        Assert.Equal(3, world.Creates);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Unclear_answers_between_clear_ones_do_not_rest_the_connection(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        world.Findings.AddMany(350);
        foreach (var skip in new[] { 0, 1, 2, 3 })
            world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Answer(503), skip: skip);

        var run = await world.RunAsync(Ct);

        Assert.Equal((200, 150), (run.Outcomes["uncertain"], run.Outcomes["applied"]));
        Assert.Empty(await world.Pauses.ListAsync(Ct));
    }

    /// <summary>The write of one issue stays undone; the next issue's is done in the same run.</summary>
    [Theory]
    [MemberData(nameof(Hiccups))]
    public async Task A_step_without_a_clear_answer_does_not_hold_the_other_writes_back(SandboxEdition edition, FaultBehaviour hiccup)
    {
        await using var world = await StartAsync(edition);
        for (var i = 1; i <= 3; i++)
            world.Findings.Add(i, $"CVE-{i}", Severity.High);
        await world.RunAsync(Ct);
        for (var i = 1; i <= 3; i++)
            world.Findings.Close(i);
        // Both tries of the first issue's step.
        world.Sandbox.Faults.Add("POST", "issue/*/transitions", hiccup, times: 2);

        var run = await world.RunAsync(Ct);

        Assert.Equal((1, 2), (run.Outcomes["uncertain"], run.Outcomes["applied"]));
        Assert.Empty(await world.Pauses.ListAsync(Ct));
        await world.RunAsync(Ct);
        Assert.DoesNotContain(world.Sandbox.State.Issues, i => !i.IsDone);
    }

    private Task<TicketWorld> StartAsync(SandboxEdition edition) =>
        TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });

    public class OnSqlite(SqliteTestDatabase db) : HiccupContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : HiccupContract(db), IClassFixture<PostgresTestDatabase>;
}
