using System.Text;
using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.State;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>U-55: what people changed in Jira is not written over, whatever changes on Fairlead's side, and that is no secret.</summary>
[Trait("Complaint", "U-55")]
public abstract class PeoplesEditsContract(TestDatabase databases)
{
    private const string Dana = """{"accountId": "712020:3d4fada1-dana"}""";
    private const string Words = "What we found out ourselves.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_somebody_wrote_stays_and_what_nobody_touched_follows(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        Edit(world, "SEC-1", $$"""{"summary": "In our words", "description": "{{Words}}", "duedate": "2026-02-02", "assignee": {{(edition == SandboxEdition.Cloud ? Dana : """{"name": "dana"}""")}}, "priority": {"name": "Low"}, "customfield_10050": "by hand"}""");

        for (var round = 1; round <= 3; round++)
        {
            ChangeAll(world, round);
            Assert.Equal(1, (await RunAsync(world)).Planned.Update);
            Assert.Equal(0, (await RunAsync(world)).Planned.All);
            var issue = world.Sandbox.State.Find("SEC-1")!;
            Assert.Equal(("In our words", Words, "Dana Novak", "Low"), (issue.Summary, issue.Description, issue.Assignee, issue.Priority));
            Assert.Equal(("2026-02-02", "by hand"), (ValueOf(issue, "duedate"), ValueOf(issue, "customfield_10050")));
            // Nobody touched this one.
            Assert.Contains($"round {round}", ValueOf(issue, "environment"), StringComparison.Ordinal);
        }

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal("Assignee, Description, Due date, Priority, Scanner, Summary", string.Join(", ", ticket.Kept.Select(k => k.Field).Order(StringComparer.Ordinal)));
        Assert.All(ticket.Kept, k => Assert.Equal("Alice Meyer", k.By));
    }

    /// <summary>What Fairlead has to say of the findings is in the attached list then, and one comment tells so, once.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_description_that_does_not_follow_any_more_says_so_once_and_the_list_follows(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, c => c);
        Edit(world, "SEC-1", $$"""{"description": "{{Words}}"}""");
        for (var number = 2; number <= 4; number++)
        {
            world.Findings.Add(number, title: $"Newcomer {number}");
            await RunAsync(world);
            var issue = world.Sandbox.State.Find("SEC-1")!;
            Assert.Equal(Words, issue.Description);
            Assert.Contains($"Newcomer {number}", Encoding.UTF8.GetString(Assert.Single(issue.Attachments).Content.ToArray()), StringComparison.Ordinal);
            var comment = Assert.Single(issue.Comments).Text;
            Assert.Contains("Alice Meyer wrote the description of this issue", comment, StringComparison.Ordinal);
            Assert.Contains("fairlead ticket rewrite SEC-1", comment, StringComparison.Ordinal);
        }

        // Changed once more: still theirs, and said before.
        Edit(world, "SEC-1", """{"description": "And more."}""");
        world.Findings.Add(5);
        await RunAsync(world);
        Assert.Equal("And more.", world.Sandbox.State.Find("SEC-1")!.Description);
        Assert.Single(world.Sandbox.State.Find("SEC-1")!.Comments);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_was_set_back_to_Fairleads_words_follows_again(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var made = world.Sandbox.State.Find("SEC-1")!;
        Edit(world, "SEC-1", $$"""{"summary": "In our words", "description": "{{Words}}", "duedate": "2026-02-02"}""");
        ChangeAll(world, 1);
        await RunAsync(world);
        Assert.Equal("In our words", world.Sandbox.State.Find("SEC-1")!.Summary);

        Edit(world, "SEC-1", System.Text.Json.JsonSerializer.Serialize(new { summary = made.Summary, description = made.Description, duedate = ValueOf(made, "duedate") }));
        ChangeAll(world, 2);
        await RunAsync(world);

        var issue = world.Sandbox.State.Find("SEC-1")!;
        Assert.Contains("round 2", issue.Summary, StringComparison.Ordinal);
        Assert.Contains("round 2", issue.Description, StringComparison.Ordinal);
        Assert.NotEqual(ValueOf(made, "duedate"), ValueOf(issue, "duedate"));
        Assert.Empty(Assert.Single(await world.TicketsAsync(Ct)).Kept);
        Assert.Empty(issue.Attachments);
        Assert.Equal(0, (await RunAsync(world)).Planned.All);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_is_given_back_is_Fairleads_until_somebody_changes_it_again(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        Edit(world, "SEC-1", $$"""{"summary": "In our words", "description": "{{Words}}", "priority": {"name": "Low"} }""");
        ChangeAll(world, 2);
        await RunAsync(world);
        var ticket = Assert.Single(await world.TicketsAsync(Ct));

        // Whatever else is to change, it is told beforehand that these stay.
        world.Findings.Change(1, f => f with { Description = "More is known." });
        Assert.Contains("Summary stays as Alice Meyer wrote it", Assert.Single((await world.Previews.PreviewAsync(world.Configuration.Id, 10, Ct))!.Samples).Remark, StringComparison.Ordinal);
        Assert.Equal(AskOutcome.NotApplicable, await world.Repairs.RetryAsync(Actor.System, ticket.Id, Ct));
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RewriteAsync(Actor.System, ticket.Id, Ct));
        Assert.Equal(AskOutcome.NotApplicable, await world.Repairs.RewriteAsync(Actor.System, ticket.Id, Ct));
        // Between the word and the run somebody goes on writing there.
        Edit(world, "SEC-1", """{"summary": "In newer words"}""");
        Assert.Equal(1, (await RunAsync(world)).Planned.Update);

        var issue = world.Sandbox.State.Find("SEC-1")!;
        Assert.Equal(("In newer words", "Medium"), (issue.Summary, issue.Priority));
        Assert.Contains("round 2", issue.Description, StringComparison.Ordinal);
        Assert.Empty(issue.Attachments);
        Assert.Equal("Summary", Assert.Single(Assert.Single(await world.TicketsAsync(Ct)).Kept).Field);
        Assert.Equal(0, (await RunAsync(world)).Planned.All);

        Edit(world, "SEC-1", $$"""{"description": "{{Words}}"}""");
        ChangeAll(world, 3);
        await RunAsync(world);
        Assert.Equal(Words, world.Sandbox.State.Find("SEC-1")!.Description);
        Assert.Equal(2, world.Sandbox.State.Find("SEC-1")!.Comments.Count(c => c.Text.Contains("wrote the description", StringComparison.Ordinal)));
    }

    /// <summary>The word in the configuration gives it back too, at once.</summary>
    [Fact]
    public async Task What_becomes_Fairleads_is_sent_over_what_people_wrote()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        Edit(world, "SEC-1", $$"""{"summary": "In our words", "description": "{{Words}}"}""");
        ChangeAll(world, 1);
        await RunAsync(world);

        await world.ConfigureAsync(c => c with { DescriptionOwner = FieldOwner.Fairlead }, Ct);
        Assert.Equal(1, (await RunAsync(world)).Planned.Update);

        var issue = world.Sandbox.State.Find("SEC-1")!;
        Assert.Contains("round 1", issue.Description, StringComparison.Ordinal);
        Assert.Equal("In our words", issue.Summary);
        Assert.Equal(0, (await RunAsync(world)).Planned.All);
    }

    /// <summary>An undo brings back what a person had written, and it stays theirs although Fairlead's account wrote it last.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_an_undo_brought_back_is_theirs_again(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        Edit(world, "SEC-1", $$"""{"summary": "In our words", "description": "{{Words}}"}""");
        ChangeAll(world, 1);
        await RunAsync(world);
        await world.Repairs.RewriteAsync(Actor.System, Assert.Single(await world.TicketsAsync(Ct)).Id, Ct);
        var overwriting = await RunAsync(world);
        Assert.DoesNotContain("our words", world.Sandbox.State.Find("SEC-1")!.Summary, StringComparison.Ordinal);

        await world.UndoAsync(overwriting, Ct);
        Assert.Equal(("In our words", Words), (world.Sandbox.State.Find("SEC-1")!.Summary, world.Sandbox.State.Find("SEC-1")!.Description));
        ChangeAll(world, 2);
        await RunAsync(world);

        Assert.Equal(("In our words", Words), (world.Sandbox.State.Find("SEC-1")!.Summary, world.Sandbox.State.Find("SEC-1")!.Description));
    }

    /// <summary>Histories are asked for once for all issues of a read, and only where somebody may have written what is to be sent.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, 1)]
    [InlineData(SandboxEdition.DataCenter, 1)]
    public async Task Who_wrote_last_is_asked_once_for_all_issues_and_only_where_it_matters(SandboxEdition edition, int asked)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => c with { Template = new("{{group.title}}", "Text.") });
        world.Findings.AddMany(30);
        await world.RunAsync(Ct);
        Retitle("once");
        await world.RunAsync(Ct);
        Assert.Equal((0, 30), (Histories(), world.Sandbox.Requests.CountOf("PUT", "issue/*")));

        Edit(world, "SEC-7", """{"summary": "In our words"}""");
        Retitle("twice");
        await world.RunAsync(Ct);
        Assert.Equal((asked, 29), (Histories(), world.Sandbox.Requests.CountOf("PUT", "issue/*")));

        void Retitle(string how)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            foreach (var number in world.Findings.Numbers)
                world.Findings.Change(number, f => f with { Title = $"{f.Title} {how}" });
            world.Sandbox.Requests.Clear();
        }

        int Histories() => world.Sandbox.Requests.All.Count(r => r.Path.Contains("changelog", StringComparison.Ordinal) || $"{r.Path} {r.Body}".Contains("changelog", StringComparison.Ordinal));
    }

    /// <summary>Without the history nobody knows whose the words are, so that nothing is sent.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, "POST", "changelog/bulkfetch")]
    [InlineData(SandboxEdition.DataCenter, "GET", "issue/*")]
    public async Task While_the_history_cannot_be_read_nothing_is_written(SandboxEdition edition, string method, string path)
    {
        await using var world = await StartAsync(edition, c => c);
        Edit(world, "SEC-1", $$"""{"description": "{{Words}}"}""");
        world.Findings.Add(2);
        world.Sandbox.Faults.Add(method, path, new FaultBehaviour.Answer(503, ""), times: null);
        world.Sandbox.Requests.Clear();

        await RunAsync(world);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("PUT", "issue/*"));
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct);
        await RunAsync(world);

        Assert.Equal(Words, world.Sandbox.State.Find("SEC-1")!.Description);
        Assert.Single(world.Sandbox.State.Find("SEC-1")!.Comments);
    }

    /// <summary>A later deadline is told as what the issue showed, where it was really written.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-54")]
    public async Task U54_The_word_on_a_later_deadline_names_what_the_issue_showed(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, c => c with { Fields = [Due(FieldOwner.Fairlead)] });
        Edit(world, "SEC-1", """{"duedate": "2026-01-05"}""");
        world.Findings.Change(1, f => f with { Severity = Severity.Medium });

        await RunAsync(world);

        Assert.Equal("2026-03-02", ValueOf(world.Sandbox.State.Find("SEC-1")!, "duedate"));
        Assert.Contains("Due date is 2026-03-02 instead of 2026-01-05", Assert.Single(world.Sandbox.State.Find("SEC-1")!.Comments).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Complaint", "U-54")]
    public async Task U54_There_is_no_word_on_a_later_deadline_that_is_not_written(bool isRefused)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, c => c with { Fields = [Due(FieldOwner.Last)] });
        if (isRefused)
            world.Sandbox.State.RemoveFromScreen("SEC", "duedate");
        else
            Edit(world, "SEC-1", """{"duedate": "2026-01-05"}""");
        var before = ValueOf(world.Sandbox.State.Find("SEC-1")!, "duedate");
        world.Findings.Change(1, f => f with { Severity = Severity.Medium });

        var run = await RunAsync(world);

        Assert.Equal(isRefused, run.Outcomes.ContainsKey("refused"));
        Assert.Equal(before, ValueOf(world.Sandbox.State.Find("SEC-1")!, "duedate"));
        Assert.Empty(world.Sandbox.State.Find("SEC-1")!.Comments);
    }

    /// <summary>The date is written and the comment's answer is lost: it comes with the next run, once.</summary>
    [Fact]
    [Trait("Complaint", "U-54")]
    public async Task U54_A_word_that_had_to_wait_comes_once()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, c => c with { Fields = [Due(FieldOwner.Last)] });
        world.Findings.Change(1, f => f with { Severity = Severity.Medium });
        world.Sandbox.Faults.Add("POST", "issue/*/comment", new FaultBehaviour.Answer(503, ""), times: 20);
        await RunAsync(world);
        Assert.Empty(world.Sandbox.State.Find("SEC-1")!.Comments);
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct);

        await RunAsync(world);
        await RunAsync(world);

        Assert.Contains("Due date is 2026-03-02 instead of 2026-01-31", Assert.Single(world.Sandbox.State.Find("SEC-1")!.Comments).Text, StringComparison.Ordinal);
    }

    /// <summary>Issue SEC-1, of a finding that is high.</summary>
    private async Task<TicketWorld> StartAsync(SandboxEdition edition, Func<TicketConfiguration, TicketConfiguration>? configure = null)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, configure ?? (c => Whole(c, edition)));
        world.Sandbox.State.AddToScreen("SEC", "environment");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return world;
    }

    /// <summary>Everything in an issue follows the findings, and all of it can be somebody else's.</summary>
    private static TicketConfiguration Whole(TicketConfiguration configuration, SandboxEdition edition)
    {
        var (bob, chen) = edition == SandboxEdition.Cloud ? ("712020:1b2d8b8f-bob", "712020:2c3e9c90-chen") : ("bob", "chen");
        return configuration with
        {
            Template = new("{{group.title}} {{group.open}}", "{{group.title}} {{group.description}}"),
            Priorities = new Dictionary<Severity, JiraName> { [Severity.High] = new("2", "High"), [Severity.Medium] = new("3", "Medium"), [Severity.Low] = new("4", "Low") },
            Fields =
            [
                Due(FieldOwner.Last),
                new("environment", "Environment", FieldShape.RichText, new ValueSource.Expression("{{group.title}}", [])),
                new("customfield_10050", "Scanner", FieldShape.Text, new ValueSource.Expression("{{group.title}}", [])),
                new("assignee", "Assignee", FieldShape.User, new ValueSource.Lookup(LookupKey.Severity, [new("high", [new(bob, bob)])], [new(chen, chen)])),
            ],
        };
    }

    private static FieldMapping Due(FieldOwner owner) =>
        new("duedate", "Due date", FieldShape.Date, new ValueSource.Deadline([new(Severity.High, 30), new(Severity.Medium, 60), new(Severity.Low, 90)]), owner);

    /// <summary>All that the issue tells is otherwise than in the round before.</summary>
    private static void ChangeAll(TicketWorld world, int round) => world.Findings.Change(
        1, f => f with { Title = $"Weakness of round {round}", Severity = round % 2 == 1 ? Severity.High : Severity.Medium, Description = $"Of round {round}." });

    private static async Task<SyncRun> RunAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        return await world.RunAsync(Ct);
    }

    private static void Edit(TicketWorld world, string key, string fields)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        world.Sandbox.State.Edit(key, fields);
    }

    private static string ValueOf(SandboxIssue issue, string field) => issue.Fields[field]!.Trim('"');

    public class OnSqlite(SqliteTestDatabase db) : PeoplesEditsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : PeoplesEditsContract(db), IClassFixture<PostgresTestDatabase>;
}
