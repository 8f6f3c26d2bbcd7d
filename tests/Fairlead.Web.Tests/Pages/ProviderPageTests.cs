using System.Net;
using Fairlead.Client;
using Fairlead.Client.Providers;
using Fairlead.Storage;
using Microsoft.Extensions.DependencyInjection;
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
        using var asked = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "com.example.scanner"), new("client_secret", second)]);
        using var http = host.MakeHttp(null);
        using var token = await http.PostAsync("oauth/token", asked, Ct);
        Assert.Equal(HttpStatusCode.OK, token.StatusCode);

        // Refused at the app, with the page's own step, which is taken there.
        await ChromiumBrowser.PressAsync(page, "Make a new secret for <b>Scanner</b>");
        var refusal = await page.Locator("tr", new() { HasText = "com.example.scanner" }).GetByRole(AriaRole.Alert).InnerTextAsync();
        Assert.Contains("counts until", refusal);
        Assert.Contains("End the one before at once", refusal);
        Assert.DoesNotContain("--force", await page.Locator("main").InnerTextAsync());
        Assert.Equal(1, await page.GetByRole(AriaRole.Alert).CountAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        await page.GetByLabel("End the secret before last of <b>Scanner</b> at once").CheckAsync();
        await ChromiumBrowser.PressAsync(page, "Make a new secret for <b>Scanner</b>");
        Assert.DoesNotContain(second, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(43, (await page.Locator("main pre").InnerTextAsync()).Length);
        await page.GotoAsync("/providers");
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
    public async Task A_site_is_submitted_to_switched_off_and_on_and_what_could_not_be_linked_is_shown()
    {
        await using var host = await RunningHost.StartAsync(databases, Ct, ChromiumBrowser.WithAdmin);
        foreach (var sql in (string[])[
            "INSERT INTO provider_sites (client_key, base_url, state, installed_at, changed_at, installation, linked_installation, sequence, asked) SELECT 'site-1', 'https://team.atlassian.net', 1, created_at, created_at, 1, 1, 0, 0 FROM users LIMIT 1",
            "INSERT INTO security_providers (key, name, written_at) SELECT 'app', '<i>Scanner</i>', created_at FROM users LIMIT 1",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 203) INSERT INTO security_associations (provider_no, vulnerability_id, issue, wanted, problem) SELECT no, 'v-' || i, 'SEC-1', 1, 'no connection shows SEC-1' FROM security_providers, n"])
            await ChangeAsync(host, sql);

        var page = await browser.SignInAsync(host, "/providers", width: 390);
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        var text = await page.Locator("main").InnerTextAsync();
        Assert.Contains("Connect app, no connection", text);
        Assert.Contains("Make a connection to the site", text);
        Assert.Contains("<i>Scanner</i>", text);
        Assert.Contains("no connection shows SEC-1", text);
        Assert.Contains("200 of 203 are shown. All of them: fairlead provider associations --limit 0", text);
        var first = await host.Client.Providers.AssociationsAsync(null, 200, Ct);
        var rest = await host.Client.Providers.AssociationsAsync(first.Next, 200, Ct);
        Assert.Equal((203, 200, 3, 203, null), (first.Total, first.Items.Count, rest.Items.Count, first.Items.Concat(rest.Items).Select(a => a.Vulnerability).Distinct().Count(), rest.Next));

        await page.GetByLabel("Everything anew to https://team.atlassian.net").CheckAsync();
        await ChromiumBrowser.PressAsync(page, "Submit to https://team.atlassian.net");
        Assert.Contains("The next look submits", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        await ChromiumBrowser.PressAsync(page, "Submit nothing to https://team.atlassian.net");
        Assert.Contains("Nothing is submitted to the site any more", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.False(Assert.Single(await host.Client.Providers.SitesAsync(Ct)).Submits);
        Assert.Equal(0, await page.GetByLabel("Everything anew to https://team.atlassian.net").CountAsync());
        await ChromiumBrowser.PressAsync(page, "Submit to https://team.atlassian.net again");
        Assert.True(Assert.Single(await host.Client.Providers.SitesAsync(Ct)).Submits);

        // One that is uninstalled is listed until it is back under another key, or forgotten.
        Assert.Equal(0, await page.GetByLabel("Forget https://team.atlassian.net", new() { Exact = true }).CountAsync());
        Assert.Equal(404, (await Assert.ThrowsAsync<FairleadProblemException>(() => host.Client.Providers.ForgetSiteAsync("site-0", installed: true, Ct))).Problem.Status);
        await ChangeAsync(host, "UPDATE provider_sites SET state = 3");
        await ChangeAsync(host, "INSERT INTO provider_sites (client_key, base_url, state, installed_at, changed_at, installation, linked_installation, sequence, asked) SELECT 'site-2', base_url, 1, installed_at, changed_at, 1, 1, 0, 0 FROM provider_sites");
        Assert.Equal("site-2", Assert.Single(await host.Client.Providers.SitesAsync(Ct)).ClientKey);
        await ChangeAsync(host, "UPDATE provider_sites SET state = 3");
        Assert.Equal(2, (await host.Client.Providers.SitesAsync(Ct)).Count);
        await host.Client.Providers.ForgetSiteAsync("site-2", installed: false, Ct);
        await page.GotoAsync("/providers");
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        await ChromiumBrowser.PressAsync(page, "Forget https://team.atlassian.net");
        Assert.Contains("The site is forgotten", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Empty(await host.Client.Providers.SitesAsync(Ct));
        Assert.Equal(
            ["provider-site.forgotten", "provider-site.forgotten", "provider-site.submission-on", "provider-site.submission-off", "provider-site.submit-asked"],
            (await host.Client.Operations.ActivityAsync(null, 100, Ct)).Items.Select(a => a.Action).Where(a => a.StartsWith("provider-site.", StringComparison.Ordinal)));
    }

    /// <summary>Jira says nothing when a site is made anew: the app of the former one is there for good, as it seems.</summary>
    [Fact]
    public async Task An_administrator_forgets_a_site_that_has_the_app_after_it_is_said_what_comes_of_it()
    {
        await using var host = await RunningHost.StartAsync(databases, Ct, ChromiumBrowser.WithAdmin);
        await ChangeAsync(host, "INSERT INTO provider_sites (client_key, base_url, state, installed_at, changed_at, installation, linked_installation, sequence, asked) SELECT 'old', 'https://team.atlassian.net', 1, created_at, created_at, 1, 1, 0, 0 FROM users LIMIT 1");
        await ChangeAsync(host, "INSERT INTO provider_sites (client_key, base_url, state, installed_at, changed_at, installation, linked_installation, sequence, asked, proven_url) SELECT 'new', base_url, 1, installed_at + 1, changed_at, 1, 1, 0, 0, base_url FROM provider_sites");
        Assert.Equal(HttpStatusCode.Forbidden, await PageForms.AsAsync(host, Client.Access.Role.Editor, "providers/sites/old/forget", new KeyValuePair<string, string>("installed", "true")));
        var unsaid = await Assert.ThrowsAsync<FairleadProblemException>(() => host.Client.Providers.ForgetSiteAsync("old", installed: false, Ct));
        Assert.Equal((400, "Confirmation required"), (unsaid.Problem.Status, unsaid.Problem.Title));
        Assert.Contains("fairlead provider forget old --installed", unsaid.Problem.Detail);
        Assert.Equal(["fairlead provider forget old --installed"], (await host.Client.Providers.SitesAsync(Ct)).Select(s => s.NextStep!.Split(": ")[^1]).Where(s => s.Contains("forget", StringComparison.Ordinal)));

        var page = await browser.SignInAsync(host, "/providers", width: 390);
        var old = page.Locator("tr", new() { HasText = "under another key since" });
        await old.GetByText("Forget…").ClickAsync();
        Assert.Contains("Forgetting it ends its secret", await old.InnerTextAsync());
        await old.GetByLabel("Yes, https://team.atlassian.net is gone or was made anew").CheckAsync();
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        await old.GetByLabel("Forget https://team.atlassian.net all the same").ClickAsync();
        Assert.Contains("The site is forgotten", await page.GetByRole(AriaRole.Status).InnerTextAsync());
        Assert.Equal("new", Assert.Single(await host.Client.Providers.SitesAsync(Ct)).ClientKey);
        await host.Client.Providers.ForgetSiteAsync("new", installed: true, Ct);
        Assert.Empty(await host.Client.Providers.SitesAsync(Ct));
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(420)]
    public async Task No_key_of_an_issue_is_broken_and_no_buttons_touch(int width)
    {
        await using var host = await RunningHost.StartAsync(databases, Ct, ChromiumBrowser.WithAdmin);
        await host.Client.Providers.AddAsync(new("com.example.scanner"), Ct);
        foreach (var sql in (string[])[
            "INSERT INTO provider_sites (client_key, base_url, state, installed_at, changed_at, installation, linked_installation, sequence, asked) SELECT 'site-1', 'https://team.atlassian.net', 1, created_at, created_at, 1, 1, 0, 0 FROM users LIMIT 1",
            "INSERT INTO security_providers (key, name, written_at) SELECT 'app', 'A scanner of containers and images', created_at FROM users LIMIT 1",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) INSERT INTO security_associations (provider_no, vulnerability_id, issue, wanted, problem) "
                + "SELECT no, 'vulnerability-with-a-long-id-' || i || replace(hex(zeroblob(i)), '00', 'x'), 'DEMO-1' || i, 1, 'The finding' || replace(hex(zeroblob(i)), '00', 'x') || ' is behind DEMO-12 already, and not behind DEMO-345.' FROM security_providers, n"])
            await ChangeAsync(host, sql);

        var page = await browser.SignInAsync(host, "/providers", width: width);
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
        Assert.Contains("is behind DEMO-12 already, and not behind DEMO-345.", await page.Locator("main").InnerTextAsync());
        Assert.Equal(120, await page.Locator("span.key").CountAsync());
        Assert.Empty(await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('span.key')].filter(k => k.getClientRects().length > 1).map(k => k.textContent)"));
        Assert.Empty(await page.EvaluateAsync<string[]>(
            """
            () => { const all = [...document.querySelectorAll('main button')].map(b => [b.textContent, b.getBoundingClientRect()]);
                return all.flatMap(([a, p], i) => all.slice(i + 1).filter(([, q]) => p.left < q.right + 4 && q.left < p.right + 4 && p.top < q.bottom + 4 && q.top < p.bottom + 4).map(([b]) => `${a} ${b}`)); }
            """));
    }

    private static async Task ChangeAsync(RunningHost host, string sql)
    {
        await using var work = await host.Host.Services.GetRequiredService<Database>().BeginAsync(Ct);
        await using var command = work.Connection.CreateCommand();
        command.Transaction = work.Transaction;
        command.CommandText = sql;
        Assert.True(await command.ExecuteNonQueryAsync(Ct) > 0);
        await work.CommitAsync(Ct);
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
