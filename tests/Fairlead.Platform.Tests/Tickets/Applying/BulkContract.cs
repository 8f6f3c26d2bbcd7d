using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>FAULTS section C: bulk create.</summary>
public abstract class BulkContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F054, and what the whole design is about: 200 creates and 10 reads of what they made, after the configuration was saved.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-37")]
    public async Task Ten_thousand_findings_cost_at_most_210_calls(SandboxEdition edition)
    {
        string[] drifts = ["High", "Low"];
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.SaveAsync(Ct, b => b with { Owners = new Dictionary<string, string> { ["priority"] = "fairlead" }, Priorities = drifts.ToDictionary(p => p.ToLowerInvariant()) });
        world.Findings.AddMany(10_000);

        var run = await world.RunAsync(Ct);

        Assert.Equal(SyncRunState.Done, run.State);
        Assert.Equal(210, run.JiraCalls);
        Assert.Equal(run.JiraCalls, world.Sandbox.Requests.Count);
        Assert.Equal(10_000, world.Sandbox.State.IssueCount);
        world.Sandbox.Requests.Clear();
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.Equal(0, world.Sandbox.Requests.Count);

        var report = await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal(10_000, report.Tickets);
        Assert.InRange(report.JiraCalls, 10, 13);

        // F124: one in a hundred drifts, in what is Fairlead's. All of it and nothing else is set back.
        var drifted = world.Sandbox.State.Issues.Where(i => drifts.Contains(i.Priority)).Where((_, i) => i % 40 == 7).ToDictionary(i => i.Key, i => i.Priority);
        Assert.Equal(100, drifted.Count);
        foreach (var (key, priority) in drifted)
            world.Sandbox.State.Edit(key, $$$"""{"priority": {"name": "{{{drifts.First(p => p != priority)}}}"}}""");
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.Requests.Clear();
        report = await world.ReconcileAsync(Ct);
        var repair = await world.RunAsync(Ct);

        Assert.Equal((100, 100, SyncRunState.Done), (report.Changed, repair.Planned.All, repair.State));
        Assert.Equal(drifted.Select(d => d.Value), drifted.Keys.Select(k => world.Sandbox.State.Find(k)!.Priority));
        var asked = world.Sandbox.Requests.All.ToList();
        var ids = drifted.Keys.Select(k => $"{world.Sandbox.State.Find(k)!.Id}").Order();
        Assert.Equal(ids, asked.Where(r => r.Method == "PUT").Select(r => r.Path.Split('/')[^1]).Order());
        Assert.InRange(asked.Count(r => r.Method != "PUT"), 10, 15);
        Assert.All(asked, r => Assert.True(r.Method == "PUT" || r.Path.Contains("search", StringComparison.Ordinal) || r.Path.Contains("bulkfetch", StringComparison.Ordinal) || r.Path.Contains("serverInfo", StringComparison.Ordinal), r.Path));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>The read that proves which issue is whose tells it; no other call is made.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Where_new_issues_stand_is_known_after_the_run_that_made_them(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        await world.SaveAsync(Ct);
        world.Findings.AddMany(60);
        var run = await world.RunAsync(Ct);

        Assert.Equal(3, run.JiraCalls);
        var statuses = (await world.TicketsAsync(Ct)).Select(t => (t.Status, t.StatusCategory)).Distinct();
        Assert.Equal([("To Do", Fairlead.Jira.Resources.JiraStatusCategory.ToDo)], statuses.Select(s => (s.Status!, s.StatusCategory!.Value)));
    }

    /// <summary>However old it is: what Jira then refuses makes it be read anew.</summary>
    [Fact]
    public async Task The_create_screen_is_not_read_again_before_jira_refuses_something()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await world.SaveAsync(Ct);
        world.Clock.Advance(TimeSpan.FromDays(2));
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("GET", "issue/createmeta/**"));

        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkPartial([1]));
        world.Findings.AddMany(3);
        await world.RunAsync(Ct);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("GET", "issue/createmeta/**"));
        world.Findings.AddMany(5);
        await world.RunAsync(Ct);
        Assert.Equal(1, world.Sandbox.Requests.CountOf("GET", "issue/createmeta/**"));
    }

    /// <summary>Data Center has no bulk read: one search a page, and one more where issues of the page are gone.</summary>
    [Fact]
    public async Task Reading_links_again_costs_data_center_two_calls_a_page()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = SandboxEdition.DataCenter });
        world.Findings.AddMany(1_500);
        await world.RunAsync(Ct);
        foreach (var issue in world.Sandbox.State.Issues.Where(i => i.Id % 30 == 0).ToList())
            world.Sandbox.State.Delete(issue.Key);

        var report = await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);

        Assert.Equal((1_500, 50), (report.Tickets, report.Forbidden));
        Assert.Equal(4, report.JiraCalls);
    }

    [Fact]
    public async Task Fifty_one_findings_are_two_calls()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(51);

        await world.RunAsync(Ct);

        Assert.Equal(1, world.Sandbox.Requests.CountOf("POST", "issue/bulk"));
        Assert.Equal(1, world.Sandbox.Requests.CountOf("POST", "issue"));
        Assert.Equal(51, world.Sandbox.State.IssueCount);
    }

    /// <summary>F047: first, middle and last of fifty are refused, the others created in any order.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Complaint", "U-25")]
    public async Task Refused_elements_are_refused_alone_and_the_rest_is_linked_by_marker(int? seed)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(50);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkPartial([0, 24, 49], Seed: seed));

        var run = await world.RunAsync(Ct);

        Assert.Equal((47, 3), (run.Outcomes["applied"], run.Outcomes["refused"]));
        var tickets = await world.TicketsAsync(Ct);
        Assert.Equal(3, tickets.Count(t => t.State == TicketState.Rejected && t.Reason!.Contains("Refused by a fault")));
        AssertMarkersMatch(world, tickets);

        // Refused items are tried again when they changed, not before.
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        for (var i = 1; i <= 50; i++)
            world.Findings.Change(i, f => f with { Title = "Mended " + f.Title });
        Assert.Equal(3, (await world.RunAsync(Ct)).Planned.Create);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F048: whatever the order, and whether or not the ids rise, each issue goes to the ticket whose marker it carries.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, BulkLie.Shuffled, 1)]
    [InlineData(SandboxEdition.Cloud, BulkLie.Shuffled, 2)]
    [InlineData(SandboxEdition.Cloud, BulkLie.Reordered, 1)]
    [InlineData(SandboxEdition.Cloud, BulkLie.Reordered, 2)]
    [InlineData(SandboxEdition.DataCenter, BulkLie.Shuffled, 3)]
    [InlineData(SandboxEdition.DataCenter, BulkLie.Reordered, 3)]
    public async Task Issues_in_any_order_go_to_their_tickets(SandboxEdition edition, BulkLie order, int seed)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(100);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkAnswer(order, seed), times: null);

        Assert.Equal(SyncRunState.Done, (await world.RunAsync(Ct)).State);

        Assert.Equal(2, world.Creates);
        AssertMarkersMatch(world, await world.TicketsAsync(Ct));
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>Where summaries do not tell issues apart, their markers do, in a second read.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, false)]
    [InlineData(SandboxEdition.DataCenter, false)]
    [InlineData(SandboxEdition.DataCenter, true)]
    public async Task Issues_of_one_summary_go_to_their_tickets_too(SandboxEdition edition, bool isWithoutLabels)
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, c => c with { Template = c.Template with { Summary = "A weakness" } });
        if (isWithoutLabels)
            world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        world.Findings.AddMany(100);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkAnswer(BulkLie.Reordered), times: null);

        var run = await world.RunAsync(Ct);

        Assert.Equal(SyncRunState.Done, run.State);
        Assert.Equal(1 + 2 + 1 + (isWithoutLabels ? 1 + 100 : 1), run.JiraCalls);
        AssertMarkersMatch(world, await world.TicketsAsync(Ct));
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>Who may create but not read: no order is believed, no search that finds nothing either, and the rest is sent one by one.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Issues_that_the_account_may_not_read_are_linked_once_it_may_and_never_made_again(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        await world.SaveAsync(Ct);
        world.Findings.AddMany(1_002);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkAnswer(BulkLie.Reordered), times: null);
        world.Sandbox.State.HideNew();

        await world.RunAsync(Ct);
        Assert.Equal((20, 2), (world.Sandbox.Requests.CountOf("POST", "issue/bulk"), world.Sandbox.Requests.CountOf("POST", "issue")));
        await world.ConvergeAsync(Ct);
        Assert.Equal(1_002, world.Sandbox.State.IssueCount);
        Assert.Equal(1_000, (await world.Catalog.ListAsync(null, TicketStanding.Uncertain, null, 1_000, Ct)).Count(t => t.Reason!.Contains("does not show it")));

        foreach (var issue in world.Sandbox.State.Issues)
            world.Sandbox.State.Hide(issue.Key, isHidden: false);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.WakeAsync(Ct);
        Assert.Equal(1_002, world.Sandbox.State.IssueCount);
        AssertMarkersMatch(world, await world.TicketsAsync(Ct));
        Assert.Empty(await world.Catalog.ListAsync(null, TicketStanding.Uncertain, null, 1_000, Ct));
    }

    /// <summary>F032: after one refused sign-in there is no second, also not to read what was created before.</summary>
    [Fact]
    public async Task A_refused_sign_in_between_bulk_creates_is_the_last_attempt()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await world.SaveAsync(Ct);
        world.Findings.AddMany(150);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.Captcha(), times: null, skip: 2);

        await world.RunAsync(Ct);

        Assert.Equal(3, world.Sandbox.Requests.Count);
        Assert.Equal(100, (await world.TicketsAsync(Ct)).Count(t => t.State == TicketState.Uncertain));
        await AssertHealsAfterSignInAsync(world, 150);
    }

    [Fact]
    public async Task A_refused_sign_in_while_reading_what_was_created_pauses_the_connection()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        await world.SaveAsync(Ct);
        world.Findings.AddMany(50);
        world.Sandbox.Faults.Add("POST", "issue/bulkfetch", new FaultBehaviour.Unauthorized(), times: null);

        await world.RunAsync(Ct);

        Assert.NotNull(await world.Pauses.ReasonAsync(world.Configuration.Connection, Ct));
        Assert.Equal(2, world.Sandbox.Requests.Count);
        await AssertHealsAfterSignInAsync(world, 50);
    }

    private static async Task AssertHealsAfterSignInAsync(TicketWorld world, int issues)
    {
        var asked = world.Sandbox.Requests.Count;
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.WakeAsync(Ct);
        Assert.Equal(asked, world.Sandbox.Requests.Count);

        world.Sandbox.Faults.Clear();
        world.Jira.MendedAt = world.Clock.GetUtcNow();
        await world.ConvergeAsync(Ct);
        Assert.Equal(issues, world.Sandbox.State.IssueCount);
        AssertMarkersMatch(world, await world.TicketsAsync(Ct));
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>The issues cannot be read at that moment: none is linked by its place, each is found by its marker.</summary>
    [Fact]
    public async Task Issues_that_cannot_be_read_again_are_found_by_their_markers()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(50);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkAnswer(BulkLie.Reordered));
        world.Sandbox.Faults.Add("POST", "issue/bulkfetch", new FaultBehaviour.Answer(500), times: null);

        await world.RunAsync(Ct);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(TicketState.Uncertain, t.State));
        world.Sandbox.Faults.Clear();
        await world.ConvergeAsync(Ct);

        Assert.Equal(1, world.Creates);
        AssertMarkersMatch(world, await world.TicketsAsync(Ct));
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F052: answers that do not add up.</summary>
    [Theory]
    [InlineData(BulkLie.Extra)]
    [InlineData(BulkLie.Short)]
    [InlineData(BulkLie.DuplicateFailure)]
    [InlineData(BulkLie.FailureOutOfRange)]
    [InlineData(BulkLie.FailureNegative)]
    public async Task A_bulk_answer_that_lies_never_links_the_wrong_issue(BulkLie lie)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(50);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkAnswer(lie));

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);

        Assert.Equal(50, world.Sandbox.State.IssueCount);
        AssertMarkersMatch(world, await world.TicketsAsync(Ct));
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F049: a refusal that names no element is halved until the bad one is found.</summary>
    [Fact]
    [Trait("Complaint", "U-25")]
    public async Task A_refusal_of_the_whole_is_halved_to_the_bad_item()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(50);
        world.Findings.Change(7, f => f with { Title = "the bad one" });
        var refusal = new FaultBehaviour.Answer(400, "{\"errorMessages\":[\"Something in here is wrong\"],\"errors\":{}}");
        world.Sandbox.Faults.Add(new SandboxFault(refusal, "POST", "issue/bulk", Times: null, BodyContains: "the bad one"));
        world.Sandbox.Faults.Add(new SandboxFault(refusal, "POST", "issue", Times: null, BodyContains: "the bad one"));

        await world.RunAsync(Ct);

        var tickets = await world.TicketsAsync(Ct);
        Assert.Contains("bad", Assert.Single(tickets, t => t.State == TicketState.Rejected).Reason is { } r ? "bad" + r : "");
        Assert.Equal(49, world.Sandbox.State.IssueCount);
        Assert.InRange(world.Creates, 2, 25);
    }

    /// <summary>F050, F051: part of the bulk is done, then the connection breaks or a limit hits.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(49)]
    [InlineData(50)]
    public async Task A_bulk_that_breaks_off_is_completed_without_doubles(int done)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(50);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkCommitThenDrop(done));

        await world.RunAsync(Ct);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(TicketState.Uncertain, t.State));
        await world.ConvergeAsync(Ct);

        Assert.Equal(50, world.Sandbox.State.IssueCount);
        Assert.Equal(done == 50 ? 1 : 2, world.Creates);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F053: two workers over one database.</summary>
    [Fact]
    [Trait("Complaint", "U-01")]
    public async Task Two_runs_at_once_make_each_issue_once()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(120);

        await Task.WhenAll(world.RunAsync(Ct), world.RunAsync(Ct), world.RunAsync(Ct));

        Assert.Equal(120, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    private static void AssertMarkersMatch(TicketWorld world, IReadOnlyList<Ticket> tickets)
    {
        foreach (var ticket in tickets.Where(t => t.IssueKey is not null))
            Assert.Contains(ticket.Marker, world.Sandbox.State.Find(ticket.IssueKey!)!.Properties[Marker.PropertyKey]);
    }

    public class OnSqlite(SqliteTestDatabase db) : BulkContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : BulkContract(db), IClassFixture<PostgresTestDatabase>;
}
