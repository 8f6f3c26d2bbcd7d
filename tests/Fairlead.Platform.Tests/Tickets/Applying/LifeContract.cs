using Fairlead.Jira.Resources;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>How a ticket lives after its creation: FAULTS section G as far as tickets write.</summary>
public abstract partial class LifeContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_ticket_is_updated_closed_and_reopened_as_its_findings_change(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        world.Findings.Add(2);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Close(1);
        Assert.Equal((0, 1, 0), Kinds(await world.RunAsync(Ct)));
        Assert.Contains("1 of 2", world.Sandbox.State.Find(key)!.Description);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Close(2);
        Assert.Equal((0, 0, 1), Kinds(await world.RunAsync(Ct)));
        var closed = world.Sandbox.State.Find(key)!;
        Assert.True(closed.IsDone);
        Assert.Contains("None of the 2 findings", Assert.Single(closed.Comments).Text);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Reopen(2);
        Assert.Equal((0, 0, 1), Kinds(await world.RunAsync(Ct)));
        var reopened = world.Sandbox.State.Find(key)!;
        Assert.False(reopened.IsDone);
        Assert.Equal(2, reopened.Comments.Count);
        Assert.Equal((0, 0, 0), Kinds(await world.RunAsync(Ct)));
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    /// <summary>However many findings of a group change, and however.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-27")]
    public async Task A_group_and_a_run_are_one_write_and_a_reopened_issue_is_moved_and_edited(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        for (var i = 1; i <= 20; i++)
            world.Findings.Add(i);
        Assert.Equal(["POST issue"], await WritesAsync());

        for (var i = 1; i <= 10; i++)
            world.Findings.Close(i);
        for (var i = 11; i <= 15; i++)
            world.Findings.Change(i, f => f with { Title = $"Now {f.Title}", Severity = Kernel.Severity.Critical });
        for (var i = 21; i <= 30; i++)
            world.Findings.Add(i);
        Assert.Equal(["PUT issue/KEY"], await WritesAsync());

        for (var i = 11; i <= 30; i++)
            world.Findings.Close(i);
        Assert.Equal(["POST issue/KEY/transitions"], await WritesAsync());

        for (var i = 1; i <= 7; i++)
            world.Findings.Reopen(i);
        Assert.Equal(["POST issue/KEY/transitions", "PUT issue/KEY"], await WritesAsync());
        Assert.Empty(await WritesAsync());

        async Task<IReadOnlyList<string>> WritesAsync()
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            world.Sandbox.Requests.Clear();
            await world.RunAsync(Ct);
            var reads = new[] { "/search", "bulkfetch", "approximate-count" };
            return
            [
                .. world.Sandbox.Requests.All.Where(r => r.Method != "GET" && !reads.Any(word => r.Path.Contains(word, StringComparison.Ordinal)))
                    .Select(r => $"{r.Method} {KeyOf().Replace(r.Path[(r.Path.IndexOf("/issue", StringComparison.Ordinal) + 1)..], "issue/KEY")}"),
            ];
        }
    }

    [System.Text.RegularExpressions.GeneratedRegex("^issue/[A-Z0-9-]+", System.Text.RegularExpressions.RegexOptions.NonBacktracking)]
    private static partial System.Text.RegularExpressions.Regex KeyOf();

    /// <summary>Every ticket has one standing, and the list of each holds it and no other.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tickets_are_listed_by_where_they_stand(bool isParked)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        for (var i = 1; i <= 11; i++)
            world.Findings.Add(i, $"CVE-{i}");
        await world.RunAsync(Ct);
        var all = await world.TicketsAsync(Ct);
        for (var state = 1; state <= 5; state++)
            await world.Database.ChangeRowsAsync($"UPDATE tickets SET state = {state}, presence = NULL WHERE marker = '{all[state - 1].Marker}'", Ct);
        for (var presence = 1; presence <= 6; presence++)
            await world.Database.ChangeRowsAsync($"UPDATE tickets SET presence = {presence} WHERE marker = '{all[4 + presence].Marker}'", Ct);
        if (isParked)
            await world.Database.ChangeRowsAsync("UPDATE ticket_circuits SET opened_at = reopened.at FROM (SELECT min(created_at) AS at FROM tickets) AS reopened", Ct);

        all = await world.TicketsAsync(Ct);

        var waiting = new[] { TicketStanding.Planned, TicketStanding.Retry };
        Assert.Equal(
            Enum.GetValues<TicketStanding>().Where(s => isParked ? !waiting.Contains(s) : s != TicketStanding.Parked),
            all.Select(t => t.Standing).Distinct().Order());
        foreach (var standing in Enum.GetValues<TicketStanding>())
            Assert.Equal(all.Where(t => t.Standing == standing), await world.Catalog.ListAsync(null, standing, null, 100, Ct));
        Assert.Equal(all[0], (await world.Catalog.GetAsync(all[0].Id, Ct))! with { SubTasks = all[0].SubTasks });
    }

    [Fact]
    public async Task What_several_configurations_speak_for_is_found_in_one_reading()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(6);
        var narrow = world.Configuration with { Filter = new() { Rules = ["CVE-1"] } };
        var before = world.Findings.Reads;

        var reaches = await world.Configurations.ReachAsync([world.Configuration, narrow], Ct);

        Assert.Equal([6, 1], reaches.Select(r => r.OpenFindings));
        Assert.Equal(1, world.Findings.Reads - before);
    }

    [Fact]
    public async Task A_finding_leads_to_its_ticket_and_back()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, configure: c => c with { GroupBy = [GroupingKey.Asset] });
        world.Findings.Add(1, "CVE-1");
        world.Findings.Add(2, "CVE-2");
        world.Findings.Add(3, "CVE-3", asset: "web");
        await world.RunAsync(Ct);
        var tickets = await world.TicketsAsync(Ct);
        var api = Assert.Single(tickets, t => t.Findings == 2);

        var behind = (await world.Links.OfTicketsAsync([api.Id], Ct))[api.Id].ToList();
        var found = await world.Catalog.OfFindingsAsync(behind, Ct);

        Assert.Equal(2, behind.Count);
        Assert.All(behind, f => Assert.Equal(new TicketOfFinding(api.Id, api.IssueKey), Assert.Single(found[f])));
        Assert.Empty((await world.Catalog.OfFindingsAsync([], Ct))[behind[0]]);
    }

    /// <summary>Told before it is sent, and sent with the standard summary: Jira refuses an empty one.</summary>
    [Fact]
    public async Task A_summary_that_is_empty_for_a_group_is_told_by_the_preview_and_sent_as_the_standard_one()
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct, configure: c => c with { Template = new Template("{{group.package}}", "{{group.description}}") });
        world.Findings.Add(1);
        world.Findings.Change(1, f => f with { Package = null });

        var sample = Assert.Single((await world.Previews.PreviewAsync(world.Configuration.Id, 10, Ct))!.Samples);
        Assert.Contains("template.summary is empty", sample.Remark);
        Assert.Equal("[High] Weakness CVE-1 in api", sample.Summary);

        await world.RunAsync(Ct);
        Assert.Equal(sample.Summary, Assert.Single(world.Sandbox.State.Issues).Summary);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    public async Task A_template_that_writes_too_much_is_told_by_the_preview()
    {
        await using var world = await TicketWorld.StartAsync(
            databases, Ct,
            configure: c => c with { GroupBy = [GroupingKey.Asset], Template = new Template("x", $"{{{{#each findings}}}}{new string('x', 30_000)}{{{{/each}}}}") });
        for (var i = 1; i <= 20; i++)
            world.Findings.Add(i, $"CVE-{i}");

        var sample = Assert.Single((await world.Previews.PreviewAsync(world.Configuration.Id, 10, Ct))!.Samples);

        Assert.Contains("will be refused: The template wrote more than", sample.Remark);
        Assert.Null(sample.Summary);
    }

    [Fact]
    public async Task What_a_person_closed_stays_closed_until_something_new_comes()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Sandbox.State.Transition(key, "Done");
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Add(2);

        Assert.Equal((0, 0, 1), Kinds(await world.RunAsync(Ct)));
        Assert.False(world.Sandbox.State.Find(key)!.IsDone);
    }

    /// <summary>F089: absolute values are sent again freely.</summary>
    [Fact]
    public async Task An_update_whose_answer_is_lost_is_sent_again()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Change(1, f => f with { Title = "A better title" });
        world.Sandbox.Faults.Add("PUT", "issue/*", new FaultBehaviour.Drop(FaultTime.AfterCommit));

        var run = await world.RunAsync(Ct);

        Assert.Equal(SyncRunState.Done, run.State);
        Assert.Contains("A better title", Assert.Single(world.Sandbox.State.Issues).Summary);
        Assert.InRange(world.Sandbox.Requests.CountOf("PUT", "issue/*"), 2, 3);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>F091: what a person wrote stays while we have nothing new to say.</summary>
    [Fact]
    [Trait("Complaint", "U-55")]
    public async Task Peoples_edits_stay()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Sandbox.State.Edit(key, "{\"summary\":\"Ours to fix\",\"priority\":{\"name\":\"Low\"}}");

        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        world.Findings.Change(1, f => f with { Description = "More is known now." });
        await world.RunAsync(Ct);

        var issue = world.Sandbox.State.Find(key)!;
        Assert.Equal(("Ours to fix", "Low"), (issue.Summary, issue.Priority));
        Assert.Contains("More is known now.", issue.Description);
    }

    /// <summary>F093: the step is done, the answer is lost.</summary>
    [Theory]
    [InlineData(FaultTime.AfterCommit, 1)]
    [InlineData(FaultTime.BeforeCommit, 2)]
    public async Task A_transition_without_an_answer_is_looked_at_before_it_is_sent_again(FaultTime time, int sends)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        world.Sandbox.Requests.Clear();
        world.Sandbox.Faults.Add("POST", "issue/*/transitions", new FaultBehaviour.Drop(time));

        var run = await world.RunAsync(Ct);

        Assert.Equal(SyncRunState.Done, run.State);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.True(issue.IsDone);
        Assert.Single(issue.Comments);
        Assert.Equal(sends, world.Sandbox.Requests.CountOf("POST", "issue/*/transitions"));
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud, "role", "Developers")]
    [InlineData(SandboxEdition.DataCenter, "role", "Developers")]
    [InlineData(SandboxEdition.Cloud, "internal", "")]
    [InlineData(SandboxEdition.DataCenter, "internal", "")]
    [Trait("Complaint", "U-49")]
    public async Task Comments_are_for_those_whom_the_configuration_names(SandboxEdition edition, string type, string name)
    {
        var developers = new CommentVisibility(type, name);
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => c with { CommentVisibility = developers });
        world.Sandbox.State.MakeServiceProject("SEC");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        world.Findings.Close(1);
        await world.RunAsync(Ct);
        world.Findings.Reopen(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.Restrict("SEC", "Done", fromStatus: null);
        world.Findings.Close(1);
        await world.RunAsync(Ct);

        var jira = await world.Jira.ClientForAsync(world.Configuration.Connection, Ct);
        var comments = await jira.Comments.ListAsync(issue.Id.ToString(), Ct).ToListAsync(Ct);
        Assert.Equal(3, comments.Count);
        Assert.Contains("could not move", comments[2].Text);
        Assert.All(comments, c => Assert.Equal(developers, c.Visibility));
    }

    [Fact]
    public async Task An_internal_comment_whose_answer_is_lost_is_there_once()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, null, c => c with { CommentVisibility = CommentVisibility.Internal });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        world.Sandbox.Faults.Add("POST", "comment", new FaultBehaviour.Drop(FaultTime.AfterCommit));

        await world.RunAsync(Ct);
        await world.ConvergeAsync(Ct);
        await world.RunAsync(Ct);

        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.True(issue.IsDone);
        Assert.Single(issue.Comments);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    public async Task A_move_whose_internal_comment_cannot_be_sent_is_ours_and_says_so()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, null, c => c with { CommentVisibility = CommentVisibility.Internal });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        world.Sandbox.Faults.Add("POST", "comment", new FaultBehaviour.RateLimited("60"));

        await world.RunAsync(Ct);
        await world.PollAsync(Ct);

        Assert.Contains("the comment that says why was not sent", Assert.Single(await world.TicketsAsync(Ct)).Reason);
        Assert.True(Assert.Single(world.Sandbox.State.Issues).IsDone);

        // What a person closes so would stay closed.
        var resolution = (await (await world.Jira.ClientForAsync(default, Ct)).Resolutions.ListAsync(Ct)).Single(r => r.Name == "Done");
        await world.ConfigureAsync(c => c with { Reopen = new() { NotFrom = [new(resolution.Id, resolution.Name)] } }, Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        world.Findings.Reopen(1);
        Assert.Equal(1, (await world.RunAsync(Ct)).Planned.Transition);
    }

    /// <summary>F098: a comment that a person deleted is not written again.</summary>
    [Fact]
    public async Task A_deleted_comment_stays_deleted()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Findings.Close(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        world.Sandbox.State.DeleteComment(issue.Key, Assert.Single(issue.Comments).Id);

        await world.RunAsync(Ct);
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        await world.RunAsync(Ct);

        Assert.Empty(Assert.Single(world.Sandbox.State.Issues).Comments);
    }

    [Fact]
    public async Task The_audit_trail_holds_and_tells_of_creates()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        await world.RunAsync(Ct);

        var log = new ActivityLog(world.Database, world.Instance, world.Clock);
        Assert.Null(await log.VerifyAsync(Ct));
        Assert.Contains(await log.ListAsync(null, 10, Ct), a => a.Action == "tickets.created" && a.Summary.Contains("3 issues"));
    }

    private static (int Create, int Update, int Transition) Kinds(SyncRun run)
    {
        Assert.Equal(SyncRunState.Done, run.State);
        return (run.Planned.Create, run.Planned.Update, run.Planned.Transition);
    }

    public class OnSqlite(SqliteTestDatabase db) : LifeContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LifeContract(db), IClassFixture<PostgresTestDatabase>;
}
