using System.Net;
using Fairlead.Kernel;
using Fairlead.Sandbox.Faults;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>The form of a configuration, in a real browser; without script where nothing else is said.</summary>
public sealed class ConfigurationFormTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_Jira_demands_is_read_live_and_a_configuration_begun_in_the_form_makes_issues()
    {
        await using var world = await StartAsync();
        await world.ImportAsync("a-1,high,CVE-1", "a-2,critical,CVE-2", "a-3,low,CVE-3");
        var page = await browser.SignInAsync(world.Host, "/configurations", width: 390);
        await page.GetByRole(AriaRole.Link, new() { Name = "New configuration" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("pay");
        Assert.Equal("team", await page.GetByLabel("Connection").InputValueAsync());
        await page.GetByLabel("Project", new() { Exact = true }).SelectOptionAsync("PAY");
        await ChromiumBrowser.PressAsync(page, "Show what Jira offers");
        await page.GetByLabel("Issue type").SelectOptionAsync("Task");
        await ChromiumBrowser.PressAsync(page, "Show what Jira offers");
        Assert.Contains("Discovered on", await page.Locator("#fields").InnerTextAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await page.GetByLabel("Severity at least", new() { Exact = true }).SelectOptionAsync("high");
        await ChromiumBrowser.PressAsync(page, "Save");
        var told = await page.GetByRole(AriaRole.Alert).InnerTextAsync();
        Assert.Contains("2 mistakes; nothing was saved.", told);
        Assert.Contains("Jira demands a value for “Severity” — choose what it comes from", await Setting(page, "Severity").InnerTextAsync());
        Assert.Equal("pay", await page.GetByLabel("Name", new() { Exact = true }).InputValueAsync());
        Assert.Empty(await world.Tickets.ConfigurationsAsync(Ct));

        await page.GetByLabel("Severity comes from").SelectOptionAsync("Table");
        await Setting(page, "Severity").GetByLabel("Look up by").SelectOptionAsync("severity");
        await page.GetByLabel("Severity, row 1: when it is like").FillAsync("critical");
        await page.GetByLabel("Severity, row 1: value").FillAsync("Critical");
        await Setting(page, "Severity").GetByLabel("Otherwise").FillAsync("Hihg");
        await page.GetByLabel("Discovered on comes from").SelectOptionAsync("Text");
        await page.GetByLabel("Text for Discovered on").FillAsync("{{group.firstSeen}}");
        await ChromiumBrowser.PressAsync(page, "Check");
        Assert.Contains("Hihg", await Setting(page, "Severity").Locator(".told").InnerTextAsync());
        await Setting(page, "Severity").GetByLabel("Otherwise").FillAsync("High");
        await ChromiumBrowser.PressAsync(page, "Check");
        Assert.Contains("2 open findings in 2 tickets, 2 of them without an issue", await page.GetByRole(AriaRole.Status).First.InnerTextAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        await ChromiumBrowser.PressAsync(page, "Save");

        var saved = Assert.Single(await world.Tickets.ConfigurationsAsync(Ct)).Configuration;
        Assert.Equal(("pay", "PAY", "Task", Severity.High), (saved.Name, saved.Project, saved.IssueType, saved.Filter!.MinimumSeverity));
        var table = Assert.Single(saved.Fields!.Values, f => f.Table is not null);
        Assert.Equal(("severity", "High", "Critical"), (table.Lookup, table.Otherwise, table.Table!["critical"]));
        await page.GetByRole(AriaRole.Link, new() { Name = "Preview the next run" }).ClickAsync();
        await ChromiumBrowser.PressAsync(page, "Apply");
        await page.GetByText("2 steps: 2 applied.").WaitForAsync();
    }

    [Fact]
    public async Task What_the_form_does_not_show_stays_and_every_source_of_a_value_comes_back_as_it_was()
    {
        await using var world = await StartAsync();
        const string Yaml = """
            name: shop
            connection: team
            project: SEC
            issueType: Bug
            groupBy: [rule, "label:owner", asset]
            growth: newTicket
            filter: {minimumSeverity: medium, kinds: [vulnerability], assets: ["a,b", "web-*"], labels: ["team=x"], statuses: [active], fixable: true, minimumAgeDays: 3}
            priorities: {critical: Highest, unknown: Low}
            severities: {Highest: critical}
            labels: [one, two]
            assignee: {roundRobin: [alice@sandbox.example, bob@sandbox.example]}
            dueDate: {sla: {critical: 7, high: 30}}
            owners: {priority: last, dueDate: jira}
            reopen: {withinDays: 90, newTicket: true}
            commentRules: [{pattern: "all fixed", status: fixed}]
            statusMap: {fromJira: [{category: done, finding: fixed}]}
            template: {summary: "{{group.title}} now", body: "first\n\nlast\n"}
            maxCreates: 17
            automatic: false
            """;
        await world.Tickets.ApplyYamlAsync(Yaml, Ct);
        var before = await world.Tickets.ConfigurationAsync("shop", Ct);
        var page = await browser.SignInAsync(world.Host, $"/configurations/{before.Id}");
        Assert.DoesNotContain("kept as it is", await page.Locator("main").InnerTextAsync());
        Assert.Equal("7", await Setting(page, "Due date").GetByLabel("Critical, days").InputValueAsync());

        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("Saved.", await page.GetByRole(AriaRole.Status).First.InnerTextAsync());
        var after = await world.Tickets.ConfigurationAsync("shop", Ct);
        Assert.Equal(before.Revision, after.Revision);
        Assert.Equal(Client.YamlText.Of(before.Configuration), Client.YamlText.Of(after.Configuration));

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("store");
        await page.GetByLabel("Labels", new() { Exact = true }).FillAsync("one");
        await ChromiumBrowser.PressAsync(page, "As YAML");
        Assert.Contains("statusMap:", await page.GetByLabel("YAML").InputValueAsync());
        await ChromiumBrowser.PressAsync(page, "As a form");
        Assert.Equal("store", await page.GetByLabel("Name", new() { Exact = true }).InputValueAsync());
        await ChromiumBrowser.PressAsync(page, "Save");
        var renamed = Assert.Single(await world.Tickets.ConfigurationsAsync(Ct));
        Assert.Equal((before.Id, "store"), (renamed.Id, renamed.Configuration.Name));
        Assert.Equal(["one"], renamed.Configuration.Labels);
        Assert.Single(renamed.Configuration.CommentRules!);
    }

    [Fact]
    public async Task With_script_steps_are_taken_by_themselves_and_the_count_follows_the_filter()
    {
        await using var world = await StartAsync();
        await world.ImportAsync("a-1,high,CVE-1", "a-2,critical,CVE-2");
        var page = await browser.SignInAsync(world.Host, "/configurations/new", hasScript: true);
        var count = page.Locator("#reach");
        await count.GetByText("2 open findings in 2 tickets").WaitForAsync();
        await page.GetByLabel("Severity at least", new() { Exact = true }).SelectOptionAsync("critical");
        await count.GetByText("1 open finding in 1 ticket,").WaitForAsync();
        await page.GetByLabel("Severity at least", new() { Exact = true }).SelectOptionAsync("");
        await count.GetByText("2 open findings in 2 tickets").WaitForAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Severities" }).GetByLabel("High", new() { Exact = true }).CheckAsync();
        await count.GetByText("1 open finding in 1 ticket,").WaitForAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Severities" }).GetByLabel("High", new() { Exact = true }).UncheckAsync();
        await page.GetByLabel("Severity at least", new() { Exact = true }).SelectOptionAsync("critical");
        await count.GetByText("1 open finding in 1 ticket,").WaitForAsync();
        await ChromiumBrowser.LeadOnAsync(page, () => page.GetByLabel("Project", new() { Exact = true }).SelectOptionAsync("SEC"));
        await ChromiumBrowser.LeadOnAsync(page, () => page.GetByLabel("Issue type").SelectOptionAsync("Bug"));
        await page.Locator("#fields").WaitForAsync();
        Assert.Equal("critical", await page.GetByLabel("Severity at least", new() { Exact = true }).InputValueAsync());
    }

    [Fact]
    public async Task What_was_entered_stays_when_Jira_cannot_be_asked_or_somebody_else_was_faster()
    {
        await using var world = await StartAsync();
        var id = Assert.Single((await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct)).Configurations).Configuration.Id;
        var page = await browser.SignInAsync(world.Host, $"/configurations/{id}");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\nlabels: [theirs]\n", Ct);
        await page.GetByLabel("Labels", new() { Exact = true }).FillAsync("mine");
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("changed by somebody else meanwhile", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal(["theirs"], (await world.Tickets.ConfigurationAsync("shop", Ct)).Configuration.Labels);

        world.Sandbox.Faults.Add("GET", "", new FaultBehaviour.Answer(503), times: null);
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("Test the connection", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal("mine", await page.GetByLabel("Labels", new() { Exact = true }).InputValueAsync());

        world.Sandbox.Faults.Clear();
        await ChromiumBrowser.PressAsync(page, "Save");
        var saved = await world.Tickets.ConfigurationAsync("shop", Ct);
        Assert.Equal(["mine"], saved.Configuration.Labels);
        Assert.Equal("Highest", saved.Configuration.Priorities!["critical"]);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_told_at_its_place_and_a_form_that_is_none_is_refused()
    {
        await using var world = await StartAsync();
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        var page = await browser.SignInAsync(world.Host, "/configurations/new");
        await page.GetByLabel("Name").FillAsync("SHOP");
        await page.GetByLabel("Project", new() { Exact = true }).SelectOptionAsync("SEC");
        await ChromiumBrowser.PressAsync(page, "Show what Jira offers");
        await page.GetByLabel("Issue type").SelectOptionAsync("Bug");
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("already", await page.Locator("#name-told").InnerTextAsync());
        Assert.Single(await world.Tickets.ConfigurationsAsync(Ct));

        foreach (var rest in (string[])["", "{", "[]", "null", "{\"name\":null}"])
        {
            using var content = new FormUrlEncodedContent([new("as", "form"), new("do", "save"), new("rest", rest)]);
            using var answer = await world.Host.Http.PostAsync("configurations/new", content, Ct);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    private static ILocator Setting(IPage page, string name) => page.Locator("fieldset.setting", new() { Has = page.GetByLabel($"{name} comes from") });

    private Task<TicketsWorld> StartAsync() => TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
}
