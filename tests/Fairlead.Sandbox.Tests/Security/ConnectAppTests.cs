namespace Fairlead.Sandbox.Tests.Security;

/// <summary>An independent app is installed, submits, is asked and told; every token is made or verified by Atlassian's library.</summary>
public sealed class ConnectAppTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_of_atlassian_connect_express_lives_its_whole_life()
    {
        await using var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var issue = jira.State.Create("SEC", "Task", "Look into it");
        await using var app = await ConnectApp.StartAsync(jira.Security.KeysUrl, Ct);

        var installed = await jira.Security.InstallAsync(app.Descriptor, Ct);
        var first = await app.NextAsync("enabled", Ct);
        var submitted = await app.NextAsync("submitted", Ct);

        Assert.Equal("example-scanner", installed.Key);
        Assert.Equal(202, submitted.GetProperty("workspaces").GetInt32());
        Assert.Equal(202, submitted.GetProperty("submitted").GetProperty("status").GetInt32());
        var answer = submitted.GetProperty("submitted").GetProperty("body");
        Assert.Equal("shop/1", Assert.Single(answer.GetProperty("acceptedVulnerabilities").EnumerateArray()).GetString());
        Assert.Contains("description", answer.GetProperty("failedVulnerabilities").GetProperty("shop/2")[0].GetProperty("message").GetString());
        Assert.Equal("shop/1", submitted.GetProperty("read").GetProperty("body").GetProperty("id").GetString());
        Assert.Equal("team", submitted.GetProperty("linked").GetProperty("body").GetProperty("workspaceIds")[0].GetString());

        // What a person sees and does on the project's Security page.
        await jira.Security.WhenIdleAsync();
        Assert.Equal("The team", Assert.Single(jira.Security.WorkspacesOf(installed.Key)).Name);
        Assert.Empty(jira.Security.VulnerabilitiesIn(installed.Key, "SEC"));
        Assert.Empty(await jira.Security.SearchContainersAsync(installed.Key, "team", "no such", Ct));
        var container = Assert.Single(await jira.Security.SearchContainersAsync(installed.Key, "team", "sho", Ct));
        await jira.Security.ConnectAsync(installed.Key, "SEC", container.Id, Ct);
        Assert.Equal("Old OpenSSL", Assert.Single(jira.Security.VulnerabilitiesIn(installed.Key, "SEC")).Title);
        Assert.Equal("it answered 204", await jira.Security.LinkAsync(installed.Key, "shop/1", issue.Key, Ct));
        var associated = await app.NextAsync("associated", Ct);
        Assert.Equal(("shop/1", $"{issue.Id}"), (associated.GetProperty("vulnerability").GetString(), associated.GetProperty("issue").GetString()));
        Assert.Equal([issue.Key], Assert.Single(jira.Security.VulnerabilitiesIn(installed.Key, "SEC")).Issues);
        await jira.Security.UnlinkAsync(installed.Key, "shop/1", issue.Key, Ct);
        await app.NextAsync("disassociated", Ct);

        // Installed again, it has another secret, of which it must know.
        var again = await jira.Security.InstallAsync(app.Descriptor, Ct);
        Assert.NotEqual(installed.SharedSecret, again.SharedSecret);
        Assert.Equal(installed.ClientKey, again.ClientKey);
        await app.NextAsync("enabled", Ct);
        await app.NextAsync("submitted", Ct);
        await jira.Security.UninstallAsync(installed.Key, Ct);
        await app.NextAsync("disabled", Ct);
        await app.NextAsync("uninstalled", Ct);
        Assert.Empty(jira.Security.Apps);
        Assert.Equal(installed.ClientKey, (await jira.Security.InstallAsync(app.Descriptor, Ct)).ClientKey);
        Assert.Equal("enabled", first.GetProperty("event").GetString());
    }
}
