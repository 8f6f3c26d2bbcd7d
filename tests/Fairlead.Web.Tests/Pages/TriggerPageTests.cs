using System.Net;
using Fairlead.Client.Access;
using Fairlead.Client.Alerts;
using Fairlead.Kernel;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>Triggers of alerts, in a real browser without script.</summary>
public sealed class TriggerPageTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private const string Attack = "<img src=x onerror=alert(1)>";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_are_disabled_and_deleted_at_once_with_the_keyboard_on_a_narrow_screen()
    {
        await using var world = await StartAsync("east", "west", Attack);
        var page = await browser.SignInAsync(world.Host, "/alerts", width: 390);
        await page.GetByRole(AriaRole.Link, new() { Name = "Triggers" }).ClickAsync();
        Assert.Contains("high and worse; namespaces payments", await page.Locator("tbody tr", new() { HasText = "east" }).InnerTextAsync());
        Assert.Equal(0, await page.Locator("main img").CountAsync());
        await ChromiumBrowser.PressAsync(page, "Disable");
        Assert.Contains("No trigger is chosen", await page.GetByRole(AriaRole.Alert).InnerTextAsync());

        await ChromiumBrowser.ChooseAsync(page, "east", Attack);
        await ChromiumBrowser.PressAsync(page, "Disable");
        Assert.Contains("they let nothing more through", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal(["west"], (await world.Host.Client.Alerts.TriggersAsync(Ct)).Where(t => t.Trigger.Enabled).Select(t => t.Trigger.Name));

        await ChromiumBrowser.ChooseAsync(page, "west", Attack);
        await ChromiumBrowser.PressAsync(page, "Delete");
        Assert.Contains("To delete 2 triggers for good", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal(3, (await world.Host.Client.Alerts.TriggersAsync(Ct)).Count);
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        await page.GetByLabel("Yes, delete for good").CheckAsync();
        await ChromiumBrowser.PressAsync(page, "Delete");
        Assert.Contains("Deleted.", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        await ChromiumBrowser.ChooseAsync(page, "east");
        await ChromiumBrowser.PressAsync(page, "Enable");
        Assert.True(Assert.Single(await world.Host.Client.Alerts.TriggersAsync(Ct)).Trigger.Enabled);
    }

    [Fact]
    public async Task What_somebody_else_deleted_meanwhile_keeps_all_others_as_they_are()
    {
        await using var world = await StartAsync("east", "west");
        var page = await browser.SignInAsync(world.Host, "/alerts/triggers");
        await ChromiumBrowser.ChooseAsync(page, "east", "west");
        await world.Host.Client.Alerts.DeleteTriggerAsync("west", Ct);
        await ChromiumBrowser.PressAsync(page, "Disable");
        Assert.Contains("There is no trigger 'west'", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.True(Assert.Single(await world.Host.Client.Alerts.TriggersAsync(Ct)).Trigger.Enabled);
    }

    [Fact]
    public async Task Who_may_only_look_and_other_sites_change_nothing()
    {
        await using var world = await StartAsync("east");
        await world.Host.Client.Access.CreateUserAsync(new("looker", ChromiumBrowser.Password, Role.Viewer), Ct);
        var page = await browser.SignInAsync(world.Host, "/alerts/triggers", "looker");
        Assert.Equal(1, await page.Locator("tbody tr").CountAsync());
        Assert.Equal(0, await page.Locator("main").GetByRole(AriaRole.Button).CountAsync());
        Assert.Equal(0, await page.GetByRole(AriaRole.Checkbox).CountAsync());

        KeyValuePair<string, string>[] fields = [new("do", "delete"), new("confirm", "true"), new("name", "east")];
        Assert.Equal(HttpStatusCode.Forbidden, await PageForms.AsViewerAsync(world.Host, "alerts/triggers/actions", fields));
        Assert.Equal(HttpStatusCode.Forbidden, await PageForms.FromAnotherSiteAsync(world.Host, "alerts/triggers/actions", fields));
        Assert.Single(await world.Host.Client.Alerts.TriggersAsync(Ct));
    }

    [Fact]
    public async Task One_is_made_of_a_filter_and_changed_and_refusals_stand_at_their_inputs()
    {
        await using var world = await StartAsync();
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\nfilter: {kinds: [vulnerability]}\n", Ct);
        var page = await browser.SignInAsync(world.Host, "/alerts?severity=high", width: 390);
        await page.GetByRole(AriaRole.Link, new() { Name = "Make a trigger of it" }).ClickAsync();
        Assert.Equal("high", await page.GetByLabel("Severity", new() { Exact = true }).InputValueAsync());
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("a/b");
        await page.GetByLabel("When").SelectOptionAsync("weekly");
        await page.GetByLabel("Threat level").SelectOptionAsync("critical");
        await page.GetByLabel("At most so many new alerts").FillAsync("20");
        await page.GetByLabel("in each period").SelectOptionAsync("daily");
        await page.GetByLabel("Ticket configuration").SelectOptionAsync("shop");
        await page.GetByLabel("Namespaces").FillAsync("payments\nshop-*");
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("must not hold a slash", await page.Locator("#name-told").InnerTextAsync());
        Assert.Contains("takes no runtime alerts", await page.Locator("#configuration-told").InnerTextAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        Assert.Equal("payments\nshop-*", await page.GetByLabel("Namespaces").InputValueAsync());
        Assert.Empty(await world.Host.Client.Alerts.TriggersAsync(Ct));

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("prod");
        await page.GetByLabel("Ticket configuration").SelectOptionAsync("");
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("Saved", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        var made = Assert.Single(await world.Host.Client.Alerts.TriggersAsync(Ct)).Trigger;
        Assert.Equal(("prod", AlertSchedule.Weekly, Severity.Critical, new AlertThrottleBody(20, AlertPeriod.Daily)), (made.Name, made.Schedule, made.ThreatLevel, made.Throttle));
        Assert.Equal((Severity.High, "payments, shop-*"), (made.Filter!.MinimumSeverity, string.Join(", ", made.Filter.Namespaces!)));

        await page.GetByRole(AriaRole.Link, new() { Name = "prod", Exact = true }).ClickAsync();
        Assert.Equal("20", await page.GetByLabel("At most so many new alerts").InputValueAsync());
        await world.Host.Client.Alerts.ReplaceTriggerAsync(made with { Schedule = AlertSchedule.Monthly }, Ct);
        await page.GetByLabel("At most so many new alerts").FillAsync("");
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("changed by somebody else meanwhile", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Equal((AlertSchedule.Weekly, null), Assert.Single(await world.Host.Client.Alerts.TriggersAsync(Ct)).Trigger is var t ? (t.Schedule, t.Throttle) : default);
    }

    [Fact]
    public async Task A_channel_is_made_in_one_form_or_not_at_all_and_its_token_never_comes_back()
    {
        await using var world = await StartAsync();
        var page = await browser.SignInAsync(world.Host, "/alerts/triggers", width: 390);
        await page.GetByRole(AriaRole.Link, new() { Name = "New channel to Jira" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("soc");
        await page.GetByLabel("Site").FillAsync(world.Sandbox.BaseUrl.AbsoluteUri);
        await page.GetByLabel("User e-mail").FillAsync(world.Sandbox.Accounts.Email);
        await page.GetByLabel("Token").FillAsync(world.Sandbox.Accounts.ApiToken);
        await page.GetByLabel("Project key").FillAsync("NOPE");
        await page.GetByLabel("Issue summary").FillAsync("Incident: {{group.title}}");
        await page.GetByLabel("Issue type").FillAsync("Story");
        await ChromiumBrowser.PressAsync(page, "Test and save");
        Assert.Contains("NOPE", await page.Locator("#projectKey-told").InnerTextAsync());
        Assert.Equal("", await page.GetByLabel("Token").InputValueAsync());
        Assert.DoesNotContain(world.Sandbox.Accounts.ApiToken, await page.ContentAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        Assert.Single(await world.Host.Client.Connections.ListAsync(Ct));

        await page.GetByLabel("Token").FillAsync(world.Sandbox.Accounts.ApiToken);
        await page.GetByLabel("Project key").FillAsync("SEC");
        await ChromiumBrowser.PressAsync(page, "Test and save");
        Assert.Contains("Saved", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal("soc", Assert.Single(await world.Host.Client.Alerts.TriggersAsync(Ct)).Trigger.Configuration);
        var configuration = (await world.Tickets.ConfigurationAsync("soc", Ct)).Configuration;
        Assert.Equal(("Story", "Incident: {{group.title}}"), (configuration.IssueType, configuration.Template!.Summary));
    }

    private async Task<TicketsWorld> StartAsync(params string[] triggers)
    {
        var world = await TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
        foreach (var name in triggers)
            await world.Host.Client.Alerts.CreateTriggerAsync(new(name, AlertSchedule.Daily, Filter: new(Severity.High, Namespaces: ["payments"])), Ct);
        return world;
    }
}
