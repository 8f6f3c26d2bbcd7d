using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Kernel;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Http;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Configuring;

/// <summary>Fields are checked against the create screen when a configuration is saved, and reach the issue (U-30, U-31, U-53, U-54).</summary>
public abstract class FieldsContract(TestDatabase databases)
{
    private const string Head = "name: web\nconnection: jira\nproject: SEC\nissueType: Bug\n";

    private const string Everything = Head + """
        assignee: Bob Tanaka
        components: [api]
        fixVersions: "2.0"
        affectsVersions: 1.0, 1.1
        dueDate: { sla: { critical: 7, high: 30 } }
        parent: { lookup: asset, table: { "a*": EPIC }, otherwise: EPIC }
        securityLevel: internal
        owners: { assignee: last, Scanner: jira, priority: jira }
        fields:
          Scanner: "by {{group.scanner}}"
          Evidence: { value: "{{group.description}}" }
          CVSS Score: "7.5"
          Discovered on: "{{group.firstSeen}}"
          Severity: { lookup: severity, table: { critical: Critical, high: high }, otherwise: Low }
          Environments: [Production, Test]
          Asset: cloud/storage
          Security owner: { roundRobin: [dana@sandbox.example] }
          Tags: a, b
          Found in version: "1.1"
          Report: https://example.test/{{group.rule}}
          Seen at: 2026-01-31T12:00:00+01:00
          Reviewers: { values: [bob@sandbox.example, Dana Novak] }
          Exposure: { lookup: label, table: { "internet*": Internet }, otherwise: Internal }
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("components: [\"Payments, EU\"]")]
    [InlineData("components: \"Payments, EU\"")]
    [InlineData("components: [ID]")]
    public async Task A_component_with_a_comma_in_its_name_stays_one_when_it_is_written_back(string written)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        foreach (var name in (string[])["Payments", "EU", "Payments, EU"])
            world.Sandbox.State.AddComponent("SEC", name);
        // Three are there already, and each that is added is 500 on.
        var configuration = await AppliedYaml.OfAsync(world, Head + written.Replace("ID", "\"11502\"", StringComparison.Ordinal), Ct);
        world.Findings.Add(1);
        await world.Sync.RunAsync(configuration.Id, null, Ct);

        Assert.Equal(["Payments, EU"], JsonNode.Parse(world.Sandbox.State.Issues[^1].Fields["components"])!.AsArray().Select(c => c!["name"]!.GetValue<string>()));
        var back = TicketMapping.Response(configuration, null).Configuration with { Connection = "jira" };
        Assert.Equal("unchanged", Assert.IsType<SaveOutcome.Saved>(await world.Configurations.ReplaceAsync(Actor.System, "web", back, Ct)).Change);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    [Trait("Complaint", "U-31")]
    [Trait("Complaint", "U-52")]
    public async Task Every_kind_of_field_reaches_the_issue_and_is_written_back_as_it_was(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        var epic = world.Sandbox.State.Create("SEC", "Epic", "Fewer weaknesses").Key;
        var configuration = await AppliedYaml.OfAsync(world, Everything.Replace("EPIC", epic, StringComparison.Ordinal), Ct);
        world.Findings.Add(1);
        world.Findings.Change(1, f => f with { Labels = ["internet-facing"] });

        var run = (await world.Sync.RunAsync(configuration.Id, null, Ct))!;

        Assert.Equal((1, 0), (run.Outcomes["applied"], run.Attention.Count));
        var issue = world.Sandbox.State.Issues[^1];
        var fields = issue.Fields;
        Assert.Equal("Bob Tanaka", issue.Assignee);
        Assert.Equal("[\"api\"]", Names("components"));
        Assert.Equal("[\"2.0\"]", Names("fixVersions"));
        Assert.Equal("[\"1.0\",\"1.1\"]", Names("versions"));
        Assert.Equal("\"2026-01-31\"", fields["duedate"]);
        Assert.Contains(epic, fields[edition == SandboxEdition.Cloud ? "parent" : "customfield_10064"]);
        Assert.Contains("Internal", fields["security"]);
        Assert.Equal("\"by trivy\"", fields["customfield_10050"]);
        Assert.Contains("A weakness that can be used.", fields["customfield_10051"]);
        Assert.Equal("7.5", fields["customfield_10052"]);
        Assert.Equal("\"2026-01-01\"", fields["customfield_10053"]);
        Assert.Contains("\"High\"", fields["customfield_10054"]);
        Assert.Contains("Production", fields["customfield_10055"]);
        Assert.Contains("Test", fields["customfield_10055"]);
        Assert.Contains("Storage", fields["customfield_10056"]);
        Assert.Contains("Dana Novak", fields["customfield_10057"]);
        Assert.Equal("[\"a\",\"b\"]", fields["customfield_10058"]);
        Assert.Contains("\"1.1\"", fields["customfield_10059"]);
        Assert.Equal("\"https://example.test/CVE-1\"", fields["customfield_10060"]);
        Assert.Contains("2026-01-31T", fields["customfield_10061"]);
        Assert.Contains("Bob Tanaka", fields["customfield_10062"]);
        Assert.Contains("Internet", fields["customfield_10063"]);

        Assert.Equal(0, (await world.Sync.RunAsync(configuration.Id, null, Ct))!.Planned.All);
        var written = TicketMapping.Response(configuration, null).Configuration with { Connection = "jira" };
        Assert.Equal("unchanged", Assert.IsType<SaveOutcome.Saved>(await world.Configurations.ReplaceAsync(Actor.System, "web", written, Ct)).Change);

        // People see whose values they are, and the same comes out of it.
        var yaml = Client.YamlText.Of(written, TicketMapping.Response(configuration, null).FieldNames);
        Assert.Contains("\"customfield_10050\":  # Scanner\n", yaml);
        Assert.Contains("\"customfield_10054\":  # Severity\n", yaml);
        Assert.Equal("unchanged", Assert.Single(Assert.IsType<YamlOutcome.Applied>(await world.Configurations.ApplyYamlAsync(Actor.System, yaml, Ct)).Configurations).Change);

        string Names(string field) => JsonSerializer.Serialize(JsonNode.Parse(fields[field])!.AsArray().Select(v => (string)v!["name"]!));
    }

    /// <summary>As a template's body: what a person wrote is markup, what a scanner wrote is text.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Rich_text_is_written_as_markdown_and_what_is_put_in_stays_text(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        const string evidence = "fields:\n  Evidence: \"**{{group.title}}**\\n\\n- one\\n- [the group]({{group.url}}) {{group.description}}\"\n";
        var configuration = await AppliedYaml.OfAsync(world, Head + evidence, Ct);
        world.Findings.Add(1);
        world.Findings.Change(1, f => f with { Description = "*bold* _it_ [x](https://evil.example) {color:red}c{color}\n\n# no heading" });

        await world.Sync.RunAsync(configuration.Id, null, Ct);

        var sent = await SentAsync();
        if (edition == SandboxEdition.Cloud)
        {
            Assert.Equal(["paragraph", "bulletList"], sent["content"]!.AsArray().Select(b => (string)b!["type"]!));
            Assert.Equal("[{\"type\":\"strong\"}]", sent["content"]![0]!["content"]![0]!["marks"]!.ToJsonString());
            Assert.Contains("*bold* _it_ [x](https://evil.example) {color:red}c{color}", TextOf(sent));
            Assert.DoesNotContain("\"href\":\"https://evil.example\"", sent.ToJsonString());
        }
        else
        {
            Assert.StartsWith("*", (string)sent!);
            Assert.Contains("\n* one\n* ", (string)sent!);
            Assert.Contains(@"\*bold\* \_it\_", (string)sent!);
            Assert.Contains(@"\{color:red\}", (string)sent!);
        }

        // Nothing changes by itself, and only what the field says now is sent.
        Assert.Equal(0, (await world.Sync.RunAsync(configuration.Id, null, Ct))!.Planned.All);
        await AppliedYaml.OfAsync(world, Head + evidence.Replace("one", "*one*", StringComparison.Ordinal), Ct);
        Assert.Equal(1, (await world.Sync.RunAsync(configuration.Id, null, Ct))!.Planned.Update);
        Assert.Contains(edition == SandboxEdition.Cloud ? "{\"type\":\"em\"}" : "* _one_", edition == SandboxEdition.Cloud ? (await SentAsync()).ToJsonString() : (string)(await SentAsync())!);
        Assert.Equal(0, (await world.Sync.RunAsync(configuration.Id, null, Ct))!.Planned.All);

        static string TextOf(JsonNode node) => (string?)node["text"] ?? string.Concat((node["content"]?.AsArray() ?? []).Select(n => TextOf(n!)));

        async Task<JsonNode> SentAsync()
        {
            var jira = await world.Jira.ClientForAsync(configuration.Connection, Ct);
            var issue = await jira.Issues.GetAsync(world.Sandbox.State.Issues[^1].Key, Jira.Issues.IssueSelection.Of("customfield_10051"), Ct);
            return JsonNode.Parse(issue!.Field("customfield_10051")!.Value.GetRawText())!;
        }
    }

    /// <summary>Each with its line and column, and what to write instead.</summary>
    [Theory]
    [InlineData("assignee: Erik Gone\n", 5, "assignee", "fairlead jira users")]
    [InlineData("assignee: chenn\n", 5, "assignee", "did you mean Chen Wei (")]
    [InlineData("assignee: { lookup: asset, table: { a*: bob@sandbox.example }, otherwise: nobody@sandbox.example }\n", 5, "assignee.otherwise", "fairlead jira users")]
    [InlineData("assignee: { roundRobin: [Bob Tanaka, Bbo Tanaka] }\n", 5, "assignee.roundRobin[1]", "did you mean Bob Tanaka")]
    [InlineData("components: [aip]\n", 5, "components.values[0]", "did you mean api?")]
    [InlineData("dueDate: soon\n", 5, "dueDate", "2026-01-31")]
    [InlineData("dueDate: { sla: { hihg: 3 } }\n", 5, "dueDate.sla.hihg", "did you mean high?")]
    [InlineData("parent: SEC-99\n", 5, "parent", "SEC-1")]
    [InlineData("securityLevel: Intern\n", 5, "securityLevel", "did you mean Internal?")]
    [InlineData("owners: { priority: fairled }\n", 5, "owners.priority", "did you mean fairlead?")]
    [InlineData("owners: { status: fairlead }\nstatusMap: { fromJira: [{ category: done, finding: fixed }] }\n", 6, "statusMap.fromJira", "leave fromJira out")]
    [InlineData("owners: { Scanner: jira }\n", 5, "owners.Scanner", "leave it out here")]
    [InlineData("fields:\n  Severity:\n    lookup: aset\n    table: { a: High }\n", 7, "fields.Severity.lookup", "did you mean asset?")]
    [InlineData("fields:\n  Severity:\n    lookup: asset\n    table:\n      a: High\n      \"registry.example/*\": Hihg\n", 10, "fields.Severity.table.registry.example/*", "did you mean High?")]
    [InlineData("fields:\n  Severity:\n    lookup: severity\n    table: { hihg: High }\n", 8, "fields.Severity.table.hihg", "did you mean high?")]
    [InlineData("fields:\n  Severity: { value: High, sla: { high: 3 } }\n", 6, "fields.Severity", "exactly one of")]
    [InlineData("fields:\n  Severity: { table: { a: High } }\n", 6, "fields.Severity", "exactly one of")]
    [InlineData("fields:\n  Scanner: \"{{group.scaner}}\"\n", 6, "fields.Scanner", "Did you mean {{group.scanner}}?")]
    [InlineData("fields:\n  Security owner: { value: \"{{group.asset}}\", otherwise: Bob Tanak }\n", 6, "fields.Security owner.otherwise", "did you mean Bob Tanaka")]
    [InlineData("fields:\n  Security owner: \"{{group.owner}}\"\n", 6, "fields.Security owner", "group.")]
    [InlineData("fields:\n  Security owner: { lookup: asset, table: { a: \"{{group.asset}}\" } }\n", 6, "fields.Security owner.table.a", "")]
    [InlineData("fields:\n  Scanner: { value: plain, otherwise: x }\n", 6, "fields.Scanner", "leave it out")]
    [InlineData("fields:\n  Severity: { value: \"{{group.severity}}\", otherwise: Lwo }\n", 6, "fields.Severity.otherwise", "did you mean Low?")]
    [InlineData("fields:\n  Asset: Cloud / Stroage\n", 6, "fields.Asset", "did you mean Cloud / Storage?")]
    [InlineData("fields:\n  Report: example.test\n", 6, "fields.Report", "https://")]
    [InlineData("assignee: Bob Tanaka\nfields:\n  assignee: Bob Tanaka\n", 7, "fields.assignee", "keep one")]
    public async Task A_value_that_jira_would_refuse_is_told_with_its_place_and_its_fix(string yaml, int line, string path, string fix)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(Actor.System, Head + yaml, Ct));

        var problem = Assert.Single(refused.Problems);
        Assert.Equal((path, line), (problem.Path, problem.Line));
        Assert.Contains(fix, problem.Fix ?? "");
    }

    /// <summary>Cloud tells levels; Data Center tells sub-tasks alone, and of an epic link it is warned.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, "Bug", false)]
    [InlineData(SandboxEdition.Cloud, "Sub-task", false)]
    [InlineData(SandboxEdition.Cloud, "Epic", true)]
    [InlineData(SandboxEdition.DataCenter, "Sub-task", false)]
    [InlineData(SandboxEdition.DataCenter, "Epic", true)]
    [Trait("Complaint", "U-31")]
    public async Task A_parent_that_jira_would_refuse_is_told(SandboxEdition edition, string type, bool fits)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        var above = type == "Sub-task"
            ? world.Sandbox.State.Create("SEC", type, "Part", fields: $$$"""{"parent": {"key": "{{{world.Sandbox.State.Create("SEC", "Bug", "Whole").Key}}}"}}""")
            : world.Sandbox.State.Create("SEC", type, "Whole");

        var outcome = await world.Configurations.ApplyYamlAsync(Actor.System, $"{Head}parent: {above.Key}\n", Ct);

        if (fits)
        {
            Assert.Empty(Assert.IsType<YamlOutcome.Applied>(outcome).Warnings);
            return;
        }

        var problem = Assert.Single(Assert.IsType<YamlOutcome.Refused>(outcome).Problems);
        Assert.Equal(("parent", $"{above.Key} is of the type {type}, and Jira puts no Bug below one"), (problem.Path, problem.Message));
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task All_issues_can_be_sub_tasks_of_one_that_is_there(SandboxEdition edition)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        var above = world.Sandbox.State.Create("SEC", "Task", "Mend it all").Key;
        var head = Head.Replace("Bug", "Sub-task", StringComparison.Ordinal);
        foreach (var (yaml, told) in new[]
        {
            ("", "needs a parent"), ($"parent: {above}\ngrowth: subTask\n", "needs a parent"),
            ($"parent: {world.Sandbox.State.Create("OPS", "Task", "Elsewhere").Key}\n", "lies in another project"),
        })
            Assert.Contains(Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(Actor.System, head + yaml, Ct)).Problems, p => p.Message.Contains(told));

        var configuration = await AppliedYaml.OfAsync(world, $"{head}parent: {above}\n", Ct);
        world.Findings.AddMany(3);
        var run = await world.Sync.RunAsync(configuration.Id, null, Ct);
        Assert.Equal(3, run!.Outcomes["applied"]);
        Assert.Equal(3, world.Sandbox.State.Issues.Count(i => i.IssueType == "Sub-task" && i.Fields["parent"].Contains(above)));
        Assert.Equal(0, (await world.Sync.RunAsync(configuration.Id, null, Ct))!.Planned.All);
    }

    /// <summary>Whoever gets an exported file back knows fields by their ids; people know them by their names.</summary>
    [Theory]
    [InlineData("fields:\n  customfield_10054: Hihg\n", "fields.customfield_10054", "Severity (customfield_10054): Jira does not allow \"Hihg\"")]
    [InlineData("fields:\n  customfield_10054: { lookup: asset, table: { a: High, b: Lwo } }\n", "fields.customfield_10054.table.b", "Severity (customfield_10054): Jira does not allow \"Lwo\"")]
    [InlineData("fields:\n  Severity: Hihg\n", "fields.Severity", "Jira does not allow \"Hihg\"")]
    [InlineData("doneFields:\n  customfield_10054: Hihg\n", "doneFields.customfield_10054", "Severity (customfield_10054): Jira does not allow \"Hihg\"")]
    [InlineData("fields:\n  customfield_10054: High\nowners:\n  customfield_10054: me\n", "owners.customfield_10054", "Severity (customfield_10054): \"me\"")]
    public async Task A_mistake_of_a_custom_field_names_it_as_jira_does(string yaml, string path, string message)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(Actor.System, Head + yaml, Ct));

        var problem = Assert.Single(refused.Problems);
        Assert.Equal(path, problem.Path);
        Assert.StartsWith(message, problem.Message);
    }

    /// <summary>Each is asked for once, and told wherever it stands.</summary>
    [Fact]
    public async Task A_person_who_is_not_there_is_told_at_every_place()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(
            Actor.System, Head + "fields:\n  Security owner: Chenn\n  Reviewers: [Bob Tanaka, Chenn]\n", Ct));

        Assert.Equal(["fields.Security owner", "fields.Reviewers.values[1]"], refused.Problems.Select(p => p.Path));
        Assert.Single(refused.Problems.Select(p => (p.Message, p.Fix)).Distinct());
    }

    [Fact]
    public async Task Of_a_table_every_mistake_is_told_and_a_list_is_a_value_everywhere()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(
            Actor.System, Head + "components:\n  lookup: sev\n  table: { high: [aip] }\n  otherwise: [api, wbe]\n", Ct));

        Assert.Equal(
            [(6, "components.lookup", "did you mean severity?"), (7, "components.table.high", "did you mean api?"), (8, "components.otherwise", "did you mean web?")],
            refused.Problems.Select(p => (p.Line, p.Path, p.Fix)));
    }

    [Theory]
    [InlineData("assignee", "assignee: Bob Tanaka\n")]
    [InlineData("components", "components: api\n")]
    [InlineData("duedate", "dueDate: 2026-01-31\n")]
    [InlineData("security", "securityLevel: Internal\n")]
    public async Task A_key_whose_field_is_not_on_the_screen_is_refused(string field, string yaml)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.RemoveFromScreen("SEC", field);

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(Actor.System, Head + yaml, Ct));

        Assert.Contains("on the create screen of the issue type", Assert.Single(refused.Problems).Fix);
    }

    /// <summary>What one group's value does not fit is told before and after, and the rest of the issue is sent.</summary>
    [Fact]
    public async Task A_value_that_does_not_fit_for_one_group_is_told_and_the_rest_is_sent()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var configuration = await AppliedYaml.OfAsync(world, Head + "groupBy: [rule]\nfields:\n  Severity: \"{{group.severity}}\"\n  Scanner: \"{{group.scanner}}\"\n", Ct);
        world.Findings.Add(1, "CVE-1", Severity.High);
        world.Findings.Add(2, "CVE-2", Severity.Informational);

        var preview = (await world.Previews.PreviewAsync(configuration.Id, 10, Ct))!;
        var run = (await world.Sync.RunAsync(configuration.Id, null, Ct))!;
        var again = (await world.Sync.RunAsync(configuration.Id, null, Ct))!;

        Assert.Single(preview.Samples, s => s.Remark?.Contains("Severity is left out") == true);
        Assert.Equal(2, run.Outcomes["applied"]);
        Assert.Equal(0, again.Planned.All);
        foreach (var attention in (IReadOnlyList<Attention>[])[preview.Attention, run.Attention, again.Attention])
        {
            var told = Assert.Single(attention);
            Assert.Equal((AttentionKind.Incomplete, 1), (told.Kind, told.Tickets));
            Assert.Contains("rule CVE-2: Severity is left out: Jira does not allow \"Informational\"", told.Reason);
        }

        var issues = world.Sandbox.State.Issues;
        Assert.Equal((1, 2), (issues.Count(i => i.Fields.ContainsKey("customfield_10054")), issues.Count(i => i.Fields.ContainsKey("customfield_10050"))));

        world.Findings.Change(2, f => f with { Severity = Severity.Low });
        Assert.Empty((await world.Sync.RunAsync(configuration.Id, null, Ct))!.Attention);
        Assert.Equal(2, world.Sandbox.State.Issues.Count(i => i.Fields.ContainsKey("customfield_10054")));
    }

    [Fact]
    public async Task A_duplicate_begins_disabled_and_a_disabled_one_can_be_enabled_again()
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        var original = await AppliedYaml.OfAsync(world, Head + "assignee: Bob Tanaka\n", Ct);

        var copy = Assert.IsType<SaveOutcome.Saved>(await world.Configurations.DuplicateAsync(Actor.System, "web", "api", Ct)).Configuration;

        Assert.Equal((false, "api", 1), (copy.Enabled, copy.Name, copy.Revision));
        Assert.NotEqual(original.Id, copy.Id);
        Assert.Equal(original.Fields[0].Id, copy.Fields[0].Id);
        Assert.IsType<SaveOutcome.NameTaken>(await world.Configurations.DuplicateAsync(Actor.System, "web", "API", Ct));
        Assert.IsType<SaveOutcome.Invalid>(await world.Configurations.DuplicateAsync(Actor.System, "web", " ", Ct));
        Assert.IsType<SaveOutcome.Unknown>(await world.Configurations.DuplicateAsync(Actor.System, "none", "x", Ct));
        Assert.Equal("updated", Assert.IsType<SaveOutcome.Saved>(await world.Configurations.EnableAsync(Actor.System, "api", true, Ct)).Change);
        Assert.Equal("unchanged", Assert.IsType<SaveOutcome.Saved>(await world.Configurations.EnableAsync(Actor.System, "api", true, Ct)).Change);
        Assert.True((await world.Configurations.FindAsync("api", Ct))!.Enabled);
    }

    public class OnSqlite(SqliteTestDatabase db) : FieldsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : FieldsContract(db), IClassFixture<PostgresTestDatabase>;
}
