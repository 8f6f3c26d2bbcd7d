using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Client.Connections;
using Fairlead.Client.Providers;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Notifications;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.SecurityInformation.Apps;
using Fairlead.Platform.SecurityInformation.Associating;
using Fairlead.Platform.SecurityInformation.Providing;
using Fairlead.Platform.SecurityInformation.Reading;
using Fairlead.Platform.SecurityInformation.Reporting;
using Fairlead.Platform.SecurityInformation.SignIn;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;
using Fairlead.Sandbox;
using Fairlead.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>The room over a real database; only time is the test's own.</summary>
internal sealed class HubWorld : IAsyncDisposable
{
    public static readonly SecurityProvider Snyk = new("user:1", "snyk");

    private readonly ServiceProvider _services;
    private long _number;

    private HubWorld(Database database, InstanceIdentity instance, TestClock clock, Dictionary<string, string?>? settings)
    {
        (Database, Clock) = (database, clock);
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings ?? []).Build()).AddSingleton<TimeProvider>(clock);
        services.AddSingleton(database).AddSingleton(instance).AddSingleton<ActivityLog>().AddSingleton<EventLog>().AddSingleton<OperationsMetrics>().AddSingleton<OutboundCallLog>().AddSingleton<ReserveFile>();
        services.AddSingleton(new Vault(database, new MasterKeyRing(MasterKeySource.File, MasterKey.Generate(), [])));
        services.AddSingleton(DataDirectory.Open(Path.Combine(AppContext.BaseDirectory, "hub")));
        services.AddSingleton<HealthCheck>();
        services.AddNotifications().AddJiraConnections().AddFindings().AddTickets().AddSecurityInformation();
        services.PostConfigure<ConnectionOptions>(o => o.AllowLoopback = o.AllowPlainHttp = true);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public Database Database { get; }

    public TestClock Clock { get; }

    public SecurityHub Hub => _services.GetRequiredService<SecurityHub>();

    public ProviderApps Apps => _services.GetRequiredService<ProviderApps>();

    public AppSecrets Secrets => _services.GetRequiredService<AppSecrets>();

    public AppSignIn SignIn => _services.GetRequiredService<AppSignIn>();

    public AppStore AppStore => _services.GetRequiredService<AppStore>();

    public ProviderReporter Reporter => _services.GetRequiredService<ProviderReporter>();

    public SiteLinker SiteLinker => _services.GetRequiredService<SiteLinker>();

    public ProviderSites Sites => _services.GetRequiredService<ProviderSites>();

    public ProviderSiteStore SiteStore => _services.GetRequiredService<ProviderSiteStore>();

    public TicketRepairs Repairs => _services.GetRequiredService<TicketRepairs>();

    public TicketLinks Links => _services.GetRequiredService<TicketLinks>();

    public SubmissionCandidates Candidates => _services.GetRequiredService<SubmissionCandidates>();

    public SubmissionStore Submissions => _services.GetRequiredService<SubmissionStore>();

    public ChangeStore Changes => _services.GetRequiredService<ChangeStore>();

    public Submitter Submitter => _services.GetRequiredService<Submitter>();

    public AssociationLinker Linker => _services.GetRequiredService<AssociationLinker>();

    public ConnectionDirectory Connections => _services.GetRequiredService<ConnectionDirectory>();

    public TicketConfigurations Configurations => _services.GetRequiredService<TicketConfigurations>();

    public TicketSync Sync => _services.GetRequiredService<TicketSync>();

    public TicketCatalog Tickets => _services.GetRequiredService<TicketCatalog>();

    public ReportStore Reports => _services.GetRequiredService<ReportStore>();

    public FindingCatalog Catalog => _services.GetRequiredService<FindingCatalog>();

    public FindingImports Imports => _services.GetRequiredService<FindingImports>();

    public static async Task<HubWorld> StartAsync(TestDatabase databases, CancellationToken ct, Dictionary<string, string?>? settings = null)
    {
        var clock = new TestClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var database = await databases.EmptyAsync(ct, typeof(SecurityHub).Assembly);
        return new HubWorld(database, await InstanceIdentity.LoadAsync(database, clock, ct), clock, settings);
    }

    /// <summary>An ordinary vulnerability.</summary>
    public static JsonObject Vulnerability(string id, string status = "open", string container = "acme/shop", long? number = null) => new()
    {
        ["schemaVersion"] = "1.0",
        ["id"] = id,
        ["updateSequenceNumber"] = number,
        ["containerId"] = container,
        ["displayName"] = $"Weakness {id}",
        ["description"] = "It reads too far.",
        ["url"] = "https://scanner.example/v/1",
        ["type"] = "sca",
        ["introducedDate"] = "2025-12-31T09:30:00Z",
        ["lastUpdated"] = "2026-01-01T09:30:00.123+01:00",
        ["severity"] = new JsonObject { ["level"] = "high" },
        ["identifiers"] = new JsonArray(new JsonObject { ["displayName"] = "CVE-2026-1234", ["url"] = "https://cve.example/1" }),
        ["status"] = status,
    };

    public Task PushAsync(CancellationToken ct, params JsonObject[] vulnerabilities) => PushAsync(Snyk, [], ct, vulnerabilities);

    /// <summary>Numbers each that has none, in turn.</summary>
    public async Task PushAsync(SecurityProvider provider, JsonObject properties, CancellationToken ct, params JsonObject[] vulnerabilities)
    {
        foreach (var vulnerability in vulnerabilities)
            vulnerability["updateSequenceNumber"] ??= ++_number;
        var body = new JsonObject { ["properties"] = properties, ["vulnerabilities"] = new JsonArray([.. vulnerabilities]) };
        var submission = SubmissionReader.Vulnerabilities(Encoding.UTF8.GetBytes(body.ToJsonString()));
        Assert.Empty(submission.Failed);
        await Hub.SubmitAsync(provider, submission, ct);
    }

    public async Task<IReadOnlyList<Finding>> FindingsAsync(CancellationToken ct)
    {
        var page = await Catalog.SearchAsync(FindingFilter.Everything, FindingOrder.OldestFirst, null, 1000, ct);
        return page.Items.Count == 0 ? [] : [.. (await Catalog.GetManyAsync([.. page.Items.Select(f => f.Id)], ct)).OrderBy(f => f.No)];
    }

    /// <summary>What became of what was told: the status of each finding by the provider's id.</summary>
    public async Task<string> ReportAsync(CancellationToken ct)
    {
        await Reporter.ReportDueAsync(ct);
        return string.Join(", ", (await FindingsAsync(ct)).Select(f => $"{f.Detail.Labels["vulnerability"]} {f.Status}"));
    }

    /// <summary>What providers associated and could not be linked.</summary>
    public async Task<IReadOnlyList<ProviderAssociationResponse>> FailedAsync(CancellationToken ct) => (await Linker.FailedAsync(null, 100, ct)).Items;

    /// <summary>How many associations Fairlead has written down, to be linked or parted.</summary>
    public Task<long> AssociationsAsync(CancellationToken ct) =>
        Database.FirstAsync<long>(SqlText.FromFixedParts("SELECT count(*) FROM security_associations"), null, ct);

    public async Task<IReadOnlyList<HealthReason>> HealthAsync(CancellationToken ct)
    {
        var reasons = new List<HealthReason>();
        foreach (var reason in _services.GetServices<IHealthReason>())
            reasons.AddRange(await reason.CheckAsync(ct));
        return reasons;
    }

    /// <summary>A site with a configuration.</summary>
    /// <param name="settings">Of the configuration; by itself it makes no ticket.</param>
    public async Task<SandboxServer> ConnectAsync(string name, CancellationToken ct, string settings = "automatic: false\nfilter: {assets: [none]}")
    {
        var jira = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = Clock }, ct);
        await Connections.CreateAsync(
            Actor.System, new(name, jira.BaseUrl.AbsoluteUri, new CredentialRequest(CredentialKind.CloudApiToken, jira.Accounts.ApiToken, jira.Accounts.Email)), ct);
        await ConfigureAsync(name, settings, ct);
        return jira;
    }

    /// <inheritdoc cref="ConnectAsync"/>
    public async Task ConfigureAsync(string name, string settings, CancellationToken ct) => Assert.IsType<YamlOutcome.Applied>(
        await Configurations.ApplyYamlAsync(Actor.System, $"name: on {name}\nconnection: {name}\nproject: SEC\nissueType: Bug\n{settings}\n", ct));

    /// <summary>Makes findings, and links what providers and people linked.</summary>
    public async Task LinkAsync(CancellationToken ct)
    {
        await Reporter.ReportDueAsync(ct);
        await Linker.LinkDueAsync(ct);
        await SiteLinker.LinkDueAsync(ct);
    }

    /// <summary>As <see cref="LinkAsync"/>, and runs each configuration.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        await LinkAsync(ct);
        foreach (var configuration in await Configurations.ListAsync(ct))
            await Sync.RunAsync(configuration.Id, null, ct);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
