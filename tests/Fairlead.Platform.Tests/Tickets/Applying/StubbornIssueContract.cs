using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>Issues for which Jira answers 500 for good, while it answers for all others: they take nobody's turn, and are told of (U-25).</summary>
public abstract class StubbornIssueContract(TestDatabase databases)
{
    private const int Stubborn = 3;
    private static readonly FaultBehaviour Error = new FaultBehaviour.Answer(500, """{"errorMessages": ["Post function failed."], "errors": {}}""");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<SandboxEdition> Editions => [SandboxEdition.Cloud, SandboxEdition.DataCenter];

    /// <summary>As many as rest a connection, and they come first in every plan.</summary>
    [Theory]
    [MemberData(nameof(Editions))]
    [Trait("Complaint", "U-25")]
    public async Task Moves_that_jira_never_makes_hold_up_no_other(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, c => c with { Automatic = true });
        for (var i = 1; i <= 6; i++)
            world.Findings.Add(i, $"CVE-{i}", i <= Stubborn ? Severity.Critical : Severity.Low);
        await world.RunAsync(Ct);
        var worst = (await world.TicketsAsync(Ct)).Where(t => t.Severity == Severity.Critical).Select(t => t.IssueKey).ToHashSet();
        var broken = world.Sandbox.State.Issues.Where(i => worst.Contains(i.Key)).ToList();
        Assert.Equal(Stubborn, broken.Count);
        foreach (var issue in broken)
            world.Sandbox.Faults.Add("POST", $"issue/{issue.Id}/transitions", Error, times: null);
        for (var i = 1; i <= 6; i++)
            world.Findings.Close(i);

        await TellAsync(world);
        await TickAsync(world, TimeSpan.FromMinutes(3));

        Assert.Equal(Stubborn, world.Sandbox.State.Issues.Count(i => i.IsDone));
        var told = Assert.Single((await world.RunAsync(Ct)).Attention, a => a.Kind == AttentionKind.Unanswered);
        Assert.Equal((Stubborn, false), (told.Tickets, told.NeedsPerson));
        Assert.All(broken, i => Assert.Contains(i.Key, told.Reason));
        Assert.Contains("Jira gives no clear answer to writes on this issue", told.Reason);

        // They are tried again less and less often, and not each half minute.
        var runs = await RunsAsync(world);
        world.Sandbox.Requests.Clear();
        await TickAsync(world, TimeSpan.FromHours(2));
        Assert.InRange(world.Sandbox.Requests.CountOf("POST", "issue/*/transitions"), Stubborn, 6 * 3 * Stubborn);
        Assert.InRange(await RunsAsync(world) - runs, 1, 15);

        // Mended in Jira: by itself, without anything else that happens; a person need not wait.
        world.Sandbox.Faults.Clear();
        var one = (await world.TicketsAsync(Ct)).Single(t => t.IssueKey == broken[0].Key);
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RetryAsync(Actor.System, one.Id, Ct));
        await world.RunAsync(Ct);
        Assert.True(world.Sandbox.State.Find(broken[0].Key)!.IsDone);
        await TickAsync(world, TimeSpan.FromMinutes(70));
        Assert.All(world.Sandbox.State.Issues, i => Assert.True(i.IsDone));
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Null(t.Reason));
        Assert.Empty((await world.RunAsync(Ct)).Attention);
    }

    [Theory]
    [MemberData(nameof(Editions))]
    [Trait("Complaint", "U-25")]
    public async Task A_list_and_a_link_that_jira_never_takes_hold_up_no_other(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, c => c with
        {
            GroupBy = [GroupingKey.Asset],
            Reopen = new ReopenPolicy { IsNever = true, NewTicket = true },
            FollowLink = new("10003", "Relates"),
        });
        foreach (var asset in (string[])["api", "shop"])
        {
            for (var i = 1; i <= 80; i++)
                world.Findings.Add((asset == "api" ? 0 : 100) + i, $"CVE-{i}", asset: asset, title: $"Weakness {i}");
        }

        world.Sandbox.Faults.Add(new SandboxFault(Error, "POST", "issue/10000/attachments", Times: null));
        await world.RunAsync(Ct);
        var issues = world.Sandbox.State.Issues.OrderBy(i => i.Id).ToList();
        Assert.Equal([0, 1], issues.Select(i => i.Attachments.Count));

        // Both are done, and their findings come back: each new issue is linked to the one before.
        world.Sandbox.Faults.Clear();
        foreach (var number in world.Findings.Numbers)
            world.Findings.Close(number);
        await SettleAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Findings.Reopen(1);
        world.Findings.Reopen(101);
        world.Sandbox.Faults.Add(new SandboxFault(Error, "POST", "issueLink", Times: null, BodyContains: $"\"{issues[0].Key}\""));
        await SettleAsync(world);

        Assert.Equal(2, world.Sandbox.State.OpenIssues.Count);
        var links = world.Sandbox.State.OpenIssues.SelectMany(i => i.Links).Select(l => l.OtherKey);
        Assert.Equal(issues[1].Key, Assert.Single(links));
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.WakeAsync(Ct);
        Assert.Equal(2, world.Sandbox.State.OpenIssues.Sum(i => i.Links.Count));
    }

    /// <summary>By looks, and by webhooks.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, false)]
    [InlineData(SandboxEdition.Cloud, true)]
    [InlineData(SandboxEdition.DataCenter, false)]
    [InlineData(SandboxEdition.DataCenter, true)]
    [Trait("Complaint", "U-25")]
    public async Task An_issue_whose_comments_jira_never_gives_keeps_nobody_from_being_heard(SandboxEdition edition, bool areTold)
    {
        await using var world = await CommentWorld.StartAsync(databases, edition, CommentWorld.Rule("false positive", FindingStatus.FalsePositive));
        await world.ImportAsync("api", "title,severity,rule_id\na,high,a\nb,high,b\nc,high,c\n", Ct);
        await world.RunAsync(Ct);
        var issues = world.Sandbox.State.Issues.OrderBy(i => i.Id).ToList();
        // Nor do they come with many issues at once.
        world.Sandbox.Faults.Add(new SandboxFault(Error, "POST", "issue/bulkfetch", Times: null, BodyContains: "\"comment\""));
        world.Sandbox.Faults.Add(new SandboxFault(Error, "GET", $"issue/{issues[0].Id}/comment", Times: null));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var issue in issues)
        {
            for (var i = 0; i < 120; i++)
                world.Sandbox.State.Comment(issue.Key, $"note {i}", "bob");
            world.Sandbox.State.Comment(issue.Key, "false positive", "bob");
        }

        await world.TakeWebhooksAsync(Ct);
        if (areTold)
        {
            await world.DeliverManyAsync(issues.Select(i => $"{i.Id}"), Ct);
            await world.Sync.HearAsync(world.Configuration.Connection, Ct);
        }
        else
        {
            await world.PollAsync(Ct);
            Assert.StartsWith($"{issues[0].Key}: Jira does not give comments", Assert.Single(await world.TrafficAsync(Ct)).Trouble!.Reason);
        }

        Assert.Equal(2, (await ReportedFindings.AllAsync(world)).Count(f => f.Status == FindingStatus.FalsePositive));

        // The next look is not put off for it, and hears it once Jira gives it.
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.PollAsync(Ct);
        Assert.All(await ReportedFindings.AllAsync(world), f => Assert.Equal(FindingStatus.FalsePositive, f.Status));
        Assert.Null(Assert.Single(await world.TrafficAsync(Ct)).Trouble);
    }

    /// <summary>F096: the automation is switched off, and nothing else happens any more.</summary>
    [Fact]
    public async Task A_frozen_ticket_is_taken_up_by_itself_after_a_day()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, c => c with { Automatic = true });
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        for (var i = 0; i < 8; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(2));
            world.Sandbox.State.Transition(key, "Done");
            await world.ReconcileAsync(Ct);
            world.Clock.Advance(TimeSpan.FromMinutes(2));
            world.Findings.Add(10 + i);
            await world.RunAsync(Ct);
        }

        Assert.Contains((await world.RunAsync(Ct)).Attention, a => a.Kind == AttentionKind.Frozen);
        await TickAsync(world, TimeSpan.FromMinutes(10));
        Assert.True(world.Sandbox.State.Find(key)!.IsDone);

        world.Clock.Advance(TimeSpan.FromDays(1));
        await TickAsync(world, TimeSpan.FromMinutes(1));

        Assert.False(world.Sandbox.State.Find(key)!.IsDone);
        Assert.Null(Assert.Single(await world.TicketsAsync(Ct)).Reason);
        var runs = await RunsAsync(world);
        await TickAsync(world, TimeSpan.FromMinutes(10));
        Assert.Equal(runs, await RunsAsync(world));
    }

    private Task<TicketWorld> StartAsync(SandboxEdition edition, Func<TicketConfiguration, TicketConfiguration> configure) =>
        TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, configure);

    private static async Task SettleAsync(TicketWorld world)
    {
        for (var i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.RunAsync(Ct);
            await world.PollAsync(Ct);
        }
    }

    private static async Task TellAsync(TicketWorld world)
    {
        await using var work = await world.Database.BeginAsync(Ct);
        await new EventLog(world.Database, world.Clock).AppendAsync(work, "findings.changed", "", Ct);
        await work.CommitAsync(Ct);
    }

    /// <summary>As a running server does, and nothing else.</summary>
    private static async Task TickAsync(TicketWorld world, TimeSpan span)
    {
        var tick = TimeSpan.FromSeconds(30);
        for (var passed = TimeSpan.Zero; passed < span; passed += tick)
        {
            await world.WakeUp.RunAsync(world.Configuration.Connection, Ct);
            world.Clock.Advance(tick);
        }
    }

    /// <summary>Also those that had nothing to do.</summary>
    private static async Task<int> RunsAsync(TicketWorld world) =>
        (int)await world.Database.FirstAsync<long>(SqlText.FromFixedParts("SELECT count(*) FROM ticket_runs"), null, Ct);

    public class OnSqlite(SqliteTestDatabase db) : StubbornIssueContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : StubbornIssueContract(db), IClassFixture<PostgresTestDatabase>;
}
