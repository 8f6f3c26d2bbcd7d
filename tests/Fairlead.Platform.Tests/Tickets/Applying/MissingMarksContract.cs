using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Issues from which somebody takes Fairlead's labels, by which looks find them.</summary>
public abstract class MissingMarksContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>No webhook tells of it.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task The_labels_come_back_and_what_was_said_meanwhile_is_heard(SandboxEdition edition)
    {
        await using var world = await CommentWorld.StartAsync(databases, edition, CommentWorld.Rule("false positive", FindingStatus.FalsePositive));
        var key = await ReportedFindings.TicketAsync(world, ["a", "b"], perTicket: true);
        await ReportedFindings.PollAsync(world);
        await world.WakeAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        world.Sandbox.State.Edit(key, """{"labels": ["mine"]}""");
        world.Sandbox.State.Comment(key, "false positive", "bob");
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);

        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.ReconcileAsync(Ct);
        Assert.Equal([Marker.CommonLabel, "mine"], world.Sandbox.State.Find(key)!.Labels.Where(l => l == "mine" || l == Marker.CommonLabel).Order());
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.labelled" && a.Summary.Contains("are back"));
        Assert.Equal((1, 0), ((await ReportedFindings.PollAsync(world)).Effects, (await ReportedFindings.PollAsync(world)).Effects));
        // Nothing is looked for, or sent, any more.
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.RunAsync(Ct);
        world.Sandbox.Requests.Clear();
        await world.ReconcileAsync(Ct);
        await world.WakeAsync(Ct);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("PUT", "issue/*"));
    }

    /// <summary>Without a server nothing wakes up; a run is what comes next.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_run_puts_back_labels_that_are_known_to_be_missing(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Edit(issue.Key, """{"labels": ["mine"]}""");
        await world.HearAsync(issue.Id, Ct);
        Assert.DoesNotContain(Marker.CommonLabel, world.Sandbox.State.Find(issue.Key)!.Labels);

        await world.RunAsync(Ct);
        Assert.Equal([Marker.CommonLabel, "mine"], world.Sandbox.State.Find(issue.Key)!.Labels.Where(l => l == "mine" || l == Marker.CommonLabel).Order());
        world.Sandbox.Requests.Clear();
        await world.RunAsync(Ct);
        Assert.Equal(0, world.Sandbox.Requests.Count);
    }

    /// <summary>A screen without labels, or no permission to edit: it is told, and tried again only once somebody changed the issue.</summary>
    [Theory]
    [InlineData(400, """{"errorMessages": [], "errors": {"labels": "Field 'labels' cannot be set. It is not on the appropriate screen, or unknown."}}""")]
    [InlineData(403, """{"errorMessages": ["No."], "errors": {}}""")]
    public async Task What_jira_does_not_let_fairlead_put_back_is_told_once(int status, string answer)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Edit(issue.Key, """{"labels": []}""");
        world.Sandbox.Faults.Add("PUT", "issue/*", new FaultBehaviour.Answer(status, answer), times: null);
        world.Sandbox.Requests.Clear();
        for (var i = 0; i < 3; i++)
            await HearAsync(world, issue.Id);

        Assert.Equal(1, world.Sandbox.Requests.CountOf("PUT", "issue/*"));
        Assert.Single(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.labelled" && a.Summary.Contains("does not let"));
        world.Sandbox.Faults.Clear();
        world.Sandbox.State.Edit(issue.Key, """{"summary": "Changed"}""");
        await HearAsync(world, issue.Id);
        Assert.Contains(Marker.CommonLabel, world.Sandbox.State.Find(issue.Key)!.Labels);
    }

    /// <summary>An automation that sets the labels after each change.</summary>
    [Fact]
    public async Task A_fight_over_the_labels_ends_after_three_times()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        world.Sandbox.Requests.Clear();
        for (var i = 0; i < 8; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            world.Sandbox.State.Edit(issue.Key, """{"labels": ["theirs"]}""");
            await HearAsync(world, issue.Id);
        }

        Assert.Equal(3, world.Sandbox.Requests.CountOf("PUT", "issue/*"));
        Assert.Contains("its labels are taken away again and again", Assert.Single(await world.TicketsAsync(Ct)).Reason);
    }

    private static async Task HearAsync(TicketWorld world, long issue)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.HearAsync(issue, Ct);
        await world.WakeAsync(Ct);
    }

    public class OnSqlite(SqliteTestDatabase db) : MissingMarksContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : MissingMarksContract(db), IClassFixture<PostgresTestDatabase>;
}
