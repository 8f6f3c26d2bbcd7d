using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
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

        Assert.NotNull(await world.Pauses.ReasonAsync(world.Configuration.Connection, Ct));
        Assert.InRange(world.Sandbox.Requests.Count, 1, 2);
        world.Sandbox.State.RestoreCredentials();
        world.Jira.MendedAt = world.Clock.GetUtcNow();
        await world.WakeAsync(Ct);
        await world.WakeAsync(Ct);

        Assert.Equal(120, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>Who is at work has the token before, and its end says nothing of the one that counts: no person has to say so.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_token_that_is_rotated_in_the_middle_of_a_run_pauses_nothing_that_waits_for_a_person(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(120);
        world.Jira.RotateAfter(2);

        var run = await world.RunAsync(Ct);
        Assert.NotEqual(SyncRunState.Done, run.State);
        Assert.InRange(world.Sandbox.State.IssueCount, 0, 119);
        Assert.Equal(PauseCause.Resting, (await world.LaneAsync(Ct))!.Pause);
        await world.ConvergeAsync(Ct);

        Assert.Equal(120, world.Sandbox.State.IssueCount);
        Assert.Null((await world.LaneAsync(Ct))!.Pause);
        Assert.InRange(world.Sandbox.Requests.All.Count(r => r.Status == 401), 1, 2);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>The new secret came to another node, which has mended the connection: this one would be refused again, and again.</summary>
    [Fact]
    public async Task A_node_that_was_not_given_the_new_secret_yet_sends_nothing_with_the_refused_one()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Jira.IsKeptElsewhere = true;
        world.Findings.AddMany(3);
        world.Sandbox.State.RevokeCredentials();
        await world.RunAsync(Ct);
        Assert.NotNull(world.Jira.Refused);
        var calls = world.Sandbox.Requests.Count;
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        world.Jira.MendedAt = world.Clock.GetUtcNow();

        for (var i = 0; i < 5; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(10));
            await world.WakeAsync(Ct);
        }

        Assert.Equal(calls, world.Sandbox.Requests.Count);
        Assert.Null((await world.LaneAsync(Ct))!.Pause);
        world.Jira.Rotate();
        await world.ConvergeAsync(Ct);
        Assert.Equal(3, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>Jira was mistaken, or somebody opened the account again.</summary>
    [Fact]
    public async Task A_person_who_resumes_lets_the_refused_secret_be_tried_again()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Jira.IsKeptElsewhere = true;
        world.Findings.AddMany(3);
        world.Sandbox.State.RevokeCredentials();
        await world.RunAsync(Ct);
        world.Sandbox.State.RestoreCredentials();

        Assert.True(await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct));
        await world.ConvergeAsync(Ct);

        Assert.Equal(3, world.Sandbox.State.IssueCount);
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
        Assert.True(await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct));
        await world.WakeAsync(Ct);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    public class OnSqlite(SqliteTestDatabase db) : SignInPauseContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SignInPauseContract(db), IClassFixture<PostgresTestDatabase>;
}
