using Fairlead.Client;
using Fairlead.Client.Tickets;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>The form of a configuration and its text say the same, in a real browser without script.</summary>
public sealed class FormRoundTripTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Every key that a configuration can have.</summary>
    private const string Everything = """
        name: everything
        connection: team
        project: SEC
        issueType: Bug
        enabled: false
        automatic: false
        filter: {minimumSeverity: low, severities: [critical, low], kinds: [vulnerability, secret], scanners: [Trivy], assets: ["a,b", "web-*"], rules: ["CVE-*"], labels: ["team=x"], statuses: [active, potential], fixable: false,
          firstSeenFrom: 2026-01-31, minimumAgeDays: 3, minimumEpss: 0.25, kev: true, exploitMaturity: functional}
        groupBy: [package, asset]
        growth: subTask
        subTaskType: Sub-task
        priorities: {critical: Highest, high: High, unknown: Low}
        severities: {Highest: critical, Low: low}
        labels: [one, two]
        fields: {Environment: {value: "on {{group.asset}}", otherwise: anywhere}}
        assignee: {value: "{{group.label.owner}}", otherwise: bob@sandbox.example}
        components: [api, web]
        fixVersions: ["2.0"]
        affectsVersions: ["1.0"]
        dueDate: {sla: {critical: 7, high: 30}}
        securityLevel: Internal
        owners: {summary: jira, priority: jira, labels: fairlead, status: jira, assignee: last, dueDate: fairlead, Environment: jira}
        reopen: {withinDays: 90, notFrom: ["Won't Do", Duplicate], newTicket: true}
        doneStatus: Done
        doneFields: {resolution: Done, assignee: bob@sandbox.example, duedate: 2027-01-31, components: "web, api"}
        commentRules:
          - {pattern: "^accepted until (?<until>.+)$", status: riskAccepted, by: ["role:Security", assignee, "group:security-leads"]}
          - {pattern: "\"all\" <fixed> & done, or\\s+gone", status: fixed}
          - {pattern: "false  positive", status: falsePositive, by: [reporter], days: 30}
        commentVisibility: "role:Developers"
        statusMap:
          fromJira:
            - {category: done, resolution: "Won't Do", finding: falsePositive, days: 30}
            - {status: In Review, finding: inProgress}
            - {category: done, finding: fixed}
          toJira:
            - {finding: fixed, status: Done, resolution: Done}
            - {finding: waitingForThirdParty, status: In Review}
            - {finding: inProgress, category: inProgress}
        template: {summary: "{{group.title}} now", body: "first\n\n{{dynamic_template}}\n\nlast\n", dynamic: "- {{title}}\n", data: finding}
        maxCreates: 17
        quarantineSeconds: 600
        """;

    [Fact]
    public async Task Every_example_of_the_documentation_and_one_with_every_key_comes_out_of_the_form_as_it_was()
    {
        await using var world = await StartAsync();
        var examples = Path.Combine(SharedData.RepositoryRoot, "docs", "examples");
        foreach (var yaml in (string[])[await File.ReadAllTextAsync(Path.Combine(examples, "tickets.yaml"), Ct), await File.ReadAllTextAsync(Path.Combine(examples, "several.yaml"), Ct), TicketsWorld.Yaml.Replace("shop", "small", StringComparison.Ordinal), Everything])
            await world.Tickets.ApplyYamlAsync(yaml, Ct);
        var all = await world.Tickets.ConfigurationsAsync(Ct);
        Assert.Equal(["everything", "secrets", "shop", "shop packages", "small"], all.Select(c => c.Configuration.Name).Order());

        var page = await browser.SignInAsync(world.Host, "/configurations");
        foreach (var one in all)
        {
            await page.GotoAsync($"/configurations/{one.Id}?as=yaml");
            var text = await page.GetByLabel("YAML").InputValueAsync();
            await page.GotoAsync($"/configurations/{one.Id}");
            await ChromiumBrowser.PressAsync(page, "As YAML");
            Assert.Equal(text, await page.GetByLabel("YAML").InputValueAsync());

            await ChromiumBrowser.PressAsync(page, "As a form");
            await ChromiumBrowser.PressAsync(page, "Save");
            Assert.Contains("Saved.", await page.GetByRole(AriaRole.Status).First.InnerTextAsync());
            var after = await world.Tickets.ConfigurationAsync(one.Id.ToString(), Ct);
            Assert.Equal((one.Revision, YamlText.Of(one.Configuration)), (after.Revision, YamlText.Of(after.Configuration)));
        }
    }

    [Fact]
    public async Task What_is_written_in_other_words_or_by_ids_or_is_the_usual_stays_as_it_is_written()
    {
        await using var world = await StartAsync();
        var body = new TicketConfigurationBody("shop", "team", "SEC", "Bug")
        {
            Priorities = new Dictionary<string, string> { ["critical"] = "1", ["high"] = "high" },
            Severities = new Dictionary<string, string> { ["1"] = "Critical" },
            DueDate = new(Sla: new Dictionary<string, int> { ["critical"] = 7 }),
            Owners = new Dictionary<string, string> { ["duedate"] = "LAST", ["priority"] = "last", ["summary"] = "Jira" },
            Reopen = new("Always", 3, ["10002", "won't do"], false),
            DoneStatus = "done",
            DoneFields = new Dictionary<string, string> { ["Resolution"] = "10000", ["Due date"] = "2027-01-31" },
            CommentRules = [new(" two  blanks ", "false-positive", ["Role: security", "Anyone", "group: security-leads"], 3)],
            CommentVisibility = "everyone",
            StatusMap = new([new("FIXED", "10002", null, "10000"), new("fixed", "done")], [new("false-positive", null, "Done", "won't do"), new("in-progress", "in progress")]),
        };
        var page = await browser.SignInAsync(world.Host, "/configurations/new?as=yaml");
        await page.GetByLabel("YAML").FillAsync(YamlText.Of(body));
        await ChromiumBrowser.PressAsync(page, "As a form");
        Assert.DoesNotContain("(not offered)", await page.Locator("main").InnerTextAsync());
        await ChromiumBrowser.PressAsync(page, "As YAML");
        Assert.Equal(YamlText.Of(body), await page.GetByLabel("YAML").InputValueAsync());
    }

    [Fact]
    public async Task What_Jira_does_not_have_stays_until_it_is_chosen_anew()
    {
        await using var world = await StartAsync();
        var body = new TicketConfigurationBody("shop", "team", "SEC", "Bug")
        {
            Owners = new Dictionary<string, string> { ["priority"] = "everybody" },
            Reopen = new(NotFrom: ["Obsolete"]),
            DoneFields = new Dictionary<string, string> { ["resolution"] = "Obsolete", ["Colour"] = "red" },
            CommentRules = [new("gone", "vanished", ["role:Nobody"])],
            CommentVisibility = "role:Nobody",
            StatusMap = new([new("fixed", "Closed", null, "Obsolete")], [new("active", "Closed"), new("active", "To Do"), new("vanished", "To Do")]),
        };
        var page = await browser.SignInAsync(world.Host, "/configurations/new?as=yaml");
        await page.GetByLabel("YAML").FillAsync(YamlText.Of(body));
        await ChromiumBrowser.PressAsync(page, "As a form");
        await ChromiumBrowser.PressAsync(page, "Check");
        var told = await page.Locator(".told").AllInnerTextsAsync();
        foreach (var wrong in (string[])["everybody", "no resolution \"Obsolete\"", "no field \"Colour\"", "vanished", "no role \"Nobody\"", "no status \"Closed\"", "is named twice"])
            Assert.Contains(told, t => t.Contains(wrong, StringComparison.Ordinal));
        Assert.Equal(told.Sum(t => t.Split('\n').Length), await page.Locator(".mistakes li").CountAsync());
        foreach (var link in await page.Locator(".mistakes a").AllAsync())
            Assert.Equal(1, await page.Locator($"[id='{(await link.GetAttributeAsync("href"))![1..]}']").CountAsync());
        await ChromiumBrowser.PressAsync(page, "As YAML");
        Assert.Equal(YamlText.Of(body), await page.GetByLabel("YAML").InputValueAsync());
    }

    private Task<TicketsWorld> StartAsync() => TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
}
