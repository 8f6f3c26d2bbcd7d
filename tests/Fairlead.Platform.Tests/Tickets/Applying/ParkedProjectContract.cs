using Fairlead.Client.Tickets;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>FAULTS F029, F033, F034: a project that refuses every item is asked with one of them now and then.</summary>
public abstract class ParkedProjectContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F029: one rejected field opens the circuit; 500 findings cost one call in five minutes.</summary>
    [Fact]
    [Trait("Complaint", "U-32")]
    public async Task A_required_field_parks_everything_after_one_call()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        world.Findings.AddMany(500);

        var run = await world.RunAsync(Ct);

        Assert.Equal(1, world.Creates);
        Assert.Equal(SyncRunState.PartlyDone, run.State);
        Assert.Equal(500, run.Outcomes["parked"]);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Contains("nvironment", t.Reason));
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(TicketStanding.Parked, t.Standing));
        Assert.Equal(500, (await world.Catalog.ListAsync(null, TicketStanding.Parked, null, 1_000, Ct)).Count);
        Assert.Empty(await world.Catalog.ListAsync(null, TicketStanding.Retry, null, 1_000, Ct));
        Assert.Equal([KeyValuePair.Create(TicketStanding.Parked, 500L)], (await world.Catalog.TallyAsync(null, Ct)).ByStanding);

        // A probe of one item every five minutes.
        world.Clock.Advance(TimeSpan.FromMinutes(4));
        await world.WakeAsync(Ct);
        Assert.Equal(1, world.Creates);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.WakeAsync(Ct);
        Assert.Equal(2, world.Creates);

        world.Sandbox.State.RemoveFromScreen("SEC", "environment");
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.WakeAsync(Ct);
        Assert.Equal(500, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>A person who corrected Jira need not wait for the probe, and a mistaken one costs one call.</summary>
    [Fact]
    public async Task What_is_parked_is_tried_at_once_when_a_person_says_so()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        world.Findings.AddMany(60);
        var parked = await world.RunAsync(Ct);
        Assert.Equal(1, world.Creates);
        Assert.Contains("fairlead connection resume", (await world.Repairs.RetryRunAsync(Actor.System, parked.Id, Ct)).Problem!.Detail);

        Assert.True(await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct));
        await world.RunAsync(Ct);
        Assert.Equal(2, world.Creates);

        world.Sandbox.State.RemoveFromScreen("SEC", "environment");
        Assert.True(await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct));
        await world.RunAsync(Ct);
        Assert.Equal(60, world.Sandbox.State.IssueCount);
        Assert.False(await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct));
    }

    [Fact]
    public async Task What_is_parked_is_tried_by_the_next_run_after_its_configuration_was_saved()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        world.Findings.AddMany(60);
        var parked = Assert.Single((await world.RunAsync(Ct)).Attention, a => a.Kind == AttentionKind.Parked);
        Assert.Contains("fairlead connection resume jira,", parked.NextStep);
        await world.RunAsync(Ct);
        Assert.Equal(1, world.Creates);

        var corrected = new TicketConfigurationBody(world.Configuration.Name, "jira", "SEC", world.Configuration.IssueType.Name)
        {
            GroupBy = ["asset", "rule"],
            Fields = new Dictionary<string, FieldBody> { ["Environment"] = new("a test") },
        };
        Assert.IsType<SaveOutcome.Saved>(await world.Configurations.ReplaceAsync(Actor.System, world.Configuration.Name, corrected, Ct));
        await world.RunAsync(Ct);

        Assert.Equal(60, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F033: it resumes by itself once the permission is back.</summary>
    [Fact]
    [Trait("Complaint", "U-39")]
    public async Task A_permission_that_was_taken_away_parks_and_resumes_by_itself()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.RemovePermission("CREATE_ISSUES", "SEC");
        world.Findings.Add(2, "CVE-2");
        world.Findings.Add(3, "CVE-3");

        Assert.Equal(2, (await world.RunAsync(Ct)).Outcomes["parked"]);
        world.Sandbox.State.RestorePermission("CREATE_ISSUES", "SEC");
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.WakeAsync(Ct);

        Assert.Equal(3, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F034.</summary>
    [Fact]
    public async Task An_archived_project_parks_with_a_reason()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.State.ArchiveProject("SEC");

        var run = await world.RunAsync(Ct);

        Assert.Equal(1, run.Outcomes["parked"]);
        Assert.NotNull(Assert.Single(await world.TicketsAsync(Ct)).Reason);
    }

    public class OnSqlite(SqliteTestDatabase db) : ParkedProjectContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ParkedProjectContract(db), IClassFixture<PostgresTestDatabase>;
}
