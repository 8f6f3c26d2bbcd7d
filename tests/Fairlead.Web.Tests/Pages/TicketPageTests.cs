using System.Net;
using Fairlead.Client;
using Fairlead.Client.Access;
using Fairlead.Client.Findings;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Sandbox.Faults;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>One ticket and tickets made by hand, in a real browser without script.</summary>
public sealed class TicketPageTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ticket_is_parted_from_its_issue_and_given_another_with_the_keyboard()
    {
        await using var world = await StartAsync("a-1,high,CVE-1");
        await world.Tickets.RunAsync("shop", Ct);
        var real = world.Sandbox.State.Create("SEC", "Bug", "The real one");
        var page = await browser.SignInAsync(world.Host, "/tickets", width: 390);
        await page.GetByRole(AriaRole.Link, new() { Name = "[High] a-1 in api" }).ClickAsync();
        Assert.Equal("SEC-1", (await page.Locator("h1").InnerTextAsync()).Split('\n', ' ')[0].Trim());
        Assert.Contains("a-1", await page.Locator("tbody").First.InnerTextAsync());
        Assert.EndsWith("/browse/SEC-1", await page.GetByRole(AriaRole.Link, new() { Name = "Open in Jira" }).GetAttributeAsync("href"));
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        var key = page.GetByLabel("Key of another issue that is there");
        await key.FillAsync("SEC-99");
        await ChromiumBrowser.LeadOnAsync(page, () => page.Keyboard.PressAsync("Enter"));
        Assert.Contains("Jira shows no SEC-99", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal("SEC-99", await key.InputValueAsync());

        await ChromiumBrowser.PressAsync(page, "Part it from SEC-1");
        Assert.Contains("Parted", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Contains("SEC-1 was unlinked by admin", await page.Locator(".facts").InnerTextAsync());
        Assert.Equal(1, await page.GetByRole(AriaRole.Button, new() { Name = "Make a new issue" }).CountAsync());
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).CountAsync());

        await key.FillAsync(real.Key);
        await ChromiumBrowser.LeadOnAsync(page, () => page.Keyboard.PressAsync("Enter"));
        Assert.Contains(real.Key, await page.Locator("h1").InnerTextAsync());
        var history = await page.Locator("table").Last.InnerTextAsync();
        Assert.Contains("tickets.relinked", history);
        Assert.Contains("tickets.unlinked", history);
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
    }

    [Fact]
    public async Task What_is_said_in_Jira_is_shown_on_request_and_answered()
    {
        await using var world = await StartAsync("a-1,high,CVE-1");
        await world.Tickets.RunAsync("shop", Ct);
        world.Sandbox.State.Comment("SEC-1", "<b>who</b> takes this?\nsoon");
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        var page = await browser.SignInAsync(world.Host, $"/tickets/{ticket.Id}", width: 390);
        Assert.DoesNotContain("who", await page.Locator("main").InnerTextAsync());

        await ChromiumBrowser.LeadOnAsync(page, () => page.GetByRole(AriaRole.Link, new() { Name = "Show what is said on SEC-1" }).ClickAsync());
        Assert.Equal("<b>who</b> takes this?\nsoon", await page.Locator("td.said").InnerTextAsync());
        await page.GetByLabel("Say something on SEC-1").FillAsync("We do.");
        await ChromiumBrowser.PressAsync(page, "Say it in Jira");
        Assert.Contains("Said in Jira", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Contains("admin, in Fairlead", await page.Locator("td.said").Last.InnerTextAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        world.Sandbox.Faults.Add("GET", null, new Sandbox.Faults.FaultBehaviour.Answer(503), times: null);
        await page.GetByLabel("Say something on SEC-1").FillAsync("And more.");
        await ChromiumBrowser.PressAsync(page, "Say it in Jira");
        Assert.True(await page.GetByRole(AriaRole.Alert).CountAsync() > 0);
        Assert.Equal("And more.", await page.GetByLabel("Say something on SEC-1").InputValueAsync());
    }

    [Fact]
    public async Task What_was_changed_in_Jira_is_shown_on_request()
    {
        await using var world = await StartAsync("a-1,high,CVE-1");
        await world.Tickets.RunAsync("shop", Ct);
        world.Sandbox.State.Edit("SEC-1", """{"summary": "<b>mine</b>"}""");
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        var page = await browser.SignInAsync(world.Host, $"/tickets/{ticket.Id}", width: 390);
        Assert.Equal(0, await page.Locator("tr.change").CountAsync());

        await ChromiumBrowser.LeadOnAsync(page, () => page.GetByRole(AriaRole.Link, new() { Name = "Show what was changed in SEC-1" }).ClickAsync());
        Assert.Contains("<b>mine</b>", await page.Locator("tr.change").Last.InnerTextAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        world.Sandbox.Faults.Add("GET", null, new Sandbox.Faults.FaultBehaviour.Answer(503), times: null);
        await page.ReloadAsync();
        Assert.True(await page.GetByRole(AriaRole.Alert).CountAsync() > 0);
        Assert.Contains("SEC-1", await page.Locator("h1").InnerTextAsync());
    }

    [Fact]
    public async Task What_jira_refused_and_what_is_gone_is_asked_for_again()
    {
        await using var world = await StartAsync("a-1,high,CVE-1");
        await world.Tickets.RunAsync("shop", Ct);
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        await world.Tickets.UnlinkAsync(ticket.Id, Ct);
        var page = await browser.SignInAsync(world.Host, $"/tickets/{ticket.Id}");

        await ChromiumBrowser.PressAsync(page, "Make a new issue");
        Assert.Contains("next run", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal("released", (await world.Tickets.TicketAsync(ticket.Id, Ct)).State);

        // Nothing was refused: whoever asks all the same, as from an old tab, is told so on the page.
        using var answer = await world.Host.Http.PostAsync($"tickets/{ticket.Id}/retry", null, Ct);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Jira refused nothing for this ticket", await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>U-55.</summary>
    [Fact]
    [Trait("Complaint", "U-55")]
    public async Task What_others_wrote_is_told_and_given_back()
    {
        await using var world = await StartAsync("a-1,high,CVE-1");
        await world.Tickets.RunAsync("shop", Ct);
        world.Sandbox.State.Edit("SEC-1", """{"summary": "In our words"}""");
        await world.ImportAsync("a-1,low,CVE-1");
        await world.Tickets.RunAsync("shop", Ct);
        var ticket = Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items);
        Assert.Equal(new FieldOfOthersResponse("Summary", "Alice Meyer"), Assert.Single(ticket.KeptFields!));
        var page = await browser.SignInAsync(world.Host, $"/tickets/{ticket.Id}");
        Assert.Contains("Summary (Alice Meyer)", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        await ChromiumBrowser.PressAsync(page, "Write it again");
        Assert.Contains("next run", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal(409, (await Assert.ThrowsAsync<FairleadProblemException>(() => world.Tickets.RewriteAsync(ticket.Id, Ct))).Problem.Status);
        await world.Tickets.RunAsync("shop", Ct);

        Assert.Contains("[Low]", world.Sandbox.State.Find("SEC-1")!.Summary, StringComparison.Ordinal);
        Assert.Empty((await world.Tickets.TicketAsync(ticket.Id, Ct)).KeptFields!);
    }

    [Fact]
    public async Task Chosen_findings_become_tickets_that_were_looked_over()
    {
        await using var world = await StartAsync("a-1,high,CVE-1", "a-2,critical,CVE-2", "a-3,low,CVE-3");
        var page = await browser.SignInAsync(world.Host, "/findings", width: 390);
        await ChromiumBrowser.ChooseAsync(page, "a-1", "a-2");

        await ChromiumBrowser.PressAsync(page, "Make tickets of the chosen findings");
        Assert.Equal(2, await page.GetByLabel("Title").CountAsync());
        await page.GetByLabel("Which share a ticket").SelectOptionAsync("all");
        await ChromiumBrowser.PressAsync(page, "Begin anew");
        Assert.Equal("[Critical] api (2 findings) in api", await page.GetByLabel("Title").InputValueAsync());
        await page.GetByLabel("Which share a ticket").SelectOptionAsync("each");
        await ChromiumBrowser.PressAsync(page, "Begin anew");
        Assert.Equal(2, await page.GetByLabel("Title").CountAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await page.GetByRole(AriaRole.Radio).First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.True(await page.GetByLabel("Title").Nth(1).IsVisibleAsync());
        Assert.False(await page.GetByLabel("Title").Nth(0).IsVisibleAsync());
        await page.Keyboard.PressAsync("ArrowLeft");

        var first = page.Locator("section").Nth(0);
        await first.GetByLabel("Title").FillAsync("Mend this at once");
        await first.GetByLabel("Description").FillAsync("## Why\n\nBecause.");
        await first.GetByLabel("Priority").SelectOptionAsync("High");
        await first.GetByLabel("Assignee").FillAsync("Nobdy");
        await ChromiumBrowser.PressAsync(page, "Create the chosen tickets");
        Assert.Contains("Nobdy", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal("Mend this at once", await first.GetByLabel("Title").InputValueAsync());
        Assert.Equal("## Why\n\nBecause.", await first.GetByLabel("Description").InputValueAsync());
        Assert.Equal(("High", "Nobdy"), (await first.GetByLabel("Priority").InputValueAsync(), await first.GetByLabel("Assignee").InputValueAsync()));
        Assert.Equal(1, await page.GetByRole(AriaRole.Status).CountAsync());
        Assert.Equal(1, await page.GetByLabel("Title").CountAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await first.GetByLabel("Priority").SelectOptionAsync("Low");
        await first.GetByLabel("Assignee").FillAsync("");
        await ChromiumBrowser.PressAsync(page, "Create ticket");
        Assert.Contains("The ticket is made", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        var tickets = (await world.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items;
        Assert.Equal(["Mend this at once", "[High] a-1 in api"], tickets.Select(t => t.Summary).Order(StringComparer.Ordinal).Select(s => s!));
        Assert.Equal("Low", Assert.Single(tickets, t => t.Summary == "Mend this at once").Priority);
    }

    [Fact]
    public async Task Jira_s_priorities_and_people_are_offered_and_typed_where_Jira_does_not_answer()
    {
        await using var world = await StartAsync("a-1,high,CVE-1");
        var id = (await world.Findings.SearchAsync(new FindingQuery(), FindingSort.WorstFirst, null, 10, Ct)).Items[0].Id;
        var page = await browser.SignInAsync(world.Host, $"/tickets/new?finding={id}");
        var offered = await page.GetByLabel("Priority").Locator("option").AllInnerTextsAsync();
        Assert.Equal(["Highest", "High", "Medium", "Low", "Lowest"], offered.Skip(1));
        Assert.Equal("people", await page.GetByLabel("Assignee").GetAttributeAsync("list"));
        Assert.Equal(1, await page.Locator("#people option[value='bob@sandbox.example']").CountAsync());

        world.Sandbox.Faults.Add("GET", "", new FaultBehaviour.Answer(503), times: null);
        await page.ReloadAsync();
        await page.GetByLabel("Priority").FillAsync("Low");
        world.Sandbox.Faults.Clear();
        await ChromiumBrowser.PressAsync(page, "Create ticket");
        Assert.Equal("Low", Assert.Single((await world.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items).Priority);
    }

    [Fact]
    public async Task Without_a_word_there_are_as_many_tickets_as_the_configuration_makes_groups()
    {
        await using var world = await StartAsync("a-1,high,CVE-1", "a-2,high,CVE-2", "a-3,low,CVE-3");
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml.Replace("[asset, rule]", "[severity]", StringComparison.Ordinal), Ct);
        var page = await browser.SignInAsync(world.Host, "/findings");
        await ChromiumBrowser.ChooseAsync(page, "a-1", "a-2", "a-3");

        await ChromiumBrowser.PressAsync(page, "Make tickets of the chosen findings");

        Assert.Equal(2, await page.GetByLabel("Title").CountAsync());
        await ChromiumBrowser.PressAsync(page, "Create the chosen tickets");
        Assert.Equal(2, (await world.Tickets.TicketsAsync(null, "created", null, 10, Ct)).Items.Count);
        Assert.Equal(2, world.Sandbox.State.Issues.Count);
    }

    [Fact]
    public async Task What_has_its_ticket_is_refused_in_place_and_an_issue_that_is_there_can_be_linked()
    {
        await using var world = await StartAsync("a-1,high,CVE-1", "a-2,critical,CVE-2");
        var ids = (await world.Findings.SearchAsync(new FindingQuery(), FindingSort.WorstFirst, null, 10, Ct)).Items.Select(f => f.Id).ToList();
        var issue = world.Sandbox.State.Create("SEC", "Bug", "Reported by hand");
        var page = await browser.SignInAsync(world.Host, $"/tickets/new?finding={ids[0]}");
        await page.Locator("main summary").ClickAsync();
        await page.GetByLabel("Its key").FillAsync("SEC-99");
        await page.GetByLabel("Title").FillAsync("Mine");
        await ChromiumBrowser.PressAsync(page, "Link all findings to it");
        Assert.Contains("Jira shows no SEC-99", await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal(("SEC-99", "Mine"), (await page.GetByLabel("Its key").InputValueAsync(), await page.GetByLabel("Title").InputValueAsync()));

        await page.GetByLabel("Its key").FillAsync(issue.Key);
        await ChromiumBrowser.PressAsync(page, "Link all findings to it");
        Assert.Contains("Linked", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Contains(issue.Key, await page.Locator("h1").InnerTextAsync());

        await page.GotoAsync($"/tickets/new?finding={ids[0]}&finding={ids[1]}&split=all");
        Assert.Contains(issue.Key, await page.GetByRole(AriaRole.Alert).InnerTextAsync());
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Create ticket" }).CountAsync());
    }

    /// <summary>A person said that all are made, and went away.</summary>
    [Fact]
    public async Task All_are_made_also_where_nobody_waits_for_them()
    {
        await using var world = await StartAsync("a-1,high,CVE-1", "a-2,critical,CVE-2", "a-3,low,CVE-3");
        var page = await browser.SignInAsync(world.Host, "/findings");
        await ChromiumBrowser.ChooseAsync(page, "a-1", "a-2", "a-3");
        await ChromiumBrowser.PressAsync(page, "Make tickets of the chosen findings");
        world.Sandbox.Faults.Add("POST", "issue", new FaultBehaviour.Drip(TimeSpan.FromMilliseconds(100), 10), times: null);

        var pressed = page.GetByRole(AriaRole.Button, new() { Name = "Create the chosen tickets" }).ClickAsync();
        await TicketsWorld.UntilAsync(() => world.Sandbox.State.IssueCount > 0);
        await page.CloseAsync();
        await Task.WhenAny(pressed);

        await TicketsWorld.UntilAsync(() => world.Sandbox.State.IssueCount == 3);
    }

    [Fact]
    public async Task What_is_sent_back_as_it_was_shown_follows_the_template()
    {
        await using var world = await StartAsync("a-1,high,CVE-1");
        var id = (await world.Findings.SearchAsync(new FindingQuery(), FindingSort.WorstFirst, null, 10, Ct)).Items[0].Id;
        var page = await browser.SignInAsync(world.Host, $"/tickets/new?finding={id}");
        await ChromiumBrowser.PressAsync(page, "Create ticket");

        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml + "\ntemplate: {summary: 'Mend {{group.title}}', body: 'Now.'}\n", Ct);
        await world.Tickets.RunAsync("shop", Ct);

        Assert.Equal("Mend a-1", Assert.Single((await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items).Summary);
    }

    [Fact]
    public async Task Who_may_only_look_and_other_sites_change_nothing()
    {
        await using var world = await StartAsync("a-1,high,CVE-1", "a-2,critical,CVE-2");
        await world.Tickets.RunAsync("shop", Ct);
        var ticket = (await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items[0];
        await world.Host.Client.Access.CreateUserAsync(new("looker", ChromiumBrowser.Password, Role.Viewer), Ct);
        var page = await browser.SignInAsync(world.Host, $"/tickets/{ticket.Id}", "looker");
        Assert.Equal(0, await page.Locator("main").GetByRole(AriaRole.Button).CountAsync());
        await page.GotoAsync("/findings");
        Assert.Equal(0, await page.GetByRole(AriaRole.Checkbox).CountAsync());

        KeyValuePair<string, string>[] fields =
        [
            new("configuration", "shop"), new("do", "create"), new("issue", "SEC-2"), new("0.findings", $"{FindingId.New(TimeProvider.System)}"), new("0.take", "true"), new("0.summary", "x"),
        ];
        foreach (var path in (string[])["tickets/new", .. from verb in (string[])["retry", "rewrite", "recreate", "unlink", "relink"] select $"tickets/{ticket.Id}/{verb}"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.AsViewerAsync(world.Host, path, fields));
            Assert.Equal(HttpStatusCode.Forbidden, await PageForms.FromAnotherSiteAsync(world.Host, path, fields));
        }

        Assert.Equivalent(ticket, await world.Tickets.TicketAsync(ticket.Id, Ct), strict: true);
        Assert.Equal(2, (await world.Tickets.TicketsAsync(null, null, null, 10, Ct)).Items.Count);
    }

    private async Task<TicketsWorld> StartAsync(params string[] findings)
    {
        var world = await TicketsWorld.StartAsync(databases, change: ChromiumBrowser.WithAdmin);
        await world.ImportAsync(findings);
        await world.Tickets.ApplyYamlAsync(TicketsWorld.Yaml, Ct);
        return world;
    }
}
