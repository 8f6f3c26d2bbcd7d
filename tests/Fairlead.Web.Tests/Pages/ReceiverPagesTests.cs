using System.Net;
using Fairlead.Client.Access;
using Fairlead.Client.Notifications;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>Who is told of things, in a real browser without script.</summary>
public sealed class ReceiverPagesTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_is_added_and_tried_and_its_secret_is_shown_once()
    {
        await using var world = await StartAsync();
        await using var hook = WebhookServer.Start();
        var page = await browser.SignInAsync(world.Host, "/receivers", width: 390);
        await page.GetByRole(AriaRole.Link, new() { Name = "Add one" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("a/b");
        await page.GetByLabel("Target").FillAsync("ftp://team.example");
        await page.GetByLabel("Tell it also").CheckAsync();
        await ChromiumBrowser.PressAsync(page, "Add");
        var told = await page.GetByRole(AriaRole.Alert).InnerTextAsync();
        Assert.Contains("name: must not hold a slash", told);
        Assert.Contains("target: must be the address of a webhook", told);
        Assert.Equal(("a/b", "ftp://team.example"), (await page.GetByLabel("Name").InputValueAsync(), await page.GetByLabel("Target").InputValueAsync()));
        Assert.True(await page.GetByLabel("Tell it also").IsCheckedAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        const string Name = "<img src=x onerror=alert(1)>";
        await page.GetByLabel("Name").FillAsync(Name);
        await page.GetByLabel("Target").FillAsync(hook.Url);
        await ChromiumBrowser.PressAsync(page, "Add");
        var secret = await page.Locator("main pre").InnerTextAsync();
        Assert.True(secret.Length > 30);
        var added = Assert.Single(await world.Host.Client.Notifications.ReceiversAsync(Ct));
        Assert.Equal((Name, true), (added.Name, added.Troubles));
        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept it" }).ClickAsync();
        await ChromiumBrowser.PressAsync(page, "Send a test");
        Assert.Contains("The test arrived", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Single(hook.Requests);

        hook.Status = HttpStatusCode.ServiceUnavailable;
        await ChromiumBrowser.PressAsync(page, "Send a test");
        Assert.Contains("The test did not arrive", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Contains("It was answered 503", await page.Locator("p.warning").Last.InnerTextAsync());
        Assert.Equal(2, await page.Locator("tbody tr").CountAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        foreach (var path in (string[])["/receivers", $"/receivers/{added.Id}"])
        {
            await page.GotoAsync(path);
            Assert.Contains("It was answered 503", await page.Locator("main").InnerTextAsync());
            Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
            var html = await page.ContentAsync();
            Assert.DoesNotContain(secret, html, StringComparison.Ordinal);
            Assert.DoesNotContain("/hook", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
        }

        await ChromiumBrowser.PressAsync(page, "Disable");
        Assert.Contains("told nothing more", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.False(Assert.Single(await world.Host.Client.Notifications.ReceiversAsync(Ct)).Enabled);
        await ChromiumBrowser.PressAsync(page, "Enable");
        Assert.True(Assert.Single(await world.Host.Client.Notifications.ReceiversAsync(Ct)).Enabled);
        await page.Locator("summary", new() { HasText = "Delete" }).ClickAsync();
        await ChromiumBrowser.PressAsync(page, "Delete the receiver");
        Assert.Contains("Deleted", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Empty(await world.Host.Client.Notifications.ReceiversAsync(Ct));
    }

    [Fact]
    public async Task People_are_added_by_e_mail_and_what_the_server_lacks_is_told_with_its_key()
    {
        await using var world = await StartAsync();
        var page = await browser.SignInAsync(world.Host, "/receivers/new");
        await page.GetByLabel("Name").FillAsync("team");
        await page.GetByLabel("How it is told").SelectOptionAsync("email");
        await page.GetByLabel("Target").FillAsync("team@team.example, lead@team.example");
        await ChromiumBrowser.PressAsync(page, "Add");
        Assert.Contains("Added.", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        await ChromiumBrowser.PressAsync(page, "Send a test");
        Assert.Contains("FAIRLEAD_Notifications__MailHost", await page.Locator("p.warning").Last.InnerTextAsync());

        await page.GotoAsync("/receivers/new");
        await page.GetByLabel("Name").FillAsync("TEAM");
        await page.GetByLabel("Target").FillAsync("https://hooks.team.example/x");
        await ChromiumBrowser.PressAsync(page, "Add");
        Assert.Contains("There is a receiver 'TEAM' already", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
    }

    [Theory]
    [InlineData(Role.Viewer, 0)]
    [InlineData(Role.Editor, 1)]
    public async Task Each_role_is_offered_what_it_may_do(Role role, int buttons)
    {
        await using var world = await StartAsync();
        var added = (await world.Host.Client.Notifications.AddAsync(new("team", ReceiverKind.Email, "team@team.example"), Ct)).Receiver;
        await world.Host.Client.Access.CreateUserAsync(new("somebody", ChromiumBrowser.Password, role), Ct);
        var page = await browser.SignInAsync(world.Host, $"/receivers/{added.Id}", "somebody");
        Assert.Equal(buttons, await page.Locator("main").GetByRole(AriaRole.Button).CountAsync());
        Assert.Equal(0, await page.GetByText("Delete").CountAsync());
        await page.GotoAsync("/receivers");
        Assert.Equal(0, await page.GetByText("New receiver").CountAsync());
    }

    [Fact]
    public async Task Who_may_only_look_and_other_sites_change_nothing()
    {
        await using var world = await StartAsync();
        var added = (await world.Host.Client.Notifications.AddAsync(new("team", ReceiverKind.Email, "team@team.example"), Ct)).Receiver;
        KeyValuePair<string, string>[] fields = [new("receiver", "evil"), new("kind", "email"), new("target", "evil@team.example")];
        foreach (var path in (string[])["receivers/new", .. from verb in (string[])["test", "enable", "disable", "delete"] select $"receivers/{added.Id}/{verb}"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.AsViewerAsync(world.Host, path, fields));
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.FromAnotherSiteAsync(world.Host, path, fields));
        }

        Assert.Equal(added, Assert.Single(await world.Host.Client.Notifications.ReceiversAsync(Ct)) with { CreatedAt = added.CreatedAt });
        Assert.Empty((await world.Host.Client.Notifications.ListAsync(null, 10, Ct)).Items);
    }

    private Task<TicketsWorld> StartAsync() => TicketsWorld.StartAsync(
        databases, settings: new() { ["Notifications:AllowLoopback"] = "true" }, change: ChromiumBrowser.WithAdmin);
}
