using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>U-52, U-53: what Jira refuses of fields that it does not demand keeps no issue from being made, and is told.</summary>
public abstract class OptionalFieldsContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud, FieldOwner.Jira)]
    [InlineData(SandboxEdition.Cloud, FieldOwner.Last)]
    [InlineData(SandboxEdition.DataCenter, FieldOwner.Jira)]
    [InlineData(SandboxEdition.DataCenter, FieldOwner.Last)]
    [Trait("Complaint", "U-53")]
    public async Task Somebody_who_left_gets_no_issues_and_keeps_none_from_being_made(SandboxEdition edition, FieldOwner owner)
    {
        await using var world = await StartAsync(edition, Assignee(new ValueSource.Constant([Bob(edition)]), owner));
        world.Sandbox.State.Deactivate("bob");
        world.Findings.AddMany(60);

        var run = await world.RunAsync(Ct);

        Assert.Equal((SyncRunState.Done, 60), (run.State, run.Outcomes["applied"]));
        // One was refused, repeated without, and told: the others of the run never had it.
        Assert.Equal(3, world.Creates);
        Assert.All(world.Sandbox.State.Issues, i => Assert.Null(i.Assignee));
        await CreateContract.AssertOneIssueEachAsync(world);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Contains("Assignee is left out, because Jira refused Bob: User", t.Reason));
        Assert.All(await world.Sync.OperationsAsync(run.Id, 0, 100, Ct), o => Assert.Contains("Assignee is left out", o.Note));
        // The run that made them tells it, too.
        Assert.Equal((AttentionKind.Incomplete, 60), (Assert.Single(run.Attention).Kind, Assert.Single(run.Attention).Tickets));
        var attention = Assert.Single((await world.RunAsync(Ct)).Attention);
        Assert.Equal((AttentionKind.Incomplete, 60), (attention.Kind, attention.Tickets));
        Assert.Contains("cannot be assigned issues", attention.Reason);
        Assert.Contains("fairlead ticket retry SEC-", attention.NextStep);

        // What else changes is sent without it, and it stays told.
        world.Sandbox.Requests.Clear();
        world.Findings.Change(1, f => f with { Title = "Another title" });
        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["applied"]);
        Assert.Empty(world.Sandbox.Requests.Matching("PUT", null).Where(r => r.Body?.Contains("assignee", StringComparison.Ordinal) == true));
        Assert.Equal(60, Assert.Single((await world.RunAsync(Ct)).Attention).Tickets);

        // Another value is another matter.
        await world.ConfigureAsync(c => c with { Fields = [Assignee(new ValueSource.Constant([Dana(edition)]), owner)] }, Ct);
        await world.RunAsync(Ct);
        Assert.All(world.Sandbox.State.Issues, i => Assert.Equal(owner == FieldOwner.Jira ? null : "Dana Novak", i.Assignee));
        var after = await world.RunAsync(Ct);
        Assert.Equal((0, 0), (after.Planned.All, after.Attention.Count));
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Null(t.Reason));
    }

    [Fact]
    [Trait("Complaint", "U-53")]
    public async Task Who_comes_back_gets_the_issues_once_a_person_asks_to_try_again()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Assignee(new ValueSource.Constant([Bob(SandboxEdition.Cloud)]), FieldOwner.Last));
        world.Sandbox.State.Deactivate("bob");
        world.Findings.Add(1);
        await world.RunAsync(Ct);
        var ticket = Assert.Single(await world.TicketsAsync(Ct));
        world.Sandbox.State.Deactivate("bob", isActive: true);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);

        Assert.True(TicketCatalog.RequestsFor(ticket).HasFlag(TicketRequests.Retry));
        Assert.Equal(AskOutcome.Asked, await world.Repairs.RetryAsync(Platform.Operations.Actor.System, ticket.Id, Ct));
        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["applied"]);

        Assert.Equal("Bob Tanaka", Assert.Single(world.Sandbox.State.Issues).Assignee);
        Assert.Empty((await world.RunAsync(Ct)).Attention);
        Assert.Null(Assert.Single(await world.TicketsAsync(Ct)).Reason);
    }

    /// <summary>Over several runs everybody has as many tickets as the others, and who has one keeps it while its findings change.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-53")]
    public async Task People_take_turns(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition, Assignee(new ValueSource.RoundRobin([Bob(edition), Chen(edition), Dana(edition)]), FieldOwner.Fairlead));
        foreach (var number in Enumerable.Range(1, 7))
        {
            world.Findings.Add(number, $"CVE-{number}");
            await world.RunAsync(Ct);
        }

        foreach (var number in Enumerable.Range(8, 8))
            world.Findings.Add(number, $"CVE-{number}");
        await world.RunAsync(Ct);
        Assert.Equal([5, 5, 5], world.Sandbox.State.Issues.CountBy(i => i.Assignee ?? "").Select(c => c.Value));
        Assert.Equal(["Bob Tanaka", "Chen Wei", "Dana Novak", "Bob Tanaka"], world.Sandbox.State.Issues.Take(4).Select(i => i.Assignee));

        var before = world.Sandbox.State.Issues.Select(i => i.Assignee).ToList();
        foreach (var number in Enumerable.Range(1, 15))
            world.Findings.Change(number, f => f with { Title = "Told otherwise" });
        Assert.Equal(15, (await world.RunAsync(Ct)).Outcomes["applied"]);
        Assert.Equal(before, world.Sandbox.State.Issues.Select(i => i.Assignee));
    }

    /// <summary>A rule with several people goes on to the next, one with a default to that, before it is Jira's turn.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-53")]
    public async Task Where_a_rule_has_somebody_else_they_get_it(SandboxEdition edition)
    {
        var turns = new ValueSource.RoundRobin([Bob(edition), Chen(edition), Dana(edition)]);
        await using var world = await StartAsync(edition, Assignee(turns, FieldOwner.Jira));
        world.Sandbox.State.Deactivate("bob");
        world.Sandbox.State.Deactivate("chen");
        world.Findings.AddMany(40);

        Assert.Equal(40, (await world.RunAsync(Ct)).Outcomes["applied"]);

        Assert.All(world.Sandbox.State.Issues, i => Assert.Equal("Dana Novak", i.Assignee));
        var told = (await world.TicketsAsync(Ct)).Select(t => t.Reason).OfType<string>().ToList();
        Assert.Equal(27, told.Count);
        Assert.All(told, t => Assert.Contains("Assignee is Dana, because Jira refused", t));
        await CreateContract.AssertOneIssueEachAsync(world);

        var lookup = new ValueSource.Lookup(LookupKey.Asset, [new("a*", [Bob(edition)])], [Dana(edition)]);
        await world.ConfigureAsync(c => c with { Fields = [Assignee(lookup, FieldOwner.Jira)] }, Ct);
        world.Findings.Add(100, "CVE-100");
        await world.RunAsync(Ct);
        Assert.Equal("Dana Novak", world.Sandbox.State.Issues[^1].Assignee);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>Parent or epic of one asset's issues was deleted; in the same call others are made with theirs.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-52")]
    public async Task Without_its_parent_an_issue_is_made_and_told_and_only_that_is_sent_again(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var (epic, gone) = (world.Sandbox.State.Create("SEC", "Epic", "Stays"), world.Sandbox.State.Create("SEC", "Epic", "Goes"));
        var field = edition == SandboxEdition.Cloud
            ? new FieldMapping("parent", "Parent", FieldShape.Parent, ByAsset(Name($"{gone.Id}", gone.Key), Name($"{epic.Id}", epic.Key)), FieldOwner.Jira)
            : new FieldMapping("customfield_10064", "Epic Link", FieldShape.EpicLink, ByAsset(Name(gone.Key, gone.Key), Name(epic.Key, epic.Key)), FieldOwner.Jira);
        await world.ConfigureAsync(c => c with { Fields = [field] }, Ct);
        world.Sandbox.State.Delete(gone.Key);
        world.Findings.AddMany(49);
        world.Findings.Add(50, "CVE-50", asset: "legacy");

        var run = await world.RunAsync(Ct);

        Assert.Equal((SyncRunState.Done, 50), (run.State, run.Outcomes["applied"]));
        Assert.Equal((1, 1), (world.Sandbox.Requests.CountOf("POST", "issue/bulk"), world.Sandbox.Requests.CountOf("POST", "issue")));
        var ofOthers = (await world.TicketsAsync(Ct)).Where(t => t.Reason is null).ToList();
        Assert.Equal(49, ofOthers.Count);
        Assert.All(ofOthers, t => Assert.Contains(epic.Key, ParentOf(t.IssueKey!)));
        var alone = Assert.Single(await world.TicketsAsync(Ct), t => t.Reason is not null);
        Assert.DoesNotContain("SEC-", ParentOf(alone.IssueKey!));
        Assert.StartsWith($"{field.Name} is left out, because Jira refused {gone.Key}: ", alone.Reason);
        Assert.Equal((AttentionKind.Incomplete, 1), ((await world.RunAsync(Ct)).Attention[0].Kind, (await world.RunAsync(Ct)).Attention[0].Tickets));
        await CreateContract.AssertOneIssueEachAsync(world);

        string ParentOf(string key) => world.Sandbox.State.Find(key)!.Fields.GetValueOrDefault(field.Id) ?? "";

        // No otherwise: that would be what it falls back on.
        static ValueSource.Lookup ByAsset(JiraName legacy, JiraName others) => new(LookupKey.Asset, [new("legacy", [legacy]), new("*", [others])], null);
    }

    /// <summary>Each field by itself and all at once: a version and a component that were deleted, a person who left, an option that nobody has.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Whatever_optional_field_is_refused_the_others_arrive(SandboxEdition edition)
    {
        await using var world = await StartAsync(
            edition,
            Of("fixVersions", FieldShape.Options, "10002"), Of("components", FieldShape.Options, "10000", "10002"), Of("customfield_10054", FieldShape.Option, "99"),
            Of("customfield_10050", FieldShape.Text, "a text"), Assignee(new ValueSource.Constant([Bob(edition)]), FieldOwner.Jira));
        world.Sandbox.State.DeleteVersion("SEC", "2.0");
        world.Sandbox.State.DeleteComponent("SEC", "infrastructure");
        world.Sandbox.State.Deactivate("bob");
        world.Findings.Add(1);

        Assert.Equal(1, (await world.RunAsync(Ct)).Outcomes["applied"]);

        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Contains("a text", issue.Fields["customfield_10050"]);
        Assert.False(issue.Fields.ContainsKey("customfield_10054"));
        var reason = Assert.Single(await world.TicketsAsync(Ct)).Reason!;
        Assert.Equal(4, reason.Split("is left out").Length - 1);
        Assert.Equal(2, world.Creates);
        Assert.Equal(0, (await world.RunAsync(Ct)).Planned.All);
    }

    /// <summary>What Jira demands is never left out, and where something else is wrong as well, nothing is sent again.</summary>
    [Theory]
    [InlineData("assignee", "cannot be assigned")]
    [InlineData("environment", "nvironment")]
    public async Task What_jira_demands_still_parks_the_project_and_type(string demanded, string told)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Assignee(new ValueSource.Constant([Bob(SandboxEdition.Cloud)]), FieldOwner.Jira));
        world.Sandbox.State.AddToScreen("SEC", demanded, isRequired: true);
        world.Sandbox.State.Deactivate("bob");
        world.Findings.AddMany(10);

        var run = await world.RunAsync(Ct);

        Assert.Equal((1, 10), (world.Creates, run.Outcomes["parked"]));
        Assert.Contains(told, Assert.Single(run.Attention, a => a.Kind == AttentionKind.Parked).Reason);
    }

    /// <summary>The circuit opens only when the issue is refused without the optional fields too; one that is tried then closes it.</summary>
    [Fact]
    [Trait("Complaint", "U-32")]
    public async Task A_project_is_parked_when_it_refuses_issues_without_the_field_too()
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Assignee(new ValueSource.Constant([Bob(SandboxEdition.Cloud)]), FieldOwner.Jira));
        world.Sandbox.State.Deactivate("bob");
        world.Findings.AddMany(10);
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Answer(400, """{"errorMessages":[],"errors":{"summary":"A script refuses it."}}"""), skip: 0);
        world.Sandbox.Faults.Add(
            "POST", "issue/bulk",
            new FaultBehaviour.Answer(400, $$"""{"issues":[],"errors":[{{string.Join(',', Enumerable.Range(0, 10).Select(i => Refusal(i, "summary")))}}]}"""), skip: 1);

        Assert.Equal(10, (await world.RunAsync(Ct)).Outcomes["parked"]);
        Assert.Equal(2, world.Creates);

        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.WakeAsync(Ct);
        Assert.Equal(10, world.Sandbox.State.IssueCount);
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    /// <summary>F001 of the repeat: its answer is lost, and it is looked for as any other.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [Trait("Complaint", "U-01")]
    public async Task A_lost_answer_of_the_repeat_is_looked_for(int findings)
    {
        await using var world = await StartAsync(SandboxEdition.Cloud, Assignee(new ValueSource.Constant([Bob(SandboxEdition.Cloud)]), FieldOwner.Jira));
        world.Sandbox.State.Deactivate("bob");
        world.Findings.AddMany(findings);
        world.Sandbox.Faults.Add("POST", findings == 1 ? "issue" : "issue/bulk", new FaultBehaviour.Drop(), skip: 1);

        Assert.Equal(findings, (await world.RunAsync(Ct)).Outcomes["uncertain"]);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Equal(TicketState.Uncertain, t.State));
        await world.ConvergeAsync(Ct);

        Assert.Equal(findings, world.Sandbox.State.IssueCount);
        Assert.All(await world.TicketsAsync(Ct), t => Assert.Contains("Assignee is left out", t.Reason));
        await CreateContract.AssertOneIssueEachAsync(world);
    }

    private static string Refusal(int element, string field) =>
        $$$"""{"status":400,"elementErrors":{"errorMessages":[],"errors":{"{{{field}}}":"A script refuses it."}},"failedElementNumber":{{{element}}}}""";

    private Task<TicketWorld> StartAsync(SandboxEdition edition, params FieldMapping[] fields) =>
        TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition }, c => c with { Fields = fields });

    private static FieldMapping Assignee(ValueSource source, FieldOwner owner) => new("assignee", "Assignee", FieldShape.User, source, owner);

    private static FieldMapping Of(string id, FieldShape shape, params IReadOnlyList<string> values) =>
        new(id, id, shape, new ValueSource.Constant([.. values.Select(v => Name(v, v))]));

    private static JiraName Name(string id, string name) => new(id, name);

    private static JiraName Bob(SandboxEdition edition) => Person(edition, "1b2d8b8f", "bob");

    private static JiraName Chen(SandboxEdition edition) => Person(edition, "2c3e9c90", "chen");

    private static JiraName Dana(SandboxEdition edition) => Person(edition, "3d4fada1", "dana");

    private static JiraName Person(SandboxEdition edition, string number, string login) =>
        new(edition == SandboxEdition.Cloud ? $"712020:{number}-{login}" : login, $"{char.ToUpperInvariant(login[0])}{login[1..]}");

    public class OnSqlite(SqliteTestDatabase db) : OptionalFieldsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : OptionalFieldsContract(db), IClassFixture<PostgresTestDatabase>;
}
