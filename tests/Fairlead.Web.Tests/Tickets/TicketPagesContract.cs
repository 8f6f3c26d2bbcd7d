using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>What people see of tickets in the browser.</summary>
public abstract class TicketPagesContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>From a finding to its ticket, from there to Jira and back to the findings; and what is not settled, in the words of plan.</summary>
    [Fact]
    public async Task Pages_lead_from_findings_to_tickets_and_tell_what_is_not_settled()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("pkg-1,high,CVE-1", "pkg-2,critical,CVE-2");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items, t => t.Summary!.Contains("pkg-1"));
        await world.ImportAsync("pkg-1,high,CVE-1", "pkg-2,critical,CVE-2", "pkg-3,low,CVE-3");

        var findings = await world.Host.Http.GetStringAsync("findings", Ct);
        Assert.Contains($"<a href=\"/tickets/{ticket.Id}\">{ticket.IssueKey}</a>", findings);
        var one = await world.Host.Http.GetStringAsync($"tickets?ticket={ticket.Id}", Ct);
        Assert.Contains($"href=\"{ticket.Url}\"", one);
        Assert.Contains($"href=\"/findings?ticket={ticket.Id}&amp;show=all\"", one);
        Assert.DoesNotContain("pkg-2", one);
        var behind = await world.Host.Http.GetStringAsync($"findings?ticket={ticket.Id}&show=all", Ct);
        Assert.Contains("pkg-1", behind);
        Assert.DoesNotContain("pkg-2", behind);
        var listed = await world.Findings.SearchAsync(new FindingQuery(Ticket: ticket.Id), FindingSort.WorstFirst, null, 10, Ct);
        Assert.Equal("pkg-1", Assert.Single(listed.Items).Title);

        var untracked = await world.Findings.SearchAsync(new FindingQuery(HasTicket: false), FindingSort.WorstFirst, null, 10, Ct);
        Assert.Equal("pkg-3", Assert.Single(untracked.Items).Title);
        Assert.DoesNotContain("pkg-1", await world.Host.Http.GetStringAsync("findings?hasTicket=false", Ct));
        Assert.Contains("“no” is no hasTicket", System.Net.WebUtility.HtmlDecode(await world.Host.Http.GetStringAsync("findings?hasTicket=no", Ct)));
        var start = await world.Host.Http.GetStringAsync("tickets", Ct);
        Assert.DoesNotContain("Not settled", start);
        Assert.Contains(">In Jira 2</a>", start);
        Assert.Matches("Issues in Jira: 2 (not read yet|to do)\\.", start);
        Assert.Contains("href=\"/findings?hasTicket=false\">Findings without an issue</a>", start);
        world.Sandbox.State.RevokeCredentials();
        await world.Tickets.RunAsync("shop", Ct);
        var attention = (await world.Tickets.PreviewAsync("shop", 0, Ct)).Attention[0];
        var page = await world.Host.Http.GetStringAsync("tickets", Ct);
        Assert.Contains("Not settled", page);
        Assert.Contains("Paused, 1 waiting", page);
        Assert.Contains(System.Text.Encodings.Web.HtmlEncoder.Default.Encode(attention.Reason), page);
        Assert.Contains(System.Text.Encodings.Web.HtmlEncoder.Default.Encode(attention.NextStep), page);
    }

    [Fact]
    public async Task What_is_due_is_told_until_it_is_done()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("a-1,high,CVE-1", "a-2,critical,CVE-2");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        world.Sandbox.State.AddToScreen("SEC", "environment", isRequired: true);
        await world.Tickets.RunAsync("shop", Ct);
        Assert.DoesNotContain("waiting creates are due", await world.Host.Http.GetStringAsync("tickets", Ct));

        world.Sandbox.State.RemoveFromScreen("SEC", "environment");
        await world.Tickets.ResumeAsync(world.ConnectionId, Ct);
        var page = await world.Host.Http.GetStringAsync("tickets", Ct);
        Assert.Contains("<h2 id=\"due\">Due</h2>", page);
        Assert.Contains("2 waiting creates are due", page);

        await world.Tickets.RunAsync("shop", Ct);
        Assert.DoesNotContain("<h2 id=\"due\">", await world.Host.Http.GetStringAsync("tickets", Ct));
    }

    [Fact]
    public async Task A_run_that_was_taken_back_tells_so_in_the_list_on_its_page_and_for_its_tickets()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("a-1,high,CVE-1", "a-2,critical,CVE-2");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        var run = await world.Tickets.RunAsync("shop", Ct);
        world.Sandbox.State.Comment("SEC-2", "I look at it.");
        var planned = await world.Tickets.PlanUndoAsync(run.Id, deleteIssues: false, Ct);
        Assert.DoesNotContain("ndone", await world.Host.Http.GetStringAsync("runs", Ct));

        var undo = await world.Tickets.ApplyAsync(planned.Id, Ct);

        var undone = new RunUndoneResponse(run.Id, undo.Id, "partlyDone", undo.FinishedAt!.Value);
        Assert.Equal(undone, (await world.Tickets.RunAsync(run.Id, Ct)).UndoneBy);
        Assert.Equal([null, undone], (await world.Tickets.RunsAsync(null, null, 10, Ct)).Items.Select(r => r.UndoneBy));
        Assert.Contains($"<a href=\"/runs/{undo.Id}\">Undone in part</a>", await world.Host.Http.GetStringAsync("runs", Ct));
        var page = await world.Host.Http.GetStringAsync($"runs/{run.Id}", Ct);
        Assert.Contains("Undone in part", page);
        Assert.Contains($"by <a href=\"/runs/{undo.Id}\">this run</a>", page);
        foreach (var ticket in (await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items)
        {
            var isTakenBack = ticket.IssueKey is null;
            Assert.Equal(isTakenBack ? undone : null, (await world.Tickets.TicketAsync(ticket.Id, Ct)).Undone);
            Assert.Equal(isTakenBack, (await world.Host.Http.GetStringAsync($"tickets/{ticket.Id}", Ct)).Contains($"href=\"/runs/{undo.Id}\"", StringComparison.Ordinal));
        }
    }

    /// <summary>The next look at the issues settles it without a run; the page is no run behind.</summary>
    [Fact]
    public async Task What_was_settled_since_the_latest_run_is_not_told_any_more()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("a-1,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        var key = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items).IssueKey!;
        world.Sandbox.State.Hide(key);
        await world.Tickets.ReconcileAsync(world.ConnectionId, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        Assert.Contains("Not settled", await world.Host.Http.GetStringAsync("tickets", Ct));

        world.Sandbox.State.Hide(key, isHidden: false);
        await world.Tickets.ReconcileAsync(world.ConnectionId, Ct);

        Assert.DoesNotContain("Not settled", await world.Host.Http.GetStringAsync("tickets", Ct));
    }

    public class OnSqlite(SqliteTestDatabase db) : TicketPagesContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TicketPagesContract(db), IClassFixture<PostgresTestDatabase>;
}
