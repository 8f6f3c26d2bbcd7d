using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Sandbox.Tests.Security;

/// <summary>How apps come and go, and which Jira would not take.</summary>
public sealed class AppInstallTests : IAsyncLifetime
{
    private SecurityWorld _world = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await SecurityWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("authentication", "authentication.type")]
    [InlineData("apiMigrations", "signed-install")]
    [InlineData("modules", "jiraSecurityInfoProvider")]
    [InlineData("key", "key")]
    public async Task A_descriptor_that_jira_would_not_take_is_refused_at_its_place(string without, string told)
    {
        await using var other = SecurityWorld.Listening();
        other.MapGet("/descriptor", (HttpRequest request) =>
        {
            var descriptor = JsonNode.Parse(SecurityWorld.Descriptor($"http://{request.Host}", ["READ"]))!.AsObject();
            descriptor.Remove(without);
            return Results.Text(descriptor.ToJsonString(), "application/json");
        });
        await other.StartAsync(Ct);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => _world.Jira.Security.InstallAsync(new Uri(other.Urls.First() + "/descriptor"), Ct));

        Assert.Contains(told, refusal.Message);
    }

    [Fact]
    public async Task Another_process_installs_and_uninstalls()
    {
        await _world.Jira.Security.UninstallAsync(_world.App.Key, Ct);
        using var made = await _world.Http.PostAsJsonAsync("/sandbox/apps", new { descriptor = $"{_world.Provider.Urls.First()}/descriptor?scopes=READ" }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(_world.App.Key, (string?)JsonNode.Parse(await _world.Http.GetStringAsync("/sandbox/apps", Ct))![0]!["key"]);
        using var refused = await _world.Http.PostAsJsonAsync("/sandbox/apps", new { descriptor = "http://192.0.2.1/descriptor" }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var gone = await _world.Http.DeleteAsync($"/sandbox/apps/{_world.App.Key}", Ct);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Empty(_world.Jira.Security.Apps);
    }
}
