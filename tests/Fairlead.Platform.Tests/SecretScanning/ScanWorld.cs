using Fairlead.Client.Connections;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Sandbox;
using Fairlead.Secrets.Proof;
using Fairlead.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>The room over a real database, talking real HTTP to a sandbox; only time is the test's own.</summary>
internal sealed class ScanWorld : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Func<ServiceProvider> _makeNode;

    private ScanWorld(Database database, InstanceIdentity instance, SandboxServer sandbox, TestClock clock, Dictionary<string, string?>? settings)
    {
        (Database, Sandbox, Clock) = (database, sandbox, clock);
        var masterKey = new MasterKeyRing(MasterKeySource.File, MasterKey.Generate(), []);
        // Nothing runs by itself here, so that what a verb leaves to the jobs is done by the verb.
        var set = new Dictionary<string, string?> { ["SecretScanning:JobsEnabled"] = "false" };
        foreach (var (key, value) in settings ?? [])
            set[key] = value;
        _makeNode = () =>
        {
            var services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logged));
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(set).Build()).AddSingleton<TimeProvider>(clock);
            services.AddSingleton(database).AddSingleton(instance).AddSingleton<ActivityLog>().AddSingleton<EventLog>().AddSingleton<OperationsMetrics>().AddSingleton<OutboundCallLog>().AddSingleton<ReserveFile>();
            services.AddSingleton(new Vault(database, masterKey));
            services.AddSingleton(DataDirectory.Open(Path.Combine(AppContext.BaseDirectory, "scans")));
            services.AddJiraConnections().AddFindings().AddSecretScanning();
            services.PostConfigure<ConnectionOptions>(o => o.AllowLoopback = o.AllowPlainHttp = true);
            return services.BuildServiceProvider(validateScopes: true);
        };
        _services = _makeNode();
    }

    public Database Database { get; }

    public SandboxServer Sandbox { get; }

    public TestClock Clock { get; }

    /// <summary>All that the room wrote into its log.</summary>
    public LogKeeper Logged { get; } = new();

    public Connection Connection { get; private set; } = null!;

    public SecretScans Scans => _services.GetRequiredService<SecretScans>();

    public EventLog Events => _services.GetRequiredService<EventLog>();

    public ChangedIssues Changes => _services.GetRequiredService<ChangedIssues>();

    public AutoScan AutoScan => _services.GetRequiredService<AutoScan>();

    public SecretMasking Masking => _services.GetRequiredService<SecretMasking>();

    public SecretNotices Notices => _services.GetRequiredService<SecretNotices>();

    public SecretRules Rules => _services.GetRequiredService<SecretRules>();

    public SecretAllowList Allow => _services.GetRequiredService<SecretAllowList>();

    public SecretFindings Findings => _services.GetRequiredService<SecretFindings>();

    /// <summary>Of secrets, as every other room sees them.</summary>
    public FindingCatalog Catalog => _services.GetRequiredService<FindingCatalog>();

    public JiraSites Sites => _services.GetRequiredService<JiraSites>();

    public ScannerInUse InUse => _services.GetRequiredService<ScannerInUse>();

    public IEnumerable<IHealthReason> Health => _services.GetServices<IHealthReason>();

    public FindingImports Imports => _services.GetRequiredService<FindingImports>();

    /// <param name="jira">How Jira's clock and index differ; <see langword="null"/>: not at all.</param>
    public static async Task<ScanWorld> StartAsync(
        TestDatabase databases, SandboxEdition edition, CancellationToken ct, Dictionary<string, string?>? settings = null, JiraTime? jira = null)
    {
        var clock = new TestClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var database = await databases.EmptyAsync(ct, typeof(SecretScans).Assembly);
        var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition, TimeProvider = jira?.Clock ?? clock, IndexLag = jira?.IndexLag ?? TimeSpan.Zero }, ct);
        var world = new ScanWorld(database, await InstanceIdentity.LoadAsync(database, clock, ct), sandbox, clock, settings);
        var credential = edition == SandboxEdition.Cloud
            ? new CredentialRequest(CredentialKind.CloudApiToken, sandbox.Accounts.ApiToken, sandbox.Accounts.Email)
            : new CredentialRequest(CredentialKind.PersonalAccessToken, sandbox.Accounts.PersonalAccessToken);
        var (made, _) = await world._services.GetRequiredService<ConnectionDirectory>()
            .CreateAsync(Actor.System, new("jira", sandbox.BaseUrl.AbsoluteUri, credential), ct);
        world.Connection = made;
        return world;
    }

    /// <summary>Everything once more, on the same database.</summary>
    public ServiceProvider AnotherNode() => _makeNode();

    /// <summary>A token that is made when the test runs, another one for each name.</summary>
    public static string Token(string name) => ExampleText.Fill("npm_{crc62:30} " + name).Split(' ')[0];

    /// <param name="byPerson">Asked for by somebody, so that all issues are listed.</param>
    public async Task<SecretScan> ScanAsync(string project, bool forced, CancellationToken ct, bool byPerson = false)
    {
        var asked = await Scans.AskForProjectAsync(Connection, project, forced, byPerson ? Actor.System with { Name = "anna" } : Actor.System, ct);
        await Scans.RunDueAsync(ct);
        return (await Scans.FindAsync(asked.Id, ct))!;
    }

    public async Task<IReadOnlyList<SecretFinding>> AllAsync(CancellationToken ct, string? issue = null, bool? reviewed = null) =>
        (await Findings.ListAsync(new SecretFindingQuery(Connection.Id, null, null, reviewed), issue, 0, 1000, ct)).Findings;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Sandbox.DisposeAsync();
    }
}

/// <param name="Clock">Its own.</param>
/// <param name="IndexLag">How long its search does not know of a change.</param>
internal sealed record JiraTime(TestClock Clock, TimeSpan IndexLag = default);
