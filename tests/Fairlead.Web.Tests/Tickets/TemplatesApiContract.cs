using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;

namespace Fairlead.Web.Tests.Tickets;

/// <summary>The templates that come with Fairlead, placeholders and previews over HTTP.</summary>
public abstract class TemplatesApiContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Templates_and_placeholders_are_listed()
    {
        await using var world = await TicketsWorld.StartAsync(databases);

        var all = await world.Tickets.TemplatesAsync(Ct);
        Assert.Contains(all, t => t is { Name: "registry-scan", Template.Data: "finding", GroupBy: ["asset"] });
        var compliance = await world.Tickets.TemplateAsync("Compliance", Ct);
        Assert.Equal(("compliance", "control"), (compliance.Name, compliance.Template.Data));
        Assert.Contains("{{dynamic_template}}", compliance.Template.Body);
        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.TemplateAsync("complience", Ct))).Problem.Status);

        var placeholders = await world.Tickets.PlaceholdersAsync(Ct);
        Assert.Contains(placeholders, p => p is { Where: "dynamic", Placeholder: "{{fixedVersion}}", Example: "2.17.1" });
        Assert.Contains(placeholders, p => p is { Where: "summary and body", Placeholder: "{{#each group.assets}}" });
        Assert.Contains(placeholders, p => p is { Where: "each findings", Placeholder: "{{#each links}}" });
        Assert.Equal(placeholders.Count, placeholders.DistinctBy(p => (p.Where, p.Placeholder)).Count());
    }

    [Fact]
    public async Task A_template_is_shown_on_findings_that_are_there_and_jira_is_not_asked()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("Old key,high,CVE-1", "Open port,critical,CVE-2");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\ntemplate: by-finding\n", Ct);
        var ids = (await world.Findings.SearchAsync(new FindingQuery(), FindingSort.WorstFirst, null, 2, Ct)).Items.Select(f => f.Id.ToString()).ToList();
        var asked = world.Sandbox.Requests.Count;

        var shown = await world.Tickets.PreviewTemplateAsync(new TemplatePreviewRequest(ids, new TemplateBody(Use: "software-list")), Ct);
        Assert.Contains("| Open port |", shown.Description);
        Assert.Contains("||Package||Version||", shown.WikiMarkup);
        var own = new TemplateBody("{{group.open}} of {{configuration.name}}", "{{dynamic_template}}", "- {{rule}}");
        var written = await world.Tickets.PreviewTemplateAsync(new TemplatePreviewRequest(ids, own, "shop"), Ct);
        Assert.Equal(("2 of shop", "- CVE-2\n\n- CVE-1"), (written.Summary, written.Description.Trim()));
        var configured = await world.Tickets.PreviewTemplateAsync(new TemplatePreviewRequest(ids, Configuration: "shop"), Ct);
        Assert.Contains("Affected assets", configured.Description);
        Assert.Equal(asked, world.Sandbox.Requests.Count);
    }

    /// <summary>As an editor or a pipeline has it before anything is saved; with the key of a configuration or without.</summary>
    [Fact]
    public async Task A_template_that_is_written_as_yaml_is_shown_and_its_mistakes_are_told_by_line()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("Old key,high,CVE-1");
        string[] ids = [(await world.Findings.SearchAsync(new FindingQuery(), FindingSort.WorstFirst, null, 1, Ct)).Items[0].Id.ToString()];

        foreach (var yaml in (string[])["summary: 'Mine: {{group.title}}'\nbody: |\n  # {{group.rule}}\n", "template:\n  summary: 'Mine: {{group.title}}'\n  body: |\n    # {{group.rule}}\n"])
        {
            var shown = await world.Tickets.PreviewTemplateAsync(new TemplatePreviewRequest(ids, Yaml: yaml), Ct);
            Assert.Equal(("Mine: Old key", "# CVE-1"), (shown.Summary, shown.Description.Trim()));
        }

        Assert.Contains("Severity", (await world.Tickets.PreviewTemplateAsync(new TemplatePreviewRequest(ids, Yaml: "software-list"), Ct)).Description);
        var wrong = (await Assert.ThrowsAsync<FairleadProblemException>(() =>
            world.Tickets.PreviewTemplateAsync(new TemplatePreviewRequest(ids, Yaml: "summary: x\nbodi: y\n"), Ct))).Problem;
        Assert.Equal((422, 2, 1), (wrong.Status, wrong.Errors![0].Line!.Value, wrong.Errors[0].Column!.Value));
        Assert.Contains("did you mean body?", wrong.Errors[0].Message);
        var unknown = (await Assert.ThrowsAsync<FairleadProblemException>(() =>
            world.Tickets.PreviewTemplateAsync(new TemplatePreviewRequest(ids, Yaml: "summary: x\nbody: '{{x}}'\n"), Ct))).Problem;
        Assert.Equal(2, Assert.Single(unknown.Errors!).Line);
        var torn = (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.PreviewTemplateAsync(new TemplatePreviewRequest(ids, Yaml: "summary: [x"), Ct))).Problem;
        Assert.Equal("Malformed YAML", torn.Title);
        var both = (await Assert.ThrowsAsync<FairleadProblemException>(() =>
            world.Tickets.PreviewTemplateAsync(new TemplatePreviewRequest(ids, new TemplateBody(Use: "secret"), Yaml: "secret"), Ct))).Problem;
        Assert.Equal((422, "/yaml"), (both.Status, both.Errors![0].Pointer));
    }

    [Theory]
    [InlineData("registry-scam", null, null, "did you mean registry-scan?")]
    [InlineData(null, "{{x}}", null, "no placeholder")]
    [InlineData(null, null, "- {{title}}", "The body has no place for it.")]
    public async Task What_is_wrong_with_a_template_is_said(string? use, string? body, string? dynamic, string expected)
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        await world.ImportAsync("Old key,high,CVE-1");
        var id = (await world.Findings.SearchAsync(new FindingQuery(), FindingSort.WorstFirst, null, 1, Ct)).Items[0].Id;
        var template = new TemplateBody(Body: body, Dynamic: dynamic, Use: use);

        var preview = await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.PreviewTemplateAsync(new TemplatePreviewRequest([$"{id}"], template), Ct));
        Assert.Contains(expected, preview.Message);
        var saved = await Assert.ThrowsAsync<FairleadProblemException>(
            () => world.Tickets.CreateAsync(new TicketConfigurationBody("shop", "team", "SEC", "Bug", Template: template), Ct));
        Assert.Equal("Invalid template", saved.Problem.Title);
        Assert.Contains(expected, saved.Message);
    }

    [Fact]
    public async Task A_template_that_is_taken_by_name_reads_back_by_its_name_and_one_of_ones_own_whole()
    {
        await using var world = await TicketsWorld.StartAsync(databases);

        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\ntemplate: secret\n", Ct);
        Assert.Equal(new TemplateBody(Use: "secret"), (await world.Tickets.ConfigurationAsync("shop", Ct)).Configuration.Template);
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\ntemplate: { use: software-list, summary: Replace }\n", Ct);
        var mixed = (await world.Tickets.ConfigurationAsync("shop", Ct)).Configuration.Template!;
        Assert.Equal(("Replace", "dataList"), (mixed.Summary, mixed.Data));
        Assert.Contains("{{dynamic_template}}", mixed.Body);
        Assert.Equal("unchanged", (await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\ntemplate: { use: software-list, summary: Replace }\n", Ct)).Configurations[0].Change);
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\ntemplate: { use: software-list, body: All }\n", Ct);
        var plain = (await world.Tickets.ConfigurationAsync("shop", Ct)).Configuration.Template!;
        Assert.Equal(("All", null, null), (plain.Body, plain.Dynamic, plain.Data));
    }

    [Fact]
    public async Task An_issue_links_back_to_the_findings_of_its_ticket()
    {
        await using var world = await TicketsWorld.StartAsync(
            databases, settings: new Dictionary<string, string?> { ["Tickets:Sync:PublicUrl"] = "https://fairlead.example.com/security/" });
        await world.ImportAsync("Old key,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        // What is looked at before names a ticket to come.
        Assert.Contains("https://fairlead.example.com/security/findings?ticket=", Assert.Single((await world.Tickets.PreviewAsync("shop", 1, Ct)).Operations).Body);

        await world.Tickets.RunAsync("shop", Ct);

        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        var issue = Assert.Single(world.Sandbox.State.Issues);
        Assert.Contains($"\"href\":\"https://fairlead.example.com/security/findings?ticket={ticket.Id}&show=all\"", issue.DescriptionMarkup!.Replace("\\u0026", "&"));
        Assert.Equal(0, (await world.Tickets.RunAsync("shop", Ct)).Planned.Total);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" Please look at it today.")]
    public async Task A_ticket_that_a_person_asks_for_links_back_also_where_they_wrote_its_text(string more)
    {
        await using var world = await TicketsWorld.StartAsync(
            databases, settings: new Dictionary<string, string?> { ["Tickets:Sync:PublicUrl"] = "https://fairlead.example.com" });
        await world.ImportAsync("Old key,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        var finding = Assert.Single((await world.Findings.SearchAsync(new FindingQuery(), FindingSort.NewestFirst, null, 10, Ct)).Items).Id;
        var shown = await world.Tickets.ReviewAsync(new("shop", [finding.ToString()]), Ct);
        Assert.Contains("https://fairlead.example.com/findings?ticket=", shown.Description);

        await world.Tickets.CreateAsync(new CreateTicketRequest("shop", [finding.ToString()], Description: shown.Description + more), Ct);

        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        Assert.Contains($"\"href\":\"https://fairlead.example.com/findings?ticket={ticket.Id}&show=all\"", Assert.Single(world.Sandbox.State.Issues).DescriptionMarkup!.Replace("\\u0026", "&"));
        Assert.Equal(0, (await world.Tickets.RunAsync("shop", Ct)).Planned.Total);
    }

    public class OnSqlite(SqliteTestDatabase db) : TemplatesApiContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : TemplatesApiContract(db), IClassFixture<PostgresTestDatabase>;
}
