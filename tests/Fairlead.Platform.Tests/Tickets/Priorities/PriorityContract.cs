using Fairlead.Client.Operations;
using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tests.Tickets.Comments;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Priorities;

/// <summary>What it does to findings that people give issues another priority (U-55).</summary>
public abstract class PriorityContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_found_after_the_person_said_it_is_as_severe_as_the_scanner_says()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a");
        Give(world, key, "Lowest");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReportedFindings.TicketAsync(world, "a", "b");

        await ReportedFindings.PollAsync(world);
        Assert.Equal(["a Low", "b High"], (await ReportedFindings.AllAsync(world)).Select(f => $"{f.Title} {f.Severity}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task The_findings_are_as_severe_as_the_person_says_and_nothing_is_sent_over_it(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var key = await ReportedFindings.TicketAsync(world, "a", "b");
        Assert.Equal("High", world.Sandbox.State.Find(key)!.Priority);

        Give(world, key, "Lowest");
        var poll = await ReportedFindings.PollAsync(world);

        Assert.Equal(1, poll.Effects);
        Assert.All(await ReportedFindings.AllAsync(world), f =>
        {
            Assert.Equal((Severity.Low, Severity.High), (f.Severity, f.ReportedSeverity));
            Assert.Equal(("Alice Meyer", "given the priority Lowest (SEC-1)", Severity.High), (f.SeverityDecision!.By, f.SeverityDecision.Reason, f.SeverityDecision.Reported));
        });
        var entry = (await world.ActivitiesAsync(Ct)).First(a => a.Action == "priority.applied");
        Assert.Equal((ActorKind.Jira, "Alice Meyer"), (entry.Actor.Kind, entry.Actor.Name));
        var effect = Assert.Single(await world.Comments.ListAsync(null, null, null, 100, Ct));
        Assert.Equal((Severity.Low, null, null, 2), (effect.Severity!.Value, effect.Status, effect.CommentId, effect.Findings));

        // The text tells the severity; the priority, which the map would make Low, is the person's.
        await SettledAsync(world);
        Assert.Equal("Lowest", world.Sandbox.State.Find(key)!.Priority);
        Assert.Contains("[Low]", world.Sandbox.State.Find(key)!.Summary, StringComparison.Ordinal);

        // A report that says the same as before changes nothing of that.
        await world.ImportAsync("shop", Report("high", "a", "b") + "\n", Ct);
        await SettledAsync(world);
        Assert.All(await ReportedFindings.AllAsync(world), f => Assert.Equal(Severity.Low, f.Severity));
        Assert.Equal("Lowest", world.Sandbox.State.Find(key)!.Priority);

        // Something worse that joins is said in the text; the priority stays the person's until it is given back.
        await world.ImportAsync("shop", Report("high", "a", "b") + "c,critical,rule,src/c.py,1\n", Ct);
        await SettledAsync(world);
        Assert.Equal("Lowest", world.Sandbox.State.Find(key)!.Priority);
        Assert.Contains("[Critical]", world.Sandbox.State.Find(key)!.Summary, StringComparison.Ordinal);
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        Assert.Equal(new FieldOfOthers("Priority", "Alice Meyer"), Assert.Single(ticket.Kept));
        await world.Repairs.RewriteAsync(Actor.System, ticket.Id, Ct);
        await SettledAsync(world);
        Assert.Equal("Highest", world.Sandbox.State.Find(key)!.Priority);
        await ReportedFindings.PollAsync(world);
        Assert.Equal([Severity.Low, Severity.Low, Severity.Critical], (await ReportedFindings.AllAsync(world)).OrderBy(f => f.Title).Select(f => f.Severity));
    }

    [Fact]
    public async Task Another_priority_says_something_else_or_nothing_any_more()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a");
        Give(world, key, "Lowest");
        await ReportedFindings.PollAsync(world);
        Give(world, key, "Highest");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(Severity.Critical, Assert.Single(await ReportedFindings.AllAsync(world)).Severity);

        // No rule is about it: the scanner's word counts again, and the priority stays the person's.
        Give(world, key, "Medium");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(Severity.High, Assert.Single(await ReportedFindings.AllAsync(world)).Severity);
        await SettledAsync(world);
        Assert.Equal("Medium", world.Sandbox.State.Find(key)!.Priority);
        Assert.All(await world.Comments.ListAsync(null, null, null, 100, Ct), e => Assert.NotNull(e.Undone));
    }

    [Fact]
    public async Task A_person_undoes_it_and_a_look_that_comes_again_does_nothing()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a", "b");
        Give(world, key, "Lowest");
        await ReportedFindings.PollAsync(world);
        var changed = (await ReportedFindings.AllAsync(world))[0];
        await world.RealFindings.EditAsync(changed.Id, new FindingEdit { Severity = Severity.Informational }, Ct);
        var effect = Assert.Single(await world.Comments.ListAsync(null, null, null, 100, Ct));

        Assert.Equal(UndoOutcome.Undone, await world.Comments.UndoAsync(Actor.System, effect.Id, Ct));
        Assert.Equal(UndoOutcome.NotApplicable, await world.Comments.UndoAsync(Actor.System, effect.Id, Ct));
        await world.HearAsync(world.Sandbox.State.Find(key)!.Id, Ct);
        await ReportedFindings.PollAsync(world);

        // Fairlead's own priority is said again, because its value changed once more.
        await SettledAsync(world);
        Assert.Equal("High", world.Sandbox.State.Find(key)!.Priority);
        // What somebody gave since stays.
        Assert.Equal([Severity.Informational, Severity.High], (await ReportedFindings.AllAsync(world)).Select(f => f.Severity).Order());
    }

    [Fact]
    public async Task Our_own_priority_and_what_was_set_before_say_nothing()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a");
        // Ours: the scanner says otherwise now.
        await world.ImportAsync("shop", Report("low", "a"), Ct);
        await SettledAsync(world);
        Assert.Equal("Low", world.Sandbox.State.Find(key)!.Priority);
        await ReportedFindings.PollAsync(world);
        // Before the map was what it is.
        Give(world, key, "Highest");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ConfigureAsync(c => c with { SeveritiesSince = world.Clock.GetUtcNow() }, Ct);
        await ReportedFindings.PollAsync(world);

        Assert.Equal(Severity.Low, Assert.Single(await ReportedFindings.AllAsync(world)).Severity);
        Assert.Empty(await world.Comments.ListAsync(null, null, null, 100, Ct));
    }

    [Fact]
    public async Task What_looks_passed_over_is_heard_after_all()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a");
        await ReportedFindings.PollAsync(world);
        Give(world, key, "Lowest");
        // The search does not show it in time.
        world.Sandbox.Faults.Add("POST", "search/*", new FaultBehaviour.Answer(200, """{"issues": [], "isLast": true}"""), times: null);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.PollAsync(Ct);
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Severity.High, Assert.Single(await ReportedFindings.AllAsync(world)).Severity);

        await world.ReconcileAsync(Ct);
        await ReportedFindings.PollAsync(world);
        Assert.Equal(Severity.Low, Assert.Single(await ReportedFindings.AllAsync(world)).Severity);
    }

    /// <summary>What Fairlead wrote in between makes the same priority another word.</summary>
    [Fact]
    public async Task The_same_priority_given_again_counts_again()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        var key = await ReportedFindings.TicketAsync(world, "a");
        Give(world, key, "Lowest");
        await ReportedFindings.PollAsync(world);
        await SettledAsync(world);
        await world.Comments.UndoAsync(Actor.System, Assert.Single(await world.Comments.ListAsync(null, null, null, 100, Ct)).Id, Ct);
        await SettledAsync(world);
        Assert.Equal("High", world.Sandbox.State.Find(key)!.Priority);

        Give(world, key, "Lowest");
        Assert.Equal(1, (await ReportedFindings.PollAsync(world)).Effects);
        Assert.Equal(Severity.Low, Assert.Single(await ReportedFindings.AllAsync(world)).Severity);
    }

    /// <summary>A severity without a priority of its own sends none; what a person sets after it stays theirs.</summary>
    [Fact]
    public async Task A_priority_that_says_nothing_is_not_sent_over_either()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        await world.ConfigureAsync(c => c with { Severities = [c.Severities[0], new(c.Severities[1].Priority, Severity.Informational)] }, Ct);
        var key = await ReportedFindings.TicketAsync(world, "a");
        Give(world, key, "Lowest");
        await ReportedFindings.PollAsync(world);
        await SettledAsync(world);
        Give(world, key, "Medium");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(Severity.High, Assert.Single(await ReportedFindings.AllAsync(world)).Severity);
        await SettledAsync(world);
        Assert.Equal("Medium", world.Sandbox.State.Find(key)!.Priority);
    }

    /// <summary>The priority that a person chose for a ticket of their own is not what the severity says, and is not sent over another one.</summary>
    [Fact]
    public async Task A_ticket_with_a_priority_of_its_own_keeps_what_people_set()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        await world.ImportAsync("shop", Report("high", "a"), Ct);
        var finding = Assert.Single(await ReportedFindings.AllAsync(world));
        Assert.IsType<ManualOutcome.Made>(await world.Manual.MakeAsync(Actor.System, new(world.Configuration, [finding.Id], Priority: "Highest"), Ct));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var key = Assert.Single(world.Sandbox.State.Issues).Key;
        Give(world, key, "Lowest");
        await ReportedFindings.PollAsync(world);
        await SettledAsync(world);
        Assert.Equal("Lowest", world.Sandbox.State.Find(key)!.Priority);
        Assert.Equal(Severity.Low, Assert.Single(await ReportedFindings.AllAsync(world)).Severity);

        // What Fairlead had sent, given again by a person: that takes back what the other said.
        Give(world, key, "Highest");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(Severity.Critical, Assert.Single(await ReportedFindings.AllAsync(world)).Severity);
        await SettledAsync(world);
        Assert.Equal("Highest", world.Sandbox.State.Find(key)!.Priority);
    }

    [Theory]
    [InlineData("Hihgest", "critical", "last", null, null, "did you mean")]
    [InlineData("Lowest", "minor", "last", null, null, "critical")]
    [InlineData("Lowest", "low", "fairlead", null, null, "sets it back")]
    [InlineData("Lowest", "low", "last", "severity", null, "another issue")]
    [InlineData("Lowest", "low", "last", null, "high", "would be closed")]
    [InlineData("Lowest", "low", "last", null, "high informational", "would be closed")]
    public async Task A_map_that_cannot_be_is_refused_at_its_place(string priority, string severity, string owner, string? groupBy, string? severities, string told)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var body = new Client.Tickets.TicketConfigurationBody("Other", "jira", "SEC", world.Configuration.IssueType.Name)
        {
            Severities = new Dictionary<string, string> { [priority] = severity },
            Owners = new Dictionary<string, string> { ["priority"] = owner },
            GroupBy = groupBy is null ? null : [groupBy],
            Filter = severities switch
            {
                null => null,
                _ when severities.Split(' ') is [var one] => new(MinimumSeverity: Enum.Parse<Severity>(one, ignoreCase: true)),
                _ => new(Severities: [.. severities.Split(' ').Select(s => Enum.Parse<Severity>(s, ignoreCase: true))]),
            },
        };
        var invalid = Assert.IsType<SaveOutcome.Invalid>(await world.Configurations.CreateAsync(Actor.System, body, Ct));
        var problem = Assert.Single(invalid.Problems);
        Assert.StartsWith("severities", problem.Path, StringComparison.Ordinal);
        Assert.Contains(told, $"{problem.Message} {problem.Fix}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>She sets it twice: the run was planned for the first, and heard of the second before it wrote.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-55")]
    public async Task What_a_person_sets_between_the_plan_and_the_edit_stays(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var key = await ReportedFindings.TicketAsync(world, "a");
        Give(world, key, "Lowest");
        await ReportedFindings.PollAsync(world);
        var hasGiven = false;
        var looks = new Look(progress =>
        {
            if (progress.Step != "Updating issues" || hasGiven)
                return;
            hasGiven = true;
            Give(world, key, "Highest");
            Assert.Equal(1, world.PollAsync(Ct).GetAwaiter().GetResult().Effects);
        });

        await world.Sync.RunAsync(world.Configuration.Id, looks, Ct);

        Assert.True(hasGiven);
        Assert.Equal("Highest", world.Sandbox.State.Find(key)!.Priority);
        await SettledAsync(world);
        Assert.Equal("Highest", world.Sandbox.State.Find(key)!.Priority);
    }

    /// <summary>A priority, and then words that set the findings aside, heard with one look: what was rated is found again when the words are taken back.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_priority_counts_though_words_that_came_after_it_are_heard_first(bool inTwoLooks)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud);
        await world.ConfigureAsync(c => c with { CommentRules = [CommentWorld.Rule("false positive", FindingStatus.FalsePositive)], CommentRulesSince = DateTimeOffset.UnixEpoch }, Ct);
        var key = await ReportedFindings.TicketAsync(world, "a");
        Give(world, key, "Highest");
        if (inTwoLooks)
            await ReportedFindings.PollAsync(world);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Sandbox.State.Comment(key, "false positive", "bob");
        await ReportedFindings.PollAsync(world);
        Assert.Equal(FindingStatus.FalsePositive, Assert.Single(await ReportedFindings.AllAsync(world)).Status);
        var words = (await world.Comments.ListAsync(null, null, null, 100, Ct)).Single(e => e.Status is not null);

        await world.Comments.UndoAsync(Actor.System, words.Id, Ct);

        Assert.Equal((FindingStatus.Active, Severity.Critical), Assert.Single(await ReportedFindings.AllAsync(world)) is var found ? (found.Status, found.Severity) : default);
    }

    private sealed class Look(Action<SyncProgress> at) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value) => at(value);
    }

    private async Task<TicketWorld> StartAsync(SandboxEdition edition)
    {
        var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, hasRealFindings: true);
        var priorities = (await (await world.Jira.ClientForAsync(default, Ct)).Priorities.ListAsync(Ct)).ToDictionary(p => p.Name, p => new JiraName(p.Id, p.Name));
        await world.ConfigureAsync(
            c => c with
            {
                Priorities = new Dictionary<Severity, JiraName>
                {
                    [Severity.Critical] = priorities["Highest"],
                    [Severity.High] = priorities["High"],
                    [Severity.Low] = priorities["Low"],
                },
                Severities = [new(priorities["Highest"], Severity.Critical), new(priorities["Lowest"], Severity.Low)],
                SeveritiesSince = DateTimeOffset.UnixEpoch,
            },
            Ct);
        return world;
    }

    private static void Give(TicketWorld world, string key, string priority)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Sandbox.State.Edit(key, $$"""{"priority": {"name": "{{priority}}"} }""");
    }

    private static string Report(string severity, params string[] titles) =>
        "title,severity,rule_id,file_path,line\n" + string.Concat(titles.Select(t => $"{t},{severity},rule,src/{t}.py,1\n"));

    private static async Task SettledAsync(TicketWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SyncRunState.Done, (await world.RunAsync(Ct)).State);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    public class OnSqlite(SqliteTestDatabase db) : PriorityContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : PriorityContract(db), IClassFixture<PostgresTestDatabase>;
}
