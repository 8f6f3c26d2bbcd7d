using System.Net;
using Fairlead.Client.Access;
using Fairlead.Sandbox.Faults;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>From an example to issues in Jira, in a real browser without script.</summary>
public sealed class ConfigurationPagesTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_an_example_to_a_run_with_the_keyboard_on_a_narrow_screen()
    {
        await using var world = await StartAsync();
        await world.ImportAsync("a-1,high,CVE-1", "a-2,critical,CVE-2");
        var page = await browser.SignInAsync(world.Host, "/configurations", width: 390);
        await page.GetByRole(AriaRole.Link, new() { Name = "Start from an example" }).ClickAsync();
        var text = page.GetByLabel("YAML");
        Assert.Contains("groupBy: [asset, rule]", await text.InputValueAsync());

        const string Wrong = "name: shop\nconnection: team\nproject: SEC\nissueType: Bugg\ngroupBy: [asset, roule]\n";
        await text.FillAsync(Wrong);
        await ChromiumBrowser.PressAsync(page, "Check");
        var told = await page.GetByRole(AriaRole.Alert).InnerTextAsync();
        Assert.Contains("Line 4, column 12:", told);
        Assert.Contains("Line 5", told);
        Assert.Equal(Wrong, await text.InputValueAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("Line 4, column 12:", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Empty(await world.Tickets.ConfigurationsAsync(Ct));

        await text.FillAsync(TicketsWorld.Yaml);
        await ChromiumBrowser.PressAsync(page, "Check");
        Assert.Contains("2 open findings in 2 tickets, 2 of them without an issue at present", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Empty(await world.Tickets.ConfigurationsAsync(Ct));

        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("Saved.", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal("shop", Assert.Single(await world.Tickets.ConfigurationsAsync(Ct)).Configuration.Name);

        await page.GetByRole(AriaRole.Link, new() { Name = "Preview the next run" }).ClickAsync();
        await page.GetByText("2 issues to create.").WaitForAsync();
        await page.Locator("main summary").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        Assert.Contains("a-2", await page.Locator("details[open]").InnerTextAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await ChromiumBrowser.PressAsync(page, "Apply");
        Assert.Contains("/runs/", page.Url);
        await page.GetByText("2 steps: 2 applied.").WaitForAsync();
        Assert.Equal(2, await page.Locator("td", new() { HasText = "SEC-" }).CountAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        Assert.Equal(2, (await world.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items.Count);

        await page.GotoAsync("/configurations");
        await page.GetByLabel("Tickets of shop: 2").ClickAsync();
        Assert.Equal(2, await page.Locator("tbody tr").CountAsync());
    }

    [Fact]
    public async Task Held_creates_are_made_only_when_a_person_says_so()
    {
        await using var world = await StartAsync();
        await world.ImportAsync("a-1,high,CVE-1", "a-2,critical,CVE-2");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\nmaxCreates: 1\n", Ct);
        var page = await browser.SignInAsync(world.Host, "/configurations");
        await page.GetByRole(AriaRole.Link, new() { Name = "shop", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Preview the next run" }).ClickAsync();

        await ChromiumBrowser.PressAsync(page, "Apply");
        Assert.Contains("2 held creates", await page.Locator(".unsettled").InnerTextAsync());
        Assert.Empty((await world.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items);

        await page.GetByRole(AriaRole.Link, new() { Name = "Preview the next run" }).ClickAsync();
        await page.GetByLabel("Yes, make all 2 new issues").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await ChromiumBrowser.PressAsync(page, "Apply");
        await page.GetByText("2 steps: 2 applied.").WaitForAsync();
    }

    [Fact]
    public async Task Second_issues_are_told_in_the_list_and_in_the_preview()
    {
        await using var world = await StartAsync();
        await world.ImportAsync("a-1,high,CVE-1");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        await world.Tickets.RunAsync("shop", Ct);
        var second = Assert.Single((await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml.Replace("name: shop", "name: bank", StringComparison.Ordinal), Ct)).Configurations);

        var page = await browser.SignInAsync(world.Host, "/configurations", width: 390);
        Assert.Contains("has a ticket by \"shop\" in SEC already, and gets a second issue", await page.Locator($"#configuration-{second.Configuration.Id}").InnerTextAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        await page.GotoAsync($"/configurations/{second.Configuration.Id}/preview");
        Assert.Contains("1 of these findings has a ticket by \"shop\" in SEC already", await page.GetByRole(AriaRole.Status).InnerTextAsync());
    }

    [Fact]
    public async Task What_somebody_else_saved_meanwhile_is_not_overwritten_unseen()
    {
        await using var world = await StartAsync();
        var id = Assert.Single((await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct)).Configurations).Configuration.Id;
        var page = await browser.SignInAsync(world.Host, $"/configurations/{id}?as=yaml");
        var text = page.GetByLabel("YAML");
        var mine = await text.InputValueAsync() + "labels: [mine]\n";
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\nlabels: [theirs]\n", Ct);

        await text.FillAsync(mine);
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("changed by somebody else meanwhile", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal(mine, await text.InputValueAsync());
        Assert.Equal(["theirs"], (await world.Tickets.ConfigurationAsync("shop", Ct)).Configuration.Labels);

        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("Saved.", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal(["mine"], (await world.Tickets.ConfigurationAsync("shop", Ct)).Configuration.Labels);
    }

    [Fact]
    public async Task A_copy_is_made_under_another_name_and_enabled_and_a_name_that_is_taken_is_told_in_place()
    {
        await using var world = await StartAsync();
        var id = Assert.Single((await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct)).Configurations).Configuration.Id;
        var page = await browser.SignInAsync(world.Host, $"/configurations/{id}");
        await page.GetByLabel("Name of the copy").FillAsync("SHOP");
        await ChromiumBrowser.LeadOnAsync(page, () => page.Keyboard.PressAsync("Enter"));
        Assert.Contains("already", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal("SHOP", await page.GetByLabel("Name of the copy").InputValueAsync());

        await page.GetByLabel("Name of the copy").FillAsync("bank");
        await ChromiumBrowser.LeadOnAsync(page, () => page.Keyboard.PressAsync("Enter"));
        Assert.Equal("bank", (await page.Locator("h1").InnerTextAsync()).Split(' ')[0].Trim());
        Assert.False((await world.Tickets.ConfigurationAsync("bank", Ct)).Configuration.Enabled);
        await ChromiumBrowser.PressAsync(page, "Enable");
        Assert.True((await world.Tickets.ConfigurationAsync("bank", Ct)).Configuration.Enabled);
        await ChromiumBrowser.PressAsync(page, "Disable");
        Assert.False((await world.Tickets.ConfigurationAsync("bank", Ct)).Configuration.Enabled);
    }

    [Fact]
    public async Task What_was_typed_stays_when_Jira_cannot_be_asked()
    {
        await using var world = await StartAsync();
        var page = await browser.SignInAsync(world.Host, "/configurations/new?as=yaml");
        await page.GetByLabel("YAML").FillAsync(TicketsWorld.Yaml);
        world.Sandbox.Faults.Add("GET", "", new FaultBehaviour.Answer(503), times: null);

        await ChromiumBrowser.PressAsync(page, "Save");

        Assert.Contains("Test the connection", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal(TicketsWorld.Yaml, await page.GetByLabel("YAML").InputValueAsync());
    }

    [Fact]
    public async Task Who_may_only_look_is_offered_no_change_and_refused_one()
    {
        await using var world = await StartAsync();
        var id = Assert.Single((await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct)).Configurations).Configuration.Id;
        await world.Host.Client.Access.CreateUserAsync(new("looker", ChromiumBrowser.Password, Role.Viewer), Ct);
        var page = await browser.SignInAsync(world.Host, $"/configurations/{id}", "looker");

        Assert.Contains("name: shop", await page.Locator("main pre").InnerTextAsync());
        Assert.Equal(0, await page.Locator("main").GetByRole(AriaRole.Button).CountAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Preview the next run" }).ClickAsync();
        Assert.Equal(0, await page.Locator("main").GetByRole(AriaRole.Button).CountAsync());
        await page.GotoAsync("/configurations");
        Assert.Equal(0, await page.GetByText("New configuration").CountAsync());
        foreach (var path in (string[])["configurations/new", $"configurations/{id}", $"configurations/{id}/apply", $"configurations/{id}/disable", $"configurations/{id}/duplicate"])
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.AsViewerAsync(world.Host, path, new KeyValuePair<string, string>("yaml", TicketsWorld.Yaml)));
    }

    [Fact]
    public async Task A_form_from_another_site_changes_nothing()
    {
        await using var world = await StartAsync();
        await world.ImportAsync("a-1,high,CVE-1");
        var id = Assert.Single((await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct)).Configurations).Configuration.Id;

        foreach (var path in (string[])["configurations/new", $"configurations/{id}"])
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.FromAnotherSiteAsync(world.Host, path, new("do", "save"), new("yaml", TicketsWorld.Yaml.Replace("shop", "evil", StringComparison.Ordinal))));
        foreach (var path in (string[])[$"configurations/{id}/apply", $"configurations/{id}/disable", $"configurations/{id}/enable", $"configurations/{id}/duplicate"])
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.FromAnotherSiteAsync(world.Host, path, new KeyValuePair<string, string>("name", "evil")));

        Assert.Equal(1, Assert.Single(await world.Tickets.ConfigurationsAsync(Ct)).Revision);
        Assert.Empty((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
    }

    private Task<TicketsWorld> StartAsync() => TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
}
