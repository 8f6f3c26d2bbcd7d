using System.Net;
using Fairlead.Client.Providers;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>Who may push vulnerabilities, in a real browser without script.</summary>
public sealed class ProviderPageTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_is_registered_rotated_and_revoked_and_its_secret_is_shown_once()
    {
        await using var host = await RunningHost.StartAsync(databases, Ct, ChromiumBrowser.WithAdmin);
        var page = await browser.SignInAsync(host, "/providers", width: 390);
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync("a b");
        await page.GetByLabel("DELETE").UncheckAsync();
        await ChromiumBrowser.PressAsync(page, "Register");
        Assert.Contains("key: must have 1 to 100 letters", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.False(await page.GetByLabel("DELETE").IsCheckedAsync());

        await page.GetByLabel("Key", new() { Exact = true }).FillAsync("com.example.scanner");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("<b>Scanner</b>");
        await ChromiumBrowser.PressAsync(page, "Register");
        var first = await page.Locator("main pre").InnerTextAsync();
        var app = Assert.Single(await host.Client.Providers.ListAsync(Ct));
        Assert.Equal("<b>Scanner</b>", app.Name);
        Assert.Equal([ProviderScope.Read, ProviderScope.Write], app.Scopes);
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept it" }).ClickAsync();
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        Assert.DoesNotContain(first, await page.ContentAsync(), StringComparison.Ordinal);
        await ChromiumBrowser.PressAsync(page, "Make a new secret for <b>Scanner</b>");
        var second = await page.Locator("main pre").InnerTextAsync();
        Assert.NotEqual(first, second);
        Assert.NotNull(Assert.Single(await host.Client.Providers.ListAsync(Ct)).FormerSecretUntil);

        await page.GotoAsync("/providers");
        Assert.Contains("Two secrets until", await page.Locator("tbody").InnerTextAsync());
        await page.GetByLabel("End the present secret of <b>Scanner</b> at once").CheckAsync();
        await ChromiumBrowser.PressAsync(page, "Make a new secret for <b>Scanner</b>");
        Assert.Null(Assert.Single(await host.Client.Providers.ListAsync(Ct)).FormerSecretUntil);

        await page.GotoAsync("/providers");
        await ChromiumBrowser.PressAsync(page, "Revoke <b>Scanner</b>");
        Assert.Contains("let in no more", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.NotNull(Assert.Single(await host.Client.Providers.ListAsync(Ct)).RevokedAt);
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).CountAsync());
    }

    [Fact]
    public async Task Who_may_only_look_and_other_sites_change_nothing()
    {
        await using var host = await RunningHost.StartAsync(databases, Ct, ChromiumBrowser.WithAdmin);
        await host.Client.Providers.AddAsync(new("app"), Ct);
        KeyValuePair<string, string>[] fields = [new("key", "evil"), new("read", "true"), new("now", "true")];
        foreach (var path in (string[])["providers", "providers/app/rotate", "providers/app/revoke"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.AsViewerAsync(host, path, fields));
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.FromAnotherSiteAsync(host, path, fields));
        }

        Assert.Equal(("app", null, null), Assert.Single(await host.Client.Providers.ListAsync(Ct)) is var app ? (app.Key, app.RotatedAt, app.RevokedAt) : default);
    }
}
