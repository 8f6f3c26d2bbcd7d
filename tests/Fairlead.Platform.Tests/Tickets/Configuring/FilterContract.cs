using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Http;

namespace Fairlead.Platform.Tests.Tickets.Configuring;

/// <summary>Filters over findings as they stand in the database: what is counted is what gets tickets.</summary>
public abstract class FilterContract(TestDatabase databases)
{
    private const string Head = "name: web\nconnection: jira\nproject: SEC\nissueType: Bug\n";

    private const string Report = """
        {"scanner": "trivy", "asset": "shop", "findings": [
          {"title": "one", "severity": "critical", "rule_id": "CVE-1", "component_name": "openssl", "fix_version": "3.0.9", "kind": "vulnerability", "labels": {"team": "payments"}},
          {"title": "two", "severity": "high", "rule_id": "CVE-2", "component_name": "zlib", "kind": "vulnerability", "asset": "store", "tags": ["internet"]},
          {"title": "three", "severity": "medium", "rule_id": "sql", "file_path": "a.py", "kind": "code_weakness"},
          {"title": "four", "severity": "low", "rule_id": "token", "file_path": "b.py", "kind": "secret"},
          {"title": "five", "rule_id": "odd", "file_path": "c.py", "kind": "misconfiguration"}
        ]}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("minimumSeverity: high", 2)]
    [InlineData("severities: [critical, medium]", 2)]
    [InlineData("severities: [low, unknown]", 2)]
    [InlineData("minimumSeverity: low\n  severities: [high, unknown]", 1)]
    [InlineData("kinds: [vulnerability, secret]", 3)]
    [InlineData("scanners: [TRIVY]", 5)]
    [InlineData("scanners: [grype]", 0)]
    [InlineData("assets: [\"st*\"]", 1)]
    [InlineData("rules: [\"cve-*\"]", 2)]
    [InlineData("labels: [\"team=*\"]", 1)]
    [InlineData("labels: [internet, \"team=payments\"]", 2)]
    [InlineData("statuses: [active]", 5)]
    [InlineData("statuses: [inProgress]", 0)]
    [InlineData("fixable: true", 1)]
    [InlineData("fixable: false", 4)]
    [InlineData("firstSeenFrom: 2200-01-01", 0)]
    [InlineData("minimumAgeDays: 1", 0)]
    [InlineData("minimumEpss: 0.1", 0)]
    [InlineData("kev: false", 5)]
    [InlineData("severities: [critical, high]\n  fixable: false\n  kinds: [vulnerability]", 1)]
    public async Task What_passes_is_counted_and_gets_tickets(string filter, int passing)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, hasRealFindings: true);
        await world.ImportAsync("shop", Report, Ct);

        var configuration = (await SavedAsync(world, $"{Head}filter:\n  {filter}\n")).Configuration;

        Assert.Equal(passing, (await world.Configurations.ReachAsync(configuration, Ct)).OpenFindings);
        Assert.Equal(passing, (await world.Sync.RunAsync(configuration.Id, null, Ct))!.Outcomes.GetValueOrDefault("applied"));
        Assert.Equal(passing, world.Sandbox.State.IssueCount);
    }

    /// <summary>A severity that is not named gets no ticket, worse or not; a filter through which nothing passes is a mistake.</summary>
    [Fact]
    public async Task A_filter_names_severities_and_findings_of_others_get_no_ticket()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, hasRealFindings: true);
        await world.ImportAsync("shop", "title,severity,rule_id,file_path,line\n" + string.Concat(Enum.GetNames<Severity>().Select(s => $"{s} one,{s},rule-{s},src/a.py,1\n")), Ct);
        const string Yaml = Head + "filter:\n  severities: [critical, medium]\n";
        var configuration = await ApplyAsync(Yaml);

        Assert.Equal(new ConfigurationReach(2, 2, 2), await world.Configurations.ReachAsync(configuration, Ct));
        Assert.Equal(2, (await world.Sync.RunAsync(configuration.Id, null, Ct))!.Outcomes["applied"]);
        Assert.Equal(["Critical one", "Medium one"], world.Sandbox.State.Issues.Select(i => i.Summary.Split("] ")[^1].Split(" in ")[0]).Order());
        Assert.Equal(["unchanged", "unchanged"], [(await SavedAsync(world, Yaml)).Change, (await SavedAsync(world, Client.YamlText.Of(TicketMapping.Response(configuration, null).Configuration with { Connection = "jira" }))).Change]);

        await ApplyAsync(Yaml.Replace("medium", "low"));
        var run = (await world.Sync.RunAsync(configuration.Id, null, Ct))!;
        Assert.Equal((1, 1), (run.Planned.Create, run.Planned.Transition));
        foreach (var (filter, told) in new[] { ("minimumSeverity: high\n  severities: [medium, low]", "no finding passes"), ("severities: [hihg]", "high") })
        {
            var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(
                Actor.System, $"{Head}filter:\n  {filter}\n", Ct));
            var problem = Assert.Single(refused.Problems);
            Assert.Contains(told, $"{problem.Message} {problem.Fix}");
        }

        async Task<TicketConfiguration> ApplyAsync(string yaml) => (await SavedAsync(world, yaml)).Configuration;
    }

    /// <summary>Such as a variable without a value: it must not let everything in.</summary>
    [Theory]
    [InlineData("assets")]
    [InlineData("kinds")]
    [InlineData("severities")]
    public async Task An_empty_list_is_refused(string key)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(Actor.System, $"{Head}filter:\n  {key}: []\n", Ct));

        Assert.Contains(refused.Problems, f => f.Message.Contains("is empty, so that no finding could meet it"));
    }

    private static async Task<SaveOutcome.Saved> SavedAsync(TicketWorld world, string yaml) =>
        Assert.Single(Assert.IsType<YamlOutcome.Applied>(await world.Configurations.ApplyYamlAsync(Actor.System, yaml, Ct)).Configurations);

    public class OnSqlite(SqliteTestDatabase db) : FilterContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : FilterContract(db), IClassFixture<PostgresTestDatabase>;
}
