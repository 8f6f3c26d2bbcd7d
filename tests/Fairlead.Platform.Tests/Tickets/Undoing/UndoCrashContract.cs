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
        var location = await databases.LocationAsync(Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        if (isClosed)
            sandbox.State.RemovePermission("DELETE_ISSUES");
        using (var child = CrashingSync.Start(nameof(CrashingSync.Undoes_until_it_is_killed), location, sandbox, killAt))
            await CrashingSync.DiedAsync(child, Ct);

        await using var world = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        await world.ConvergeAsync(Ct);

        Assert.Empty(sandbox.State.OpenIssues);
        Assert.Equal(isClosed ? CrashingSync.Undone : 0, sandbox.State.IssueCount);
        Assert.All(sandbox.State.Issues, i => Assert.Single(i.Comments));
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(TicketStanding.Unlinked, t.Standing));
        var (beforeAt, beforeId) = TicketPosition.Start;
        Assert.Equal(SyncRunState.Done, (await world.Sync.ListAsync(null, beforeAt, beforeId, 1, Ct))[0].State);
    }

    public class OnSqlite(SqliteTestDatabase db) : UndoCrashContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : UndoCrashContract(db), IClassFixture<PostgresTestDatabase>;
}
