using System.Security.Cryptography;
using System.Text;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Connections.Storage;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Notifications;
using Fairlead.Platform.Notifications.Sending;
using Fairlead.Platform.Notifications.Storage;
using Fairlead.Platform.Notifications.Troubles;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Rules;
using Fairlead.Platform.Tests.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Jobs;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Platform.Tickets.Webhooks;
using Fairlead.Sandbox;
using Fairlead.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tests.Tickets.Applying;

/// <summary>The Tickets room over a real database, talking real HTTP to a sandbox; only findings and time are the test's own.</summary>
internal sealed class TicketWorld : IAsyncDisposable
{
    private static readonly SqlText HeldSql = SqlText.FromFixedParts("SELECT held_until FROM ticket_lanes WHERE held_until IS NOT NULL ORDER BY held_until DESC");

    private static readonly SqlText InstanceSql = SqlText.FromFixedParts(
        "INSERT INTO instance (id, instance_id, instance_key, epoch, created_at) VALUES (1, @id, @key, 1, @at)");

    private static readonly MasterKeyRing Keys = new(MasterKeySource.File, MasterKey.Generate(), []);

    private ServiceProvider _services;
    private bool _ownsDatabase;

    private readonly SandboxServer? _sandbox;

    private TicketWorld(
        SandboxServer? sandbox, JiraAddress address, Database database, TestClock clock, InstanceIdentity instance, bool hasRealFindings = false,
        NotificationOptions? notifications = null)
    {
        Notifications = notifications ?? new NotificationOptions();
        (_sandbox, Database, Clock, Instance, HasRealFindings) = (sandbox, database, clock, instance, hasRealFindings);
        Jira = new ConnectedJira(sandbox, address, clock);
        Findings = new FakeFindings(clock);
        _services = Build();
    }

    /// <summary>Only where the test's own process runs it.</summary>
    public SandboxServer Sandbox => _sandbox ?? throw new InvalidOperationException("The sandbox runs in another process.");

    public ConnectedJira Jira { get; }

    public Database Database { get; }

    public TestClock Clock { get; }

    public InstanceIdentity Instance { get; private set; }

    public FakeFindings Findings { get; }

    /// <summary>Whether findings come from the Findings room instead of <see cref="Findings"/>.</summary>
    public bool HasRealFindings { get; private init; }

    public NotificationOptions Notifications { get; }

    public FindingDecisions Decisions => _services.GetRequiredService<FindingDecisions>();

    public FindingCatalog RealFindings => _services.GetRequiredService<FindingCatalog>();

    public ThreatIntelligence Intelligence => _services.GetRequiredService<ThreatIntelligence>();

    public CommentEffects Comments => _services.GetRequiredService<CommentEffects>();

    public TicketSync Sync => _services.GetRequiredService<TicketSync>();

    public LanePauses Pauses => _services.GetRequiredService<LanePauses>();

    public TicketRepairs Repairs => _services.GetRequiredService<TicketRepairs>();

    public TicketPreviews Previews => _services.GetRequiredService<TicketPreviews>();

    public TicketConfigurations Configurations => _services.GetRequiredService<TicketConfigurations>();

    public ConfigurationOverlaps Overlaps => _services.GetRequiredService<ConfigurationOverlaps>();

    public TicketCatalog Catalog => _services.GetRequiredService<TicketCatalog>();

    public ManualTickets Manual => _services.GetRequiredService<ManualTickets>();

    public TicketLinks TicketLinks => _services.GetRequiredService<TicketLinks>();

    public TicketHistory JiraHistory => _services.GetRequiredService<TicketHistory>();

    public TicketConversation Conversation => _services.GetRequiredService<TicketConversation>();

    public OldRuns OldRuns => _services.GetRequiredService<OldRuns>();

    public RunUndos Undos => _services.GetRequiredService<RunUndos>();

    public FindingRules Rules => _services.GetRequiredService<FindingRules>();

    public Receivers Receivers => _services.GetRequiredService<Receivers>();

    public TroubleTeller Troubles => _services.GetRequiredService<TroubleTeller>();

    public Outbox Outbox => _services.GetRequiredService<Outbox>();

    public Task<IReadOnlyList<Notification>> MessagesAsync(CancellationToken ct) =>
        _services.GetRequiredService<NotificationStore>().PageAsync(NotificationPosition.Start.CreatedAt, NotificationPosition.Start.Id, 1000, ct);

    public RuleRuns RuleRuns => _services.GetRequiredService<RuleRuns>();

    public PlanMaker Plans => _services.GetRequiredService<PlanMaker>();

    /// <summary>The only ticket, as planning sees it.</summary>
    public async Task<PlannedTicket> PlannedAsync(CancellationToken ct) =>
        Assert.Single(await _services.GetRequiredService<TicketStore>().PlannedAsync(Configuration.Id, ct));

    /// <summary>The only ticket, as it is stored.</summary>
    public async Task<TicketRow> RowAsync(CancellationToken ct) =>
        (await _services.GetRequiredService<TicketStore>().GetAsync((await PlannedAsync(ct)).Id, ct))!;

    public IssueStore Issues => _services.GetRequiredService<IssueStore>();

    public TicketStore Store => _services.GetRequiredService<TicketStore>();

    public ManualStore Pins => _services.GetRequiredService<ManualStore>();

    public ActivityLog Activity => _services.GetRequiredService<ActivityLog>();

    public LinkStore Links => _services.GetRequiredService<LinkStore>();

    public TicketConfiguration Configuration
    {
        get;
        private set
        {
            field = value;
            Jira.Connection = value?.Connection;
        }
    } = null!;

    /// <param name="jiraAhead">How far the clock of Jira is ahead of the world's.</param>
    /// <param name="seed">Ids and markers come from it; <see langword="null"/>: they are new each time.</param>
    public static async Task<TicketWorld> StartAsync(
        TestDatabase databases, CancellationToken ct, SandboxOptions? options = null, Func<TicketConfiguration, TicketConfiguration>? configure = null,
        bool hasRealFindings = false, NotificationOptions? notifications = null, int? seed = null, TimeSpan jiraAhead = default)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var clock = seed is { } known ? new SeededClock(start, known) : new TestClock(start);
        var database = await databases.EmptyAsync(ct, typeof(TicketSync).Assembly);
        if (seed is { } number)
            await database.ExecuteAsync(InstanceSql, new { id = new Guid(number, 1, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0), key = SHA256.HashData(BitConverter.GetBytes(number)), at = start }, ct);
        var sandbox = await SandboxServer.StartAsync((options ?? new SandboxOptions()) with { TimeProvider = jiraAhead == default ? clock : new ShiftedClock(clock, jiraAhead) }, ct);
        var world = new TicketWorld(sandbox, JiraAddress.Of(sandbox), database, clock, await InstanceIdentity.LoadAsync(database, clock, ct), hasRealFindings, notifications);
        await world.ConfigureAsync(configure ?? (c => c), ct);
        return world;
    }

    /// <summary>Over a database that a killed process may have left, and a sandbox that is not this world's own.</summary>
    public static async Task<TicketWorld> AttachAsync(
        DatabaseOptions location, JiraAddress address, SandboxServer? sandbox, TestClock clock, CancellationToken ct)
    {
        var database = await Database.OpenAsync(location, ct);
        await database.MigrateAsync(typeof(TicketSync).Assembly, clock, ct);
        // What a killed or frozen process held is over by then.
        var held = await database.FirstAsync<DateTimeOffset>(HeldSql, null, ct);
        if (held > clock.GetUtcNow())
            clock.Advance(held - clock.GetUtcNow());
        var world = new TicketWorld(sandbox, address, database, clock, await InstanceIdentity.LoadAsync(database, clock, ct)) { _ownsDatabase = true };
        world.Configuration = (await world._services.GetRequiredService<ConfigurationStore>().ByNameAsync("Security", ct))!;
        if (world.Configuration is null)
            await world.ConfigureAsync(c => c, ct);
        return world;
    }

    /// <summary>A second process over the same database and Jira, with the same clock.</summary>
    /// <param name="address">Where it believes Jira to be; <see langword="null"/> for the same place.</param>
    public async Task<TicketWorld> AnotherNodeAsync(CancellationToken ct, JiraAddress? address = null) =>
        new(null, address ?? Jira.Address, Database, Clock, await InstanceIdentity.LoadAsync(Database, Clock, ct), HasRealFindings, Notifications)
        {
            Configuration = Configuration,
            Jira = { Pin = Jira.Pin },
        };

    /// <summary>A second process that finds this one held up: by its clock nothing was heard of it for as long as a hold lives.</summary>
    public async Task<TicketWorld> OvertakingNodeAsync(CancellationToken ct)
    {
        var clock = new TestClock(Clock.GetUtcNow() + LaneHold.Lifetime);
        return new(null, Jira.Address, Database, clock, await InstanceIdentity.LoadAsync(Database, clock, ct)) { Configuration = Configuration };
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
        // The first calls of a process take long on a busy machine, and nothing is tried out with them.
        var jira = Jira.ClientWith(Jira.ClientOptions with { CallTimeout = TimeSpan.FromSeconds(60) });
        var project = (await jira.Projects.GetAsync("SEC", ct))!;
        var info = await jira.ServerInfo.GetAsync(ct);
        Jira.Pin = Jira.Pin.After(SitePin.NameOf(info), Clock.GetUtcNow()) with { Ahead = SitePin.AheadOf(info, Clock.GetUtcNow(), Clock.GetUtcNow()) ?? TimeSpan.Zero };
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
            MaxCreates = TicketConfiguration.MostCreates,
            CreatedAt = Clock.GetUtcNow(),
            UpdatedAt = Clock.GetUtcNow(),
        });
        await using var work = await Database.BeginAsync(ct);
        if (isNew)
            Assert.True(await ConfigurationStore.InsertAsync(work, Configuration, ct));
        else
            Assert.True(await ConfigurationStore.UpdateAsync(work, Configuration = Configuration with { Revision = Configuration.Revision + 1 }, ct));
        await work.CommitAsync(ct);
        _sandbox?.Requests.Clear();
    }

    public async Task<SyncRun> RunAsync(CancellationToken ct) => (await Sync.RunAsync(Configuration.Id, null, ct))!;

    /// <summary>Undoes a run, as Alice asks for it.</summary>
    public async Task<SyncRun> UndoAsync(SyncRun run, CancellationToken ct, bool deleteIssues = false)
    {
        var alice = new Actor(Fairlead.Client.Operations.ActorKind.User, null, "Alice");
        var planned = Assert.IsType<RunUndoOutcome.Planned>(await Undos.PlanAsync(alice, run.Id, deleteIssues, ct)).Run;
        return (await Sync.ApplyAsync(planned.Id, null, ct))!;
    }

    /// <summary>Saves the configuration as a person does, whose check reads the create screen.</summary>
    public async Task SaveAsync(CancellationToken ct, Func<TicketConfigurationBody, TicketConfigurationBody>? change = null)
    {
        var body = new TicketConfigurationBody(Configuration.Name, "jira", Configuration.Project.Name, Configuration.IssueType.Name) { GroupBy = ["asset", "rule"], MaxCreates = TicketConfiguration.MostCreates };
        body = change?.Invoke(body) ?? body;
        Configuration = Assert.IsType<SaveOutcome.Saved>(await Configurations.ReplaceAsync(Actor.System, Configuration.Name, body, ct)).Configuration;
        Sandbox.Requests.Clear();
    }

    /// <summary>Real findings of a report in CSV.</summary>
    public async Task ImportAsync(string asset, string csv, CancellationToken ct)
    {
        using var imports = new FindingImports(
            Database, new EventLog(Database, Clock), new ActivityLog(Database, Instance, Clock), NoReserve.Over(Clock),
            Options.Create(new FindingsOptions()), Clock, NullLogger<FindingImports>.Instance);
        using var report = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        Assert.IsType<ImportOutcome.Accepted>(await imports.ImportAsync(report, new ImportRequest { Asset = asset }, null, ct));
    }

    public Task<ReconcileReport> ReconcileAsync(CancellationToken ct) => Sync.ReconcileAsync(Configuration.Connection, ct);

    public Task<PollReport> PollAsync(CancellationToken ct) => Sync.PollAsync(Configuration.Connection, ct);

    /// <summary>As if somebody had made a secret for webhooks of the connection.</summary>
    public async Task TakeWebhooksAsync(CancellationToken ct)
    {
        await using (var work = await Database.BeginAsync(ct))
        {
            await ConnectionStore.InsertAsync(
                work,
                new Connection(
                    Configuration.Connection, "jira", Jira.Address.Url, Jira.Address.Edition, null, true, default, default, null, null, null, null, Clock.GetUtcNow(), 1, []),
                ct);
            await work.CommitAsync(ct);
        }

        await _services.GetRequiredService<WebhookSecrets>().RotateAsync(Actor.System, Configuration.Connection, "jira", ct);
    }

    /// <summary>With which webhooks of the connection are signed.</summary>
    public WebhookSecrets Secrets => _services.GetRequiredService<WebhookSecrets>();

    /// <summary>Webhooks that came at once and wait to be heard.</summary>
    /// <param name="issueIds">One of each, in this order.</param>
    public Task DeliverManyAsync(IEnumerable<string> issueIds, CancellationToken ct) => _services.GetRequiredService<WebhookStore>().InsertAsync(
        issueIds.Select(id => new WebhookEvent(Configuration.Connection, Guid.CreateVersion7().ToString(), id, "jira:issue_updated")), ct);

    public Task<IReadOnlyList<ConnectionTraffic>> TrafficAsync(CancellationToken ct) => new TicketTraffic(Database, Clock).ListAsync(ct);

    /// <summary>As if a webhook told of the issue.</summary>
    public async Task HearAsync(long issueId, CancellationToken ct, string kind = "jira:issue_updated")
    {
        await DeliverAsync(Guid.CreateVersion7().ToString(), $"{issueId}", kind, ct);
        await Sync.HearAsync(Configuration.Connection, ct);
    }

    /// <summary>A webhook that is stored and waits to be heard.</summary>
    /// <param name="delivery">The same for each copy.</param>
    public Task DeliverAsync(string delivery, string issueId, string kind, CancellationToken ct) =>
        _services.GetRequiredService<WebhookStore>().InsertAsync([new(Configuration.Connection, delivery, issueId, kind)], ct);

    /// <summary>Wakes the connection by itself once it is started.</summary>
    public TicketClock Jobs => _services.GetRequiredService<TicketClock>();

    /// <summary>Looks by itself once it is started.</summary>
    public LookClock Looks => _services.GetRequiredService<LookClock>();

    public ConfigurationStandings Standings => _services.GetRequiredService<ConfigurationStandings>();

    public HeldHealth Held => _services.GetServices<IHealthReason>().OfType<HeldHealth>().Single();

    public ParkedHealth Parked => _services.GetServices<IHealthReason>().OfType<ParkedHealth>().Single();

    /// <summary>What <see cref="Jobs"/> begins.</summary>
    public UnsettledWork Unsettled => _services.GetRequiredService<UnsettledWork>();

    public FailedConfigurations Failed => _services.GetRequiredService<FailedConfigurations>();

    public UnusableConnections Unusable => _services.GetRequiredService<UnusableConnections>();

    public ConnectionWakeUp WakeUp => _services.GetRequiredService<ConnectionWakeUp>();

    public BulkMover Bulk => _services.GetRequiredService<BulkMover>();

    public Lanes Lanes => _services.GetRequiredService<Lanes>();

    public Task<Lane?> LaneAsync(CancellationToken ct) => _services.GetRequiredService<LaneStore>().GetAsync(Configuration.Connection, ct);

    public Task<WakeReport> WakeAsync(CancellationToken ct) => Sync.WakeAsync(Configuration.Connection, ct);

    public Task<IReadOnlyList<Ticket>> TicketsAsync(CancellationToken ct) => Catalog.ListAsync(null, null, null, 1000, ct);

    /// <summary>As a webhook does when it rings.</summary>
    public Task LookAgainAsync(CancellationToken ct) => _services.GetRequiredService<LaneStore>().LookAgainAsync(Configuration.Connection, ct);

    /// <summary>As if somebody wrote to every ticket at this moment.</summary>
    public Task TouchAsync(CancellationToken ct) =>
        Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE tickets SET updated_at = @now"), new { now = Clock.GetUtcNow() }, ct);

    /// <summary>As if the process had been killed before it wrote down what came of the run's steps.</summary>
    public async Task ForgetOutcomesAsync(SyncRunId run, CancellationToken ct)
    {
        await Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE ticket_operations SET outcome = NULL, ticket_id = NULL WHERE run_id = @run"), new { run }, ct);
        await Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE ticket_runs SET state = 2, finished_at = NULL WHERE id = @run"), new { run }, ct);
    }

    public Task<IReadOnlyList<Activity>> ActivitiesAsync(CancellationToken ct) =>
        _services.GetRequiredService<ActivityLog>().ListAsync(null, 1000, ct);

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

    /// <summary>Creates that reached Jira, single or bulk.</summary>
    public int Creates => Sandbox.Requests.CountOf("POST", "issue") + Sandbox.Requests.CountOf("POST", "issue/bulk");

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_ownsDatabase)
            await Database.DisposeAsync();
        else if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        Jira.Dispose();
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(Clock).AddSingleton(Database).AddSingleton(Instance).AddSingleton<ActivityLog>().AddSingleton<EventLog>().AddSingleton<HealthCheck>();
        services.AddSingleton<ThreatIntelligence>().AddSingleton<FindingCatalog>().AddSingleton<FindingDecisions>();
        services.AddSingleton(new Vault(Database, Keys)).AddNotifications();
        services.AddSingleton(Options.Create(Notifications));
        services.AddTickets().AddRules();
        services.AddSingleton<ConnectionWakeUp>().AddSingleton<ConnectionLook>().AddSingleton<TicketClock>().AddSingleton<LookClock>();
        services.AddSingleton<IJiraSource>(Jira);
        if (!HasRealFindings)
            services.AddSingleton<IFindingSource>(Findings);
        return services.BuildServiceProvider(validateScopes: true);
    }
}
