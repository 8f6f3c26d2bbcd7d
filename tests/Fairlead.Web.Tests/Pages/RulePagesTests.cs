using System.Net;
using Fairlead.Client.Access;
using Fairlead.Client.Rules;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>From an example to a rule that acts, in a real browser without script.</summary>
public sealed class RulePagesTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private const string Attack = "<img src=x onerror=alert(1)>";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_an_example_to_a_rule_that_acts_with_the_keyboard_on_a_narrow_screen()
    {
        await using var world = await StartAsync("a-1,high,CVE-1", "a-2,critical,CVE-2", "a-3,low,CVE-3");
        var page = await browser.SignInAsync(world.Host, "/rules", width: 390);
        await page.GetByRole(AriaRole.Link, new() { Name = "Start from an example" }).ClickAsync();
        await ChromiumBrowser.PressAsync(page, "Check and simulate");
        Assert.Contains("Nothing is wrong.", await page.GetByRole(AriaRole.Status).First.InnerTextAsync());
        Assert.Empty(await world.Host.Client.Rules.ListAsync(Ct));

        const string Wrong = "name: worst\nwhen: {minimumSeverity: hihg}\nthen: {status: {to: riskAccepted}}\n";
        var text = page.GetByLabel("YAML");
        await text.FillAsync(Wrong);
        await ChromiumBrowser.PressAsync(page, "Save");
        var told = await page.GetByRole(AriaRole.Alert).InnerTextAsync();
        Assert.Contains("Line 2, column 25:", told);
        Assert.Contains("did you mean high?", told);
        Assert.Contains("accepting a risk needs a reason", told);
        Assert.Equal(Wrong, await text.InputValueAsync());
        Assert.Empty(await world.Host.Client.Rules.ListAsync(Ct));

        await text.FillAsync($"name: worst\ndescription: '{Attack}'\nexisting: true\nwhen: {{minimumSeverity: high, kev: true}}\nthen: {{status: {{to: inProgress}}}}\n");
        await ChromiumBrowser.PressAsync(page, "Check and simulate");
        Assert.Contains("when.kev", await page.Locator(".warning").InnerTextAsync());

        await text.FillAsync($"name: worst\ndescription: '{Attack}'\nexisting: true\nwhen: {{minimumSeverity: high}}\nthen: {{status: {{to: inProgress}}}}\n");
        await ChromiumBrowser.PressAsync(page, "Check and simulate");
        Assert.Contains("Would become inProgress", await page.Locator(".facts").InnerTextAsync());
        Assert.Equal(2, await page.Locator("tbody tr").CountAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("Simulate it, then enable it", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Simulate" }).ClickAsync();
        await page.GetByText("nothing is done by looking").WaitForAsync();
        Assert.Equal(2, await page.Locator("tbody tr").CountAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the rule" }).ClickAsync();
        await ChromiumBrowser.PressAsync(page, "Enable");
        Assert.True(Assert.Single(await world.Host.Client.Rules.ListAsync(Ct)).Rule.Enabled);
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await page.GotoAsync("/rules");
        Assert.Contains(Attack, await page.Locator("tbody").InnerTextAsync());
        Assert.Equal(0, await page.Locator("main img").CountAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
    }

    [Fact]
    public async Task A_rule_is_renewed_and_a_day_that_is_not_accepted_stays_in_its_field()
    {
        await using var world = await StartAsync();
        var rule = await PutAsync(world, "one");
        var page = await browser.SignInAsync(world.Host, $"/rules/{rule.Id}");
        var until = page.GetByLabel("Let it act until");
        await until.FillAsync("2020-01-31");
        await ChromiumBrowser.PressAsync(page, "Renew");
        Assert.Contains("expires: 2020-01-31 is over", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal("2020-01-31", await until.InputValueAsync());

        var day = TimeProvider.System.GetUtcNow().AddDays(200).ToString("yyyy-MM-dd");
        await until.FillAsync(day);
        await ChromiumBrowser.PressAsync(page, "Renew");
        Assert.Contains($"it acts until {day}", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal(day, (await world.Host.Client.Rules.GetAsync("one", Ct)).Rule.Expires);
    }

    [Fact]
    public async Task Several_are_enabled_and_deleted_at_once_and_nothing_goes_without_a_word()
    {
        await using var world = await StartAsync();
        foreach (var name in (string[])["one", "two", "three"])
            await PutAsync(world, name);
        var page = await browser.SignInAsync(world.Host, "/rules");
        await ChromiumBrowser.PressAsync(page, "Enable");
        Assert.Contains("No rule is chosen", await page.GetByRole(AriaRole.Alert).InnerTextAsync());

        await ChromiumBrowser.ChooseAsync(page, "one", "two");
        await ChromiumBrowser.PressAsync(page, "Enable");
        Assert.Equal(["one", "two"], (await world.Host.Client.Rules.ListAsync(Ct)).Where(r => r.Rule.Enabled).Select(r => r.Rule.Name));

        await ChromiumBrowser.ChooseAsync(page, "one", "three");
        await ChromiumBrowser.PressAsync(page, "Delete");
        Assert.Contains("To delete 2 rules for good", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.True(await page.GetByLabel("Choose three").IsCheckedAsync());
        Assert.Equal(3, (await world.Host.Client.Rules.ListAsync(Ct)).Count);

        await page.GetByLabel("Yes, delete for good").CheckAsync();
        await ChromiumBrowser.PressAsync(page, "Delete");
        Assert.Contains("Deleted.", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal("two", Assert.Single(await world.Host.Client.Rules.ListAsync(Ct)).Rule.Name);
    }

    [Fact]
    public async Task What_somebody_else_saved_or_deleted_meanwhile_is_not_overwritten_unseen()
    {
        await using var world = await StartAsync();
        var rule = await PutAsync(world, "one");
        var page = await browser.SignInAsync(world.Host, $"/rules/{rule.Id}");
        var text = page.GetByLabel("YAML");
        var mine = await text.InputValueAsync() + "description: mine\n";
        await PutAsync(world, "one", "theirs");

        await text.FillAsync(mine);
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("changed by somebody else meanwhile", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal(mine, await text.InputValueAsync());
        Assert.Equal("theirs", (await world.Host.Client.Rules.GetAsync("one", Ct)).Rule.Description);
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Equal("mine", (await world.Host.Client.Rules.GetAsync("one", Ct)).Rule.Description);

        // The page is at an address that says what was done; that is over.
        await ChromiumBrowser.PressAsync(page, "Check and simulate");
        Assert.Equal(0, await page.GetByText("Simulate it, then enable it").CountAsync());

        await world.Host.Client.Rules.ActAsync(RuleAction.Delete, ["one"], Ct);
        mine = await text.InputValueAsync();
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("changed by somebody else meanwhile", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal(mine, await text.InputValueAsync());
    }

    [Fact]
    public async Task Who_may_only_look_and_other_sites_change_nothing()
    {
        await using var world = await StartAsync();
        var rule = await PutAsync(world, "one");
        await world.Host.Client.Access.CreateUserAsync(new("looker", ChromiumBrowser.Password, Role.Viewer), Ct);
        var page = await browser.SignInAsync(world.Host, $"/rules/{rule.Id}", "looker");
        Assert.Contains("name: \"one\"", await page.Locator("main pre").InnerTextAsync());
        Assert.Equal(0, await page.Locator("main").GetByRole(AriaRole.Button).CountAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Simulate" }).ClickAsync();
        await page.GetByText("nothing is done by looking").WaitForAsync();
        await page.GotoAsync("/rules");
        Assert.Equal(0, await page.Locator("main").GetByRole(AriaRole.Button).CountAsync());
        Assert.Equal(0, await page.GetByText("New rule").CountAsync());

        var before = (await world.Host.Client.Rules.GetAsync("one", Ct)).UpdatedAt;
        KeyValuePair<string, string>[] fields = [new("do", "delete"), new("confirm", "true"), new("name", "one"), new("until", "2027-01-01")];
        KeyValuePair<string, string>[] text = [new("do", "save"), new("yaml", "name: evil\nthen: {status: {to: inProgress}}\n")];
        (string Path, KeyValuePair<string, string>[] Fields)[] forms =
        [
            ("rules/actions", fields), ("rules/new", text), ($"rules/{rule.Id}", text),
            .. from verb in (string[])["enable", "disable", "renew", "delete"] select ($"rules/{rule.Id}/{verb}", fields),
        ];
        foreach (var (path, form) in forms)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.AsViewerAsync(world.Host, path, form));
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.FromAnotherSiteAsync(world.Host, path, form));
        }

        Assert.Equal(before, Assert.Single(await world.Host.Client.Rules.ListAsync(Ct)).UpdatedAt);
    }

    private static Task<FindingRuleResponse> PutAsync(TicketsWorld world, string name, string? description = null) =>
        world.Host.Client.Rules.PutAsync(new(name, new(Status: new("inProgress")), Description: description), Ct);

    private async Task<TicketsWorld> StartAsync(params string[] findings)
    {
        var world = await TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
        if (findings.Length > 0)
            await world.ImportAsync(findings);
        return world;
    }
}
