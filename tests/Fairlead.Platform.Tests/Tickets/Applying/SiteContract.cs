using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>A connection's address leads to another Jira than before: nothing is written there, and nothing it says is believed.</summary>
public abstract class SiteContract(TestDatabase databases)
{
    private static readonly TimeSpan PastTheCheck = TimeSpan.FromMinutes(16);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F130: a copy has the same keys, ids and markers; only its own address tells it.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Nothing_is_written_to_a_copy_and_sending_goes_on_when_the_known_jira_is_back(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(4);
        await world.RunAsync(Ct);
        await using var copy = await CopyOfAsync(world, issues: 4);
        world.Jira.LeadTo(copy);
        world.Clock.Advance(PastTheCheck);
        world.Findings.Add(5, "CVE-5");

        var run = await world.RunAsync(Ct);
        await world.WakeAsync(Ct);

        Assert.Equal(1, run.Outcomes["deferred"]);
        Assert.Equal((4, 0), (copy.State.IssueCount, copy.Requests.CountOf("POST", "issue")));
        var pause = Assert.Single(await world.Pauses.ListAsync(Ct));
        Assert.Equal((PauseCause.SiteChanged, 1), (pause.Cause, pause.Waiting));
        Assert.Contains($"now {NameOf(copy)}, until now {NameOf(world.Sandbox)}", pause.Reason);
        Assert.Contains("fairlead connection accept-site jira", pause.NextStep);
        Assert.Equal(AttentionKind.Paused, run.Attention[0].Kind);

        world.Jira.LeadTo(world.Sandbox);
        await world.Jira.NoteSiteAsync(default, NameOf(world.Sandbox), areOursThere: true, TimeSpan.Zero, Ct);
        Assert.Empty((await world.RunAsync(Ct)).Attention);
        Assert.Equal((5, 4), (world.Sandbox.State.IssueCount, copy.State.IssueCount));
    }

    [Fact]
    public async Task Writes_to_known_issues_stop_as_well()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        await using var copy = await CopyOfAsync(world, issues: 1);
        world.Jira.LeadTo(copy);
        world.Clock.Advance(PastTheCheck);
        world.Findings.Close(1);

        var run = await world.RunAsync(Ct);

        Assert.Equal(1, run.Outcomes["deferred"]);
        Assert.Equal(1, copy.Requests.Count);
        Assert.Single(copy.State.OpenIssues);
    }

    /// <summary>F129, F130: an empty Jira in the known one's place is no proof that issues vanished.</summary>
    [Fact]
    public async Task Nothing_is_believed_of_another_jira()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        await world.RunAsync(Ct);
        await using var empty = await CopyOfAsync(world, issues: 0);
        world.Jira.LeadTo(empty);
        world.Clock.Advance(PastTheCheck);

        var report = await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        var sweep = await world.Sync.SweepAsync(world.Configuration.Connection, Ct);

        Assert.Equal((false, 0), (report.IsComplete, report.Forbidden));
        Assert.False(sweep.IsComplete);
        Assert.Equal(1, empty.Requests.Count);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(IssuePresence.Present, t.Presence));
    }

    /// <summary>A create without an answer is not sent again because a Jira that is not the one does not have it.</summary>
    [Fact]
    public async Task What_is_uncertain_is_not_looked_for_in_another_jira()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.AfterCommit));
        await world.RunAsync(Ct);
        await using var empty = await CopyOfAsync(world, issues: 0);
        world.Jira.LeadTo(empty);
        world.Clock.Advance(PastTheCheck);

        await world.WakeAsync(Ct);

        Assert.Equal(TicketState.Uncertain, Assert.Single(await world.TicketsAsync(Ct)).State);
        Assert.Equal((0, 0), (empty.State.IssueCount, empty.Requests.CountOf("POST", null)));
    }

    /// <summary>A copy of a Data Center often keeps the address of the original; it lacks what was made after it was taken.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_jira_of_the_same_name_that_lacks_our_newest_issues_is_another_one(int copied)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = SandboxEdition.DataCenter });
        for (var i = 1; i <= 12; i++)
        {
            world.Findings.Add(i, $"CVE-{i}");
            await world.RunAsync(Ct);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        await using var old = await CopyOfAsync(world, copied, o => o with { AnnouncedUrl = world.Sandbox.BaseUrl.AbsoluteUri });
        world.Jira.LeadTo(old);
        world.Clock.Advance(PastTheCheck);
        world.Findings.Add(13, "CVE-13");

        var run = await world.RunAsync(Ct);

        Assert.Equal(1, run.Outcomes["deferred"]);
        Assert.Equal(copied, old.State.IssueCount);
        Assert.Contains("none of the newest issues", Assert.Single(await world.Pauses.ListAsync(Ct)).Reason);
    }

    [Fact]
    public async Task One_of_the_newest_issues_is_enough_to_know_a_jira()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(4);
        await world.RunAsync(Ct);
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        foreach (var issue in world.Sandbox.State.Issues.Skip(1))
            world.Sandbox.State.Hide(issue.Key);
        world.Clock.Advance(PastTheCheck);
        world.Findings.Add(5, "CVE-5");

        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["applied"]);
    }

    [Fact]
    public async Task The_check_costs_two_calls_when_something_is_sent_and_none_when_nothing_is()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(4);
        await world.RunAsync(Ct);
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        world.Clock.Advance(PastTheCheck);
        world.Sandbox.Requests.Clear();

        Assert.Equal(0, (await world.RunAsync(Ct)).JiraCalls);
        world.Findings.Add(5, "CVE-5");
        await world.RunAsync(Ct);
        Assert.Equal((1, 1), (world.Sandbox.Requests.CountOf("GET", "serverInfo"), world.Sandbox.Requests.CountOf("POST", "issue/bulkfetch")));
        world.Findings.Add(6, "CVE-6");
        await world.RunAsync(Ct);
        Assert.Equal(1, world.Sandbox.Requests.CountOf("GET", "serverInfo"));
    }

    [Fact]
    public async Task While_it_cannot_be_found_out_which_jira_answers_nothing_is_sent()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Clock.Advance(PastTheCheck);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("GET", "serverInfo", new FaultBehaviour.Answer(503), times: 3);

        await world.RunAsync(Ct);
        Assert.Equal(PauseCause.Resting, Assert.Single(await world.Pauses.ListAsync(Ct)).Cause);
        Assert.Equal(0, world.Creates);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync(Ct);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    [Fact]
    public async Task A_persons_resume_looks_again_and_does_not_write_to_a_copy()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await using var copy = await CopyOfAsync(world, issues: 0);
        world.Jira.LeadTo(copy);
        world.Clock.Advance(PastTheCheck);
        world.Findings.Add(1);
        await world.RunAsync(Ct);

        Assert.True(await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct));
        await world.RunAsync(Ct);

        Assert.Equal(PauseCause.SiteChanged, Assert.Single(await world.Pauses.ListAsync(Ct)).Cause);
        Assert.Equal(0, copy.State.IssueCount);
    }

    /// <summary>F015: the site was renamed while a create was under way, which may or may not have been done.</summary>
    [Theory]
    [InlineData(FaultTime.BeforeCommit)]
    [InlineData(FaultTime.AfterCommit)]
    public async Task A_renamed_site_is_proposed_and_searched_before_anything_is_created_there(FaultTime time)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var before = NameOf(world.Sandbox);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Redirect(302, "https://new.atlassian.net/rest/api/3/issue", time));

        await world.RunAsync(Ct);
        var pause = Assert.Single(await world.Pauses.ListAsync(Ct));
        Assert.Equal(PauseCause.Proxy, pause.Cause);
        Assert.Contains("https://new.atlassian.net", pause.Reason);
        Assert.Equal(1, world.Creates);

        world.Sandbox.State.Announce("https://new.atlassian.net");
        world.Clock.Advance(PastTheCheck);
        await world.WakeAsync(Ct);
        Assert.Equal(PauseCause.SiteChanged, Assert.Single(await world.Pauses.ListAsync(Ct)).Cause);
        Assert.Equal(("https://new.atlassian.net (Cloud)", before), (world.Jira.Pin.Other, world.Jira.Pin.Known));

        world.Sandbox.Requests.Clear();
        world.Jira.Pin = world.Jira.Pin.Accepted(world.Clock.GetUtcNow());
        await world.ConvergeAsync(Ct);

        Assert.Equal(1, world.Sandbox.State.IssueCount);
        Assert.Equal(time == FaultTime.BeforeCommit ? 1 : 0, world.Creates);
        var paths = world.Sandbox.Requests.All.Select(r => r.Path).ToList();
        var search = paths.FindIndex(p => p.EndsWith("/search/jql", StringComparison.Ordinal));
        var create = paths.FindIndex(p => p.EndsWith("/issue", StringComparison.Ordinal));
        Assert.True(search >= 0 && (create < 0 || search < create));
    }

    /// <summary>F107: a cache in between answers the search with what another site said.</summary>
    [Fact]
    public async Task Hits_without_the_marker_are_not_ours_whatever_the_search_says()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.BeforeCommit));
        await world.RunAsync(Ct);
        var theirs = world.Sandbox.State.Create("SEC", "Bug", "Somebody else's");
        world.Sandbox.Faults.Add("POST", "search/jql", new FaultBehaviour.Answer(200, $$"""{"issues":[{"id":"{{theirs.Id}}"}],"isLast":true}"""));

        await world.ConvergeAsync(Ct);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.NotEqual(theirs.Key, ticket.IssueKey);
        Assert.Single(world.Sandbox.State.WithLabel(ticket.Marker));
    }

    /// <summary>F107: what the search names and this site does not have proves nothing, so nothing is sent again because of it.</summary>
    [Fact]
    public async Task Hits_that_this_site_does_not_have_are_no_answer()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.BeforeCommit));
        await world.RunAsync(Ct);
        world.Sandbox.Faults.Add("POST", "search/jql", new FaultBehaviour.Answer(200, """{"issues":[{"id":"99999999"}],"isLast":true}"""));
        world.Clock.Advance(TimeSpan.FromSeconds(200));

        await world.WakeAsync(Ct);
        Assert.Equal((TicketState.Uncertain, 1), (Assert.Single(await world.TicketsAsync(Ct)).State, world.Creates));

        await world.ConvergeAsync(Ct);
        Assert.Equal((1, TicketState.Created), (world.Sandbox.State.IssueCount, Assert.Single(await world.TicketsAsync(Ct)).State));
    }

    private static string NameOf(SandboxServer jira) =>
        $"{jira.BaseUrl.AbsoluteUri.TrimEnd('/')} ({(jira.Options.Edition == SandboxEdition.Cloud ? "Cloud" : "Data Center")})";

    private static Task<SandboxServer> CopyOfAsync(TicketWorld world, int issues, Func<SandboxOptions, SandboxOptions>? change = null) =>
        OtherJira.WithAsync(world, world.Sandbox.State.Issues.Take(issues), Ct, change);

    public class OnSqlite(SqliteTestDatabase db) : SiteContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SiteContract(db), IClassFixture<PostgresTestDatabase>;
}
