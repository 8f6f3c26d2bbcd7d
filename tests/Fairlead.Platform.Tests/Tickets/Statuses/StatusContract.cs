using Fairlead.Client.Operations;
using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Statuses;

/// <summary>What it does to findings that people move issues (U-18, U-21, U-22).</summary>
public abstract class StatusContract(TestDatabase databases)
{
    private protected static readonly StatusRule DoneIsFixed = new() { Category = JiraStatusCategory.Done, Finding = FindingStatus.Fixed };
    private protected static readonly StatusRule WorkedOn = new() { Category = JiraStatusCategory.InProgress, Finding = FindingStatus.InProgress };

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Where_somebody_moves_the_issue_the_findings_follow_and_follow_back(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, DoneIsFixed, WorkedOn);
        var key = await ReportedFindings.TicketAsync(world, "a", "b");

        world.Sandbox.State.Transition(key, "In Progress", "bob");
        await ReportedFindings.PollAsync(world);
        Assert.All(await ReportedFindings.AllAsync(world), f => Assert.Equal(FindingStatus.InProgress, f.Status));
        world.Sandbox.State.Transition(key, "Done", "bob");
        await ReportedFindings.PollAsync(world);

        Assert.All(await ReportedFindings.AllAsync(world), f => Assert.Equal((FindingStatus.Fixed, "Bob Tanaka"), (f.Status, f.Decision!.By)));
        var entry = (await world.ActivitiesAsync(Ct)).First(a => a.Action == "status.applied");
        Assert.Equal((ActorKind.Jira, "Bob Tanaka"), (entry.Actor.Kind, entry.Actor.Name));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.Transition);

        world.Sandbox.State.Transition(key, "To Do", "bob");
        await ReportedFindings.PollAsync(world);
        Assert.All(await ReportedFindings.AllAsync(world), f => Assert.Equal(FindingStatus.Active, f.Status));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.Transition);
    }

    /// <summary>What a person chooses right after Fairlead's own close is theirs, though nobody looked in between.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task A_resolution_that_somebody_gives_an_issue_that_fairlead_closed_is_heard(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var wontDo = (await (await world.Jira.ClientForAsync(default, Ct)).Resolutions.ListAsync(Ct)).Single(r => r.Name == "Won't Do");
        await world.ConfigureAsync(
            c => c with { StatusMapSince = DateTimeOffset.UnixEpoch, StatusMap = [new() { Category = JiraStatusCategory.Done, Resolution = new(wontDo.Id, wontDo.Name), Finding = FindingStatus.FalsePositive }] }, Ct);
        world.Sandbox.State.AddToScreen("SEC", "resolution");
        var key = await ReportedFindings.TicketAsync(world, "a");
        var finding = Assert.Single(await ReportedFindings.AllAsync(world));
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.Fixed, Reason = "mended" }, Ct);
        await world.RunAsync(Ct);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
        world.Sandbox.State.Edit(key, """{"resolution":{"name":"Won't Do"}}""");
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.Active }, Ct);

        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);

        var decided = Assert.Single(await ReportedFindings.AllAsync(world));
        Assert.Equal((FindingStatus.FalsePositive, "Alice Meyer"), (decided.Status, decided.Decision!.By));
    }

    /// <summary>Neither the look after our own close nor one that comes again says anything.</summary>
    [Fact]
    [Trait("Complaint", "U-21")]
    public async Task Our_own_moves_do_not_come_back_as_decisions()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, DoneIsFixed);
        var key = await ReportedFindings.TicketAsync(world, "a");
        var finding = Assert.Single(await ReportedFindings.AllAsync(world));
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.FalsePositive, Reason = "dead code" }, Ct);
        await world.RunAsync(Ct);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
        await ReportedFindings.PollAsync(world);
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.Active }, Ct);
        await world.RunAsync(Ct);
        await ReportedFindings.PollAsync(world);

        Assert.False(world.Sandbox.State.Find(key)!.IsDone);
        Assert.Equal(FindingStatus.Active, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        Assert.Empty(await world.Comments.ListAsync(null, null, null, 100, Ct));
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    [Fact]
    [Trait("Complaint", "U-22")]
    public async Task A_resolution_that_is_chosen_later_is_judged_anew()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var resolutions = await (await world.Jira.ClientForAsync(default, Ct)).Resolutions.ListAsync(Ct);
        var duplicate = resolutions.Single(r => r.Name == "Duplicate");
        await world.ConfigureAsync(
            c => c with { StatusMap = [DoneIsFixed with { Resolution = new(duplicate.Id, duplicate.Name), Finding = FindingStatus.Duplicate }, DoneIsFixed] }, Ct);
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.Transition(key, "Done");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.Fixed, Assert.Single(await ReportedFindings.AllAsync(world)).Status);

        world.Sandbox.State.AddToScreen("SEC", "resolution");
        world.Sandbox.State.Edit(key, """{"resolution":{"name":"Duplicate"}}""");
        await ReportedFindings.PollAsync(world);

        Assert.Equal(FindingStatus.Duplicate, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    [Fact]
    public async Task What_somebody_decided_in_Fairlead_since_stays()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, DoneIsFixed, WorkedOn);
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.Transition(key, "In Progress");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var finding = Assert.Single(await ReportedFindings.AllAsync(world));
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.WaitingForThirdParty, Reason = "vendor" }, Ct);

        await ReportedFindings.PollAsync(world);

        Assert.Equal(FindingStatus.WaitingForThirdParty, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    [Fact]
    public async Task A_comment_says_more_than_the_status_also_when_it_comes_later()
    {
        await using var world = await StartWithCommentsAsync();
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.Transition(key, "Done");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.Fixed, Assert.Single(await ReportedFindings.AllAsync(world)).Status);

        world.Sandbox.State.Comment(key, "false positive");
        for (var i = 0; i < 2; i++)
        {
            await ReportedFindings.PollAsync(world);
            Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_comment_that_said_more_says_nothing_any_more_the_status_holds_again(bool isEdited)
    {
        await using var world = await StartWithCommentsAsync();
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.Transition(key, "Done");
        await ReportedFindings.PollAsync(world);
        var comment = world.Sandbox.State.Comment(key, "false positive");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);

        if (isEdited)
            world.Sandbox.State.EditComment(key, comment, "never mind");
        else
            world.Sandbox.State.DeleteComment(key, comment);
        await ReportedFindings.PollAsync(world);

        Assert.Equal(FindingStatus.Fixed, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.Transition);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
    }

    [Fact]
    public async Task What_a_person_undid_of_a_status_a_deleted_comment_does_not_bring_back()
    {
        await using var world = await StartWithCommentsAsync();
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.Transition(key, "Done");
        await ReportedFindings.PollAsync(world);
        var effect = Assert.Single(await world.Comments.ListAsync(null, null, null, 100, Ct));
        await world.Comments.UndoAsync(Actor.System with { Name = "Ada" }, effect.Id, Ct);
        var comment = world.Sandbox.State.Comment(key, "false positive");
        await ReportedFindings.PollAsync(world);

        world.Sandbox.State.DeleteComment(key, comment);
        await ReportedFindings.PollAsync(world);

        Assert.Equal(FindingStatus.Active, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    /// <summary>The change is older than what the next look searches for, so that only the debt leads back to it.</summary>
    [Fact]
    public async Task A_status_that_is_owed_stays_owed_until_the_history_was_read()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, DoneIsFixed);
        var key = await ReportedFindings.TicketAsync(world, "a");
        await world.ConfigureAsync(c => c with { Enabled = false }, Ct);
        world.Sandbox.State.Transition(key, "Done", "bob");
        await ReportedFindings.PollAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await ReportedFindings.PollAsync(world);
        await world.ConfigureAsync(c => c with { Enabled = true }, Ct);

        world.Sandbox.Faults.Add("POST", "changelog/bulkfetch", new FaultBehaviour.Answer(500), times: null);
        Assert.Equal(0, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Equal(FindingStatus.Active, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        world.Sandbox.Faults.Clear();
        Assert.True((await ReportedFindings.PollAsync(world)).IsComplete);

        Assert.Equal(FindingStatus.Fixed, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task For_our_own_moves_no_history_is_read(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, DoneIsFixed);
        var key = await ReportedFindings.TicketAsync(world, "a");
        var finding = Assert.Single(await ReportedFindings.AllAsync(world));
        await world.RealFindings.EditAsync(finding.Id, new FindingEdit { Status = FindingStatus.FalsePositive, Reason = "dead code" }, Ct);
        await world.RunAsync(Ct);
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);
        world.Sandbox.Requests.Clear();

        var poll = await ReportedFindings.PollAsync(world);

        Assert.Equal((1, true), (poll.Issues, poll.IsComplete));
        Assert.DoesNotContain(world.Sandbox.Requests.All, r => $"{r.Path}{r.Query}".Contains("changelog", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_effect_is_undone_and_the_standing_is_not_judged_again()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, DoneIsFixed);
        var key = await ReportedFindings.TicketAsync(world, "a");
        world.Sandbox.State.Transition(key, "Done");
        await ReportedFindings.PollAsync(world);
        var effect = Assert.Single(await world.Comments.ListAsync(null, null, null, 100, Ct));
        Assert.Equal((null, "category done"), (effect.CommentId, effect.Pattern));

        Assert.Equal(UndoOutcome.Undone, await world.Comments.UndoAsync(Actor.System, effect.Id, Ct));
        await ReportedFindings.PollAsync(world);

        Assert.Equal(FindingStatus.Active, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
    }

    /// <summary>Hints come late, twice or not at all; what counts is where the issue is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_moves_are_heard_the_last_one_holds_and_the_plan_ends_empty(int seed)
    {
        var random = new Random(seed);
        await using var world = await StartAsync(SandboxEdition.Cloud, DoneIsFixed, WorkedOn);
        var key = await ReportedFindings.TicketAsync(world, "a");
        var id = world.Sandbox.State.Find(key)!.Id;
        string[] statuses = ["To Do", "In Progress", "Done"];
        for (var i = 0; i < 12; i++)
        {
            var next = statuses[random.Next(3)];
            if (world.Sandbox.State.Find(key)!.Status != next)
                world.Sandbox.State.Transition(key, next, "bob");
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            for (var hints = random.Next(3); hints > 0; hints--)
                await world.HearAsync(id, Ct);
        }

        await ReportedFindings.PollAsync(world);
        var expected = world.Sandbox.State.Find(key)!.Status switch
        {
            "Done" => FindingStatus.Fixed,
            "In Progress" => FindingStatus.InProgress,
            _ => FindingStatus.Active,
        };
        Assert.Equal(expected, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        await world.RunAsync(Ct);
        await ReportedFindings.PollAsync(world);
        Assert.Equal(expected, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    private protected Task<TicketWorld> StartAsync(SandboxEdition edition, params StatusRule[] map) => TicketWorld.StartAsync(
        databases, Ct, new SandboxOptions { Edition = edition }, c => c with { StatusMap = map, StatusMapSince = DateTimeOffset.UnixEpoch }, hasRealFindings: true);

    private async Task<TicketWorld> StartWithCommentsAsync()
    {
        var world = await StartAsync(SandboxEdition.Cloud, DoneIsFixed);
        await world.ConfigureAsync(
            c => c with
            {
                CommentRulesSince = DateTimeOffset.UnixEpoch,
                CommentRules = [new() { Pattern = "false positive", Status = FindingStatus.FalsePositive, By = [new(CommentAuthors.Anyone)] }],
            },
            Ct);
        return world;
    }

    /// <summary>Fairlead moved the issue after the ticket was read: what a person had said by then does not stand over what is known of the move.</summary>
    [Fact]
    public async Task A_move_that_is_kept_while_an_older_standing_is_judged_stays()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Findings.AddMany(1);
        await world.RunAsync(Ct);
        var read = await world.RowAsync(Ct);
        await using var session = await world.Lanes.EnterAsync(world.Configuration.Connection, LaneSide.Writing, Ct);

        await JudgeAsync("moved/3", FindingStatus.InProgress);
        await JudgeAsync("1/", FindingStatus.FalsePositive);

        var kept = await world.RowAsync(Ct);
        Assert.Equal(("moved/3", FindingStatus.InProgress), (kept.JudgedStanding, kept.ShownFinding));

        async Task JudgeAsync(string standing, FindingStatus shown)
        {
            await using var work = await world.Database.BeginAsync(Ct);
            await CommentStore.JudgedAsync(work, session.Connection, session.Epoch, read.Id, read.JudgedStanding, standing, shown, movedOnFrom: null, Ct);
            await work.CommitAsync(Ct);
        }
    }

    public class OnSqlite(SqliteTestDatabase db) : StatusContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : StatusContract(db), IClassFixture<PostgresTestDatabase>
    {
        /// <summary>Neither loses: whoever takes back and decides waits for the rows before it holds what imports write last.</summary>
        [Fact]
        public async Task Where_a_move_is_heard_while_an_import_changes_the_findings_both_are_done()
        {
            await using var world = await StartAsync(SandboxEdition.Cloud, DoneIsFixed, WorkedOn);
            var key = await ReportedFindings.TicketAsync(world, "a");
            world.Sandbox.State.Transition(key, "In Progress", "bob");
            await ReportedFindings.PollAsync(world);
            await ReportedFindings.TicketAsync(world, "a", "b");
            var joined = (await ReportedFindings.AllAsync(world)).Single(f => f.Status == FindingStatus.Active);
            world.Sandbox.State.Transition(key, "Done", "bob");

            Task<PollReport> hearing;
            await using (var import = await world.Database.BeginAsync(Ct))
            {
                await import.ExecuteAsync(SqlText.FromFixedParts("UPDATE findings SET changed_at = changed_at WHERE id = @id"), new { id = joined.Id }, Ct);
                var pid = await import.FirstAsync<int>(SqlText.FromFixedParts("SELECT pg_backend_pid()"), null, Ct);
                hearing = Task.Run(() => ReportedFindings.PollAsync(world), Ct);
                while (await world.Database.FirstAsync<long>(SqlText.FromFixedParts("SELECT count(*) FROM pg_stat_activity WHERE @pid = ANY(pg_blocking_pids(pid))"), new { pid }, Ct) == 0)
                {
                    Assert.False(hearing.IsCompleted, "It did not wait for the rows.");
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
                }

                await new EventLog(world.Database, world.Clock).AppendAsync(import, "findings.changed", joined.Id.ToString(), Ct);
                await new ActivityLog(world.Database, world.Instance, world.Clock).AppendAsync(import, Actor.System, "findings.imported", "1", "Imported.", Ct);
                await import.CommitAsync(Ct);
            }

            Assert.Equal(1, (await hearing).Effects);
            Assert.All(await ReportedFindings.AllAsync(world), f => Assert.Equal(FindingStatus.Fixed, f.Status));
        }
    }
}
