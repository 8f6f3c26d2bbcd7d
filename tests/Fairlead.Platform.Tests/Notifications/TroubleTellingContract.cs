using Fairlead.Client.Notifications;
using Fairlead.Platform.Notifications;
using Fairlead.Platform.Notifications.Storage;
using Fairlead.Platform.Notifications.Troubles;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Platform.Tests.Notifications;

/// <summary>Two nodes that tell of troubles over one database.</summary>
public abstract class TroubleTellingContract(TestDatabase databases)
{
    private static readonly HealthReason Failing = new("connection_failing", "Connection team does not work.", false, "team");
    private static readonly HealthReason Low = new("storage_low", "Little is free.", false, IsOfNode: true);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_node_alone_sees_is_told_once_and_so_is_its_end()
    {
        await using var world = await StartAsync();
        using var a = new Node(world, "a") { Reasons = [Low] };
        using var b = new Node(world, "b");
        for (var minute = 0; minute < 7; minute++)
            await LookAsync(world, a, b);
        a.Reasons = [];
        for (var minute = 0; minute < 7; minute++)
            await LookAsync(world, a, b);

        var told = await world.MessagesAsync(Ct);
        Assert.Equal(["trouble.ended", "trouble.began"], told.Select(m => m.Message.Kind));
        Assert.Equal("Over since 2026-01-01 00:07 UTC: On a: Little is free.", told[0].Message.Text);
        Assert.Equal("On a: Little is free.", told[1].Message.Text);
    }

    [Fact]
    public async Task What_all_see_is_told_by_one()
    {
        await using var world = await StartAsync();
        using var a = new Node(world, "a") { Reasons = [Failing] };
        using var b = new Node(world, "b") { Reasons = [Failing] };
        for (var minute = 0; minute < 7; minute++)
            await LookAsync(world, a, b);

        Assert.Equal(Failing.Message, Assert.Single(await world.MessagesAsync(Ct)).Message.Text);
    }

    /// <summary>A node that is slow comes with what it read before another told of the end.</summary>
    [Fact]
    public async Task A_row_that_another_node_has_ended_does_not_come_back()
    {
        await using var world = await StartAsync();
        var now = world.Clock.GetUtcNow();
        var read = Trouble.Of(Failing, "a", now) with { ToldAt = now, GoneAt = now };
        Assert.True(await InWorkAsync(world, w => TroubleStore.InsertAsync(w, read, Ct)));
        Assert.True(await InWorkAsync(world, w => TroubleStore.DeleteAsync(w, read, Ct)));

        Assert.False(await InWorkAsync(world, w => TroubleStore.ChangeAsync(w, read with { GoneAt = null }, Ct)));

        Assert.Empty(await new TroubleStore(world.Database).AllAsync(Ct));
    }

    [Fact]
    public async Task A_row_that_another_node_saw_stand_again_is_not_ended()
    {
        await using var world = await StartAsync();
        var now = world.Clock.GetUtcNow();
        var read = Trouble.Of(Failing, "a", now) with { ToldAt = now, GoneAt = now };
        await InWorkAsync(world, w => TroubleStore.InsertAsync(w, read, Ct));
        await InWorkAsync(world, w => TroubleStore.ChangeAsync(w, read with { GoneAt = null }, Ct));

        Assert.False(await InWorkAsync(world, w => TroubleStore.DeleteAsync(w, read, Ct)));
    }

    [Fact]
    public async Task A_receiver_that_comes_later_is_told_what_stands()
    {
        await using var world = await StartAsync();
        using var node = new Node(world, "a") { Reasons = [Failing] };
        for (var minute = 0; minute < 7; minute++)
            await LookAsync(world, node);

        await AddAsync(world, "late", troubles: true);
        await AddAsync(world, "other", troubles: false);

        var told = await world.MessagesAsync(Ct);
        Assert.Equal([("trouble.began", Failing.Message), ("trouble.began", Failing.Message)], told.Select(m => (m.Message.Kind, m.Message.Text)));
        Assert.Equal((await world.Receivers.FindAsync("late", Ct))!.Id, told[0].Receiver);
    }

    [Fact]
    public async Task A_receiver_that_was_disabled_is_told_what_stands_when_it_is_enabled()
    {
        await using var world = await StartAsync();
        await AddAsync(world, "silent", troubles: true);
        await world.Receivers.EnableAsync(Actor.System, "silent", false, Ct);
        using var node = new Node(world, "a") { Reasons = [Failing] };
        for (var minute = 0; minute < 7; minute++)
            await LookAsync(world, node);
        var silent = (await world.Receivers.FindAsync("silent", Ct))!.Id;
        Assert.DoesNotContain(await world.MessagesAsync(Ct), m => m.Receiver == silent);

        await world.Receivers.EnableAsync(Actor.System, "silent", true, Ct);
        Assert.Equal(Failing.Message, Assert.Single(await world.MessagesAsync(Ct), m => m.Receiver == silent).Message.Text);
    }

    private static async Task LookAsync(TicketWorld world, params Node[] nodes)
    {
        foreach (var node in nodes)
            await node.Teller.TellAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private static async Task<bool> InWorkAsync(TicketWorld world, Func<UnitOfWork, Task<bool>> act)
    {
        await using var work = await world.Database.BeginAsync(Ct);
        var done = await act(work);
        await work.CommitAsync(Ct);
        return done;
    }

    private async Task<TicketWorld> StartAsync()
    {
        var world = await TicketWorld.StartAsync(databases, Ct);
        await AddAsync(world, "admins", troubles: true);
        return world;
    }

    private static Task AddAsync(TicketWorld world, string name, bool troubles) =>
        world.Receivers.AddAsync(Actor.System, new(name, ReceiverKind.Email, "admins@team.example", troubles), Ct);

    private sealed class Node : IHealthReason, IDisposable
    {
        private readonly HealthCheck _check;

        public Node(TicketWorld world, string name)
        {
            _check = new HealthCheck([this], world.Clock, NullLogger<HealthCheck>.Instance);
            Teller = new(new(world.Database), new Notifier(new(world.Database), world.Clock), _check, world.Clock) { Node = name };
        }

        public IReadOnlyList<HealthReason> Reasons { get; set; } = [];

        public TroubleTeller Teller { get; }

        public Task<IReadOnlyList<HealthReason>> CheckAsync(CancellationToken ct) => Task.FromResult(Reasons);

        public void Dispose() => _check.Dispose();
    }

    public sealed class OnSqlite(SqliteTestDatabase db) : TroubleTellingContract(db), IClassFixture<SqliteTestDatabase>;

    public sealed class OnPostgres(PostgresTestDatabase db) : TroubleTellingContract(db), IClassFixture<PostgresTestDatabase>;
}
