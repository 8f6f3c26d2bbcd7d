using System.Net;
using Fairlead.Client.Access;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>How a template that is being written looks on findings that are there, in a real browser without script.</summary>
public sealed class TemplatePagesTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private const string Attack = "<img src=x onerror=alert(1)>";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_template_is_tried_on_a_group_and_shown_as_jira_will()
    {
        await using var world = await TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
        await world.ImportAsync("a-1,high,CVE-1", $"{Attack},critical,CVE-2");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        var page = await browser.SignInAsync(world.Host, "/templates", width: 390);
        await page.GetByRole(AriaRole.Link, new() { Name = "registry-scan" }).ClickAsync();
        Assert.Contains("{{dynamic_template}}", await page.GetByLabel("Template, as YAML").InputValueAsync());
        var issue = page.Locator(".issue");
        Assert.Contains(Attack, await issue.InnerTextAsync());
        Assert.Equal(0, await page.Locator("main img").CountAsync());
        Assert.NotEqual(0, await issue.Locator("table").CountAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        const string Mine = "summary: 'Mend {{group.rule}}'\nbody: |\n  ## Where\n\n  - **{{group.asset}}**\n";
        await page.GetByLabel("Template, as YAML").FillAsync(Mine);
        await page.GetByLabel("Shown on").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await ChromiumBrowser.PressAsync(page, "Show");
        Assert.Equal("Mend CVE-1", await issue.Locator("> h2").InnerTextAsync());
        Assert.Equal(("Where", "api"), (await issue.Locator(".rich h2").InnerTextAsync(), await issue.Locator(".rich li strong").InnerTextAsync()));
        Assert.Equal(Mine, await page.GetByLabel("Template, as YAML").InputValueAsync());

        const string Wrong = "summary: 'Mend {{group.rool}}'\nbody: x\n";
        await page.GetByLabel("Template, as YAML").FillAsync(Wrong);
        await ChromiumBrowser.PressAsync(page, "Show");
        var told = await page.GetByRole(AriaRole.Alert).InnerTextAsync();
        Assert.Contains("Line 1", told);
        Assert.Contains("group.rule", told);
        Assert.Equal(Wrong, await page.GetByLabel("Template, as YAML").InputValueAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        Assert.Null((await world.Tickets.ConfigurationAsync("shop", Ct)).Configuration.Template);
    }

    [Fact]
    public async Task A_configuration_leads_to_its_own_template()
    {
        await using var world = await TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
        await world.ImportAsync("a-1,high,CVE-1");
        var id = Assert.Single((await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\ntemplate: {summary: 'Ours: {{group.title}}', body: 'x'}\n", Ct)).Configurations).Configuration.Id;
        await world.Host.Client.Access.CreateUserAsync(new("looker", ChromiumBrowser.Password, Role.Viewer), Ct);

        var page = await browser.SignInAsync(world.Host, $"/configurations/{id}", "looker");
        await page.GetByRole(AriaRole.Link, new() { Name = "Template", Exact = true }).ClickAsync();

        Assert.Contains("Ours: {{group.title}}", await page.GetByLabel("Template, as YAML").InputValueAsync());
        Assert.Equal("Ours: a-1", await page.Locator(".issue > h2").InnerTextAsync());
    }

    [Fact]
    public async Task Without_findings_the_page_says_what_to_do_and_other_sites_get_nothing()
    {
        await using var host = await RunningHost.StartAsync(databases, Ct, ChromiumBrowser.WithAdmin);
        var page = await browser.SignInAsync(host, "/templates/preview?use=secret");

        Assert.Equal(1, await page.GetByText("Import a report first.").CountAsync());
        Assert.Equal(HttpStatusCode.Forbidden, await PageForms.FromAnotherSiteAsync(host, "templates/preview", new KeyValuePair<string, string>("yaml", "secret")));
    }
}
