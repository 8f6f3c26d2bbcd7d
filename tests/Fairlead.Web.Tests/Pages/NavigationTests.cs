using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>Finding one's way, in a real browser without script.</summary>
public sealed class NavigationTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_of_it_is_one_line_of_1200_pixels_and_its_menu_opens_by_the_keyboard()
    {
        await using var world = await TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
        var page = await browser.SignInAsync(world.Host, "/tickets", width: 1200);
        const string Lines = "new Set([...document.querySelectorAll('header.top .brand, header.top nav > *, .who')].map(e => Math.round((e.getBoundingClientRect().top + e.getBoundingClientRect().bottom) / 20))).size";
        Assert.Equal(1, await page.EvaluateAsync<int>(Lines));
        var rules = page.GetByRole(AriaRole.Link, new() { Name = "Rules", Exact = true });
        Assert.False(await rules.IsVisibleAsync());
        await page.Locator(".menu > summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await rules.FocusAsync();
        await ChromiumBrowser.LeadOnAsync(page, () => page.Keyboard.PressAsync("Enter"));
        Assert.EndsWith("/rules", page.Url, StringComparison.Ordinal);
        Assert.Equal("Rules", (await page.Locator(".menu > summary").InnerTextAsync()).Trim());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
    }

    [Fact]
    public async Task The_list_of_tickets_tells_issues_of_the_same_key_apart()
    {
        await using var world = await TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
        await world.ImportAsync("a-1,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        foreach (var width in (int[])[1200, 390])
        {
            var page = await browser.SignInAsync(world.Host, "/tickets", width: width);
            var row = page.Locator("tbody tr");
            Assert.Contains("team", await row.InnerTextAsync());
            Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
            await row.GetByRole(AriaRole.Link, new() { Name = "shop" }).ClickAsync();
            Assert.Contains("/configurations/", page.Url);
        }
    }
}
