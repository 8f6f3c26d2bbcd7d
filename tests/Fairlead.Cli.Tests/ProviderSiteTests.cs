using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Sandbox;
using YamlDotNet.Serialization;

namespace Fairlead.Cli.Tests;

/// <summary>A Jira site on whose Security pages findings stand, as it is typed; and F134: the server is killed between Jira's answer and what it notes of it.</summary>
public sealed class ProviderSiteTests : IAsyncLifetime
{
    private const string App = "fairlead";

    private readonly FairleadProcess _fairlead = new();
    private SandboxServer _jira = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        _fairlead.With("JIRA_TOKEN", _jira.Accounts.ApiToken)
            .With("FAIRLEAD_Tickets__Sync__PublicUrl", "https://fairlead.example.com")
            .With("FAIRLEAD_SecurityInformation__ForgeApp", "ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000")
            .With("FAIRLEAD_SecurityInformation__ForgeKeys", _jira.Security.ForgeKeysUrl.AbsoluteUri)
            .With("FAIRLEAD_SecurityInformation__SubmitInterval", "00:00:01");
    }

    public async ValueTask DisposeAsync()
    {
        await _jira.DisposeAsync();
        _fairlead.Dispose();
    }

    [Fact]
    public async Task A_site_is_listed_with_what_stands_in_the_way_and_is_submitted_to()
    {
        using var server = await StartAsync();
        var none = await _fairlead.RunAsync("provider", "sites");
        Assert.Contains("No Jira site has Fairlead as a security provider", none.Succeeded() + none.Error);
        await ConnectAsync();
        await ImportAsync();
        await InstallAsync(server);
        await UntilAsync(() => _jira.Security.VulnerabilitiesOf(App).Count == 3);

        var host = _jira.BaseUrl.Authority;
        await UntilAsync(async () => (await SiteAsync()).GetProperty("submitted").GetInt64() == 3);
        var site = await SiteAsync();
        Assert.Equal(("forge", "enabled", "team"), (site.GetProperty("kind").GetString(), site.GetProperty("state").GetString(), site.GetProperty("connection").GetString()));
        Assert.Matches($"{host} +forge +enabled +team +3 +0 ", (await _fairlead.RunAsync("provider", "sites")).Succeeded());

        var calls = _jira.Requests.CountOf("POST", "/rest/security/1.0/bulk");
        (await _fairlead.RunAsync("provider", "submit", host, "--all")).Succeeded();
        await UntilAsync(() => _jira.Requests.CountOf("POST", "/rest/security/1.0/bulk") > calls);
        Assert.Contains("\"NORMAL\"", _jira.Requests.Matching("POST", "/rest/security/1.0/bulk")[^1].Body);
        Assert.Equal(66, (await _fairlead.RunAsync("provider", "submit", "other.atlassian.net")).ExitCode);
        Assert.Equal(64, (await _fairlead.RunAsync("provider", "submit")).ExitCode);

        var kept = await _fairlead.RunAsync("provider", "forget", host);
        Assert.Equal(65, kept.ExitCode);
        Assert.Contains("Forgetting it ends its secret", kept.Error);
        Assert.Contains("--installed", kept.Error);
        Assert.Equal(66, (await _fairlead.RunAsync("provider", "forget", "other.atlassian.net", "--installed")).ExitCode);

        // Switched off, nothing is sent; on again, what changed meanwhile.
        Assert.Equal(64, (await _fairlead.RunAsync("provider", "submit", host, "--on", "--off")).ExitCode);
        (await _fairlead.RunAsync("provider", "submit", host, "--off")).Succeeded();
        var off = await _fairlead.RunAsync("provider", "submit", host);
        Assert.Equal(65, off.ExitCode);
        Assert.Contains($"Submission to {_jira.BaseUrl.AbsoluteUri.TrimEnd('/')} is switched off. On again: fairlead provider submit {host} --on", off.Error);
        Assert.Contains("--on", (await _fairlead.RunAsync("provider", "sites")).Error);
        calls = _jira.Requests.CountOf("POST", "/rest/security/1.0/bulk");
        (await _fairlead.RunAsync("title,severity,ruleId\nfour,high,d\n", ["import", "-", "--asset", "other", "--scanner", "hand"])).Succeeded();
        (await _fairlead.RunAsync("provider", "submit", host, "--on")).Succeeded();
        await UntilAsync(() => _jira.Security.VulnerabilitiesOf(App).Count == 4);
        Assert.Equal(calls + 1, _jira.Requests.CountOf("POST", "/rest/security/1.0/bulk"));
        var linked = await _fairlead.RunAsync("provider", "associations");
        Assert.Contains("Every issue that a provider associated is linked", linked.Succeeded() + linked.Error);

        await _jira.Security.UninstallAsync(App, Ct);
        var gone = await _fairlead.RunAsync("provider", "sites");
        Assert.Contains("uninstalled", gone.Succeeded());
        Assert.Contains("forge install --upgrade", gone.Error);
        Assert.Equal(66, (await _fairlead.RunAsync("provider", "submit", host)).ExitCode);
        (await _fairlead.RunAsync("provider", "forget", host)).Succeeded();
        Assert.Equal(66, (await _fairlead.RunAsync("provider", "forget", host)).ExitCode);
        gone = await _fairlead.RunAsync("provider", "sites");
        Assert.Contains("No Jira site has Fairlead as a security provider", gone.Succeeded() + gone.Error);
    }

    [Fact]
    public async Task F134_Killed_between_the_answer_and_its_note_it_is_sent_again_with_a_higher_number()
    {
        using (var server = await StartAsync("provider.submitted:1"))
        {
            await ConnectAsync();
            await ImportAsync();
            await InstallAsync(server);
            Assert.Equal(137, await server.ExitCodeAsync());
        }

        // Jira has them, and Fairlead does not know it.
        var before = _jira.Security.VulnerabilitiesOf(App);
        Assert.Equal(3, before.Count);
        using var next = await StartAsync();
        await UntilAsync(async () => (await SiteAsync()).GetProperty("submitted").GetInt64() == 3);
        var after = _jira.Security.VulnerabilitiesOf(App);
        Assert.Equal(before.Select(v => (v.Id, v.Title, v.Status)), after.Select(v => (v.Id, v.Title, v.Status)));
        Assert.True(after.Min(NumberOf) > before.Max(NumberOf));
        Assert.Equal(2, _jira.Requests.CountOf("POST", "/rest/security/1.0/bulk"));

        // As of a site that is gone without a word.
        var forgotten = await _fairlead.RunAsync("provider", "forget", _jira.BaseUrl.Authority, "--installed");
        Assert.Contains($"{_jira.BaseUrl.Authority} is forgotten.", forgotten.Succeeded() + forgotten.Error);
    }

    private static long NumberOf(Fairlead.Sandbox.Security.SandboxVulnerability one) => JsonDocument.Parse(one.Json).RootElement.GetProperty("updateSequenceNumber").GetInt64();

    private Task<ServedFairlead> StartAsync(string? kill = null) =>
        ServedFairlead.StartAsync(_fairlead.With("FAIRLEAD_KILL", kill), "--allow-loopback-jira", "--allow-plain-http-jira");

    private async Task ConnectAsync() => (await _fairlead.RunAsync(
        "connection", "add", "team", "--site", _jira.BaseUrl.ToString(), "--token-env", "JIRA_TOKEN", "--email", _jira.Accounts.Email)).Succeeded();

    private async Task ImportAsync() => (await _fairlead.RunAsync(
        "title,severity,ruleId\none,high,a\ntwo,high,b\nthree,low,c\n", ["import", "-", "--asset", "shop", "--scanner", "hand"])).Succeeded();

    /// <summary>As forge/manifest.yml has it.</summary>
    private async Task InstallAsync(ServedFairlead server)
    {
        var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<object>(await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "forge", "manifest.yml"), Ct));
        await _jira.Security.InstallForgeAsync(JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml)), server.Address, Ct);
    }

    private async Task<JsonElement> SiteAsync()
    {
        using var listed = JsonDocument.Parse((await _fairlead.RunAsync("provider", "sites", "--json")).Succeeded());
        return Assert.Single(listed.RootElement.EnumerateArray()).Clone();
    }

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
    }
}
