using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>FAULTS F041–F046: people clone, move, strip, delete and hide our issues.</summary>
public abstract class IssueChangedByPeopleContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>F041: a person cloned our issue, labels and all.</summary>
    [Fact]
    public async Task A_clone_made_by_a_person_is_left_alone()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var original = Assert.Single(world.Sandbox.State.Issues);
        var clone = world.Sandbox.State.Create("SEC", original.IssueType, original.Summary, labels: [.. original.Labels]);

        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.WakeAsync(Ct);

        Assert.False(world.Sandbox.State.Find(clone.Key)!.IsDone);
        Assert.Empty(world.Sandbox.State.Find(clone.Key)!.Comments);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F042: moved to another project.</summary>
    [Fact]
    [Trait("Complaint", "U-05")]
    public async Task A_moved_issue_is_followed()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.Move(Assert.Single(world.Sandbox.State.Issues).Key, "OPS");

        var report = await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);

        Assert.Equal(1, report.Moved);
        Assert.StartsWith("OPS-", Assert.Single(await world.TicketsAsync(Ct)).IssueKey);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>F044: a person took the marker label away; the link holds, and the label comes back with the next update.</summary>
    [Fact]
    public async Task A_removed_marker_comes_back_with_the_next_update()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        world.Sandbox.State.Edit(key, "{\"labels\":[\"mine\"]}");
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        world.Findings.Change(1, f => f with { Title = "Another title" });

        await world.RunAsync(Ct);

        var issue = world.Sandbox.State.Find(key)!;
        Assert.Contains(Assert.Single(await world.TicketsAsync(Ct)).Marker, issue.Labels);
        Assert.Contains("mine", issue.Labels);
        Assert.Equal(1, world.Sandbox.State.IssueCount);
    }

    /// <summary>F045, F103: absence is forbidden until it is proven twice, ten minutes apart; then it is not made again by itself.</summary>
    [Fact]
    [Trait("Complaint", "U-51")]
    public async Task A_deleted_issue_is_believed_only_after_two_looks()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.Delete(Assert.Single(world.Sandbox.State.Issues).Key);

        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal(IssuePresence.Forbidden, Assert.Single(await world.TicketsAsync(Ct)).Presence);
        world.Clock.Advance(TimeSpan.FromMinutes(9));
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal(IssuePresence.Forbidden, Assert.Single(await world.TicketsAsync(Ct)).Presence);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);

        Assert.Equal(IssuePresence.Deleted, Assert.Single(await world.TicketsAsync(Ct)).Presence);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
        Assert.Equal(0, world.Sandbox.State.IssueCount);
    }

    /// <summary>No webhook came, and no reading: it may be deleted, or hidden for an hour. It is written to more and more rarely, until that is known.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, true)]
    [InlineData(SandboxEdition.Cloud, false)]
    [InlineData(SandboxEdition.DataCenter, true)]
    [InlineData(SandboxEdition.DataCenter, false)]
    public async Task What_a_write_does_not_find_is_not_written_to_in_each_run(SandboxEdition edition, bool isDeleted)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Findings.AddMany(2);
        await world.RunAsync(Ct);
        if (isDeleted)
            world.Sandbox.State.Delete("SEC-1");
        else
            world.Sandbox.State.Hide("SEC-1");
        world.Findings.Change(1, f => f with { Title = "Other" });
        world.Findings.Change(2, f => f with { Title = "Other" });

        var first = await world.RunAsync(Ct);
        Assert.Equal((1, 1), (first.Outcomes.GetValueOrDefault("applied"), first.Outcomes.GetValueOrDefault("deferred")));
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        await world.RunAsync(Ct);
        var again = await world.RunAsync(Ct);
        Assert.Equal(0, again.Planned.All);
        var told = Assert.Single(again.Attention);
        Assert.Equal(AttentionKind.Unanswered, told.Kind);
        Assert.Contains("cannot be seen", told.Reason, StringComparison.Ordinal);

        if (!isDeleted)
            world.Sandbox.State.Hide("SEC-1", isHidden: false);
        await world.ReconcileAsync(Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ReconcileAsync(Ct);
        await world.RunAsync(Ct);
        Assert.Equal(isDeleted ? IssuePresence.Deleted : IssuePresence.Present, Assert.Single(await world.TicketsAsync(Ct), t => t.IssueKey == "SEC-1").Presence);
        Assert.Equal(isDeleted ? 1 : 2, world.Sandbox.State.Issues.Count(i => i.Summary.Contains("Other", StringComparison.Ordinal)));
    }

    /// <summary>A webhook is a hint: what it says of a deletion is proven as the reading of all issues proves it, only within minutes (U-51).</summary>
    [Fact]
    [Trait("Complaint", "U-51")]
    public async Task F119_U51_A_deletion_that_a_webhook_told_of_is_proven_by_looks_and_stays()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        world.Sandbox.State.Delete(issue.Key);

        await world.HearAsync(issue.Id, Ct, "jira:issue_deleted");
        Assert.Equal(IssuePresence.Forbidden, Assert.Single(await world.TicketsAsync(Ct)).Presence);
        for (var i = 0; i < 9; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.PollAsync(Ct);
            Assert.Equal(IssuePresence.Forbidden, Assert.Single(await world.TicketsAsync(Ct)).Presence);
        }

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.PollAsync(Ct);
        await world.HearAsync(issue.Id, Ct);
        await world.PollAsync(Ct);

        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(IssuePresence.Deleted, ticket.Presence);
        Assert.Contains("was deleted in Jira", ticket.Reason);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>Hiding looks the same as deleting, and so does a webhook that lies or is late.</summary>
    [Theory]
    [InlineData("jira:issue_updated", true, false)]
    [InlineData("jira:issue_deleted", false, false)]
    [InlineData("jira:issue_deleted", true, true)]
    public async Task A_deletion_is_not_believed_without_a_webhook_that_says_so_nor_while_the_issue_or_too_many_others_say_otherwise(string kind, bool isHidden, bool areMany)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(areMany ? 6 : 1);
        await world.RunAsync(Ct);
        foreach (var issue in world.Sandbox.State.Issues)
        {
            world.Sandbox.State.Hide(issue.Key, isHidden);
            await world.HearAsync(issue.Id, Ct, kind);
        }

        for (var i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(11));
            await world.PollAsync(Ct);
        }

        Assert.DoesNotContain(await world.TicketsAsync(Ct), t => t.Presence == IssuePresence.Deleted);
    }

    /// <summary>F046: hidden for a day looks as deleted does. Once it is seen it is the ticket's issue as before, also where it was moved meanwhile.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_issue_that_was_hidden_is_taken_up_again_and_no_second_one_is_made(bool isMoved)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        if (isMoved)
        {
            world.Sandbox.State.Move(issue.Key, "OPS");
            await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        }

        world.Sandbox.State.Hide($"{issue.Id}");
        for (var i = 0; i < 2; i++)
        {
            await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
            world.Clock.Advance(TimeSpan.FromMinutes(11));
        }

        var gone = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(IssuePresence.Deleted, gone.Presence);
        Assert.Contains("or hidden from Fairlead's account", gone.Reason);
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal(IssuePresence.Deleted, Assert.Single(await world.TicketsAsync(Ct)).Presence);

        world.Sandbox.State.Hide($"{issue.Id}", isHidden: false);
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        var back = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal((IssuePresence.Present, null), (back.Presence, back.Reason));
        world.Findings.Close(1);
        await world.RunAsync(Ct);
        Assert.True(Assert.Single(world.Sandbox.State.Issues).IsDone);
    }

    /// <summary>Data Center's search refuses ids that are gone: they are asked for singly, some each day, and hold no reading up.</summary>
    [Fact]
    public async Task However_many_were_deleted_the_daily_reading_reads_the_others()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = SandboxEdition.DataCenter });
        world.Findings.AddMany(70);
        await world.RunAsync(Ct);
        var gone = world.Sandbox.State.Issues.Take(60).ToList();
        foreach (var issue in gone)
            world.Sandbox.State.Delete(issue.Key);
        await world.Database.ChangeRowsAsync($"UPDATE tickets SET presence = {(int)IssuePresence.Deleted}, missing_since = updated_at WHERE issue_id IN ({string.Join(',', gone.Select(i => $"'{i.Id}'"))})", Ct);
        world.Sandbox.State.Move(world.Sandbox.State.Issues[^1].Key, "OPS");

        var asked = new HashSet<string>();
        for (var day = 0; day < 2; day++)
        {
            world.Sandbox.Requests.Clear();
            var report = await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);

            Assert.Equal((true, 10, day == 0 ? 1 : 0), (report.IsComplete, report.Tickets, report.Moved));
            var ids = world.Sandbox.Requests.All.Where(r => r.Method == "GET" && gone.Exists(g => r.Path.EndsWith($"/issue/{g.Id}", StringComparison.Ordinal))).Select(r => r.Path).ToList();
            Assert.InRange(ids.Count, 10, 50);
            asked.UnionWith(ids);
            world.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(60, asked.Count);
    }

    /// <summary>Where the issue was moved to, the account may not browse: that proves nothing of the project where it was.</summary>
    [Fact]
    public async Task An_issue_in_a_project_that_is_not_seen_any_more_is_not_taken_for_deleted()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        world.Sandbox.State.Move(Assert.Single(world.Sandbox.State.Issues).Key, "OPS");
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        world.Sandbox.State.RemovePermission("BROWSE_PROJECTS", "OPS");

        for (var i = 0; i < 3; i++)
        {
            await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
            world.Clock.Advance(TimeSpan.FromMinutes(11));
        }

        Assert.Equal(IssuePresence.Forbidden, Assert.Single(await world.TicketsAsync(Ct)).Presence);
    }

    /// <summary>F129.</summary>
    [Fact]
    [Trait("Complaint", "U-40")]
    public async Task When_very_much_vanishes_at_once_nothing_is_believed()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(20);
        await world.RunAsync(Ct);
        foreach (var issue in world.Sandbox.State.Issues.Take(6))
            world.Sandbox.State.Hide(issue.Key);

        var held = await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal((true, 6), (held.IsHeld, held.Vanished));
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(IssuePresence.Present, t.Presence));
        // Told by every run until a reading that is believed.
        var told = Assert.Single((await world.RunAsync(Ct)).Attention);
        Assert.Equal((AttentionKind.Vanished, 6, true), (told.Kind, told.Tickets, told.NeedsPerson));
        Assert.Contains("6 of 20 issues", told.Reason);
        Assert.Contains("fairlead connection test jira", told.NextStep);

        foreach (var issue in world.Sandbox.State.Issues.Skip(1))
            world.Sandbox.State.Hide(issue.Key, isHidden: false);
        var report = await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.Equal((false, 1), (report.IsHeld, report.Forbidden));
        world.Sandbox.State.Hide(world.Sandbox.State.Issues[0].Key, isHidden: false);
        await world.Sync.ReconcileAsync(world.Configuration.Connection, Ct);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(IssuePresence.Present, t.Presence));
        Assert.Empty((await world.RunAsync(Ct)).Attention);
    }

    public class OnSqlite(SqliteTestDatabase db) : IssueChangedByPeopleContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : IssueChangedByPeopleContract(db), IClassFixture<PostgresTestDatabase>;
}
