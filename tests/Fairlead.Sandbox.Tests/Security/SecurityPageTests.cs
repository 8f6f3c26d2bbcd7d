namespace Fairlead.Sandbox.Tests.Security;

/// <summary>What a person sees and does on the sandbox's page of a project's vulnerabilities.</summary>
public sealed class SecurityPageTests : IAsyncLifetime
{
    private SecurityWorld _world = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await SecurityWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_person_chooses_a_container_and_links_on_the_page_and_another_page_cannot()
    {
        var issue = _world.Jira.State.Create("SEC", "Task", "Look into it");
        await _world.SubmitAsync(SecurityWorld.One("v", 1, "Old OpenSSL"));
        var page = await _world.Http.GetStringAsync("/sandbox/security?project=SEC", Ct);
        Assert.Contains("Choose a container", page);
        var token = page.Contains("name=\"token\"", StringComparison.Ordinal) ? page.Split("name=\"token\" value=\"")[1].Split('"')[0] : "";
        Assert.Empty(token);

        await _world.Jira.Security.ConnectAsync(_world.App.Key, "SEC", "c/1", Ct);
        page = await _world.Http.GetStringAsync("/sandbox/security?project=SEC", Ct);
        Assert.Contains("Old OpenSSL", page);
        token = page.Split("name=\"token\" value=\"")[1].Split('"')[0];
        Assert.Equal(403, await PostAsync("link", "wrong", issue.Key));
        Assert.Equal(400, await PostAsync("link", token, "SEC-999"));
        Assert.Equal(200, await PostAsync("link", token, issue.Key));
        Assert.Equal([issue.Key], Assert.Single(_world.Jira.Security.VulnerabilitiesIn(_world.App.Key, "SEC")).Issues);
        Assert.Contains("Old OpenSSL", await _world.Http.GetStringAsync($"/browse/{issue.Key}", Ct));
        Assert.Equal(200, await PostAsync("unlink", token, issue.Key));
        Assert.Empty(Assert.Single(_world.Jira.Security.VulnerabilitiesIn(_world.App.Key, "SEC")).Issues);

        async Task<int> PostAsync(string act, string proof, string key)
        {
            using var form = new FormUrlEncodedContent([new("token", proof), new("app", _world.App.Key), new("project", "SEC"), new("item", "v"), new("issue", key)]);
            using var answer = await _world.Http.PostAsync($"/sandbox/security/{act}", form, Ct);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task While_the_provider_is_away_the_page_is_whole_but_for_what_it_would_offer()
    {
        await _world.SubmitAsync(SecurityWorld.One("v", 1, "Old OpenSSL"));
        await _world.Jira.Security.ConnectAsync(_world.App.Key, "SEC", "c/1", Ct);
        await _world.SendAsync("POST", "linkedWorkspaces/bulk", """{"workspaceIds": ["w1"]}""");
        await _world.Jira.Security.WhenIdleAsync();
        await _world.Provider.StopAsync(Ct);

        var page = await _world.Http.GetStringAsync("/sandbox/security?project=SEC", Ct);

        Assert.Contains("The provider could not be asked for containers", page);
        Assert.Contains("Old OpenSSL", page);
    }
}
