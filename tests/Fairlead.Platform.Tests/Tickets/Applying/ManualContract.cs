using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.State;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Tickets of findings that a person chose, from the review to the end of the issue.</summary>
public abstract class ManualContract(TestDatabase databases)
{
    private const string Other = "Chen Wei";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_the_review_shows_is_sent_with_the_persons_own_words(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var draft = Draft(world, 1, 2) with { Summary = "Rotate the key {{group.asset}}", Assignee = "Bob Tanaka", Priority = "Highest" };

        var review = Assert.IsType<ManualOutcome.Reviewed>(await world.Manual.ReviewAsync(draft, Ct)).Review;
        Assert.Empty(await world.TicketsAsync(Ct));
        var made = Assert.IsType<ManualOutcome.Made>(await world.Manual.MakeAsync(Actor.System, draft, Ct));

        Assert.Equal(("Rotate the key {{group.asset}}", "Highest", "Bob Tanaka", 2), (review.Summary, review.Priority, review.Assignee, review.Open));
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal((review.Summary, "Highest", "Bob Tanaka"), (issue.Summary, issue.Priority, issue.Assignee));
        Assert.Contains("CVE-2", issue.Description);
        var ticket = (await world.Catalog.GetAsync(made.Ticket, Ct))!;
        Assert.Equal((TicketState.Created, issue.Key, 2), (ticket.State, ticket.IssueKey, ticket.Findings));
        Assert.Equal(draft.Findings.ToHashSet(), (await world.Links.OfTicketsAsync([ticket.Id], Ct))[ticket.Id].ToHashSet());
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.asked");
    }

    /// <summary>What a scanner wrote stays text when a person edits one word beside it.</summary>
    [Fact]
    public async Task An_edited_description_makes_no_markup_of_what_the_scanner_wrote()
    {
        await using var world = await StartAsync(SandboxEdition.DataCenter);
        world.Findings.Change(1, f => f with { Title = "flaw | with [pipe](http://x.test) *bold*" });
        var draft = Draft(world, 1, 2);
        var shown = Assert.IsType<ManualOutcome.Reviewed>(await world.Manual.ReviewAsync(draft, Ct)).Review.Description;

        await world.Manual.MakeAsync(Actor.System, draft with { Description = $"{shown} one more word" }, Ct);

        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Contains("one more word", issue.Description);
        Assert.DoesNotContain("[pipe|http://x.test]", issue.Description);
        Assert.DoesNotContain("_bold_", issue.Description);
    }

    /// <summary>A form gives back what it showed: that Jira would not take all of it is the template's matter, which is cut, not the person's.</summary>
    [Fact]
    public async Task A_long_text_that_is_left_as_it_was_shown_is_taken_and_a_longer_one_of_the_persons_own_is_not()
    {
        await using var world = await StartAsync(SandboxEdition.DataCenter);
        var prose = string.Join("\n\n", Enumerable.Repeat("What to know of this service. ", 1_000));
        await world.ConfigureAsync(c => c with { Template = new Template("{{group.title}}", prose) }, Ct);
        var draft = Draft(world, 1, 2);
        var shown = Assert.IsType<ManualOutcome.Reviewed>(await world.Manual.ReviewAsync(draft, Ct)).Review.Description;
        Assert.InRange(shown.Length, 30_001, int.MaxValue);

        var refused = Assert.IsType<ManualOutcome.Invalid>(await world.Manual.ReviewAsync(draft with { Description = $"{shown} and more" }, Ct));
        Assert.Equal("description", Assert.Single(refused.Problems).Path);
        await world.Manual.MakeAsync(Actor.System, draft with { Description = shown }, Ct);

        Assert.InRange(Assert.Single(world.Sandbox.State.Issues).Description!.Length, 1, 32_767);
    }

    /// <summary>The template's text follows the findings; the person's does not.</summary>
    [Fact]
    public async Task It_is_updated_without_touching_own_words_and_closed_and_opened_again()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        await world.Manual.MakeAsync(Actor.System, Draft(world, 1, 2) with { Summary = "My words" }, Ct);
        world.Sandbox.Requests.Clear();
        await RunAsync(world);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("PUT", "issue"));

        world.Findings.Close(1);
        await RunAsync(world);
        var issue = Own(world);
        Assert.Contains("1 of 2", issue.Description);
        Assert.Equal("My words", issue.Summary);

        world.Findings.Close(2);
        await RunAsync(world);
        Assert.True(Own(world).IsDone);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Reopen(2);
        await RunAsync(world);
        Assert.False(Own(world).IsDone);
        Assert.Equal("My words", Own(world).Summary);

        static SandboxIssue Own(TicketWorld world) => Assert.Single(world.Sandbox.State.Issues, i => i.Summary == "My words");
    }

    /// <summary>Also one that does not pass the filter, and one that its group would take.</summary>
    [Fact]
    public async Task Chosen_findings_get_no_second_ticket_from_the_configuration()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, c => c with { Filter = new TicketFilter { Assets = ["web"] } });
        world.Findings.Add(3, "CVE-3", asset: "web");
        world.Findings.Add(4, "CVE-4", asset: "web");

        await world.Manual.MakeAsync(Actor.System, Draft(world, 1, 3), Ct);
        await world.RunAsync(Ct);

        Assert.Equal([1, 2], (await world.TicketsAsync(Ct)).Select(t => t.Findings).Order());
        Assert.Equal(2, world.Sandbox.State.IssueCount);
        var again = Assert.IsType<ManualOutcome.Invalid>(await world.Manual.MakeAsync(Actor.System, Draft(world, 3), Ct));
        Assert.Contains("SEC-", Assert.Single(again.Problems).Message);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
    }

    /// <summary>A ticket by hand has its turn like those that a run makes.</summary>
    [Fact]
    [Trait("Complaint", "U-53")]
    public async Task People_take_turns_with_tickets_by_hand_too()
    {
        JiraName[] people = [new("712020:1b2d8b8f-bob", "Bob Tanaka"), new("712020:2c3e9c90-chen", "Chen Wei")];
        var turns = new FieldMapping("assignee", "Assignee", FieldShape.User, new ValueSource.RoundRobin(people), FieldOwner.Fairlead);
        await using var world = await StartAsync(SandboxEdition.Cloud, c => c with { Filter = new TicketFilter { Assets = ["web"] }, Fields = [turns] });

        await world.Manual.MakeAsync(Actor.System, Draft(world, 1), Ct);
        await world.Manual.MakeAsync(Actor.System, Draft(world, 2), Ct);
        world.Findings.Add(3, "CVE-3", asset: "web");
        await world.RunAsync(Ct);

        Assert.Equal(["Bob Tanaka", "Chen Wei", "Bob Tanaka"], world.Sandbox.State.Issues.Select(i => i.Assignee));
    }

    /// <summary>Also where the configuration sets its own assignee back.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, "712020:1b2d8b8f-bob")]
    [InlineData(SandboxEdition.DataCenter, "bob")]
    public async Task A_chosen_assignee_stands_against_the_configurations(SandboxEdition edition, string bob)
    {
        var mapping = new FieldMapping("assignee", "Assignee", FieldShape.User, new ValueSource.Constant([new(bob, "Bob Tanaka")]), FieldOwner.Fairlead);
        await using var world = await StartAsync(edition, c => c with { Filter = new TicketFilter { Assets = ["none"] }, Fields = [mapping] });
        var left = Draft(world, 1) with { Summary = "Left" };
        var chosen = Draft(world, 2) with { Summary = "Chosen", Assignee = Other };

        Assert.Equal("Bob Tanaka", Assert.IsType<ManualOutcome.Reviewed>(await world.Manual.ReviewAsync(left, Ct)).Review.Assignee);
        Assert.Equal(Other, Assert.IsType<ManualOutcome.Reviewed>(await world.Manual.ReviewAsync(chosen, Ct)).Review.Assignee);
        await world.Manual.MakeAsync(Actor.System, left, Ct);
        await world.Manual.MakeAsync(Actor.System, chosen, Ct);
        await world.ReconcileAsync(Ct);
        await RunAsync(world);

        Assert.Equal("Bob Tanaka", Assert.Single(world.Sandbox.State.Issues, i => i.Summary == "Left").Assignee);
        Assert.Equal(Other, Assert.Single(world.Sandbox.State.Issues, i => i.Summary == "Chosen").Assignee);
        Assert.Equal(0, world.Sandbox.Requests.CountOf("PUT", "issue"));
    }

    [Fact]
    public async Task Findings_of_an_ended_ticket_can_be_given_to_a_new_one()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var first = Assert.IsType<ManualOutcome.Made>(await world.Manual.MakeAsync(Actor.System, Draft(world, 1, 2) with { Summary = "First" }, Ct));
        world.Findings.Close(1);
        world.Findings.Close(2);
        await RunAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Findings.Reopen(1);

        var second = Assert.IsType<ManualOutcome.Made>(await world.Manual.MakeAsync(Actor.System, Draft(world, 1) with { Summary = "Second" }, Ct));
        await RunAsync(world);

        Assert.True(Assert.Single(world.Sandbox.State.Issues, i => i.Summary == "First").IsDone);
        Assert.False(Assert.Single(world.Sandbox.State.Issues, i => i.Summary == "Second").IsDone);
        Assert.Equal(2, world.Sandbox.State.IssueCount);
        Assert.NotEqual(first.Ticket, second.Ticket);
        Assert.Empty((await world.Previews.PreviewAsync(world.Configuration.Id, 5, Ct))!.Plan.Operations);
    }

    /// <summary>The intent is stored before the first byte; what was not sent is sent later.</summary>
    [Fact]
    public async Task On_a_paused_connection_it_waits_and_is_sent_by_a_wake_up()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        world.Sandbox.State.RevokeCredentials();
        var made = Assert.IsType<ManualOutcome.Made>(await world.Manual.MakeAsync(Actor.System, Draft(world, 1) with { Summary = "Later" }, Ct));
        Assert.Equal(TicketState.Planned, (await world.Catalog.GetAsync(made.Ticket, Ct))!.State);

        world.Sandbox.State.RestoreCredentials();
        await world.Pauses.ResumeAsync(world.Configuration.Connection, Ct);
        await world.WakeAsync(Ct);

        Assert.Equal(TicketState.Created, (await world.Catalog.GetAsync(made.Ticket, Ct))!.State);
        Assert.Equal("Later", Assert.Single(world.Sandbox.State.Issues).Summary);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once_and_nothing_is_sent()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var draft = Draft(world, 1, 99) with { Description = new string('x', 30_001), Priority = "Highst", Assignee = "Nobody Known" };

        var problems = Assert.IsType<ManualOutcome.Invalid>(await world.Manual.MakeAsync(Actor.System, draft, Ct)).Problems;

        Assert.Equal(["findings", "priority", "assignee", "description"], problems.Select(p => p.Path));
        Assert.Contains("did you mean Highest?", problems[1].Fix);
        Assert.Empty(await world.TicketsAsync(Ct));
        Assert.Equal(0, world.Creates);
    }

    /// <summary>No issue is without one, and it is not there to be thought out.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task An_emptied_title_is_the_templates_again(string emptied)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var standard = Assert.IsType<ManualOutcome.Reviewed>(await world.Manual.ReviewAsync(Draft(world, 1), Ct)).Review.Summary;

        Assert.IsType<ManualOutcome.Made>(await world.Manual.MakeAsync(Actor.System, Draft(world, 1) with { Summary = emptied }, Ct));

        Assert.Equal(standard, Assert.Single(world.Sandbox.State.Issues).Summary);
        world.Findings.Change(1, f => f with { Title = "Called otherwise" });
        await RunAsync(world);
        Assert.NotEqual(standard, Assert.Single(world.Sandbox.State.Issues).Summary);
    }

    private async Task<TicketWorld> StartAsync(SandboxEdition edition, Func<TicketConfiguration, TicketConfiguration>? configure = null)
    {
        var world = await TicketWorld.StartAsync(
            databases, Ct, new SandboxOptions { Edition = edition }, configure ?? (c => c with { Filter = new TicketFilter { Assets = ["none"] } }));
        world.Findings.Add(1);
        world.Findings.Add(2, "CVE-2");
        return world;
    }

    private static async Task RunAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync(Ct);
    }

    private static ManualDraft Draft(TicketWorld world, params int[] findings) =>
        new(world.Configuration, [.. findings.Select(n => FakeFindings.Sample(n, "", default, "", "").Id)]);

    public class OnSqlite(SqliteTestDatabase db) : ManualContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ManualContract(db), IClassFixture<PostgresTestDatabase>;
}
