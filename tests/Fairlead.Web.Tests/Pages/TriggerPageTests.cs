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

    private async Task<TicketsWorld> StartAsync(params string[] triggers)
    {
        var world = await TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
        foreach (var name in triggers)
            await world.Host.Client.Alerts.CreateTriggerAsync(new(name, AlertSchedule.Daily, Filter: new(Severity.High, Namespaces: ["payments"])), Ct);
        return world;
    }
}
