using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>FAULTS F031, F032: a sign-in that Jira refuses is not tried again until somebody did something.</summary>
public abstract class SignInPauseContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F031: the token was revoked.</summary>
    [Fact]
    public async Task A_revoked_token_pauses_the_connection_until_there_is_a_new_one()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(120);
        world.Sandbox.State.RevokeCredentials();

        await world.RunAsync(Ct);
        for (var i = 0; i < 5; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(10));
            await world.WakeAsync(Ct);
        }

        Assert.NotNull(await world.Sync.PauseReasonAsync(world.Configuration.Connection, Ct));
        Assert.InRange(world.Sandbox.Requests.Count, 1, 2);
        world.Sandbox.State.RestoreCredentials();
        world.MendedAt = world.Clock.GetUtcNow();
        await world.WakeAsync(Ct);
        await world.WakeAsync(Ct);

        Assert.Equal(120, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F032: one attempt, so that the account is not locked.</summary>
    [Fact]
    public async Task A_captcha_stops_everything_after_one_attempt()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Captcha(), times: null);

        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromHours(3));
        await world.WakeAsync(Ct);
        Assert.Equal(1, world.Creates);

        world.Sandbox.Faults.Clear();
        Assert.True(await world.Sync.ResumeAsync(world.Configuration.Connection, Ct));
        await world.WakeAsync(Ct);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    public class OnSqlite(SqliteTestDatabase db) : SignInPauseContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SignInPauseContract(db), IClassFixture<PostgresTestDatabase>;
}
