using Fairlead.Client.Connections;
using Fairlead.Sandbox;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Playwright;

namespace Fairlead.Web.Tests.Pages;

/// <summary>A connection from its making to its rotation, in a real browser without script.</summary>
public sealed class ConnectionPageTests(ChromiumBrowser browser, SqliteTestDatabase databases) : IClassFixture<ChromiumBrowser>, IClassFixture<SqliteTestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxEdition.Cloud, "E-mail and API token (Cloud)")]
    [InlineData(SandboxEdition.DataCenter, "Personal access token (Data Center)")]
    public async Task A_connection_is_added_rotated_and_taken_back(SandboxEdition edition, string kind)
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition }, Ct);
        await using var host = await RunningHost.StartAsync(databases, Ct, ChromiumBrowser.WithAdmin);
        var credential = TicketsWorld.CredentialOf(sandbox);
        var page = await browser.SignInAsync(host, "/connections", width: 390);

        await page.GetByRole(AriaRole.Link, new() { Name = "New connection" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("team");
        await page.GetByLabel("Site").FillAsync("not an address");
        await FillAsync(page, kind, credential, credential.Secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and test" }).ClickAsync();
        Assert.Equal("true", await page.GetByLabel("Site").GetAttributeAsync("aria-invalid"));
        Assert.Equal("", await page.GetByLabel("Secret").InputValueAsync());
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));

        await page.GetByLabel("Site").FillAsync(sandbox.BaseUrl.AbsoluteUri);
        await page.GetByLabel("Secret").FillAsync(credential.Secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and test" }).ClickAsync();
        await page.Locator("tr", new() { HasText = "team" }).GetByText("Healthy").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "team", Exact = true }).ClickAsync();

        await FillAsync(page, kind, credential, $"wrong-{Guid.CreateVersion7():N}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try and use" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).GetByText("The credential is not kept").WaitForAsync();
        Assert.Single((await host.Client.Connections.FindByNameAsync("team", Ct))!.Credentials);

        await FillAsync(page, kind, credential, credential.Secret);
        await page.GetByLabel("Ends on").FillAsync("2031-01-31");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try and use" }).ClickAsync();
        await page.GetByText("signs in with the new secret").WaitForAsync();
        var rotated = (await host.Client.Connections.FindByNameAsync("team", Ct))!;
        Assert.Equal(new DateTimeOffset(2031, 1, 31, 0, 0, 0, TimeSpan.Zero), rotated.Credentials.Single(c => c.IsActive).ExpiresAt);
        Assert.DoesNotContain(credential.Secret, await page.ContentAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Use the one before again" }).ClickAsync();
        await page.GetByText("the secret that was in use before").WaitForAsync();
        Assert.NotEqual(
            rotated.Credentials.Single(c => c.IsActive).Slot, (await host.Client.Connections.FindByNameAsync("team", Ct))!.Credentials.Single(c => c.IsActive).Slot);
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
    }

    [Fact]
    public async Task Its_webhook_is_made_and_a_sample_issue_tries_it()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = SandboxEdition.DataCenter }, Ct);
        await using var host = await RunningHost.StartAsync(databases, Ct, ChromiumBrowser.WithAdmin);
        var administrator = new CredentialRequest(CredentialKind.Password, sandbox.Accounts.AdministratorSecret, sandbox.Accounts.AdministratorUserName);
        var connection = await host.Client.Connections.CreateAsync(new("team", sandbox.BaseUrl.AbsoluteUri, administrator), Ct);
        var page = await browser.SignInAsync(host, $"/connections/{connection.Id}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Make it in Jira" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        Assert.Equal("true", await page.GetByLabel("This server's address").GetAttributeAsync("aria-invalid"));
        await page.GetByLabel("This server's address").FillAsync(host.BaseAddress.AbsoluteUri);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it in Jira" }).ClickAsync();
        await page.GetByText("Jira has the webhook").WaitForAsync();
        await page.GetByText("None ever came").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "New secret" }).ClickAsync();
        await page.GetByText("Enter the secret in Jira now").WaitForAsync();
        Assert.Contains($"/webhooks/jira/{connection.Id}", await page.ContentAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "I have entered it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take no webhooks any more" }).ClickAsync();
        await page.GetByText("Jira does not tell this connection").WaitForAsync();

        await page.GetByLabel("Project key").FillAsync("NOPE");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a sample issue" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await page.GetByLabel("Project key").FillAsync("SEC");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a sample issue" }).ClickAsync();
        await page.GetByText("was made and removed again").WaitForAsync();
        Assert.Equal(0, sandbox.State.IssueCount);
        Assert.False(await ChromiumBrowser.IsTooWideAsync(page));
    }

    private static async Task FillAsync(IPage page, string kind, CredentialRequest credential, string secret)
    {
        await page.GetByLabel("Signs in with").SelectOptionAsync(new SelectOptionValue { Label = kind });
        await page.GetByLabel("E-mail, user or client id").FillAsync(credential.User ?? "");
        await page.GetByLabel("Secret").FillAsync(secret);
    }
}
