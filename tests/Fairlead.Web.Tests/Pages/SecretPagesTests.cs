using System.Net;
using Fairlead.Client.Access;
using Fairlead.Web.Tests.SecretScanning;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>Secrets in Jira, in a real browser without script. No value is in any page.</summary>
public sealed class SecretPagesTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scan_is_asked_for_and_what_it_finds_is_reviewed_and_revoked_and_its_value_never_shown()
    {
        await using var world = await StartAsync();
        var token = ScannerWorld.Token("page");
        var key = world.Sandbox.State.Create("SEC", "Task", $"deploy with {token}").Key;
        var page = await browser.SignInAsync(world.Host, "/secrets", width: 390);
        await page.GetByText("Nothing was found.").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Scans", Exact = true }).First.ClickAsync();
        await page.GetByLabel("Project or issue").FillAsync("NONE");
        await ChromiumBrowser.PressAsync(page, "Scan now");
        Assert.Contains("no project 'NONE'", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        await page.GetByLabel("Project or issue").FillAsync("SEC");
        await ChromiumBrowser.PressAsync(page, "Scan now");
        Assert.Contains("Waiting", await page.Locator("tbody tr").InnerTextAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        await world.Host.Client.Secrets.RunAsync(Ct);
        await page.ReloadAsync();
        Assert.Contains("Done", await page.Locator("tbody tr").InnerTextAsync());

        await page.GetByRole(AriaRole.Link, new() { Name = "Found", Exact = true }).ClickAsync();
        var row = page.Locator("tbody tr");
        Assert.Contains(key, await row.InnerTextAsync());
        Assert.Contains("Summary, line 1", await row.InnerTextAsync());
        Assert.DoesNotContain(token[4..], await page.ContentAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await OpenAsync(row);
        var other = ScannerWorld.Token("else");
        await page.GetByLabel("The exact text").FillAsync(other);
        await ChromiumBrowser.PressAsync(page, "It is fine in this project");
        Assert.Contains("another text", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.DoesNotContain(other[4..], await page.ContentAsync());
        Assert.Empty((await world.Host.Client.Secrets.FindingsAsync("team", "SEC", null, true, 0, 10, Ct)).Values);

        await OpenAsync(row);
        await page.GetByLabel("The exact text").FillAsync(token);
        await ChromiumBrowser.PressAsync(page, "It is fine in this project");
        Assert.Contains("Said to be fine", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Contains("said admin", await row.InnerTextAsync());
        await OpenAsync(row);
        await page.GetByLabel("The exact text").FillAsync(token);
        await ChromiumBrowser.PressAsync(page, "It is not fine after all");
        await OpenAsync(row);
        await ChromiumBrowser.PressAsync(page, "It is revoked");
        Assert.Contains("Revoked", await row.InnerTextAsync());
        Assert.NotNull(Assert.Single((await world.Host.Client.Secrets.FindingsAsync("team", "SEC", null, false, 0, 10, Ct)).Values).RevokedBy);

        await page.GetByLabel("Revoked").SelectOptionAsync("false");
        await ChromiumBrowser.PressAsync(page, "Apply");
        await page.GetByText("Nothing here.").WaitForAsync();
        Assert.DoesNotContain(token[4..], await world.Host.Http.GetStringAsync("activity", Ct));
    }

    [Fact]
    public async Task Rules_are_searched_and_switched()
    {
        await using var world = await StartAsync();
        var page = await browser.SignInAsync(world.Host, "/secrets/rules", width: 390);
        await page.GetByLabel("Search", new() { Exact = true }).FillAsync("npm-token");
        await ChromiumBrowser.PressAsync(page, "Apply");
        Assert.Contains("Enabled", await page.Locator("tbody tr").First.InnerTextAsync());
        await ChromiumBrowser.ChooseAsync(page, "npm-token");
        await ChromiumBrowser.PressAsync(page, "Disable");
        Assert.Contains("Disabled", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.False((await world.Host.Client.Secrets.RuleAsync("npm-token", Ct)).Enabled);
        await ChromiumBrowser.ChooseAsync(page, "npm-token");
        await page.GetByLabel("Yes, delete for good").CheckAsync();
        await ChromiumBrowser.PressAsync(page, "Delete");
        Assert.Contains("cannot be deleted", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
    }

    [Fact]
    public async Task What_may_stand_is_allowed_and_removed_and_its_value_never_shown()
    {
        await using var world = await StartAsync();
        var token = ScannerWorld.Token("allowed");
        var page = await browser.SignInAsync(world.Host, "/secrets/allowed", width: 390);
        await page.GetByText("Nothing is allowed.").WaitForAsync();
        await page.GetByLabel("Exact text").FillAsync(token);
        await page.GetByLabel("Until (UTC)").FillAsync("2001-01-01");
        await page.GetByLabel("Why it may stand").FillAsync("from the manual");
        await ChromiumBrowser.PressAsync(page, "Allow");
        Assert.Contains("It is over already", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.DoesNotContain(token[4..], await page.ContentAsync());
        Assert.Equal("from the manual", await page.GetByLabel("Why it may stand").InputValueAsync());

        await page.GetByLabel("Exact text").FillAsync(token);
        await page.GetByLabel("Until (UTC)").FillAsync("2099-01-01");
        await ChromiumBrowser.PressAsync(page, "Allow");
        Assert.Contains("npm_", await page.Locator("tbody tr").InnerTextAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        var entry = Assert.Single(await world.Host.Client.Secrets.AllowedAsync(Ct));
        Assert.Equal(("from the manual", new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero), false), (entry.Reason, entry.ExpiresAt, entry.Expired));
        await page.Locator("tbody button").ClickAsync();
        await page.GetByText("Nothing is allowed.").WaitForAsync();
        Assert.Empty(await world.Host.Client.Secrets.AllowedAsync(Ct));
        Assert.DoesNotContain(token[4..], await world.Host.Http.GetStringAsync("activity", Ct));
    }

    [Fact]
    public async Task Who_may_only_look_and_other_sites_change_nothing()
    {
        await using var world = await StartAsync();
        world.Sandbox.State.Create("SEC", "Task", $"deploy with {ScannerWorld.Token("look")}");
        await world.Host.Client.Secrets.AskAsync(new("team", "SEC"), Ct);
        await world.Host.Client.Secrets.RunAsync(Ct);
        var id = Assert.Single((await world.Host.Client.Secrets.FindingsAsync("team", "SEC", null, null, 0, 10, Ct)).Values).Id;
        await world.Host.Client.Access.CreateUserAsync(new("looker", ChromiumBrowser.Password, Role.Viewer), Ct);
        foreach (var path in (string[])["/secrets", "/secrets/scans", "/secrets/rules"])
        {
            var page = await browser.SignInAsync(world.Host, path, "looker");
            Assert.True(await page.Locator("tbody tr").CountAsync() > 0);
            Assert.Equal(0, await page.Locator("main form[method=post]").CountAsync());
        }

        foreach (var path in (string[])[$"secrets/{id}/revoke", $"secrets/{id}/review", "secrets/scans", "secrets/rules/actions"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.AsViewerAsync(world.Host, path, new KeyValuePair<string, string>("name", "npm-token")));
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.FromAnotherSiteAsync(world.Host, path, new KeyValuePair<string, string>("name", "npm-token")));
        }

        Assert.Null(Assert.Single((await world.Host.Client.Secrets.FindingsAsync("team", "SEC", null, null, 0, 10, Ct)).Values).RevokedBy);
    }

    private static Task OpenAsync(ILocator row) => row.Locator("summary", new() { HasText = "What to do" }).ClickAsync();

    /// <summary>Scans are carried out when the test says so.</summary>
    private Task<TicketsWorld> StartAsync() => TicketsWorld.StartAsync(
        databases, settings: new() { ["SecretScanning:JobsEnabled"] = "false", ["Tickets:Sync:JobsEnabled"] = "false" }, change: ChromiumBrowser.WithAdmin);
}
