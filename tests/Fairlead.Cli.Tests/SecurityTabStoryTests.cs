using System.Diagnostics;
using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>Findings on a project's Security page from end to end; Data Center has none.</summary>
public sealed class SecurityTabStoryTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task Every_step_ends_as_it_should()
    {
        var ended = await _fairlead.RunAsync("demo", "--story", "security-tab", "--once", "--json");
        using var json = JsonDocument.Parse(ended.Output);
        var story = json.RootElement;
        var steps = story.GetProperty("steps").EnumerateArray().ToList();

        Assert.Equal(
            ["A scan", "An installation", "A project's Security page", "A person links another", "A fix", "A link taken away", "Installed anew"],
            steps.Select(s => s.GetProperty("title").GetString()));
        Assert.Empty(steps.Where(s => !s.GetProperty("isAsPromised").GetBoolean()).Select(s => s.GetRawText()));
        Assert.Equal(3, story.GetProperty("created").GetInt32());
        Assert.Equal(0, ended.ExitCode);
    }

    [Fact]
    public async Task Afterwards_it_is_the_present_so_that_a_tool_can_push_to_the_demo_with_tokens_of_its_own()
    {
        var ct = TestContext.Current.CancellationToken;
        var data = Path.Combine(_fairlead.Home, "demo");
        using var process = _fairlead.StartProgram("demo", "--story", "security-tab", "--json", "--data", data);
        using var json = await DemoTests.ReadDocumentAsync(process, ct);
        var secret = (await _fairlead.RunAsync("provider", "add", "com.example.scanner", "--data", data)).Succeeded().Trim();

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(json.RootElement.GetProperty("server").GetString()!), "rest/security/1.0/linkedWorkspaces"));
        request.Headers.Authorization = ProviderToken.Jwt("com.example.scanner", secret, "GET&/rest/security/1.0/linkedWorkspaces&");
        using var answer = await http.SendAsync(request, ct);
        Assert.Equal("""200 {"workspaceIds":[]}""", $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");

        using var interrupt = Process.Start("kill", ["-INT", process.Id.ToString()]);
        await process.WaitForExitAsync(ct);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Nights pass in the story, and the code is good for an hour.</summary>
    [Fact]
    public async Task Whoever_looks_around_afterwards_can_make_themselves_administrator_with_the_code_that_is_told()
    {
        var ct = TestContext.Current.CancellationToken;
        using var process = _fairlead.StartProgram("demo", "--story", "security-tab", "--data", Path.Combine(_fairlead.Home, "demo"));
        var told = "";
        while (!told.Contains("setup?code=", StringComparison.Ordinal))
            told = await process.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException("The demo ended.");

        var setup = new Uri(told[told.IndexOf("http", StringComparison.Ordinal)..].Trim());
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(setup, "/setup"))
        {
            Content = new FormUrlEncodedContent([new("code", setup.Query["?code=".Length..]), new("name", "admin"), new("password", "correct horse battery")]),
            Headers = { { "Origin", setup.GetLeftPart(UriPartial.Authority) } },
        };
        using var answer = await http.SendAsync(request, ct);
        Assert.Equal(303, (int)answer.StatusCode);

        using var interrupt = Process.Start("kill", ["-INT", process.Id.ToString()]);
        await process.WaitForExitAsync(ct);
    }

    [Fact]
    public async Task Data_center_has_no_security_page()
    {
        var ended = await _fairlead.RunAsync("demo", "--story", "security-tab", "--once", "--edition", "data-center");
        Assert.Equal(64, ended.ExitCode);
        Assert.Contains("Data Center has no security providers", ended.Error);
    }
}
