using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Configuring;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>People, issues above and teams that placeholders name (U-31, U-53): who is known for sure gets the issue, the rest is told.</summary>
public abstract class LookedUpFieldsContract(TestDatabase databases)
{
    private const string Head = "name: web\nconnection: jira\nproject: SEC\nissueType: Bug\ngroupBy: [rule]\n";
    private const string SecurityOwner = "customfield_10057";
    private const string Reviewers = "customfield_10062";
    private const string Team = "customfield_10065";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud, "bob@sandbox.example")]
    [InlineData(SandboxEdition.Cloud, "BOB@sandbox.example")]
    [InlineData(SandboxEdition.Cloud, "712020:1b2d8b8f-bob")]
    [InlineData(SandboxEdition.Cloud, "Bob Tanaka")]
    [InlineData(SandboxEdition.DataCenter, "bob@sandbox.example")]
    [InlineData(SandboxEdition.DataCenter, "bob")]
    [InlineData(SandboxEdition.DataCenter, "JIRAUSER10102")]
    [Trait("Complaint", "U-53")]
    public async Task A_person_is_found_by_what_a_label_says(SandboxEdition edition, string owner)
    {
        await using var world = await StartAsync(edition);
        Labelled(world, 1, $"owner={owner}");
        var configuration = await AppliedYaml.OfAsync(world, Head + "assignee: \"{{group.label.owner}}\"\nfields:\n  Security owner: \"{{group.label.owner}}\"\n  Reviewers: \"{{group.label.owner}}, Dana Novak\"\n", Ct);

        Assert.Equal(1, (await RunAsync(world, configuration)).Outcomes["applied"]);

        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Equal("Bob Tanaka", issue.Assignee);
        Assert.Contains("Bob Tanaka", issue.Fields[SecurityOwner]);
        Assert.Contains("Bob Tanaka", issue.Fields[Reviewers]);
        Assert.Contains("Dana Novak", issue.Fields[Reviewers]);
        Assert.Null(Assert.Single(await world.TicketsAsync(Ct)).Reason);
        Assert.Equal(0, (await RunAsync(world, configuration)).Planned.All);
    }

    /// <summary>A name that is not there, one that may not have the issue, and one that only begins like somebody's.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, "nobody@sandbox.example")]
    [InlineData(SandboxEdition.Cloud, "finn@sandbox.example")]
    [InlineData(SandboxEdition.Cloud, "erik@sandbox.example")]
    [InlineData(SandboxEdition.Cloud, "bob@sandbox.exam")]
    [InlineData(SandboxEdition.Cloud, "Bob")]
    [InlineData(SandboxEdition.DataCenter, "nobody@sandbox.example")]
    [InlineData(SandboxEdition.DataCenter, "finn")]
    [InlineData(SandboxEdition.DataCenter, "bo")]
    [Trait("Complaint", "U-53")]
    public async Task Who_is_not_known_for_sure_is_told_with_field_and_value_unless_the_rule_has_somebody_else(SandboxEdition edition, string owner)
    {
        await using var world = await StartAsync(edition);
        Labelled(world, 1, $"owner={owner}");
        const string Alone = "assignee: \"{{group.label.owner}}\"\n";
        var configuration = await AppliedYaml.OfAsync(world, Head + Alone, Ct);

        var preview = (await world.Previews.PreviewAsync(configuration.Id, 5, Ct))!;
        Assert.Contains($"Assignee is looked up in Jira when the issue is sent: {owner}", Assert.Single(preview.Samples).Remark);
        Assert.Equal(1, (await RunAsync(world, configuration)).Outcomes["applied"]);

        Assert.Null(Assert.Single(world.Sandbox.State.Issues).Assignee);
        var reason = Assert.Single(await world.TicketsAsync(Ct)).Reason;
        Assert.StartsWith("Assignee is left out: ", reason);
        Assert.Contains($"\"{owner}\"", reason);
        Assert.Equal(AttentionKind.Incomplete, Assert.Single((await RunAsync(world, configuration)).Attention).Kind);

        configuration = await AppliedYaml.OfAsync(world, Head + "assignee: { value: \"{{group.label.owner}}\", otherwise: Dana Novak }\n", Ct);
        Labelled(world, 2, $"owner={owner}");
        Labelled(world, 3);
        Assert.Equal(2, (await RunAsync(world, configuration)).Planned.Create);
        Assert.Equal(["Dana Novak", "Dana Novak"], world.Sandbox.State.Issues.Skip(1).Select(i => i.Assignee));
    }

    /// <summary>A hundred issues of two owners cost two look-ups; a run in which only another field changed asks no history of it.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Each_person_is_asked_for_once_in_a_run_and_an_issue_follows_its_label(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        foreach (var number in Enumerable.Range(1, 100))
            Labelled(world, number, number % 2 == 0 ? "owner=bob@sandbox.example" : "owner=dana@sandbox.example");
        var configuration = await AppliedYaml.OfAsync(world, Head + "fields:\n  Security owner: \"{{group.label.owner}}\"\n", Ct);
        world.Sandbox.Requests.Clear();

        Assert.Equal(100, (await RunAsync(world, configuration)).Outcomes["applied"]);
        Assert.Equal(2, world.Sandbox.Requests.CountOf("GET", "user/search"));
        Assert.Equal(50, world.Sandbox.State.Issues.Count(i => i.Fields[SecurityOwner].Contains("Bob Tanaka")));

        Labelled(world, 1, "owner=chen@sandbox.example");
        Assert.Equal(1, (await RunAsync(world, configuration)).Planned.Update);
        Assert.Single(world.Sandbox.State.Issues, i => i.Fields[SecurityOwner].Contains("Chen Wei"));
        Labelled(world, 1, "owner=nobody@sandbox.example");
        Assert.Equal(1, (await RunAsync(world, configuration)).Planned.Update);
        Assert.Single(world.Sandbox.State.Issues, i => i.Fields[SecurityOwner].Contains("Chen Wei"));
        Assert.Contains("nobody@sandbox.example", Assert.Single(await world.TicketsAsync(Ct), t => t.Reason is not null).Reason);
        Assert.Equal(0, (await RunAsync(world, configuration)).Planned.All);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud, "parent")]
    [InlineData(SandboxEdition.DataCenter, "customfield_10064")]
    [Trait("Complaint", "U-52")]
    public async Task An_epic_is_found_by_its_key(SandboxEdition edition, string field)
    {
        await using var world = await StartAsync(edition);
        var (epic, other) = (world.Sandbox.State.Create("SEC", "Epic", "Fewer weaknesses").Key, world.Sandbox.State.Create("SEC", "Epic", "Others").Key);
        var part = world.Sandbox.State.Create("SEC", "Sub-task", "Part", fields: $$$"""{"parent": {"key": "{{{world.Sandbox.State.Create("SEC", "Bug", "Whole").Key}}}"}}""").Key;
        Labelled(world, 1, $"epic={epic}");
        Labelled(world, 2, $"epic={epic}");
        Labelled(world, 3, $"epic={part}");
        Labelled(world, 4, "epic=SEC-9999");
        Labelled(world, 5);
        var configuration = await AppliedYaml.OfAsync(world, Head + "parent: \"{{group.label.epic}}\"\nowners: { parent: last }\n", Ct);

        Assert.Equal(5, (await RunAsync(world, configuration)).Outcomes["applied"]);

        var tickets = await world.TicketsAsync(Ct);
        var above = tickets.Select(t => world.Sandbox.State.Find(t.IssueKey!)!.Fields.GetValueOrDefault(field)).ToList();
        Assert.Equal((2, 3), (above.Count(a => a?.Contains(epic) == true), above.Count(a => a is null)));
        var reasons = tickets.Select(t => t.Reason).OfType<string>().Order().ToList();
        Assert.Equal(2, reasons.Count);
        Assert.Contains(reasons, r => r.Contains($"{part} is of the type Sub-task, and Jira puts no Bug below one"));
        Assert.Contains(reasons, r => r.Contains("no issue \"SEC-9999\""));
        Assert.All(reasons, r => Assert.Contains("is left out", r));

        Labelled(world, 1, $"epic={other}");
        Assert.Equal(1, (await RunAsync(world, configuration)).Planned.Update);
        Assert.Single(world.Sandbox.State.Issues, i => i.Fields.GetValueOrDefault(field)?.Contains(other) == true);
        Assert.Equal(0, (await RunAsync(world, configuration)).Planned.All);
    }

    /// <summary>Constant, table and text, when the issue is made and when it changes.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, "36885b3c-1bf0-4f85-a357-c5b858c31de4", "8f5d2c1a-7b0e-4c6d-9a31-2e4f60718293")]
    [InlineData(SandboxEdition.DataCenter, "1", "2")]
    public async Task A_team_is_sent_by_its_id(SandboxEdition edition, string platform, string payments)
    {
        await using var world = await StartAsync(edition);
        world.Sandbox.State.AddToScreen("SEC", Team);
        Labelled(world, 1, $"team={platform}");
        var configuration = await AppliedYaml.OfAsync(world, Head + $"fields:\n  Team: \"{platform}\"\nowners: {{ Team: fairlead }}\n", Ct);
        await RunAsync(world, configuration);
        Assert.Contains(platform, TeamOf());
        await SettledAsync();

        configuration = await AppliedYaml.OfAsync(world, Head + $"fields:\n  Team: {{ lookup: label, table: {{ \"team=*\": \"{payments}\" }}, otherwise: \"{platform}\" }}\nowners: {{ Team: fairlead }}\n", Ct);
        Assert.Equal(1, (await RunAsync(world, configuration)).Planned.Update);
        Assert.Contains(payments, TeamOf());
        await SettledAsync();

        configuration = await AppliedYaml.OfAsync(world, Head + $"fields:\n  Team: {{ value: \"{{{{group.label.team}}}}\", otherwise: \"{payments}\" }}\nowners: {{ Team: fairlead }}\n", Ct);
        Assert.Equal(1, (await RunAsync(world, configuration)).Planned.Update);
        Assert.Contains(platform, TeamOf());
        await SettledAsync();

        // No team's id, and one that no team has.
        Labelled(world, 1, "team=platform");
        await RunAsync(world, configuration);
        Assert.Contains(payments, TeamOf());
        Labelled(world, 2, "team=999999");
        Assert.Equal(1, (await RunAsync(world, configuration)).Outcomes["applied"]);
        Assert.Contains(payments, world.Sandbox.State.Issues[^1].Fields[Team]);
        Assert.Contains("because Jira refused 999999", Assert.Single(await world.TicketsAsync(Ct), t => t.Reason is not null).Reason);

        string TeamOf() => world.Sandbox.State.Issues[0].Fields[Team];

        // What Jira shows of a team is known for what was sent.
        async Task SettledAsync()
        {
            await world.ReconcileAsync(Ct);
            Assert.Equal(0, (await RunAsync(world, configuration)).Planned.All);
        }
    }

    /// <summary>Nothing is sent without the person while nobody knows who it is, and nothing twice afterwards.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-01")]
    public async Task While_jira_cannot_be_asked_who_it_is_nothing_is_sent(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        Labelled(world, 1, "owner=bob@sandbox.example");
        var configuration = await AppliedYaml.OfAsync(world, Head + "assignee: \"{{group.label.owner}}\"\n", Ct);
        world.Sandbox.Faults.Add("GET", "user/assignable/search", new FaultBehaviour.Answer(503), times: null);

        await RunAsync(world, configuration);
        Assert.Equal(0, world.Sandbox.State.IssueCount);

        world.Sandbox.Faults.Clear();
        await world.ConvergeAsync(Ct);
        Assert.Equal("Bob Tanaka", Assert.Single(world.Sandbox.State.Issues).Assignee);
        Assert.Null(Assert.Single(await world.TicketsAsync(Ct)).Reason);
    }

    /// <summary>An account that may not look at people makes the issue without them, and says why.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Where_the_account_may_not_look_at_people_the_field_is_left_out(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        Labelled(world, 1, "owner=bob@sandbox.example");
        var configuration = await AppliedYaml.OfAsync(world, Head + "fields:\n  Security owner: \"{{group.label.owner}}\"\n", Ct);
        world.Sandbox.Faults.Add("GET", "user/search", new FaultBehaviour.Answer(403, """{"errorMessages":["You may not browse users."],"errors":{}}"""), times: null);

        Assert.Equal(1, (await RunAsync(world, configuration)).Outcomes["applied"]);

        Assert.StartsWith("Security owner is left out: \"bob@sandbox.example\" cannot be looked up: ", Assert.Single(await world.TicketsAsync(Ct)).Reason);
    }

    /// <summary>Who gets the issue by each property of a finding.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, "asset", "pay*")]
    [InlineData(SandboxEdition.Cloud, "scanner", "grype")]
    [InlineData(SandboxEdition.Cloud, "rule", "CVE-1")]
    [InlineData(SandboxEdition.Cloud, "package", "log4j*")]
    [InlineData(SandboxEdition.Cloud, "kind", "secret")]
    [InlineData(SandboxEdition.Cloud, "severity", "low")]
    [InlineData(SandboxEdition.Cloud, "location", "src/*")]
    [InlineData(SandboxEdition.Cloud, "label", "owner=payments")]
    [InlineData(SandboxEdition.DataCenter, "asset", "pay*")]
    [InlineData(SandboxEdition.DataCenter, "scanner", "grype")]
    [InlineData(SandboxEdition.DataCenter, "rule", "CVE-1")]
    [InlineData(SandboxEdition.DataCenter, "package", "log4j*")]
    [InlineData(SandboxEdition.DataCenter, "kind", "secret")]
    [InlineData(SandboxEdition.DataCenter, "severity", "low")]
    [InlineData(SandboxEdition.DataCenter, "location", "src/*")]
    [InlineData(SandboxEdition.DataCenter, "label", "owner=payments")]
    [Trait("Complaint", "U-53")]
    public async Task A_table_by_any_property_says_who_gets_the_issue(SandboxEdition edition, string by, string pattern)
    {
        await using var world = await StartAsync(edition);
        world.Findings.Add(1, "CVE-1", Kernel.Severity.Low, "payments-api");
        world.Findings.Change(1, f => f with { Scanner = "grype", Package = "log4j-core", Kind = Kernel.FindingKind.Secret, Location = "src/a.py", Labels = ["owner=payments"] });
        world.Findings.Add(2, "CVE-2");
        var configuration = await AppliedYaml.OfAsync(world, Head + $"assignee: {{ lookup: {by}, table: {{ \"{pattern}\": bob@sandbox.example }}, otherwise: Chen Wei }}\n", Ct);

        Assert.Equal(2, (await RunAsync(world, configuration)).Outcomes["applied"]);

        Assert.Equal(["Chen Wei", "Bob Tanaka"], world.Sandbox.State.Issues.Select(i => i.Assignee));
        Assert.Equal(0, (await RunAsync(world, configuration)).Planned.All);
    }

    /// <summary>Whatever the rule: what a person chooses for the ticket that they make stays.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, "\"{{group.label.owner}}\"")]
    [InlineData(SandboxEdition.Cloud, "{ lookup: label, table: { \"owner=*\": Bob Tanaka }, otherwise: Dana Novak }")]
    [InlineData(SandboxEdition.Cloud, "{ lookup: scanner, table: { trivy: Bob Tanaka } }")]
    [InlineData(SandboxEdition.Cloud, "{ roundRobin: [Bob Tanaka] }")]
    [InlineData(SandboxEdition.DataCenter, "\"{{group.label.owner}}\"")]
    [InlineData(SandboxEdition.DataCenter, "{ lookup: label, table: { \"owner=*\": Bob Tanaka }, otherwise: Dana Novak }")]
    [InlineData(SandboxEdition.DataCenter, "{ lookup: scanner, table: { trivy: Bob Tanaka } }")]
    [InlineData(SandboxEdition.DataCenter, "{ roundRobin: [Bob Tanaka] }")]
    [Trait("Complaint", "U-53")]
    public async Task Whom_a_rule_finds_can_be_changed_when_the_ticket_is_made(SandboxEdition edition, string rule)
    {
        await using var world = await StartAsync(edition);
        Labelled(world, 1, "owner=bob@sandbox.example");
        Labelled(world, 2, "owner=bob@sandbox.example");
        var configuration = await AppliedYaml.OfAsync(world, Head + $"filter: {{ assets: [none] }}\nassignee: {rule}\nowners: {{ assignee: fairlead }}\n", Ct);
        var left = new ManualDraft(configuration, [FakeFindings.IdOf(1)]) { Summary = "Left" };
        var chosen = new ManualDraft(configuration, [FakeFindings.IdOf(2)]) { Summary = "Chosen", Assignee = "Chen Wei" };

        Assert.Equal("Chen Wei", Assert.IsType<ManualOutcome.Reviewed>(await world.Manual.ReviewAsync(chosen, Ct)).Review.Assignee);
        if (rule.Contains("{{"))
            Assert.Equal("bob@sandbox.example", Assert.IsType<ManualOutcome.Reviewed>(await world.Manual.ReviewAsync(left, Ct)).Review.Assignee);
        await world.Manual.MakeAsync(Actor.System, left, Ct);
        await world.Manual.MakeAsync(Actor.System, chosen, Ct);
        await world.ReconcileAsync(Ct);
        await RunAsync(world, configuration);

        Assert.Equal("Bob Tanaka", Assert.Single(world.Sandbox.State.Issues, i => i.Summary == "Left").Assignee);
        Assert.Equal("Chen Wei", Assert.Single(world.Sandbox.State.Issues, i => i.Summary == "Chosen").Assignee);
        Assert.Equal(0, (await RunAsync(world, configuration)).Planned.All);
    }

    private Task<TicketWorld> StartAsync(SandboxEdition edition) => TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });

    /// <summary>A finding of a rule of its own that has these labels, and says something new.</summary>
    private static void Labelled(TicketWorld world, int number, params string[] labels)
    {
        world.Findings.Add(number, $"CVE-{number}", title: $"Weakness with {string.Join(", ", labels)}");
        world.Findings.Change(number, f => f with { Labels = labels });
    }

    private static async Task<SyncRun> RunAsync(TicketWorld world, TicketConfiguration configuration) => (await world.Sync.RunAsync(configuration.Id, null, Ct))!;

    public class OnSqlite(SqliteTestDatabase db) : LookedUpFieldsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : LookedUpFieldsContract(db), IClassFixture<PostgresTestDatabase>;
}
