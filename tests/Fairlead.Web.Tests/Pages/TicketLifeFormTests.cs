using System.Net;
using Fairlead.Client;
using Fairlead.Client.Access;
using Fairlead.Client.Tickets;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>What the form of a configuration says of issues that are there: in a real browser without script, against a real host.</summary>
public sealed class TicketLifeFormTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whose_word_counts_is_chosen_beside_each_value_and_a_field_without_one_has_no_owner()
    {
        await using var world = await StartAsync();
        var page = await OpenAsync(world, TicketsWorld.Yaml + "\nassignee: alice@sandbox.example\ndueDate: {sla: {critical: 7}}\nowners: {assignee: last}\nseverities: {Highest: critical}\n");
        Assert.Equal("last", await page.GetByLabel("Whose word counts for Assignee").InputValueAsync());
        await page.GetByLabel("Whose word counts for Due date").SelectOptionAsync("jira");
        await Owners(page).GetByLabel("Title").SelectOptionAsync("jira");
        Assert.Contains("Fairlead: sent over changes", await Owners(page).GetByLabel("Title").InnerTextAsync());
        Assert.Contains("Fairlead: changes are set back", await page.GetByLabel("Whose word counts for Due date").InnerTextAsync());
        await Owners(page).GetByLabel("Priority").SelectOptionAsync("fairlead");
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("owners gives the priority to Fairlead", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal("fairlead", await Owners(page).GetByLabel("Priority").InputValueAsync());

        await Owners(page).GetByLabel("Priority").SelectOptionAsync("jira");
        await SaveAsync(page);
        var saved = await SavedAsync(world);
        Assert.Equal(new Dictionary<string, string> { ["assignee"] = "last", ["dueDate"] = "jira", ["summary"] = "jira", ["priority"] = "jira" }, saved.Owners);

        Assert.Equal("jira", await page.GetByLabel("Whose word counts for Due date").InputValueAsync());
        await page.GetByLabel("Due date comes from").SelectOptionAsync("");
        Assert.False(await page.GetByLabel("Whose word counts for Due date").IsVisibleAsync());
        await SaveAsync(page);
        Assert.Equal(["assignee", "priority", "summary"], (await SavedAsync(world)).Owners!.Keys.Order());
    }

    [Fact]
    public async Task An_owner_that_cannot_be_is_told_beside_its_choice_and_is_chosen_anew_there()
    {
        await using var world = await StartAsync();
        var page = await browser.SignInAsync(world.Host, "/configurations/new?as=yaml");
        await page.GetByLabel("YAML").FillAsync(TicketsWorld.Yaml + "\nfields: {Environment: x}\nowners: {Environment: everyone, summary: people, Colour: jira}\n");
        await ChromiumBrowser.PressAsync(page, "As a form");
        await ChromiumBrowser.PressAsync(page, "Check");

        Assert.Contains("\"people\" is none of", await page.Locator("[id='owners.summary-told']").InnerTextAsync());
        Assert.Contains("gives \"Colour\" no value", await page.Locator("[id='owners.Colour-told']").InnerTextAsync());
        Assert.Contains("\"everyone\" is none of", await page.Locator("fieldset.setting", new() { Has = page.GetByLabel("Environment comes from", new() { Exact = true }) }).Locator(".told").InnerTextAsync());
        await Owners(page).GetByLabel("Title").SelectOptionAsync("");
        await Owners(page).GetByLabel("Colour").SelectOptionAsync("");
        await page.GetByLabel("Whose word counts for Environment", new() { Exact = true }).SelectOptionAsync("jira");
        await SaveAsync(page);
        Assert.Equal(new Dictionary<string, string> { ["environment"] = "jira" }, (await SavedAsync(world)).Owners);
    }

    [Fact]
    public async Task What_happens_when_findings_come_back_is_filled_refused_saved_and_kept()
    {
        await using var world = await StartAsync();
        var page = await OpenAsync(world, TicketsWorld.Yaml);
        var reopen = page.Locator("#reopen");
        await reopen.GetByLabel("so many days").FillAsync("5000");
        await reopen.GetByLabel("Won't Do").CheckAsync();
        await reopen.GetByLabel("make a new issue").CheckAsync();
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("must be 1 to 3660", await page.Locator("[id='reopen.withinDays-told']").InnerTextAsync());
        Assert.Null((await SavedAsync(world)).Reopen);
        Assert.True(await reopen.GetByLabel("Won't Do").IsCheckedAsync());

        await reopen.GetByLabel("so many days").FillAsync("a month");
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("“a month” is no whole number", await page.Locator("[id='reopen.withinDays-told']").InnerTextAsync());
        await reopen.GetByLabel("so many days").FillAsync("90");
        await SaveAsync(page);
        Assert.Equal("90", await reopen.GetByLabel("so many days").InputValueAsync());
        Assert.True(await reopen.GetByLabel("Won't Do").IsCheckedAsync());
        await page.GetByLabel("Labels", new() { Exact = true }).FillAsync("other");
        await SaveAsync(page);
        var saved = (await SavedAsync(world)).Reopen!;
        Assert.Equal((null, 90, true), (saved.When, saved.WithinDays, saved.NewTicket));
        Assert.Equal(["Won't Do"], saved.NotFrom);

        await reopen.GetByLabel("An issue that was done").SelectOptionAsync("never");
        Assert.False(await reopen.GetByLabel("so many days").IsVisibleAsync());
        await SaveAsync(page);
        Assert.Equal(new ReopenBody("never", NewTicket: true), (await SavedAsync(world)).Reopen);
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_comments_say_is_filled_refused_saved_ordered_and_kept(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        var page = await OpenAsync(world, TicketsWorld.Yaml);
        await ChromiumBrowser.PressAsync(page, "Add a comment rule");
        await Rule(page, 1).GetByLabel("this is found").FillAsync("fixed (in");
        await Rule(page, 1).GetByLabel("For days").FillAsync("400");
        await Rule(page, 1).GetByLabel("The assignee").CheckAsync();
        await Rule(page, 1).GetByLabel("members of these groups").FillAsync("securty-leads");
        await ChromiumBrowser.PressAsync(page, "Check");
        Assert.Contains("a parenthesis is not closed", await TextAsync(page, "commentRules.0.pattern-told"));
        Assert.Contains("nothing is chosen", await TextAsync(page, "commentRules.0.status-told"));
        Assert.Contains("did you mean security-leads?", await TextAsync(page, "commentRules.0.by-told"));
        Assert.Contains("commentRules 1.pattern", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal("#commentRules.0", await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link).First.GetAttributeAsync("href"));

        await Rule(page, 1).GetByLabel("this is found").FillAsync("accepted until (?<until>.+)");
        await Rule(page, 1).GetByLabel("Says that").SelectOptionAsync("riskAccepted");
        await ChromiumBrowser.PressAsync(page, "Check");
        Assert.Contains("must be 1 to 366", await TextAsync(page, "commentRules.0.days-told"));
        await Rule(page, 1).GetByLabel("For days").FillAsync("30");
        await Rule(page, 1).GetByLabel("members of these groups").FillAsync("security-leads");
        await Rule(page, 1).GetByLabel("Role Administrators").CheckAsync();
        await ChromiumBrowser.PressAsync(page, "Add a comment rule");
        await Rule(page, 2).GetByLabel("this is found").FillAsync("all fixed");
        await Rule(page, 2).GetByLabel("Says that").SelectOptionAsync("fixed");
        await ChromiumBrowser.PressAsync(page, "Move comment rule 2 up");
        Assert.DoesNotContain("work on requests", await page.GetByLabel("Comments that Fairlead writes").InnerTextAsync());
        await page.GetByLabel("Comments that Fairlead writes").SelectOptionAsync("role:Developers");
        await SaveAsync(page);

        Assert.Equal("all fixed", await Rule(page, 1).GetByLabel("this is found").InputValueAsync());
        Assert.True(await Rule(page, 2).GetByLabel("The assignee").IsCheckedAsync());
        await page.GetByLabel("Labels", new() { Exact = true }).FillAsync("other");
        await SaveAsync(page);
        Assert.Equal("role:Developers", (await SavedAsync(world)).CommentVisibility);
        var rules = (await SavedAsync(world)).CommentRules!;
        Assert.Equal(["all fixed", "accepted until (?<until>.+)"], rules.Select(r => r.Pattern));
        Assert.Equal(["anyone"], rules[0].By);
        Assert.Equal(("riskAccepted", 30), (rules[1].Status, rules[1].Days));
        Assert.Equal(["assignee", "group:security-leads", "role:Administrators"], rules[1].By!.Order());

        await ChromiumBrowser.PressAsync(page, "Remove comment rule 1");
        await SaveAsync(page);
        Assert.Equal("accepted until (?<until>.+)", Assert.Single((await SavedAsync(world)).CommentRules!).Pattern);
    }

    [Fact]
    public async Task What_statuses_say_and_where_issues_go_is_filled_refused_saved_and_kept()
    {
        await using var world = await StartAsync();
        var page = await OpenAsync(world, TicketsWorld.Yaml);
        await ChromiumBrowser.PressAsync(page, "Add a status rule");
        Assert.Contains("In Review", await StatusRule(page, 1).GetByLabel("An issue that is in").InnerTextAsync());
        await StatusRule(page, 1).GetByLabel("With the resolution").SelectOptionAsync("Won't Do");
        await StatusRule(page, 1).GetByLabel("Says that").SelectOptionAsync("fixed");
        await StatusRule(page, 1).GetByLabel("For days").FillAsync("10");
        Assert.DoesNotContain("Done", await page.GetByLabel("Active: the issue goes to").InnerTextAsync());
        await page.GetByLabel("False positive: resolution").SelectOptionAsync("Duplicate");
        await ChromiumBrowser.PressAsync(page, "Check");
        Assert.Contains("choose where the issue is", await TextAsync(page, "statusMap.fromJira.0-told"));
        Assert.Contains("active and fixed do not end by time", await TextAsync(page, "statusMap.fromJira.0.days-told"));
        Assert.Contains("choose where the issue goes", await page.GetByRole(AriaRole.Group, new() { Name = "False positive" }).InnerTextAsync());

        await StatusRule(page, 1).GetByLabel("An issue that is in").SelectOptionAsync("status:Done");
        await StatusRule(page, 1).GetByLabel("Says that").SelectOptionAsync("falsePositive");
        await page.GetByLabel("False positive: the issue goes to").SelectOptionAsync("status:In Review");
        await ChromiumBrowser.PressAsync(page, "Check");
        Assert.Contains("an issue that is not done has no resolution", await page.GetByRole(AriaRole.Group, new() { Name = "False positive" }).InnerTextAsync());
        await page.GetByLabel("False positive: the issue goes to").SelectOptionAsync("category:done");
        await page.GetByLabel("In progress: the issue goes to").SelectOptionAsync("category:inProgress");
        await ChromiumBrowser.PressAsync(page, "Add a status rule");
        await StatusRule(page, 2).GetByLabel("An issue that is in").SelectOptionAsync("category:done");
        await StatusRule(page, 2).GetByLabel("Says that").SelectOptionAsync("fixed");
        await SaveAsync(page);

        Assert.Equal("category:done", await page.GetByLabel("False positive: the issue goes to").InputValueAsync());
        await page.GetByLabel("Labels", new() { Exact = true }).FillAsync("other");
        await SaveAsync(page);
        var map = (await SavedAsync(world)).StatusMap!;
        Assert.Equal([new("falsePositive", "Done", null, "Won't Do", 10), new StatusRuleBody("fixed", null, "done")], map.FromJira!);
        Assert.Equal([new("falsePositive", null, "done", "Duplicate"), new StatusTargetBody("inProgress", null, "inProgress")], map.ToJira!);

        await ChromiumBrowser.PressAsync(page, "Move status rule 2 up");
        await ChromiumBrowser.PressAsync(page, "Remove status rule 2");
        await page.GetByLabel("In progress: the issue goes to").SelectOptionAsync("");
        await SaveAsync(page);
        map = (await SavedAsync(world)).StatusMap!;
        Assert.Equal("fixed", Assert.Single(map.FromJira!).Finding);
        Assert.Equal("falsePositive", Assert.Single(map.ToJira!).Finding);
    }

    [Fact]
    public async Task What_closing_asks_for_is_filled_refused_saved_and_kept()
    {
        await using var world = await StartAsync();
        var page = await OpenAsync(world, TicketsWorld.Yaml);
        var done = page.Locator("#doneFields");
        await done.GetByLabel("the issue goes to").SelectOptionAsync("Done");
        await done.GetByLabel("Resolution").SelectOptionAsync("Won't Do");
        await ChromiumBrowser.PressAsync(page, "Another field");
        await done.GetByLabel("Field", new() { Exact = true }).FillAsync("Assinee");
        await done.GetByLabel("Value", new() { Exact = true }).FillAsync("nobody@sandbox.example");
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("did you mean Assignee?", await TextAsync(page, "doneFields.1.name-told"));
        await done.GetByLabel("Field Assinee").FillAsync("Assignee");
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("cannot be given to", await TextAsync(page, "doneFields.1.value-told"));
        Assert.Equal("#doneFields.1.value", await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link).First.GetAttributeAsync("href"));

        await done.GetByLabel("Assignee").FillAsync("bob@sandbox.example");
        await ChromiumBrowser.PressAsync(page, "Another field");
        await done.GetByLabel("Field", new() { Exact = true }).FillAsync("Due date");
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("is empty", await TextAsync(page, "doneFields.2.value-told"));
        await SaveAsync(page);

        Assert.Equal("bob@sandbox.example", await done.GetByLabel("Assignee").InputValueAsync());
        await page.GetByLabel("Labels", new() { Exact = true }).FillAsync("other");
        await SaveAsync(page);
        var saved = await SavedAsync(world);
        Assert.Equal("Done", saved.DoneStatus);
        Assert.Equal(new Dictionary<string, string> { ["resolution"] = "Won't Do", ["assignee"] = "bob@sandbox.example" }, saved.DoneFields);

        await done.GetByLabel("Assignee").FillAsync("");
        await done.GetByLabel("Resolution").SelectOptionAsync("");
        await SaveAsync(page);
        Assert.Empty((await SavedAsync(world)).DoneFields ?? new Dictionary<string, string>());
    }

    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task Fields_of_the_screens_that_an_open_ticket_meets_next_are_offered_with_their_values(SandboxEdition edition)
    {
        await using var world = await StartAsync(edition);
        await world.ImportAsync("a-1,high,CVE-1");
        const string Pay = """
            name: shop
            connection: team
            project: PAY
            issueType: Bug
            automatic: false
            fields: {Severity: High, Discovered on: "{{group.firstSeen}}"}
            """;
        var page = await OpenAsync(world, Pay);
        var done = page.Locator("#doneFields");
        Assert.Contains("is shown once the configuration has an open ticket", await done.InnerTextAsync());
        await world.Tickets.RunAsync("shop", Ct);
        await page.ReloadAsync();
        Assert.DoesNotContain("is shown once", await done.InnerTextAsync());
        Assert.Contains("On the screen of Reject.", await done.InnerTextAsync());
        await done.GetByLabel("Severity").SelectOptionAsync("Medium");
        await SaveAsync(page);
        Assert.Equal("Medium", Assert.Single((await SavedAsync(world)).DoneFields!).Value);
    }

    [Fact]
    public async Task What_cannot_be_shown_while_Jira_is_away_is_named_and_kept()
    {
        await using var world = await StartAsync();
        var page = await OpenAsync(world, Whole);
        var before = await SavedAsync(world);
        world.Sandbox.Faults.Add("GET", "", new FaultBehaviour.Answer(503), times: null);
        await page.GetByLabel("Labels", new() { Exact = true }).FillAsync("mine");
        await ChromiumBrowser.PressAsync(page, "Count");
        Assert.Contains("kept as it is: priorities, owners, doneFields, reopen, statusMap, commentRules", await page.Locator("main").InnerTextAsync());
        Assert.Equal(0, await page.Locator("#reopen").CountAsync());

        world.Sandbox.Faults.Clear();
        await SaveAsync(page);
        Assert.Equal(YamlText.Of(before with { Labels = ["mine"] }), YamlText.Of(await SavedAsync(world)));
    }

    [Fact]
    public async Task Who_may_only_look_sees_all_of_it_as_text_and_changes_none()
    {
        await using var world = await StartAsync();
        var id = Assert.Single((await world.Tickets.ApplyYamlAsync(Whole, Ct)).Configurations).Configuration.Id;
        await world.Host.Client.Access.CreateUserAsync(new("looker", ChromiumBrowser.Password, Role.Viewer), Ct);
        var page = await browser.SignInAsync(world.Host, $"/configurations/{id}", "looker");
        var text = await page.Locator("main pre").InnerTextAsync();
        foreach (var key in (string[])["owners:", "reopen:", "statusMap:", "commentRules:", "doneFields:"])
            Assert.Contains(key, text);
        Assert.Equal(0, await page.Locator("main").Locator("input, select, textarea, button").CountAsync());

        var before = await SavedAsync(world);
        KeyValuePair<string, string>[] form = [new("as", "form"), new("do", "save"), new("screen", "true"), new("rest", "{}"), new("reopen.when", "never")];
        Assert.Equal(HttpStatusCode.Forbidden, await PageForms.AsViewerAsync(world.Host, $"configurations/{id}", form));
        Assert.Equal(YamlText.Of(before), YamlText.Of(await SavedAsync(world)));
    }

    private const string Whole = TicketsWorld.Yaml + """

        owners: {priority: jira}
        reopen: {withinDays: 90}
        statusMap: {fromJira: [{category: done, finding: fixed}]}
        commentRules: [{pattern: all fixed, status: fixed}]
        doneFields: {resolution: Done}
        """;

    private static ILocator StatusRule(IPage page, int number) => page.Locator($"[id='statusMap.fromJira.{number - 1}']");

    private static ILocator Rule(IPage page, int number) => page.Locator($"[id='commentRules.{number - 1}']");

    private static Task<string> TextAsync(IPage page, string id) => page.Locator($"[id='{id}']").InnerTextAsync();

    private static ILocator Owners(IPage page) => page.Locator("#owners");

    private static async Task SaveAsync(IPage page)
    {
        await ChromiumBrowser.PressAsync(page, "Save");
        Assert.Contains("Saved.", await page.GetByRole(AriaRole.Status).First.InnerTextAsync());
    }

    private static async Task<TicketConfigurationBody> SavedAsync(TicketsWorld world) => (await world.Tickets.ConfigurationAsync("shop", Ct)).Configuration;

    /// <summary>The form of the only configuration, which is saved before.</summary>
    private async Task<IPage> OpenAsync(TicketsWorld world, string yaml, int width = 1280)
    {
        var id = Assert.Single((await world.Tickets.ApplyYamlAsync(yaml, Ct)).Configurations).Configuration.Id;
        return await browser.SignInAsync(world.Host, $"/configurations/{id}", width: width);
    }

    private Task<TicketsWorld> StartAsync(SandboxEdition edition = SandboxEdition.Cloud) =>
        TicketsWorld.StartAsync(databases, sandbox: new() { Edition = edition }, change: ChromiumBrowser.WithAdmin);
}
