using Fairlead.Client.Operations;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Limits;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Writes to issues that are there: how often they come, and what becomes of those whose answer is lost.</summary>
public abstract class WriteFaultsContract(TestDatabase databases)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Ten changes a second, and wake-ups as often as they can be: each writes what is so by then.</summary>
    [Fact]
    public async Task F092_Changes_that_come_faster_than_wake_ups_are_written_as_the_latest_of_them()
    {
        const int WakeUps = 4;
        var interval = TimeSpan.FromSeconds(5);
        await using var world = await StartAsync(new SandboxOptions { Limits = new() { CloudIssueWrites = new CloudIssueWriteLimit(1, 6) } });

        for (var change = 1; change <= WakeUps * (interval / Moment); change++)
        {
            await RetitleAsync(world, change);
            world.Clock.Advance(Moment);
            if (change % (interval / Moment) == 0)
                await world.WakeUp.RunAsync(world.Configuration.Connection, Ct);
        }

        var written = Edits(world).Select(r => r.ReceivedAt).ToList();
        Assert.Equal(WakeUps, written.Count);
        Assert.All(written.Zip(written.Skip(1)), pair => Assert.Equal(interval, pair.Second - pair.First));
        Assert.All(world.Sandbox.Requests.All, r => Assert.NotEqual(429, r.Status));
        Assert.Contains($"number {WakeUps * (interval / Moment)} ", Assert.Single(world.Sandbox.State.Issues).Summary);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.True(new SyncOptionsValidator().Validate(null, new SyncOptions { WakeUpInterval = interval - Moment }).Failed);
    }

    /// <summary>Somebody asks for ten runs a second, where Jira takes six writes to an issue in half a minute.</summary>
    [Fact]
    public async Task F092_An_issue_that_Jira_limits_gets_the_latest_when_it_may_and_no_call_before()
    {
        await using var world = await StartAsync(new SandboxOptions { Limits = new() { CloudIssueWrites = new CloudIssueWriteLimit(1, 6) } });

        for (var change = 1; change <= 200; change++)
        {
            await RetitleAsync(world, change);
            await world.RunAsync(Ct);
            world.Clock.Advance(Moment);
        }

        var (written, refused) = (Edits(world).Count(r => r.Status == 204), Edits(world).Count(r => r.Status == 429));
        Assert.InRange(written, 2, 6);
        Assert.InRange(refused, 1, written + 1);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync(Ct);
        Assert.Contains("number 200 ", Assert.Single(world.Sandbox.State.Issues).Summary);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>The marker of an issue that is linked by hand.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, FaultTime.AfterCommit, false)]
    [InlineData(SandboxEdition.Cloud, FaultTime.BeforeCommit, false)]
    [InlineData(SandboxEdition.Cloud, FaultTime.AfterCommit, true)]
    [InlineData(SandboxEdition.DataCenter, FaultTime.AfterCommit, false)]
    [InlineData(SandboxEdition.DataCenter, FaultTime.BeforeCommit, true)]
    public async Task F102_A_property_whose_answer_is_lost_is_sent_again_and_has_the_same_value(SandboxEdition edition, FaultTime time, bool isSilent)
    {
        await using var world = await StartAsync(new SandboxOptions { Edition = edition });
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromMilliseconds(500) };
        world.Findings.Add(2, "CVE-2", asset: "none");
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Payroll leaks");
        world.Sandbox.Requests.Clear();
        world.Sandbox.Faults.Add("PUT", "issue/*/properties/fairlead", isSilent ? new FaultBehaviour.Stall(time) : new FaultBehaviour.Drop(time));

        var made = Assert.IsType<IssueOutcome.Done>(await world.TicketLinks.LinkAsync(
            new Actor(ActorKind.User, null, "Ann"), new(world.Configuration, issue.Key, [FakeFindings.IdOf(2)]), Ct));

        var (sent, ticket) = (world.Sandbox.Requests.Matching("PUT", "issue/*/properties/fairlead"), (await world.Catalog.GetAsync(made.Ticket, Ct))!);
        Assert.Equal(2, sent.Count);
        Assert.Equal(sent[0].Body, sent[1].Body);
        Assert.Equal(sent[1].Body, world.Sandbox.State.Find(issue.Key)!.Properties["fairlead"]);
        Assert.Contains(ticket.Marker, sent[1].Body);
        Assert.Single(world.Sandbox.State.Find(issue.Key)!.Comments);
    }

    /// <summary>Nobody knows whether it was done, and that is what is said of it; the next run comes back to it as to all that had to wait.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, FaultTime.AfterCommit)]
    [InlineData(SandboxEdition.Cloud, FaultTime.BeforeCommit)]
    [InlineData(SandboxEdition.DataCenter, FaultTime.AfterCommit)]
    public async Task A_write_of_which_no_answer_comes_is_uncertain(SandboxEdition edition, FaultTime time)
    {
        await using var world = await StartAsync(new SandboxOptions { Edition = edition });
        await world.ConfigureAsync(c => c with { Automatic = true }, Ct);
        world.Findings.Change(1, f => f with { Title = "A better title" });
        world.Sandbox.Faults.Add("PUT", "issue/*", new FaultBehaviour.Drop(time), times: null);

        var run = await world.RunAsync(Ct);

        Assert.Equal((1, SyncRunState.PartlyDone), (run.Outcomes["uncertain"], run.State));
        var update = Assert.Single(await world.Sync.OperationsAsync(run.Id, 0, 10, Ct));
        Assert.Equal(Platform.Tickets.Storage.OutcomeKind.Uncertain, update.Outcome);
        Assert.Contains("Jira gives no clear answer", Assert.Single(await world.TicketsAsync(Ct)).Reason);
        world.Sandbox.Faults.Clear();
        await RetitleAsync(world, 10);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.WakeUp.RunAsync(world.Configuration.Connection, Ct);
        Assert.Contains("number 10 ", Assert.Single(world.Sandbox.State.Issues).Summary);
        Assert.Null(Assert.Single(await world.TicketsAsync(Ct)).Reason);

        world.Findings.Close(1);
        world.Sandbox.Faults.Add("POST", "issue/*/transitions", new FaultBehaviour.Drop(FaultTime.BeforeCommit), times: null);
        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["uncertain"]);
    }

    private async Task<TicketWorld> StartAsync(SandboxOptions options)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, options, c => c with { Filter = new TicketFilter { Assets = ["api"] } });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.Requests.Clear();
        return world;
    }

    private static IReadOnlyList<Fairlead.Sandbox.Requests.SandboxRequest> Edits(TicketWorld world) => world.Sandbox.Requests.Matching("PUT", "issue/*");

    /// <summary>As imports do, that tell of it once a second.</summary>
    private static async Task RetitleAsync(TicketWorld world, int number)
    {
        world.Findings.Change(1, f => f with { Title = $"Weakness number {number} of all" });
        if (number % 10 != 0)
            return;
        await using var work = await world.Database.BeginAsync(Ct);
        await new EventLog(world.Database, world.Clock).AppendAsync(work, "findings.changed", "1", Ct);
        await work.CommitAsync(Ct);
    }

    public class OnSqlite(SqliteTestDatabase db) : WriteFaultsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : WriteFaultsContract(db), IClassFixture<PostgresTestDatabase>;
}
