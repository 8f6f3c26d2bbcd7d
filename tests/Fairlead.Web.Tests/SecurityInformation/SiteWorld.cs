using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Client.Findings;
using Fairlead.Client.Providers;
using Fairlead.Sandbox;
using Fairlead.Storage;
using Fairlead.Web.Tests.Tickets;
using Microsoft.Extensions.DependencyInjection;
using YamlDotNet.Serialization;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>A server that Jira sites can install as a Connect or Forge app, and the sandbox that does; everything over HTTP.</summary>
internal sealed class SiteWorld : IAsyncDisposable
{
    public const string App = "fairlead";

    /// <summary>As in forge/manifest.yml before it is registered.</summary>
    public const string ForgeApp = "ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000";

    private readonly TicketsWorld _world;
    private readonly Dictionary<string, string?> _settings;

    private SiteWorld(TicketsWorld world, Dictionary<string, string?> settings) => (_world, _settings) = (world, settings);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public TicketsWorld Tickets => _world;

    public RunningHost Host => _world.Host;

    public SandboxServer Jira => _world.Sandbox;

    public Uri Descriptor => new(Host.BaseAddress, "connect/atlassian-connect.json");

    /// <param name="keys">Where Atlassian's keys are; the sandbox's when left out.</param>
    /// <param name="forgeKeys">The same of Forge.</param>
    /// <param name="change">Of how the server is started.</param>
    public static async Task<SiteWorld> StartAsync(TestDatabase databases, Func<SandboxServer?, Uri>? keys = null, string jobs = "00:00:01", Uri? forgeKeys = null,
        Func<FairleadHostOptions, FairleadHostOptions>? change = null)
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        // Fairlead must know the key server before it starts, and the sandbox's is known once that runs.
        var jira = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        var settings = new Dictionary<string, string?>
        {
            ["Tickets:Sync:PublicUrl"] = $"http://127.0.0.1:{port}",
            ["Tickets:Sync:JobsEnabled"] = "false",
            ["SecurityInformation:ConnectKeys"] = (keys?.Invoke(jira) ?? jira.Security.KeysUrl).AbsoluteUri,
            ["SecurityInformation:ForgeApp"] = ForgeApp,
            ["SecurityInformation:ForgeKeys"] = (forgeKeys ?? jira.Security.ForgeKeysUrl).AbsoluteUri,
            ["SecurityInformation:SubmitInterval"] = jobs,
            ["SecurityInformation:ReportInterval"] = "00:00:01",
        };
        var world = await TicketsWorld.StartAsync(
            databases, settings: settings, change: o => (change?.Invoke(o) ?? o) with { Listen = $"http://127.0.0.1:{port}" }, running: jira);
        return new SiteWorld(world, settings);
    }

    /// <summary>Another server, which is told the same.</summary>
    public Task<RunningHost> StartNodeAsync(TestDatabase databases, Func<FairleadHostOptions, FairleadHostOptions> change) =>
        RunningHost.StartAsync(databases, Ct, o => change(o) with { Settings = new Dictionary<string, string?>(o.Settings.Concat(_settings)) });

    /// <summary>An administrator of the site installs the app of forge/manifest.yml.</summary>
    public Task InstallForgeAsync()
    {
        var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<object>(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "forge", "manifest.yml")));
        return Jira.Security.InstallForgeAsync(JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(yaml)), Host.BaseAddress, Ct);
    }

    /// <summary>The one that was installed last.</summary>
    public async Task<ProviderSiteResponse> SiteAsync() => (await Host.Client.Providers.SitesAsync(Ct)).MaxBy(s => s.InstalledAt)!;

    /// <summary>As if the site of the connection had taken the first call that was signed with the installation's secret.</summary>
    public async Task ProveAsync() =>
        Assert.Equal(1, await _world.ChangeAsync("UPDATE provider_sites SET linked_installation = installation, proven_url = base_url WHERE linked_installation <> installation"));

    /// <summary>What a statement counts.</summary>
    public async Task<int> CountAsync(string sql)
    {
        await using var work = await Host.Host.Services.GetRequiredService<Database>().BeginAsync(Ct);
        await using var command = work.Connection.CreateCommand();
        command.Transaction = work.Transaction;
        command.CommandText = sql;
        return Convert.ToInt32(await command.ExecuteScalarAsync(Ct), CultureInfo.InvariantCulture);
    }

    /// <summary>All is submitted, and nobody waits for more.</summary>
    public async Task<bool> IsSettledAsync() => await CountAsync("SELECT count(*) FROM provider_sites WHERE compared IS NOT NULL AND asked = 0") > 0;

    public async Task<IReadOnlyList<FindingItem>> FindingsAsync() => (await Host.Client.Findings.SearchAsync(new FindingQuery(), FindingSort.NewestFirst, null, 50, Ct)).Items;

    public Task UntilSubmittedAsync(long count) => TicketsWorld.UntilAsync(async () => (await SiteAsync()).Submitted == count);

    /// <summary>Calls that were accepted; of large ones the sandbox does not keep what was in them.</summary>
    public IReadOnlyList<(string Operation, IReadOnlyList<string> Ids)?> Sent =>
    [
        .. Jira.Requests.Matching("POST", "/rest/security/1.0/bulk").Where(r => r.Status == 202).Select(r =>
        {
            if (r.Body is null)
                return ((string, IReadOnlyList<string>)?)null;
            var body = JsonDocument.Parse(r.Body).RootElement;
            return (body.GetProperty("operationType").GetString()!, [.. body.GetProperty("vulnerabilities").EnumerateArray().Select(v => v.GetProperty("id").GetString()!)]);
        }),
    ];

    /// <summary>One import of findings with an asset each.</summary>
    public async Task ImportAsync(string asset, params string[] titles)
    {
        var csv = "title,severity,ruleId\n" + string.Concat(titles.Select(t => $"{t},high,{t}\n"));
        using var report = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        await Host.Client.Findings.UploadAsync(report, new UploadOptions { Asset = asset, Scanner = "hand" }, Ct);
    }

    /// <summary>A provider tells this server something, by a script's token.</summary>
    public async Task PushAsync(HttpMethod verb, string path, string? text = null)
    {
        using var request = new HttpRequestMessage(verb, $"rest/security/1.0/{path}");
        if (text is not null)
            request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        using var answer = await Host.Http.SendAsync(request, Ct);
        Assert.Equal(202, (int)answer.StatusCode);
    }

    public async ValueTask DisposeAsync() => await _world.DisposeAsync();
}
