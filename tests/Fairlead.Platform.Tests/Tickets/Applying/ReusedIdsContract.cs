using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>A Jira that was rebuilt or restored gives its ids again: what a link was says nothing there, only the marker does.</summary>
public abstract class ReusedIdsContract(TestDatabase databases)
{
    private static readonly TimeSpan PastTheCheck = TimeSpan.FromMinutes(16);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud, 1)]
    [InlineData(SandboxEdition.Cloud, 3)]
    [InlineData(SandboxEdition.DataCenter, 1)]
    [InlineData(SandboxEdition.DataCenter, 3)]
    public async Task After_a_rebuilt_jira_is_accepted_new_issues_are_made_and_no_ticket_loses_its_issue_silently(SandboxEdition edition, int added)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(2);
        await world.RunAsync(Ct);
        await using var rebuilt = await OtherJira.WithAsync(world, [], Ct);
        await AcceptAsync(world, rebuilt);
        for (var i = 1; i <= added; i++)
            world.Findings.Add(2 + i, $"CVE-{2 + i}");

        var run = await world.RunAsync(Ct);

        Assert.Equal(added, run.Outcomes["applied"]);
        Assert.Equal(added, rebuilt.State.IssueCount);
        var tickets = await world.TicketsAsync(Ct);
        Assert.Equal(added, tickets.Count(t => t.Standing == TicketStanding.Created && rebuilt.State.WithLabel(t.Marker).Single().Key == t.IssueKey));
        var lost = tickets.Where(t => t.Standing == TicketStanding.Lost).ToList();
        Assert.Equal((2, true), (lost.Count, lost.All(t => t is { IssueId: null, IssueKey: null, NotBefore: null })));
        var told = Assert.Single(run.Attention, a => a.Kind == AttentionKind.Lost);
        Assert.Equal((2, null), (told.Tickets, told.NextLookAt));
        Assert.Contains(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.set_aside" && a.Summary.Contains("2 tickets", StringComparison.Ordinal));

        await world.ConvergeAsync(Ct);
        Assert.Empty((await world.RunAsync(Ct)).Outcomes);
        Assert.Equal(added, rebuilt.State.IssueCount);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Issues_that_have_each_others_ids_in_a_restored_jira_are_found_by_their_markers(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(3);
        await world.RunAsync(Ct);
        await using var restored = await OtherJira.WithAsync(world, world.Sandbox.State.Issues.Reverse(), Ct);
        await AcceptAsync(world, restored);
        world.Findings.Close(1);

        var run = await world.RunAsync(Ct);
        run = await world.RunAsync(Ct);

        Assert.Empty(run.Attention);
        Assert.Equal(3, restored.State.IssueCount);
        var tickets = await world.TicketsAsync(Ct);
        Assert.All(tickets, t => Assert.Equal(Assert.Single(restored.State.WithLabel(t.Marker)).Key, t.IssueKey));
        Assert.Equal(2, restored.State.OpenIssues.Count);
        Assert.Contains("CVE-1", Assert.Single(restored.State.Issues, i => i.IsDone).Summary);
    }

    /// <summary>What was sent and moved since the backup is not there.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_a_jira_restored_under_other_ids_does_not_show_is_sent_again(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(4);
        await world.RunAsync(Ct);
        await using var restored = await OtherJira.WithAsync(world, world.Sandbox.State.Issues.Reverse(), Ct);
        world.Findings.Change(1, f => f with { Title = "Another title" });
        world.Findings.Close(2);
        await world.RunAsync(Ct);
        Assert.Equal((3, 1), (world.Sandbox.State.OpenIssues.Count, world.Sandbox.State.Issues.Count(i => i.Summary.Contains("Another title", StringComparison.Ordinal))));
        await AcceptAsync(world, restored);

        await world.RunAsync(Ct);
        var run = await world.RunAsync(Ct);

        Assert.Empty(run.Attention);
        Assert.Equal(4, run.Outcomes["applied"]);
        Assert.Contains("CVE-2", Assert.Single(restored.State.Issues, i => i.IsDone).Summary);
        Assert.Single(restored.State.OpenIssues, i => i.Summary.Contains("Another title", StringComparison.Ordinal));
        var bySummary = world.Sandbox.State.OpenIssues.ToDictionary(i => i.Summary);
        Assert.All(restored.State.OpenIssues, i => Assert.Equal(
            (bySummary[i.Summary].Description, bySummary[i.Summary].Priority), (i.Description, i.Priority)));
        Assert.Empty((await world.RunAsync(Ct)).Outcomes);
    }

    /// <summary>What was known of deleted and stray issues is forgotten with the old name, and all is looked at anew.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_persons_clone_of_a_deleted_issue_is_left_alone_in_a_renamed_jira(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var original = Assert.Single(world.Sandbox.State.Issues);
        var clone = world.Sandbox.State.Create("SEC", original.IssueType, original.Summary, original.Labels);
        world.Sandbox.State.Delete(original.Key);
        await world.ReconcileAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.ReconcileAsync(Ct);
        Assert.Equal(TicketStanding.Deleted, Assert.Single(await world.TicketsAsync(Ct)).Standing);
        const string Renamed = "https://new.example.net";
        world.Sandbox.State.Announce(Renamed);
        await AcceptAsync(world, world.Sandbox, $"{Renamed} ({(edition == SandboxEdition.Cloud ? "Cloud" : "Data Center")})");
        world.Findings.Close(1);

        var report = await world.Sync.SweepAsync(world.Configuration.Connection, Ct);
        await world.RunAsync(Ct);

        Assert.Equal((0, 1), (report.Adopted, report.Clones));
        Assert.Equal(TicketStanding.Deleted, Assert.Single(await world.TicketsAsync(Ct)).Standing);
        Assert.False(world.Sandbox.State.Find(clone.Key)!.IsDone);
    }

    /// <summary>Nothing tells that the site changed: it was set back by a backup, and is where it was.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_create_takes_its_issue_from_a_ticket_that_holds_the_same_id(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        await using var setBack = await OtherJira.WithAsync(world, [], Ct, o => o with { AnnouncedUrl = world.Sandbox.BaseUrl.AbsoluteUri });
        world.Jira.LeadTo(setBack);
        world.Findings.Add(2, "CVE-2");

        var run = await world.RunAsync(Ct);

        Assert.Equal(1, run.Outcomes["applied"]);
        var tickets = await world.TicketsAsync(Ct);
        var made = Assert.Single(setBack.State.Issues);
        Assert.Equal(made.Key, Assert.Single(tickets, t => t.Standing == TicketStanding.Created).IssueKey);
        Assert.Contains(made.Key, Assert.Single(tickets, t => t.Standing == TicketStanding.Lost).Reason);
        Assert.Equal(1, Assert.Single(run.Attention, a => a.Kind == AttentionKind.Lost).Tickets);
        Assert.Single(await world.ActivitiesAsync(Ct), a => a.Action == "tickets.set_aside");
    }

    [Fact]
    public async Task A_strangers_issue_under_a_known_id_is_not_touched()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        await using var rebuilt = await OtherJira.WithAsync(world, [], Ct);
        var theirs = rebuilt.State.Create("SEC", "Bug", "Somebody else's");
        await AcceptAsync(world, rebuilt);
        world.Findings.Close(1);

        await world.RunAsync(Ct);
        await world.PollAsync(Ct);

        Assert.Equal(0, rebuilt.Requests.CountOf("POST", $"issue/{theirs.Id}/transitions"));
        Assert.Single(rebuilt.State.OpenIssues);
        Assert.Equal(TicketStanding.Lost, Assert.Single(await world.TicketsAsync(Ct)).Standing);
    }

    [Fact]
    public async Task A_renamed_jira_keeps_its_links_and_is_asked_once()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(3);
        await world.RunAsync(Ct);
        var before = (await world.TicketsAsync(Ct)).Select(t => (t.Id, t.IssueKey)).ToList();
        world.Sandbox.State.Announce("https://new.atlassian.net");
        await AcceptAsync(world, world.Sandbox, "https://new.atlassian.net (Cloud)");
        world.Sandbox.Requests.Clear();

        Assert.Empty((await world.RunAsync(Ct)).Attention);
        Assert.Equal(before, (await world.TicketsAsync(Ct)).Select(t => (t.Id, t.IssueKey)));
        world.Sandbox.Requests.Clear();
        Assert.Empty((await world.RunAsync(Ct)).Attention);
        Assert.Equal(0, world.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task What_was_not_found_is_found_by_a_reading_once_the_account_sees_it()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(2);
        await world.RunAsync(Ct);
        await using var restored = await OtherJira.WithAsync(world, world.Sandbox.State.Issues.Reverse(), Ct);
        foreach (var issue in restored.State.Issues)
            restored.State.Hide(issue.Key);
        await AcceptAsync(world, restored);
        Assert.Equal(2, Assert.Single((await world.RunAsync(Ct)).Attention).Tickets);

        foreach (var issue in restored.State.Issues)
            restored.State.Hide(issue.Key, isHidden: false);
        await world.ReconcileAsync(Ct);

        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(Assert.Single(restored.State.WithLabel(t.Marker)).Key, t.IssueKey));
        Assert.Empty((await world.RunAsync(Ct)).Attention);
        Assert.Equal(2, restored.State.IssueCount);
    }

    [Fact]
    public async Task A_person_can_ask_for_new_issues_in_place_of_the_lost_ones()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        await using var rebuilt = await OtherJira.WithAsync(world, [], Ct);
        await AcceptAsync(world, rebuilt);
        await world.RunAsync(Ct);

        var lost = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RecreateAsync(Actor.System, lost.Id, Ct));
        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["applied"]);

        Assert.Equal(1, rebuilt.State.IssueCount);
        Assert.Empty((await world.RunAsync(Ct)).Attention);
    }

    /// <summary>The issue that the ticket is linked to is not its own; the one that carries its marker turns up.</summary>
    [Fact]
    public async Task A_sweep_takes_no_issue_without_the_marker_for_the_first_of_two()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        await using var setBack = await OtherJira.WithAsync(world, [], Ct, o => o with { AnnouncedUrl = world.Sandbox.BaseUrl.AbsoluteUri });
        var theirs = setBack.State.Create("SEC", "Bug", "Somebody else's");
        var source = Assert.Single(world.Sandbox.State.Issues);
        var ours = setBack.State.Create("SEC", "Bug", source.Summary, source.Labels);
        setBack.State.SetProperty(ours.Key, Marker.PropertyKey, source.Properties[Marker.PropertyKey]);
        world.Jira.LeadTo(setBack);

        await world.Sync.SweepAsync(world.Configuration.Connection, Ct);

        Assert.Equal(ours.Key, Assert.Single(await world.TicketsAsync(Ct)).IssueKey);
        Assert.Equal(2, setBack.State.OpenIssues.Count);
        Assert.Equal(0, setBack.Requests.CountOf("POST", $"issue/{theirs.Id}/comment"));
    }

    /// <summary>A person says that the Jira which answers now is the right one.</summary>
    private static async Task AcceptAsync(TicketWorld world, SandboxServer other, string? name = null)
    {
        world.Jira.LeadTo(other);
        world.Clock.Advance(PastTheCheck);
        var seen = name ?? $"{other.BaseUrl.AbsoluteUri.TrimEnd('/')} ({(other.Options.Edition == SandboxEdition.Cloud ? "Cloud" : "Data Center")})";
        await world.Jira.NoteSiteAsync(default, seen, areOursThere: true, TimeSpan.Zero, Ct);
        world.Jira.Pin = world.Jira.Pin.Accepted(world.Clock.GetUtcNow());
    }

    public class OnSqlite(SqliteTestDatabase db) : ReusedIdsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ReusedIdsContract(db), IClassFixture<PostgresTestDatabase>;
}
