using Fairlead.Platform.Findings;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>
/// A Jira that is set back by a backup, or rebuilt, without anything that tells: it has its address and its name still, and too few issues to
/// miss. Under the ids that tickets know lie other people's issues, which are neither written to nor believed.
/// </summary>
public abstract class LinkProofContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task No_strangers_issue_is_overwritten_moved_or_commented_on(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(2);
        await world.RunAsync(Ct);
        await using var setBack = await SetBackAsync(world);
        var strangers = new[] { setBack.State.Create("SEC", "Bug", "Payroll"), setBack.State.Create("SEC", "Bug", "Holidays", ["fairlead"]) };
        world.Findings.Change(1, f => f with { Title = "Another title" });
        world.Findings.Close(2);

        var run = await world.RunAsync(Ct);

        Assert.Equal((1, 1), (run.Planned.Update, run.Planned.Transition));
        Assert.Equal(SyncRunState.PartlyDone, run.State);
        Assert.Equal(2, run.Outcomes["refused"]);
        Assert.Equal(0, setBack.Requests.CountOf("PUT", "issue/*"));
        Assert.All(strangers, s => Assert.Equal(0, setBack.Requests.CountOf("POST", $"issue/{s.Id}/transitions") + setBack.Requests.CountOf("POST", $"issue/{s.Id}/comment")));
        Assert.Equal(["Payroll", "Holidays"], setBack.State.OpenIssues.OrderBy(i => i.Id).Select(i => i.Summary));
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(TicketStanding.Lost, t.Standing));
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.set_aside");
        // The other has no open finding, and nobody misses its issue.
        Assert.Equal(1, Assert.Single((await world.RunAsync(Ct)).Attention, a => a.Kind == AttentionKind.Lost).Tickets);
        Assert.Equal(2, setBack.State.IssueCount);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Issues_that_changed_places_are_found_by_their_markers_and_written_to(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(2);
        await world.RunAsync(Ct);
        await using var setBack = await SetBackAsync(world, world.Sandbox.State.Issues.Reverse());
        world.Findings.Change(1, f => f with { Title = "Another title" });

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);
        world.Findings.Close(2);
        await world.RunAsync(Ct);
        await world.RunAsync(Ct);

        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(Assert.Single(setBack.State.WithLabel(t.Marker)).Key, t.IssueKey));
        Assert.Contains("Another title", Assert.Single(setBack.State.OpenIssues).Summary);
        Assert.Contains("CVE-2", Assert.Single(setBack.State.Issues, i => i.IsDone).Summary);
    }

    /// <summary>It has the labels of the ticket's issue, and not the property.</summary>
    [Fact]
    public async Task A_clone_is_not_taken_for_an_issue_that_is_looked_for()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        await using var setBack = await SetBackAsync(world);
        setBack.State.Create("SEC", "Bug", "Payroll");
        setBack.State.Create("SEC", "Bug", "CLONE - Weakness", ["fairlead", ticket.Marker]);
        world.Findings.Change(1, f => f with { Title = "Another title" });

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);
        await world.ReconcileAsync(Ct);
        await world.RunAsync(Ct);

        Assert.Equal(["Payroll", "CLONE - Weakness"], setBack.State.Issues.OrderBy(i => i.Id).Select(i => i.Summary));
        Assert.Equal(TicketStanding.Lost, Assert.Single(await world.TicketsAsync(Ct)).Standing);
    }

    /// <summary>What was read once is told from what has its id now by when it was made.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_strangers_say_and_do_to_their_issues_decides_nothing(SandboxEdition edition)
    {
        var rule = new CommentRule { Pattern = "false positive", Status = FindingStatus.FalsePositive, By = [new(CommentAuthors.Anyone)] };
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition },
            c => c with { CommentRules = [rule], CommentRulesSince = DateTimeOffset.UnixEpoch }, hasRealFindings: true);
        await ReportedFindings.TicketAsync(world, "a");
        await ReportedFindings.PollAsync(world);
        await using var setBack = await SetBackAsync(world);
        var theirs = setBack.State.Create("SEC", "Bug", "Payroll", ["fairlead"]);
        setBack.State.Comment(theirs.Key, "false positive", "bob");
        setBack.State.Transition(theirs.Key, "Done", "bob");

        await ReportedFindings.PollAsync(world);

        Assert.All(await ReportedFindings.AllAsync(world), f => Assert.Equal(FindingStatus.Active, f.Status));
        Assert.Equal(TicketStanding.Lost, Assert.Single(await world.TicketsAsync(Ct)).Standing);
        Assert.Equal(0, setBack.Requests.CountOf("GET", $"issue/{theirs.Id}/comment"));
    }

    /// <summary>The issue whose place the new one takes was theirs before the new one was made.</summary>
    [Fact]
    public async Task No_strangers_issue_is_linked_to()
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, null, c => c with { Reopen = new() { IsNever = true, NewTicket = true }, FollowLink = new("10003", "Relates") });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.Transition(Assert.Single(world.Sandbox.State.Issues).Key, "Done");
        await world.ReconcileAsync(Ct);
        await using var setBack = await SetBackAsync(world);
        var theirs = setBack.State.Create("SEC", "Bug", "Payroll", ["fairlead"]);
        world.Findings.AddMany(1);

        await world.RunAsync(Ct);

        Assert.Equal(0, setBack.Requests.CountOf("POST", "issueLink"));
        var made = Assert.Single(await world.TicketsAsync(Ct), t => t.Generation == 2);
        Assert.Contains($"not linked to {theirs.Key}", made.Reason);
        Assert.Empty(setBack.State.Find(theirs.Key)!.Links);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Proof_before_writes_costs_a_call_for_a_hundred(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(60);
        await world.RunAsync(Ct);
        await world.ReconcileAsync(Ct);
        for (var i = 1; i <= 60; i++)
            world.Findings.Change(i, f => f with { Title = "Another title" });
        world.Sandbox.Requests.Clear();

        await world.RunAsync(Ct);

        // Besides, one for who wrote them last (U-55).
        Assert.Equal((60, 62), (world.Sandbox.Requests.CountOf("PUT", "issue/*"), world.Sandbox.Requests.Count));
    }

    private static async Task<SandboxServer> SetBackAsync(TicketWorld world, IEnumerable<Sandbox.State.SandboxIssue>? issues = null)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var setBack = await OtherJira.WithAsync(world, issues ?? [], Ct, o => o with { AnnouncedUrl = world.Sandbox.BaseUrl.AbsoluteUri });
        world.Jira.LeadTo(setBack);
        return setBack;
    }

    public class OnSqlite(SqliteTestDatabase db) : LinkProofContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LinkProofContract(db), IClassFixture<PostgresTestDatabase>;
}
