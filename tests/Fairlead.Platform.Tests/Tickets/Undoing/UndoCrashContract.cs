using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Undoing;

/// <summary>A process of its own undoes runs and is killed at every named step; whoever writes there next completes it.</summary>
public abstract class UndoCrashContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("undo.delete-noted:1", false)]
    [InlineData("undo.deleted:1", false)]
    [InlineData("undo.deleted:2", false)]
    [InlineData("undo.closed:1", true)]
    [InlineData("undo.parted:1", true)]
    public async Task A_kill_at_any_step_leaves_nothing_half_undone(string killAt, bool isClosed)
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        if (isClosed)
            sandbox.State.RemovePermission("DELETE_ISSUES");
        using (var child = CrashingSync.Start(nameof(CrashingSync.Undoes_until_it_is_killed), location, sandbox, killAt))
            await CrashingSync.DiedAsync(child, Ct);

        await using var world = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        await world.ConvergeAsync(Ct);

        Assert.Empty(sandbox.State.OpenIssues);
        Assert.Equal(isClosed ? CrashingSync.Undone : 0, sandbox.State.IssueCount);
        Assert.All(sandbox.State.Issues, i =>
        {
            Assert.Single(i.Comments);
            Assert.DoesNotContain(i.Labels, l => l.StartsWith("fairlead", StringComparison.Ordinal));
        });
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(TicketStanding.Unlinked, t.Standing));
        var (beforeAt, beforeId) = TicketPosition.Start;
        Assert.All(await world.Sync.ListAsync(null, beforeAt, beforeId, 10, Ct), r => Assert.Equal(SyncRunState.Done, r.State));
    }

    /// <summary>What was brought back in part is brought back, and said.</summary>
    [Theory]
    [InlineData("run.before-kept:1")]
    [InlineData("undo.moved-back:1")]
    [InlineData("undo.brought-back:1")]
    [InlineData("undo.kept:1")]
    public async Task A_kill_while_issues_are_brought_back_is_completed(string killAt)
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        using (var child = CrashingSync.Start(nameof(CrashingSync.Undoes_closes_until_it_is_killed), location, sandbox, killAt))
            await CrashingSync.DiedAsync(child, Ct);

        await using var world = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        world.Findings.AddMany(CrashingSync.Undone);
        for (var i = 1; i <= CrashingSync.Undone; i++)
            world.Findings.Close(i);
        await world.ConvergeAsync(Ct);
        var (beforeAt, beforeId) = TicketPosition.Start;
        // The clock of the killed process stood still, so that its runs are in no order.
        var runs = await world.Sync.ListAsync(null, beforeAt, beforeId, 10, Ct);
        Assert.All(runs, r => Assert.Equal(SyncRunState.Done, r.State));
        if (runs.All(r => r.Undoes is null))
            Assert.Equal(SyncRunState.Done, (await world.UndoAsync(runs.Single(r => r.Planned.Transition > 0), Ct)).State);

        Assert.Equal(CrashingSync.Undone, sandbox.State.OpenIssues.Count);
        Assert.All(sandbox.State.Issues, i => Assert.Single(i.Comments, c => c.Text.Contains("Moved back", StringComparison.Ordinal)));
    }

    public class OnSqlite(SqliteTestDatabase db) : UndoCrashContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : UndoCrashContract(db), IClassFixture<PostgresTestDatabase>;
}
