using Fairlead.Client.Operations;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Operations;

public abstract class ActivityContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Actor Somebody => new(ActorKind.User, "1", "somebody");

    [Fact]
    public async Task Entries_are_numbered_without_a_gap_and_listed_newest_first()
    {
        var (database, log) = await EmptyAsync();
        await AppendAsync(database, log, "first");
        await AppendAsync(database, log, "second");

        Assert.Equal([2, 1], (await log.ListAsync(null, 10, Ct)).Select(a => a.Number));
        Assert.Equal(["first"], (await log.ListAsync(2, 10, Ct)).Select(a => a.Summary));
        Assert.Null(await log.VerifyAsync(Ct));
    }

    [Fact]
    public async Task Writers_at_once_make_one_chain()
    {
        var (database, log) = await EmptyAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => AppendAsync(database, log, $"entry {i}")));

        Assert.Equal(Enumerable.Range(1, 20).Reverse().Select(n => (long)n), (await log.ListAsync(null, 100, Ct)).Select(a => a.Number));
        Assert.Null(await log.VerifyAsync(Ct));
    }

    [Theory]
    [InlineData("UPDATE activity SET summary = 'another' WHERE number = 2", 2)]
    [InlineData("DELETE FROM activity WHERE number = 2", 2)]
    [InlineData("DELETE FROM activity WHERE number = 3", 3)]
    [InlineData("UPDATE activity SET actor_name = 'another' WHERE number = 1", 1)]
    public async Task What_was_done_to_the_trail_is_noticed(string tampering, long at)
    {
        var (database, log) = await EmptyAsync();
        foreach (var summary in (string[])["one", "two", "three"])
            await AppendAsync(database, log, summary);

        await database.ExecuteAsync(SqlText.FromFixedParts(tampering), null, Ct);

        Assert.Equal(at, await log.VerifyAsync(Ct));
    }

    [Fact]
    public async Task An_entry_that_was_not_committed_leaves_no_gap()
    {
        var (database, log) = await EmptyAsync();
        await using (var work = await database.BeginAsync(Ct))
            await log.AppendAsync(work, Somebody, "thing.done", null, "lost", Ct);
        await AppendAsync(database, log, "kept");

        Assert.Equal(1, Assert.Single(await log.ListAsync(null, 10, Ct)).Number);
        Assert.Null(await log.VerifyAsync(Ct));
    }

    [Fact]
    public async Task Events_are_read_in_order_and_a_reader_never_goes_back()
    {
        var database = await databases.EmptyAsync(Ct, typeof(EventLog).Assembly);
        var events = new EventLog(database, TimeProvider.System);
        await using (var work = await database.BeginAsync(Ct))
        {
            await events.AppendAsync(work, "findings.imported", "a", Ct);
            await events.AppendAsync(work, "findings.imported", "b", Ct);
            await work.CommitAsync(Ct);
        }

        var read = await events.ReadAfterAsync(0, 10, Ct);
        Assert.Equal(["a", "b"], read.Select(e => e.Subject));
        await using (var work = await database.BeginAsync(Ct))
        {
            await EventLog.AdvanceAsync(work, "tickets", read[1].Number, Ct);
            await EventLog.AdvanceAsync(work, "tickets", read[0].Number, Ct);
            await work.CommitAsync(Ct);
        }

        Assert.Equal(read[1].Number, await events.PositionAsync("tickets", Ct));
        Assert.Empty(await events.ReadAfterAsync(read[1].Number, 10, Ct));
    }

    [Fact]
    public async Task The_instance_keeps_its_id_and_key_and_raises_its_epoch()
    {
        var database = await databases.EmptyAsync(Ct, typeof(InstanceIdentity).Assembly);
        var first = await InstanceIdentity.LoadAsync(database, TimeProvider.System, Ct);
        await InstanceIdentity.RaiseEpochAsync(database, Ct);
        var second = await InstanceIdentity.LoadAsync(database, TimeProvider.System, Ct);

        Assert.Equal(first.InstanceId, second.InstanceId);
        Assert.Equal(first.Key, second.Key);
        Assert.Equal(32, first.Key.Length);
        Assert.Equal(first.Epoch + 1, second.Epoch);
        Assert.NotEqual(first.DeriveKey("markers"), first.DeriveKey("cursors"));
    }

    private static async Task AppendAsync(Database database, ActivityLog log, string summary)
    {
        await using var work = await database.BeginAsync(Ct);
        await log.AppendAsync(work, Somebody, "thing.done", "1", summary, Ct);
        await work.CommitAsync(Ct);
    }

    private async Task<(Database, ActivityLog)> EmptyAsync()
    {
        var database = await databases.EmptyAsync(Ct, typeof(ActivityLog).Assembly);
        var instance = await InstanceIdentity.LoadAsync(database, TimeProvider.System, Ct);
        return (database, new ActivityLog(database, instance, TimeProvider.System));
    }

    public sealed class OnSqlite(SqliteTestDatabase databases) : ActivityContract(databases), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase databases) : ActivityContract(databases), IClassFixture<PostgresTestDatabase>;
}
