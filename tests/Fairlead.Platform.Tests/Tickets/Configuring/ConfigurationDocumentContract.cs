using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Http;
using Fairlead.Sandbox.Faults;

namespace Fairlead.Platform.Tests.Tickets.Configuring;

/// <summary>Configurations as people write and apply them: a document says the same twice, and all that is wrong with it at once.</summary>
public abstract class ConfigurationDocumentContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Applying_yaml_twice_changes_nothing_the_second_time()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        const string Yaml = "name: web\nconnection: jira\nproject: SEC\nissueType: Bug\ngroupBy: [asset]\n";

        var first = Assert.IsType<YamlOutcome.Applied>(await world.Configurations.ApplyYamlAsync(Actor.System, Yaml, Ct));
        var second = Assert.IsType<YamlOutcome.Applied>(await world.Configurations.ApplyYamlAsync(Actor.System, Yaml, Ct));
        var third = Assert.IsType<YamlOutcome.Applied>(
            await world.Configurations.ApplyYamlAsync(Actor.System, Yaml.Replace("[asset]", "[rule]", StringComparison.Ordinal), Ct));

        Assert.Equal(["created", "unchanged", "updated"], [first.Configurations[0].Change, second.Configurations[0].Change, third.Configurations[0].Change]);
        Assert.Equal(2, third.Configurations[0].Configuration.Revision);
    }

    /// <summary>PostgreSQL keeps the keys of a map in its own order.</summary>
    [Fact]
    public async Task Applying_maps_and_a_whole_filter_twice_changes_nothing_the_second_time()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        const string Yaml = """
            name: web
            connection: jira
            project: SEC
            issueType: Bug
            priorities: { critical: Highest, low: Low, high: High }
            filter: { labels: ["team=*"], statuses: [active], fixable: true, firstSeenFrom: 2026-01-31, minimumAgeDays: 3, minimumEpss: 0.25, kev: true, exploitMaturity: proof-of-concept }
            reopen: { withinDays: 90, notFrom: ["won't do"], newTicket: true }
            maxCreates: 1000
            growth: newTicket
            commentVisibility: role:Developers
            statusMap:
              fromJira: [{category: done, finding: fixed}]
              toJira: [{finding: inProgress, category: inProgress}, {finding: falsePositive, status: done, resolution: "won't do"}]
            """;

        await world.Configurations.ApplyYamlAsync(Actor.System, Yaml, Ct);
        var second = Assert.IsType<YamlOutcome.Applied>(await world.Configurations.ApplyYamlAsync(Actor.System, Yaml, Ct));

        Assert.Equal("unchanged", Assert.Single(second.Configurations).Change);
        var filter = second.Configurations[0].Configuration.Filter;
        Assert.Equal((true, new DateOnly(2026, 1, 31), 3), (filter.Fixable, filter.FirstSeenFrom, filter.MinimumAgeDays));
        Assert.Equal((0.25, true, ExploitMaturity.ProofOfConcept), (filter.MinimumEpss, filter.Kev, filter.ExploitMaturity));
        Assert.Equal(["filter.minimumEpss", "filter.kev", "filter.exploitMaturity"], second.Warnings.Select(w => w.Path));
        var targets = second.Configurations[0].Configuration.StatusTargets;
        Assert.Equal(
            [(JiraStatusCategory.InProgress, null, null), (JiraStatusCategory.Done, "Done", "Won't Do")],
            targets.Select(t => (t.Category, t.Status?.Name, t.Resolution?.Name)));
        var policy = second.Configurations[0].Configuration.Reopen;
        Assert.Equal(("Relates", "Won't Do"), (second.Configurations[0].Configuration.FollowLink!.Name, Assert.Single(policy.NotFrom).Name));
        var body = TicketMapping.Response(second.Configurations[0].Configuration, null).Configuration with { Connection = "jira" };
        Assert.Equal((new("role", "Developers"), "role:Developers"), (second.Configurations[0].Configuration.CommentVisibility, body.CommentVisibility));
        Assert.Equal((GrowthPolicy.NewTicket, "newTicket"), (second.Configurations[0].Configuration.Growth, body.Growth));
        Assert.Equal((1000, 1000), (second.Configurations[0].Configuration.MaxCreates, body.MaxCreates));
        Assert.Equivalent(policy, (await world.Configurations.CheckAsync(body, Ct)).Result!.Reopen, strict: true);
        Assert.Equivalent(targets, (await world.Configurations.CheckAsync(body, Ct)).Result!.StatusTargets, strict: true);
    }

    /// <summary>YAML-05: mistakes of shape and mistakes about the project in one answer, in the order of the lines.</summary>
    [Fact]
    public async Task Mistakes_of_every_sort_are_told_in_one_answer()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        const string Yaml = """
            configurations:
            - name: web
              connection: jira
              project: SEC
              issueType: Bgu
              enabled: no
            - name: api
              connection: jira
              projct: SEC
              issueType: Bug
              labels: [two words]
            """;

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(Actor.System, Yaml, Ct));

        Assert.Equal(
            [
                (5, "configuration web: issueType"), (6, "configuration web: enabled"), (7, "configuration api: project"),
                (9, "configuration api: projct"), (11, "configuration api: labels[0]"),
            ],
            refused.Problems.Select(p => (p.Line, p.Path)));
        Assert.Null(await world.Configurations.FindAsync("web", Ct));
    }

    [Fact]
    public async Task Every_wrong_word_of_a_map_and_of_its_neighbours_is_told_under_its_own_line()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        const string Yaml = """
            name: web
            connection: jira
            project: SEC
            issueType: Bug
            priorities: { crit: High }
            commentRules:
            - { pattern: a, status: fxied }
            - { pattern: b, status: fixed, by: ["role:Secruity"] }
            statusMap:
              fromJira:
              - { status: Dune, finding: fxied }
              - { status: Doen, finding: accept, resolution: Duplicat }
              toJira:
              - { finding: fxied, status: Dune }
              - { finding: fixed, status: Doen, resolution: Duplicat }
            """;

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(Actor.System, Yaml, Ct));

        Assert.Equal(
            [
                (5, "priorities.crit", "critical"), (7, "commentRules[0].status", "fixed"), (8, "commentRules[1].by[0]", "Security"),
                (11, "statusMap.fromJira[0].status", "Done"), (11, "statusMap.fromJira[0].finding", "fixed"),
                (12, "statusMap.fromJira[1].status", "Done"), (12, "statusMap.fromJira[1].finding", "riskAccepted"), (12, "statusMap.fromJira[1].resolution", "Duplicate"),
                (14, "statusMap.toJira[0].finding", "fixed"), (14, "statusMap.toJira[0].status", "Done"),
                (15, "statusMap.toJira[1].status", "Done"), (15, "statusMap.toJira[1].resolution", "Duplicate"),
            ],
            refused.Problems.Select(p => (p.Line, p.Path, p.Fix!.Replace("did you mean ", "").TrimEnd('?'))));
    }

    [Fact]
    public async Task A_key_that_stands_twice_hides_no_other_mistake()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(
            Actor.System, "name: web\nconnection: jira\nproject: SEC\nissueType: Bgu\nname: api\nenabled: no\nlabels: [a]\nlabels: [b]\n", Ct));

        Assert.Equal([(4, "issueType"), (5, "name"), (6, "enabled"), (8, "labels")], refused.Problems.Select(p => (p.Line, p.Path)));
        Assert.Equal("keep one; the first is on line 1", refused.Problems[1].Fix);
        Assert.Null(await world.Configurations.FindAsync("web", Ct));
    }

    /// <summary>What can be told without Jira is told without it.</summary>
    [Fact]
    public async Task Mistakes_of_shape_are_told_while_jira_is_away()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.Faults.Add("GET", "*", new FaultBehaviour.Answer(503, ""), times: null);

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(
            Actor.System, "name: web\nconnection: jira\nproject: SEC\nissueType: Bug\nenabled: no\n", Ct));

        Assert.Equal("enabled", Assert.Single(refused.Problems).Path);
    }

    /// <summary>Deleting and making again is no way to every ticket a second time.</summary>
    [Fact]
    public async Task A_configuration_made_again_takes_its_tickets_back()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        const string Yaml = "name: web\nconnection: jira\nproject: SEC\nissueType: Bug\n";
        var first = Assert.IsType<YamlOutcome.Applied>(await world.Configurations.ApplyYamlAsync(Actor.System, Yaml, Ct));
        world.Findings.AddMany(3);
        await world.Sync.RunAsync(first.Configurations[0].Configuration.Id, null, Ct);

        Assert.True(await world.Configurations.DeleteAsync(Actor.System, "web", Ct));
        Assert.Null(await world.Configurations.FindAsync("web", Ct));
        var again = Assert.IsType<YamlOutcome.Applied>(await world.Configurations.ApplyYamlAsync(Actor.System, Yaml, Ct));

        Assert.Equal("created", again.Configurations[0].Change);
        Assert.Equal(0, (await world.Sync.RunAsync(again.Configurations[0].Configuration.Id, null, Ct))!.Planned.All);
        Assert.Equal(3, world.Sandbox.State.IssueCount);
    }

    [Fact]
    public async Task A_document_with_one_wrong_configuration_changes_nothing_and_says_where_it_is_wrong()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(
            Actor.System,
            """
            configurations:
              - name: good
                connection: jira
                project: SEC
                issueType: Bug
              - name: bad
                connection: jira
                project: SEC
                issueType: Bgu
                priorities:
                  high: Hihg
            """,
            Ct));

        Assert.Equal([(9, 16), (11, 13)], refused.Problems.Select(p => (p.Line, p.Column)));
        Assert.Null(await world.Configurations.FindAsync("good", Ct));
    }

    public class OnSqlite(SqliteTestDatabase db) : ConfigurationDocumentContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ConfigurationDocumentContract(db), IClassFixture<PostgresTestDatabase>;
}
