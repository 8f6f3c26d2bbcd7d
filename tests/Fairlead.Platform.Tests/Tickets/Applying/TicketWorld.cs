using Fairlead.Jira;
using Fairlead.Jira.Limits;
using Fairlead.Jira.Transport;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Sandbox;
using Fairlead.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>The Tickets room over a real database, talking real HTTP to a sandbox; only findings and time are the test's own.</summary>
internal sealed class TicketWorld : IAsyncDisposable, IJiraSource
{
    private readonly JiraTransport _transport;
    private readonly JiraLimiter _limiter;
    private ServiceProvider _services;

    private TicketWorld(SandboxServer sandbox, Database database, TestClock clock, InstanceIdentity instance)
    {
        (Sandbox, Database, Clock, Instance) = (sandbox, database, clock, instance);
        Findings = new FakeFindings(clock);
        _transport = new JiraTransport(new JiraTransportOptions { Addresses = new OutboundAddressPolicy { AllowLoopback = true } });
        _limiter = new JiraLimiter(new JiraLimiterOptions(), TimeProvider.System);
        _services = Build();
    }

    public SandboxServer Sandbox { get; }

    public Database Database { get; }

    public TestClock Clock { get; }

    public InstanceIdentity Instance { get; private set; }

    public FakeFindings Findings { get; }

    public JiraClientOptions ClientOptions { get; set; } = new() { CallTimeout = TimeSpan.FromSeconds(2), MaxLimitedResends = 0 };

    public TicketSync Sync => _services.GetRequiredService<TicketSync>();

    public TicketConfigurations Configurations => _services.GetRequiredService<TicketConfigurations>();

    public TicketCatalog Catalog => _services.GetRequiredService<TicketCatalog>();

    public TicketConfiguration Configuration { get; private set; } = null!;

    public static async Task<TicketWorld> StartAsync(
        TestDatabase databases, CancellationToken ct, SandboxOptions? options = null, Func<TicketConfiguration, TicketConfiguration>? configure = null)
    {
        var clock = new TestClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var database = await databases.EmptyAsync(ct, typeof(TicketSync).Assembly);
        var sandbox = await SandboxServer.StartAsync((options ?? new SandboxOptions()) with { TimeProvider = clock }, ct);
        var world = new TicketWorld(sandbox, database, clock, await InstanceIdentity.LoadAsync(database, clock, ct));
        await world.ConfigureAsync(configure ?? (c => c), ct);
        return world;
    }

    /// <summary>As if the process had been started anew: nothing is remembered but the database.</summary>
    public async Task RestartAsync(CancellationToken ct)
    {
        await _services.DisposeAsync();
        Instance = await InstanceIdentity.LoadAsync(Database, Clock, ct);
        _services = Build();
    }

    public async Task ConfigureAsync(Func<TicketConfiguration, TicketConfiguration> change, CancellationToken ct)
    {
        var jira = await ClientForAsync(default, ct);
        var project = (await jira.Projects.GetAsync("SEC", ct))!;
        var type = (await jira.CreateMeta.IssueTypesAsync("SEC", ct)).First(t => t.Name is "Bug" or "Task");
        var isNew = Configuration is null;
        Configuration = change(Configuration ?? new TicketConfiguration
        {
            Id = TicketConfigurationId.New(Clock),
            Name = "Security",
            Connection = ConnectionId.New(Clock),
            Project = new(project.Id, project.Key),
            IssueType = new(type.Id, type.Name),
            GroupBy = [GroupingKey.Asset, GroupingKey.Rule],
            CreatedAt = Clock.GetUtcNow(),
            UpdatedAt = Clock.GetUtcNow(),
        });
        await using var work = await Database.BeginAsync(ct);
        if (isNew)
            Assert.True(await ConfigurationStore.InsertAsync(work, Configuration, ct));
        else
            Assert.True(await ConfigurationStore.UpdateAsync(work, Configuration = Configuration with { Revision = Configuration.Revision + 1 }, ct));
        await work.CommitAsync(ct);
        Sandbox.Requests.Clear();
    }

    public async Task<SyncRun> RunAsync(CancellationToken ct) => (await Sync.RunAsync(Configuration.Id, null, ct))!;

    public Task<WakeReport> WakeAsync(CancellationToken ct) => Sync.WakeAsync(Configuration.Connection, ct);

    public Task<IReadOnlyList<Ticket>> TicketsAsync(CancellationToken ct) => Catalog.ListAsync(null, null, null, 1000, ct);

    /// <summary>Until nothing is due any more, time passing as fast as it can.</summary>
    public async Task ConvergeAsync(CancellationToken ct)
    {
        for (var i = 0; i < 20; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(200));
            await WakeAsync(ct);
            if ((await TicketsAsync(ct)).All(t => t.State is TicketState.Created or TicketState.Rejected))
                return;
        }
    }

    public Task<JiraClient> ClientForAsync(ConnectionId connection, CancellationToken ct)
    {
        var isCloud = Sandbox.Options.Edition == SandboxEdition.Cloud;
        var credential = isCloud
            ? (JiraCredential)new JiraCredential.CloudApiToken(Sandbox.Accounts.Email, new SecretText(Sandbox.Accounts.ApiToken))
            : new JiraCredential.PersonalAccessToken(new SecretText(Sandbox.Accounts.PersonalAccessToken));
        return Task.FromResult(new JiraClient(
            new JiraSite(Sandbox.BaseUrl, isCloud ? JiraEdition.Cloud : JiraEdition.DataCenter),
            credential,
            _transport,
            _limiter,
            SilentCallObserver.Instance,
            ClientOptions,
            TimeProvider.System));
    }

    /// <summary>When the test last gave another credential.</summary>
    public DateTimeOffset? MendedAt { get; set; }

    public Task<ConnectionId?> FindAsync(string nameOrId, CancellationToken ct) =>
        Task.FromResult<ConnectionId?>(nameOrId == "jira" ? Configuration?.Connection ?? ConnectionId.New(Clock) : null);

    public Task<DateTimeOffset?> MendedAtAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult(MendedAt);

    /// <summary>Creates that reached Jira, single or bulk.</summary>
    public int Creates => Sandbox.Requests.CountOf("POST", "issue") + Sandbox.Requests.CountOf("POST", "issue/bulk");

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Sandbox.DisposeAsync();
        _limiter.Dispose();
        _transport.Dispose();
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(Clock).AddSingleton(Database).AddSingleton(Instance).AddSingleton<ActivityLog>().AddSingleton<EventLog>();
        services.AddTickets();
        services.AddSingleton<IJiraSource>(this).AddSingleton<IFindingSource>(Findings);
        return services.BuildServiceProvider(validateScopes: true);
    }
}
