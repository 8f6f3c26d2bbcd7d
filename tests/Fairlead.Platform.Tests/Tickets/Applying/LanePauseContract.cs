using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Which pause stands where the two sides of a connection find different ones.</summary>
public abstract class LanePauseContract(TestDatabase databases)
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PauseCause.SignIn, PauseCause.Proxy, PauseCause.SignIn)]
    [InlineData(PauseCause.SignIn, PauseCause.Resting, PauseCause.SignIn)]
    [InlineData(PauseCause.SignIn, PauseCause.SiteChanged, PauseCause.SiteChanged)]
    [InlineData(PauseCause.SiteChanged, PauseCause.Proxy, PauseCause.SiteChanged)]
    [InlineData(PauseCause.SiteChanged, PauseCause.Resting, PauseCause.SiteChanged)]
    [InlineData(PauseCause.SiteChanged, PauseCause.SignIn, PauseCause.SignIn)]
    [InlineData(PauseCause.Proxy, PauseCause.Resting, PauseCause.Proxy)]
    [InlineData(PauseCause.Proxy, PauseCause.SignIn, PauseCause.SignIn)]
    [InlineData(PauseCause.Resting, PauseCause.Proxy, PauseCause.Proxy)]
    [InlineData(PauseCause.Resting, PauseCause.SignIn, PauseCause.SignIn)]
    public async Task A_pause_that_waits_for_a_person_is_not_replaced_by_one_that_ends_by_itself(PauseCause first, PauseCause then, PauseCause stands)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await using var session = await EnterAsync(world, LaneSide.Writing);

        await PauseAsync(world, session, first);
        await PauseAsync(world, session, then);

        Assert.Equal(stands, (await world.LaneAsync(Ct))!.Pause);
        Assert.Equal(stands, session.Stopped);
    }

    [Theory]
    [InlineData(PauseCause.SignIn)]
    [InlineData(PauseCause.SiteChanged)]
    [InlineData(PauseCause.Resting)]
    public async Task A_slow_probe_ends_no_pause_that_came_meanwhile(PauseCause cause)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromMinutes(1) };
        await using var writing = await EnterAsync(world, LaneSide.Writing);
        await PauseAsync(world, writing, PauseCause.Resting);
        world.Clock.Advance(Rest);
        world.Sandbox.Faults.Add("GET", "myself", new FaultBehaviour.Drip(Slowness, BytesEach: 1_000_000));
        var look = world.PollAsync(Ct);
        await CreateContract.EventuallyAsync(() => world.Clock.IsAwaited(Slowness));

        await PauseAsync(world, writing, cause);
        world.Clock.Advance(Slowness);

        Assert.NotNull((await look).PausedBecause);
        Assert.Equal(cause, (await world.LaneAsync(Ct))!.Pause);
    }

    [Theory]
    [InlineData(PauseCause.Resting)]
    [InlineData(PauseCause.Proxy)]
    public async Task A_probe_that_is_refused_to_sign_in_is_not_tried_again(PauseCause cause)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await using (var writing = await EnterAsync(world, LaneSide.Writing))
            await PauseAsync(world, writing, cause);
        world.Sandbox.State.RevokeCredentials();
        world.Sandbox.Requests.Clear();

        for (var i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            Assert.NotNull((await world.PollAsync(Ct)).PausedBecause);
        }

        Assert.Equal(PauseCause.SignIn, (await world.LaneAsync(Ct))!.Pause);
        Assert.Equal(1, world.Sandbox.Requests.Count);
    }

    private static Task<LaneSession> EnterAsync(TicketWorld world, LaneSide side) => world.Lanes.EnterAsync(world.Configuration.Connection, side, Ct);

    private static Task PauseAsync(TicketWorld world, LaneSession session, PauseCause cause) => world.Lanes.PauseAsync(
        session, cause, $"{cause}", cause is PauseCause.Resting or PauseCause.Proxy ? world.Clock.GetUtcNow() + Rest : null, Ct);

    public class OnSqlite(SqliteTestDatabase db) : LanePauseContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LanePauseContract(db), IClassFixture<PostgresTestDatabase>;
}
