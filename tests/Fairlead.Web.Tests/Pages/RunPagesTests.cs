using System.Net;
using Fairlead.Client.Access;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>Runs and taking them back, in a real browser without script.</summary>
public sealed class RunPagesTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_looked_up_and_taken_back_but_for_what_people_worked_at()
    {
        await using var world = await StartAsync("a-1,high,CVE-1", "a-2,critical,CVE-2");
        await world.Tickets.RunAsync("shop", Ct);
        world.Sandbox.State.Comment("SEC-2", "I look at it.");
        var page = await browser.SignInAsync(world.Host, "/configurations", width: 390);
        await page.GetByRole(AriaRole.Link, new() { Name = "shop" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Runs" }).ClickAsync();
        Assert.Contains("2 issues to create", await page.Locator("tbody").InnerTextAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        await page.Locator("tbody a").First.ClickAsync();
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await page.GetByLabel("Delete issues that it made").CheckAsync();
        await ChromiumBrowser.PressAsync(page, "Show what would be taken back");
        Assert.Contains("deleted where Jira lets Fairlead", await page.Locator("tbody").InnerTextAsync());
        Assert.Equal(2, world.Sandbox.State.IssueCount);
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await ChromiumBrowser.PressAsync(page, "Take back 2 steps");
        Assert.Contains("SEC-2 is left, because Alice Meyer commented on it", await page.Locator("tbody").InnerTextAsync());
        Assert.Equal("SEC-2", Assert.Single(world.Sandbox.State.Issues).Key);
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Take back 2 steps" }).CountAsync());
    }

    [Fact]
    public async Task Who_may_only_look_and_other_sites_take_nothing_back()
    {
        await using var world = await StartAsync("a-1,high,CVE-1");
        var run = await world.Tickets.RunAsync("shop", Ct);
        await world.Host.Client.Access.CreateUserAsync(new("looker", ChromiumBrowser.Password, Role.Viewer), Ct);
        var page = await browser.SignInAsync(world.Host, $"/runs/{run.Id}", "looker");
        Assert.Equal(0, await page.Locator("main").GetByRole(AriaRole.Button).CountAsync());
        foreach (var verb in (string[])["undo", "apply"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.AsViewerAsync(world.Host, $"runs/{run.Id}/{verb}"));
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.FromAnotherSiteAsync(world.Host, $"runs/{run.Id}/{verb}"));
        }

        Assert.Single((await world.Tickets.RunsAsync(null, null, 10, Ct)).Items);
    }

    /// <summary>What cannot be taken back says why where it was asked for.</summary>
    [Fact]
    public async Task A_run_that_was_only_planned_is_refused_in_its_place()
    {
        await using var world = await StartAsync("a-1,high,CVE-1");
        var run = await world.Tickets.PlanAsync("shop", Ct);
        using var form = new FormUrlEncodedContent([]);
        using var answer = await world.Host.Http.PostAsync($"runs/{run.Id}/undo", form, Ct);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("It was planned only", await answer.Content.ReadAsStringAsync(Ct));
    }

    private async Task<TicketsWorld> StartAsync(params string[] findings)
    {
        var world = await TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
        await world.ImportAsync(findings);
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        return world;
    }
}
