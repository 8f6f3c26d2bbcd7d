using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>What happens when findings come back after their issue was done (U-24).</summary>
public abstract class ReopenContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-24")]
    public async Task What_a_person_closed_as_listed_gets_a_new_issue_linked_to_the_old_one(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, newTicket: true);
        var old = await ClosedByPersonAsync(world, "Won't Do");
        world.Findings.Add(2);
        var planned = Assert.Single((await world.Previews.PreviewAsync(world.Configuration.Id, 10, Ct))!.Samples).Operation;
        Assert.Contains($"after {old} was done, and somebody closed it as Won't Do", planned.Reason);

        await SettledAsync(world);

        Assert.Equal(2, world.Sandbox.State.IssueCount);
        Assert.True(world.Sandbox.State.Find(old)!.IsDone);
        var link = Assert.Single(Assert.Single(world.Sandbox.State.OpenIssues).Links);
        Assert.Equal(("Relates", old), (link.Type, link.OtherKey));

        // The next one follows the new one, and what findings do from now on is shown there.
        world.Findings.Close(1);
        world.Findings.Close(2);
        await SettledAsync(world);
        Assert.Empty(world.Sandbox.State.OpenIssues);
        world.Findings.Reopen(2);
        await SettledAsync(world);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
        Assert.Single(world.Sandbox.State.OpenIssues);
        Assert.True(world.Sandbox.State.Find(old)!.IsDone);
    }

    [Fact]
    public async Task Without_a_new_ticket_attention_says_why_the_issue_stays_closed_until_a_person_acts()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, newTicket: false);
        var old = await ClosedByPersonAsync(world, "Won't Do");
        world.Findings.Add(2);

        for (var i = 0; i < 2; i++)
        {
            var run = await world.RunAsync(Ct);
            Assert.Equal(0, run.Planned.All);
            var told = Assert.Single(run.Attention);
            Assert.Equal((AttentionKind.KeptClosed, 1), (told.Kind, told.Tickets));
            Assert.StartsWith($"{old}: findings came back, and somebody closed it as Won't Do", told.Reason);
        }

        world.Sandbox.State.Transition(old, "To Do");
        await ReportedFindings.PollAsync(world);
        Assert.Empty((await world.RunAsync(Ct)).Attention);
    }

    /// <summary>Another resolution, or one that Fairlead itself gave, is no person's answer that is listed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_not_listed_or_was_closed_by_fairlead_is_reopened(bool isOurs)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, newTicket: true);
        string key;
        if (isOurs)
        {
            var done = (await (await world.Jira.ClientForAsync(default, Ct)).Workflow.StatusesAsync("SEC", Ct))[0].Statuses.First(s => s.Name == "Done");
            await world.ConfigureAsync(
                c => c with
                {
                    StatusTargets =
                    [
                        new() { Finding = FindingStatus.RiskAccepted, Status = new(done.Id, done.Name), Category = done.Category, Resolution = c.Reopen.NotFrom[0] },
                    ],
                },
                Ct);
            world.Findings.Add(1);
            await world.RunAsync(Ct);
            key = Assert.Single(world.Sandbox.State.Issues).Key;
            world.Findings.Decide(1, FindingStatus.RiskAccepted);
            await SettledAsync(world);
            Assert.Equal("Won't Do", world.Sandbox.State.Find(key)!.Resolution);
            await ReportedFindings.PollAsync(world);
        }
        else
        {
            key = await ClosedByPersonAsync(world, "Duplicate");
        }

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Reopen(1);
        await SettledAsync(world);

        Assert.Equal(1, world.Sandbox.State.IssueCount);
        Assert.False(world.Sandbox.State.Find(key)!.IsDone);
    }

    /// <summary>Also where nobody looked between the two, so that who chose it is in the issue's history only.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_resolution_that_a_person_chose_after_fairlead_had_closed_the_issue_is_an_answer(bool hasLooked)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, newTicket: false);
        world.Sandbox.State.AddToScreen("SEC", "resolution");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Findings.Close(1);
        await SettledAsync(world);
        if (hasLooked)
            await ReportedFindings.PollAsync(world);
        world.Sandbox.State.Edit(key, """{"resolution":{"name":"Won't Do"}}""");
        await ReportedFindings.PollAsync(world);
        world.Findings.Reopen(1);

        Assert.Equal(AttentionKind.KeptClosed, Assert.Single((await world.RunAsync(Ct)).Attention).Kind);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
    }

    [Theory]
    [InlineData(FaultTime.BeforeCommit)]
    [InlineData(FaultTime.AfterCommit)]
    public async Task A_link_whose_answer_is_lost_is_made_once(FaultTime time)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, newTicket: true);
        await ClosedByPersonAsync(world, "Won't Do");
        world.Findings.Add(2);
        world.Sandbox.Faults.Add("POST", "issueLink", new FaultBehaviour.Drop(time));

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);
        await world.RunAsync(Ct);

        Assert.Single(Assert.Single(world.Sandbox.State.OpenIssues).Links);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
    }

    [Fact]
    public async Task A_link_that_jira_refuses_is_told_and_not_tried_again()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, newTicket: true);
        var old = await ClosedByPersonAsync(world, "Won't Do");
        world.Findings.Add(2);
        world.Sandbox.State.RemovePermission("LINK_ISSUES");

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);

        Assert.Equal(1, world.Sandbox.Requests.CountOf("POST", "issueLink"));
        Assert.Contains($"not linked to {old}", (await world.TicketsAsync(Ct)).Single(t => t.Generation == 2).Reason);
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.not_linked");
    }

    /// <summary>The new issue is made, the process dies before or after it is linked: in the end there is one issue and one link.</summary>
    [Theory]
    [InlineData("ticket.intent-committed:1")]
    [InlineData("ticket.answered:1")]
    [InlineData("ticket.before-link-commit:1")]
    [InlineData("ticket.linked:1")]
    [InlineData("ticket.followed:1")]
    [InlineData("ticket.followed:2")]
    public async Task A_kill_at_any_step_leaves_each_new_issue_and_its_link_once(string killAt)
    {
        var location = await databases.MigratedAsync(typeof(TicketSync).Assembly, Ct);
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = new TestClock() }, Ct);
        await using (var before = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct))
        {
            await before.ConfigureAsync(c => c with { Reopen = new() { IsNever = true, NewTicket = true }, FollowLink = new("10003", "Relates") }, Ct);
            before.Findings.AddMany(CrashingSync.Returning);
            await before.RunAsync(Ct);
            foreach (var issue in sandbox.State.Issues)
                sandbox.State.Transition(issue.Key, "Done");
            await before.ReconcileAsync(Ct);
        }

        using (var child = CrashingSync.Start(nameof(CrashingSync.Makes_new_tickets_of_what_came_back_until_it_is_killed), location, sandbox, killAt))
            await CrashingSync.DiedAsync(child, Ct);

        await using var after = await TicketWorld.AttachAsync(location, JiraAddress.Of(sandbox), sandbox, new TestClock(), Ct);
        after.Clock.Advance(TimeSpan.FromDays(1));
        after.Findings.AddMany(CrashingSync.Returning);
        await after.RunAsync(Ct);
        await after.ConvergeAsync(Ct);
        Assert.Equal(0, (await after.RunAsync(Ct)).Planned.All);

        Assert.Equal(2 * CrashingSync.Returning, sandbox.State.IssueCount);
        Assert.All(sandbox.State.OpenIssues, issue => Assert.Single(issue.Links));
        Assert.Equal(CrashingSync.Returning, sandbox.State.OpenIssues.Select(i => i.Links[0].OtherKey).Distinct().Count());
        Assert.Equal(2 * CrashingSync.Returning, (await after.TicketsAsync(Ct)).Select(t => t.IssueId).Distinct().Count());
    }

    private async Task<TicketWorld> StartAsync(SandboxEdition edition, bool newTicket)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        var jira = await world.Jira.ClientForAsync(default, Ct);
        var refused = (await jira.Resolutions.ListAsync(Ct)).Single(r => r.Name == "Won't Do");
        var relates = (await jira.IssueLinks.TypesAsync(Ct)).Single(t => t.Name == "Relates");
        world.Sandbox.State.AddToTransition("SEC", "Done", "resolution");
        await world.ConfigureAsync(
            c => c with { Reopen = new() { NotFrom = [new(refused.Id, refused.Name)], NewTicket = newTicket }, FollowLink = new(relates.Id, relates.Name) }, Ct);
        return world;
    }

    private static async Task<string> ClosedByPersonAsync(TicketWorld world, string resolution)
    {
        world.Sandbox.State.AddToScreen("SEC", "resolution");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Sandbox.State.Transition(key, "Done");
        world.Sandbox.State.Edit(key, $$"""{"resolution":{"name":"{{resolution}}"} }""");
        await ReportedFindings.PollAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        return key;
    }

    private static async Task SettledAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SyncRunState.Done, (await world.RunAsync(Ct)).State);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    public class OnSqlite(SqliteTestDatabase db) : ReopenContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ReopenContract(db), IClassFixture<PostgresTestDatabase>;
}
