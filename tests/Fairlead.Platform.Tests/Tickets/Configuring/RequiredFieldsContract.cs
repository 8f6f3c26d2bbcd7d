using Fairlead.Platform.Operations;
using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;

namespace Fairlead.Platform.Tests.Tickets.Configuring;

/// <summary>What the create screen demands has a value for every group, or the configuration is not saved (U-30).</summary>
public abstract class RequiredFieldsContract(TestDatabase databases)
{
    private const string Head = "name: web\nconnection: jira\nproject: SEC\nissueType: Bug\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What is wrong with a value is told, not that the field has none besides.</summary>
    [Theory]
    [InlineData("fields:\n  Severity: Hihg\n", "fields.Severity", "did you mean High?")]
    [InlineData("fields:\n  Severityy: High\n", "fields.Severityy", "did you mean Severity?")]
    [InlineData("fields:\n  Severity: { lookup: asset, table: { a: High }, otherwise: Lwo }\n", "fields.Severity.otherwise", "did you mean Low?")]
    [InlineData("", "fields.Severity", "add under fields")]
    public async Task A_wrong_value_of_a_required_field_is_told_once(string yaml, string path, string fix)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.AddToScreen("SEC", "customfield_10054", isRequired: true);

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(Actor.System, Head + yaml, Ct));

        var problem = Assert.Single(refused.Problems);
        Assert.Equal(path, problem.Path);
        Assert.Contains(fix, problem.Fix ?? "");
    }

    /// <summary>All that is wrong with a table is told at once, and a row that is not understood may be the one that is missing.</summary>
    [Theory]
    [InlineData("{ lookup: asset, table: { a*: Hihg } }", true)]
    [InlineData("{ lookup: asset, table: { a*: High, \"*\": Lwo } }", false)]
    [InlineData("{ lookup: severity, table: { critical: Critical, high: Hihg, medium: Medium, low: Low, informational: Low, unknown: Low } }", false)]
    [InlineData("{ lookup: severity, table: { critical: Critical, hihg: High, medium: Medium, low: Low, informational: Low, unknown: Low } }", false)]
    public async Task Of_a_required_table_the_missing_rest_is_told_beside_a_wrong_row(string table, bool isTold)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.AddToScreen("SEC", "customfield_10054", isRequired: true);

        var refused = Assert.IsType<YamlOutcome.Refused>(await world.Configurations.ApplyYamlAsync(Actor.System, $"{Head}fields:\n  Severity: {table}\n", Ct));

        Assert.Single(refused.Problems, p => p.Fix!.StartsWith("did you mean", StringComparison.Ordinal));
        var rest = refused.Problems.Where(p => !p.Fix!.StartsWith("did you mean", StringComparison.Ordinal)).ToList();
        if (isTold)
            Assert.Contains("add otherwise", Assert.Single(rest).Fix);
        else
            Assert.Empty(rest);
    }

    /// <summary>U-30: a required field that a table or a placeholder may leave empty could never be created for some findings.</summary>
    [Theory]
    [InlineData("Severity", "{ lookup: asset, table: { a*: High } }", "add otherwise")]
    [InlineData("Severity", "{ lookup: asset, table: { a*: High }, otherwise: Low }", null)]
    [InlineData("Severity", "{ lookup: asset, table: { a*: High, \"*\": Low } }", null)]
    [InlineData("Severity", "{ lookup: severity, table: { critical: Critical, high: High, medium: Medium, low: Low, informational: Low, unknown: Low } }", null)]
    [InlineData("Severity", "\"{{group.severity}}\"", "add otherwise")]
    [InlineData("Severity", "{ value: \"{{group.severity}}\", otherwise: Low }", null)]
    [InlineData("Security owner", "\"{{group.label.owner}}\"", "add otherwise")]
    [InlineData("Security owner", "{ value: \"{{group.label.owner}}\", otherwise: Dana Novak }", null)]
    [InlineData("Scanner", "{ value: \"{{group.fixedVersion}}\", otherwise: none yet }", null)]
    [InlineData("Scanner", "{ value: \"{{group.fixedVersion}}\", otherwise: \"{{group.package}}\" }", "add words around")]
    [InlineData("Evidence", "\"{{group.description}}\"", "add words around")]
    [InlineData("Evidence", "\"[{{group.url}}]({{group.url}})\"", "add words around")]
    [InlineData("Evidence", "\"{{group.url}}\"", "add words around")]
    [InlineData("Evidence", "\"[](https://example.test/)\"", "add words around")]
    [InlineData("Evidence", "\"[Report]({{group.url}})\"", null)]
    [InlineData("Evidence", "\"**{{group.title}}**\"", null)]
    [InlineData("Evidence", "\"https://example.test/\"", null)]
    [InlineData("Scanner", "\"{{group.fixedVersion}}\"", "add words around")]
    [InlineData("Scanner", "\"{{#if group.package}}x{{/if}}\"", "add words around")]
    [InlineData("Scanner", "\"{{group.scanner}}\"", null)]
    [InlineData("Scanner", "\"fixed in {{group.fixedVersion}}\"", null)]
    [InlineData("Discovered on", "\"{{group.firstSeen}}\"", null)]
    [InlineData("Discovered on", "{ sla: { high: 3 } }", "name every severity")]
    public async Task A_required_field_must_have_a_value_for_every_group(string field, string value, string? fix)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct);
        world.Sandbox.State.AddToScreen("SEC", field switch
        {
            "Severity" => "customfield_10054",
            "Scanner" => "customfield_10050",
            "Evidence" => "customfield_10051",
            "Security owner" => "customfield_10057",
            _ => "customfield_10053",
        }, isRequired: true);

        var outcome = await world.Configurations.ApplyYamlAsync(Actor.System, $"{Head}fields:\n  {field}: {value}\n", Ct);

        if (fix is null)
            Assert.IsType<YamlOutcome.Applied>(outcome);
        else
            Assert.Contains(fix, Assert.Single(Assert.IsType<YamlOutcome.Refused>(outcome).Problems).Fix);
    }

    /// <summary>A link alone counts where its words are sure to be there, and long values are cut to what Jira takes.</summary>
    [Theory]
    [InlineData(SandboxEdition.Cloud, "[Report]({{group.url}})")]
    [InlineData(SandboxEdition.DataCenter, "[Report]({{group.url}})")]
    [InlineData(SandboxEdition.Cloud, "{{group.title}}\\n\\n{{#each findings}}{{description}}\\n\\n{{/each}}")]
    [InlineData(SandboxEdition.DataCenter, "{{group.title}}\\n\\n{{#each findings}}{{description}}\\n\\n{{/each}}")]
    public async Task A_required_rich_text_has_a_value_in_every_issue(SandboxEdition edition, string evidence)
    {
        await using var world = await TicketWorld.StartAsync(databases, Ct, new SandboxOptions { Edition = edition });
        world.Sandbox.State.AddToScreen("SEC", "customfield_10051", isRequired: true);
        var configuration = await AppliedYaml.OfAsync(world, $"{Head}groupBy: [rule]\nfields:\n  Evidence: \"{evidence}\"\n", Ct);
        foreach (var number in Enumerable.Range(1, 12))
        {
            world.Findings.Add(number);
            world.Findings.Change(number, f => f with { Description = string.Join(' ', Enumerable.Repeat($"weakness{number} [x](https://evil.example) *a*", 400)) });
        }

        Assert.Equal(1, (await world.Sync.RunAsync(configuration.Id, null, Ct))!.Outcomes["applied"]);

        Assert.Contains(evidence.Contains("Report") ? "Report" : "weakness1", Assert.Single(world.Sandbox.State.Issues).Fields["customfield_10051"]);
        Assert.Equal(0, (await world.Sync.RunAsync(configuration.Id, null, Ct))!.Planned.All);
    }

    public class OnSqlite(SqliteTestDatabase db) : RequiredFieldsContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : RequiredFieldsContract(db), IClassFixture<PostgresTestDatabase>;
}
