using System.Net;
using Fairlead.Client.Access;
using Fairlead.Client.Connections;
using Fairlead.Sandbox;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>From a test that fails to what is to be done in Jira, in a real browser without script.</summary>
public sealed class GuidePageTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud, "id.atlassian.com", "Personal Access Tokens")]
    [InlineData(SandboxEdition.DataCenter, "Personal Access Tokens", "id.atlassian.com")]
    public async Task A_failing_test_leads_to_the_steps_for_its_edition(SandboxEdition edition, string told, string notTold)
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition }, Ct);
        await using var host = await RunningHost.StartAsync(databases, Ct, ChromiumBrowser.WithAdmin);
        await host.Client.Connections.CreateAsync(new("team", sandbox.BaseUrl.AbsoluteUri, TicketsWorld.CredentialOf(sandbox)), Ct);
        var page = await browser.SignInAsync(host, "/connections", width: 390);
        var row = page.Locator("tr", new() { HasText = "team" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Test team" }).ClickAsync();
        Assert.Equal(1, await row.GetByText("Healthy").CountAsync());
        Assert.Equal(0, await row.Locator("details").CountAsync());

        sandbox.State.RevokeCredentials();
        await page.GetByRole(AriaRole.Button, new() { Name = "Test team" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await row.GetByText("Token expired or revoked").WaitForAsync();
        Assert.False(await row.Locator("ol").First.IsVisibleAsync());
        await row.Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        Assert.True(await row.Locator("ol").First.IsVisibleAsync());
        var steps = await row.Locator("details").InnerTextAsync();
        Assert.Contains(told, steps);
        Assert.DoesNotContain(notTold, steps);
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await row.GetByRole(AriaRole.Link, new() { Name = "In the guide" }).ClickAsync();
        Assert.EndsWith("/connections/guide#token-expired-or-revoked", page.Url);
        Assert.Contains(told, await page.Locator("section:target").InnerTextAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
    }

    [Fact]
    public async Task The_guide_has_a_place_for_every_topic_and_its_links_lead_there()
    {
        await using var host = await RunningHost.StartAsync(databases, Ct, ChromiumBrowser.WithAdmin);
        var topics = await host.Client.Connections.GuideAsync(Ct);
        var page = await browser.SignInAsync(host, "/connections/guide");

        Assert.EndsWith("/connections/guide", page.Url);
        Assert.Equal(Enum.GetValues<ConnectionCause>(), topics.Select(t => t.Cause).OfType<ConnectionCause>().Order());
        foreach (var topic in topics)
        {
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Topics" }).GetByRole(AriaRole.Link, new() { Name = topic.Title, Exact = true }).ClickAsync();
            Assert.Equal(topic.Title, await page.Locator("section:target h2").InnerTextAsync());
        }
    }

    [Fact]
    public async Task Who_may_only_look_is_offered_no_test()
    {
        await using var host = await RunningHost.StartAsync(databases, Ct, ChromiumBrowser.WithAdmin);
        await host.Client.Access.CreateUserAsync(new("looker", ChromiumBrowser.Password, Role.Viewer), Ct);
        var connection = await host.Client.Connections.CreateAsync(new("seen", "https://jira.example", new(CredentialKind.PersonalAccessToken, "x")), Ct);

        var page = await browser.SignInAsync(host, "/connections", "looker");

        Assert.Equal(1, await page.GetByText("seen").CountAsync());
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Test seen" }).CountAsync());
        await host.Client.Connections.RemoveAsync(connection.Id, Ct);
    }

    [Fact]
    public async Task A_form_from_another_site_tests_nothing()
    {
        await using var host = await RunningHost.StartAsync(databases, Ct);
        var connection = await host.Client.Connections.CreateAsync(new("far", "https://jira.example", new(CredentialKind.PersonalAccessToken, "x")), Ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"connections/{connection.Id}/test");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await host.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(ConnectionHealth.Unknown, (await host.Client.Connections.GetAsync(connection.Id, Ct)).Health);
        await host.Client.Connections.RemoveAsync(connection.Id, Ct);
    }

    /// <summary>What the guide says to enter is what a webhook needs.</summary>
    [Fact]
    public async Task The_guide_names_the_filter_and_the_events_of_a_webhook()
    {
        await using var world = await TicketsWorld.StartAsync(databases);
        var webhook = (await world.Tickets.RotateWebhookAsync(world.ConnectionId, Ct)).Webhook;
        var steps = string.Join('\n', (await world.Host.Client.Connections.GuideAsync(Ct)).Single(t => t.Topic == "webhook").Parts.SelectMany(p => p.Steps));

        Assert.Contains($"JQL: {webhook.Filter}.", steps);
        Assert.Contains(webhook.Path[..^36], steps);
        foreach (var kind in webhook.Events.GroupBy(e => e.Split(' ')[0], e => e.Split(' ')[1]))
            Assert.Contains($"{kind.Key}: {string.Join(", ", kind)}", steps, StringComparison.OrdinalIgnoreCase);
    }
}
