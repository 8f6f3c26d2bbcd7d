using Fairlead.Kernel;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>FAULTS section A: the request leg of a create, over real HTTP, on both databases.</summary>
public abstract class CreateContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_finding_becomes_one_issue_with_its_marker()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);

        var run = await world.RunAsync(Ct);

        Assert.Equal(SyncRunState.Done, run.State);
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal((TicketState.Created, issue.Key, $"{issue.Id}"), (ticket.State, ticket.IssueKey, ticket.IssueId));
        Assert.Contains(ticket.Marker, issue.Labels);
        Assert.Contains(Marker.CommonLabel, issue.Labels);
        Assert.Contains(ticket.Marker, issue.Properties[Marker.PropertyKey]);
    }

    [Fact]
    [Trait("Complaint", "U-10")]
    public async Task Running_again_calls_jira_not_once()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(60);
        await world.RunAsync(Ct);
        world.Sandbox.Requests.Clear();

        var again = await world.RunAsync(Ct);

        Assert.Equal((0, 0), (again.Planned.All, again.JiraCalls));
        Assert.Equal(0, world.Sandbox.Requests.Count);
        Assert.Equal(60, world.Sandbox.State.IssueCount);
    }

    /// <summary>F001, F002, F005–F008, F010–F018, F030, F039: whatever comes back, one issue in the end, and no second create before its time.</summary>
    public static TheoryData<string, FaultBehaviour, bool> UnclearAnswers => new()
    {
        { "answer lost", new FaultBehaviour.Drop(FaultTime.AfterCommit), true },
        { "request lost", new FaultBehaviour.Drop(FaultTime.BeforeCommit), false },
        { "never answered, not done", new FaultBehaviour.Stall(FaultTime.BeforeCommit), false },
        { "never answered, done", new FaultBehaviour.Stall(FaultTime.AfterCommit), true },
        { "500 after commit", new FaultBehaviour.Answer(500, "{\"errorMessages\":[\"boom\"],\"errors\":{}}", Time: FaultTime.AfterCommit), true },
        { "500 before commit", new FaultBehaviour.Answer(500, "{\"errorMessages\":[\"boom\"],\"errors\":{}}"), false },
        { "502 html after commit", new FaultBehaviour.Answer(502, "<html>bad gateway</html>", "text/html", FaultTime.AfterCommit), true },
        { "503 empty after commit", new FaultBehaviour.Answer(503, "", Time: FaultTime.AfterCommit), true },
        { "504 empty before commit", new FaultBehaviour.Answer(504), false },
        { "201 truncated", new FaultBehaviour.Truncate(12), true },
        { "201 truncated without length", new FaultBehaviour.Truncate(24, AnnounceLength: false), true },
        { "201 empty object", new FaultBehaviour.Answer(201, "{}", Time: FaultTime.AfterCommit), true },
        { "201 null", new FaultBehaviour.Answer(201, "null", Time: FaultTime.AfterCommit), true },
        { "201 list", new FaultBehaviour.Answer(201, "[]", Time: FaultTime.AfterCommit), true },
        { "201 numeric id", new FaultBehaviour.Answer(201, "{\"id\":10001,\"key\":\"SEC-1\"}", Time: FaultTime.AfterCommit), true },
        { "400 html of a firewall", new FaultBehaviour.Answer(400, "<html>blocked</html>", "text/html"), false },
        { "gzip bomb", new FaultBehaviour.GzipBomb(), true },
        { "body one byte at a time", new FaultBehaviour.Drip(TimeSpan.FromSeconds(1)), true },
    };

    [Theory]
    [MemberData(nameof(UnclearAnswers))]
    public async Task An_unclear_answer_leads_to_exactly_one_issue(string name, FaultBehaviour fault, bool isCommitted)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromMilliseconds(400) };
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", fault);

        await world.RunAsync(Ct);
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.True(ticket.State == TicketState.Uncertain, $"{name}: {ticket.State} {ticket.Reason}");

        // Before the quarantine is over nothing is sent, however often the worker wakes.
        world.Clock.Advance(TimeSpan.FromSeconds(179));
        await world.WakeAsync(Ct);
        Assert.Equal(1, world.Creates);

        await world.ConvergeAsync(Ct);
        Assert.Equal(isCommitted ? 1 : 2, world.Creates);
        await AssertOneIssueEachAsync(world);
    }

    /// <summary>F003: the commit comes long after the client gave up, but before the quarantine is over.</summary>
    [Fact]
    [Trait("Complaint", "U-02")]
    public async Task A_late_commit_is_found_and_not_repeated()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromMilliseconds(300) };
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.LateCommit(TimeSpan.FromSeconds(120)));

        await world.RunAsync(Ct);
        Assert.Equal(0, world.Sandbox.State.IssueCount);
        world.Clock.Advance(TimeSpan.FromSeconds(121));
        await EventuallyAsync(() => world.Sandbox.State.IssueCount == 1);
        await world.ConvergeAsync(Ct);

        Assert.Equal(1, world.Creates);
        await AssertOneIssueEachAsync(world);
    }

    /// <summary>F004: later than every quarantine. The sweep heals it.</summary>
    [Fact]
    public async Task A_commit_later_than_the_quarantine_is_healed_by_the_sweep()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Jira.ClientOptions = world.Jira.ClientOptions with { CallTimeout = TimeSpan.FromMilliseconds(300) };
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.LateCommit(TimeSpan.FromMinutes(10)));

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await EventuallyAsync(() => world.Sandbox.State.IssueCount == 2);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.WakeAsync(Ct);

        var open = Assert.Single(world.Sandbox.State.OpenIssues);
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(open.Key, ticket.IssueKey);
        Assert.Equal(world.Sandbox.State.Issues.Min(i => i.Id), open.Id);
        var closed = Assert.Single(world.Sandbox.State.Issues, i => i.IsDone);
        Assert.Contains(closed.Links, l => l.OtherKey == open.Key);
        Assert.Contains(closed.Comments, c => c.Text.Contains(open.Key));

        // Sweeping again finds nothing to do.
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.WakeAsync(Ct);
        Assert.Single(world.Sandbox.State.Find(closed.Key)!.Comments);
    }

    /// <summary>F013, F014: a proxy or a redirect stands in between.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_login_page_or_redirect_pauses_the_connection(bool isPage)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        world.Sandbox.Faults.Add("POST", "issue/bulk", isPage ? new FaultBehaviour.LoginPage() : new FaultBehaviour.Redirect());

        await world.RunAsync(Ct);
        Assert.NotNull(await world.Pauses.ReasonAsync(world.Configuration.Connection, Ct));
        Assert.Equal(1, world.Creates);

        await world.ConvergeAsync(Ct);
        Assert.Equal(3, world.Sandbox.State.IssueCount);
        await AssertOneIssueEachAsync(world);
    }

    /// <summary>F040: Jira is in maintenance for two hours, before the screen was read or after; a read every five minutes asks whether it is over.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_maintenance_of_two_hours_is_waited_out(bool isScreenKnown)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        if (isScreenKnown)
            await world.SaveAsync(Ct);
        world.Findings.AddMany(100);
        world.Sandbox.Faults.Add(null, null, new FaultBehaviour.Answer(503, "<html>maintenance</html>", "text/html"), times: null);

        await world.RunAsync(Ct);
        for (var minutes = 0; minutes < 120; minutes++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.WakeAsync(Ct);
        }

        Assert.Equal(isScreenKnown ? 1 : 0, world.Creates);
        Assert.InRange(world.Sandbox.Requests.Count, 20, 40);
        world.Sandbox.Faults.Clear();
        world.Sandbox.Requests.Clear();
        await world.ConvergeAsync(Ct);

        Assert.Equal(100, world.Sandbox.State.IssueCount);
        Assert.Equal(2, world.Creates);
        var severities = world.Sandbox.State.Issues.Select(i => SeverityOf(i.Summary)).ToList();
        Assert.Equal(severities.OrderDescending(), severities);
        await AssertOneIssueEachAsync(world);
    }

    /// <summary>F106: the index stands still.</summary>
    [Fact]
    public async Task An_index_that_stands_still_proves_nothing()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.WakeAsync(Ct);
        world.Sandbox.Requests.Clear();
        world.Findings.Add(2, "CVE-2");
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.AfterCommit));
        await world.RunAsync(Ct);
        world.Sandbox.Faults.Add("POST", "search/jql", new FaultBehaviour.Answer(200, "{\"issues\":[],\"isLast\":true}"), times: 3);

        world.Clock.Advance(TimeSpan.FromSeconds(200));
        await world.WakeAsync(Ct);
        Assert.Equal(1, world.Creates);
        await world.ConvergeAsync(Ct);

        Assert.Equal(1, world.Creates);
        await AssertOneIssueEachAsync(world);
    }

    /// <summary>F104: a failed search is not "none".</summary>
    [Fact]
    [Trait("Complaint", "U-01")]
    public async Task A_failed_search_is_not_none()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.AfterCommit));
        await world.RunAsync(Ct);
        world.Sandbox.Faults.Add("POST", "search/jql", new FaultBehaviour.Answer(500), times: 6);

        world.Clock.Advance(TimeSpan.FromSeconds(200));
        await world.WakeAsync(Ct);
        Assert.Equal(TicketState.Uncertain, Assert.Single(await world.TicketsAsync(Ct)).State);
        world.Sandbox.Faults.Clear();
        await world.ConvergeAsync(Ct);

        Assert.Equal(1, world.Creates);
        await AssertOneIssueEachAsync(world);
    }

    /// <summary>Searches by label, and by project where labels can be set nowhere.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, true)]
    [InlineData(SandboxEdition.Cloud, false)]
    [InlineData(SandboxEdition.DataCenter, true)]
    [InlineData(SandboxEdition.DataCenter, false)]
    public async Task F105_A_search_that_Jira_does_not_understand_is_not_none(SandboxEdition edition, bool hasLabels)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        if (!hasLabels)
            world.Sandbox.State.RemoveFromScreen("SEC", "labels");
        world.Findings.Add(1);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drop(FaultTime.AfterCommit));
        await world.RunAsync(Ct);
        var refused = new FaultBehaviour.Answer(400, """{"errorMessages":["Error in the JQL Query: 'order' is a reserved JQL word."],"errors":{}}""");
        world.Sandbox.Faults.Add("POST", "search/**", refused, times: null);
        world.Sandbox.Faults.Add("GET", "search/**", refused, times: null);

        for (var i = 0; i < 5; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(200));
            await world.WakeAsync(Ct);
        }

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(TicketState.Uncertain, ticket.State);
        Assert.Contains("reserved JQL word", ticket.Reason);
        Assert.Equal(1, world.Creates);
        Assert.False((await world.PollAsync(Ct)).IsComplete);
        world.Sandbox.Faults.Clear();
        await world.ConvergeAsync(Ct);

        Assert.Equal(1, world.Creates);
        await AssertOneIssueEachAsync(world);
    }

    [Fact]
    public async Task Data_center_works_the_same()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = SandboxEdition.DataCenter });
        world.Findings.AddMany(3);
        world.Sandbox.Faults.Add("POST", "issue/bulk", new FaultBehaviour.BulkCommitThenDrop(1));

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);

        Assert.Equal(3, world.Sandbox.State.IssueCount);
        await AssertOneIssueEachAsync(world);
    }

    private static Severity SeverityOf(string summary) => Enum.Parse<Severity>(summary[1..summary.IndexOf(']')]);

    internal static async Task AssertOneIssueEachAsync(TicketWorld world)
    {
        var tickets = await world.TicketsAsync(Ct);
        Assert.All(tickets, t => Assert.Equal(TicketState.Created, t.State));
        var open = world.Sandbox.State.OpenIssues
            .Where(i => i.Properties.ContainsKey(Marker.PropertyKey))
            .ToLookup(i => System.Text.Json.JsonDocument.Parse(i.Properties[Marker.PropertyKey]).RootElement.GetProperty("marker").GetString()!);
        Assert.All(tickets, t => Assert.Equal(t.IssueKey, Assert.Single(open[t.Marker]).Key));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>For what another thread does in real time after virtual time has moved.</summary>
    internal static async Task EventuallyAsync(Func<bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
    }

    public class OnSqlite(SqliteTestDatabase db) : CreateContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : CreateContract(db), IClassFixture<PostgresTestDatabase>;
}
