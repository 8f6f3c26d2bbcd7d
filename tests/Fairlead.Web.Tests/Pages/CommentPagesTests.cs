using System.Net;
using Fairlead.Client.Access;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>What comments did, taking it back and trying rules, in a real browser without script.</summary>
public sealed class CommentPagesTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private const string Attack = "false positive <img src=x onerror=alert(1)>";

    private const string Yaml = TicketsWorld.Yaml + """

        commentRules:
        - pattern: 'false positive'
          status: falsePositive
        - pattern: 'all done'
          status: fixed
          by: [assignee]
        - pattern: 'risk ok until (?<until>.+)'
          status: riskAccepted
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_effect_stands_in_the_activity_with_its_comment_and_is_undone_there()
    {
        await using var world = await StartAsync();
        var page = await browser.SignInAsync(world.Host, "/activity", width: 390);
        var row = page.Locator("tr", new() { HasText = "comment.applied" });
        Assert.Contains(Attack, await row.Locator("q").InnerTextAsync());
        Assert.Contains("Bob Tanaka", await row.InnerTextAsync());
        Assert.Contains("Rule 1, false positive", await row.InnerTextAsync());
        Assert.Contains("False positive: 1 finding changed", await row.InnerTextAsync());
        Assert.Equal(0, await page.Locator("main img").CountAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await ChromiumBrowser.LeadOnAsync(page, () => row.GetByRole(AriaRole.Button).ClickAsync());
        Assert.Contains("/activity", page.Url);
        Assert.Contains("Undone by admin", await row.InnerTextAsync());
        Assert.Equal(0, await row.GetByRole(AriaRole.Button).CountAsync());
        Assert.NotNull(Assert.Single((await world.Host.Client.Comments.EffectsAsync(null, null, null, 10, Ct)).Items).Undone);
    }

    [Fact]
    public async Task An_end_is_told_by_its_last_day()
    {
        await using var world = await StartAsync();
        await world.ImportAsync("a-2,high,CVE-2");
        await world.Tickets.RunAsync("shop", Ct);
        var ticket = (await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items.First(t => t.Summary!.Contains("a-2", StringComparison.Ordinal));
        world.Sandbox.State.Comment(ticket.IssueKey!, "risk ok until 2027-02-28", "bob");
        await world.Tickets.PollAsync(world.ConnectionId, Ct);
        var page = await browser.SignInAsync(world.Host, "/comments");
        Assert.Contains("Risk accepted until 2027-02-28:", await page.Locator("tbody").InnerTextAsync());

        await page.GotoAsync("/comments/try");
        await page.GetByLabel("Configuration, whose saved").SelectOptionAsync("shop: 3 rules");
        await page.GetByLabel("A text").FillAsync("risk ok until 2027-02-28");
        await ChromiumBrowser.PressAsync(page, "Try");
        Assert.Contains("says “Risk accepted” until 2027-02-28.", await page.Locator("tbody").InnerTextAsync());
    }

    [Fact]
    public async Task Effects_are_listed_and_filtered_and_what_was_undone_meanwhile_is_told()
    {
        await using var world = await StartAsync();
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml.Replace("shop", "other", StringComparison.Ordinal), Ct);
        var page = await browser.SignInAsync(world.Host, "/comments");
        Assert.Contains(Attack, await page.Locator("tbody q").InnerTextAsync());
        await page.GetByLabel("Configuration").SelectOptionAsync("other");
        await ChromiumBrowser.PressAsync(page, "Apply");
        await page.GetByText("Nothing here.").WaitForAsync();

        await page.GotoAsync("/comments");
        var effect = Assert.Single((await world.Host.Client.Comments.EffectsAsync(null, null, null, 10, Ct)).Items);
        await world.Host.Client.Comments.UndoAsync(effect.Id, Ct);
        await ChromiumBrowser.LeadOnAsync(page, () => page.GetByRole(AriaRole.Button, new() { Name = "Undo what was said" }).ClickAsync());
        Assert.Contains("It was undone before", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
    }

    [Fact]
    public async Task Rules_are_tried_on_a_text_and_on_real_comments_and_change_nothing()
    {
        await using var world = await StartAsync();
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        world.Sandbox.State.Comment(ticket.IssueKey!, "all done", "dana");
        var page = await browser.SignInAsync(world.Host, "/comments", width: 390);
        await page.GetByRole(AriaRole.Link, new() { Name = "Try rules" }).ClickAsync();
        await page.GetByLabel("Configuration, whose saved").SelectOptionAsync(new SelectOptionValue { Label = "shop: 3 rules" });
        await ChromiumBrowser.PressAsync(page, "Try");
        Assert.Contains("Give a text or an issue", await page.GetByRole(AriaRole.Alert).InnerTextAsync());

        await page.GetByLabel("A text").FillAsync("a false positive");
        await ChromiumBrowser.PressAsync(page, "Try");
        Assert.Contains("Rule 1 says “False positive”.", await page.GetByRole(AriaRole.Region).InnerTextAsync());
        await page.GetByLabel("A text").FillAsync("");
        await page.GetByLabel("Or an issue").FillAsync("SEC-9999");
        await ChromiumBrowser.PressAsync(page, "Try");
        Assert.Contains("SEC-9999", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        await page.GetByLabel("Or an issue").FillAsync(ticket.IssueKey!.ToLowerInvariant());
        await ChromiumBrowser.PressAsync(page, "Try");
        var verdicts = await page.GetByRole(AriaRole.Region).InnerTextAsync();
        Assert.Contains("Rule 1 says “False positive”.", verdicts);
        Assert.Contains("rule 2 fits the text, but does not listen to its author", verdicts);
        Assert.Equal(0, await page.Locator("main img").CountAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        Assert.Single((await world.Host.Client.Comments.EffectsAsync(null, null, null, 10, Ct)).Items);
    }

    [Fact]
    public async Task Who_may_only_look_and_other_sites_undo_nothing()
    {
        await using var world = await StartAsync();
        var effect = Assert.Single((await world.Host.Client.Comments.EffectsAsync(null, null, null, 10, Ct)).Items);
        await world.Host.Client.Access.CreateUserAsync(new("looker", ChromiumBrowser.Password, Role.Viewer), Ct);
        var page = await browser.SignInAsync(world.Host, "/comments", "looker");
        Assert.Equal(1, await page.Locator("tbody tr").CountAsync());
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Undo what was said" }).CountAsync());

        Assert.Equal(HttpStatusCode.Forbidden, await PageForms.AsViewerAsync(world.Host, $"comments/{effect.Id}/undo", new KeyValuePair<string, string>("to", "comments")));
        Assert.Equal(HttpStatusCode.Forbidden, await PageForms.FromAnotherSiteAsync(world.Host, $"comments/{effect.Id}/undo", new KeyValuePair<string, string>("to", "comments")));
        Assert.Null(Assert.Single((await world.Host.Client.Comments.EffectsAsync(null, null, null, 10, Ct)).Items).Undone);
    }

    /// <summary>With one ticket, and a comment of Bob's that was listened to.</summary>
    private async Task<TicketsWorld> StartAsync()
    {
        var world = await TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
        await world.ImportAsync("a-1,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        world.Sandbox.State.Comment(ticket.IssueKey!, Attack, "bob");
        await world.Tickets.PollAsync(world.ConnectionId, Ct);
        return world;
    }
}
