using Fairlead.Client.Connections;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Connections.Jobs;
using Fairlead.Platform.Connections.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Sandbox;
using Fairlead.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Tests.Connections;

/// <summary>The Connections room over a real database, talking real HTTP to a sandbox; only time and what connections are used for are the test's own.</summary>
internal sealed class ConnectionWorld : IConnectionUse, IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ConnectionWorld(Database database, InstanceIdentity instance, SandboxServer sandbox, TestClock clock)
    {
        (Sandbox, Clock) = (sandbox, clock);
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddSingleton<TimeProvider>(clock);
        services.AddSingleton(database).AddSingleton(instance).AddSingleton<ActivityLog>().AddSingleton<OperationsMetrics>().AddSingleton<OutboundCallLog>();
        services.AddSingleton(new Vault(database, new MasterKeyRing(MasterKeySource.File, MasterKey.Generate(), [])));
        services.AddSingleton(DataDirectory.Open(Path.Combine(AppContext.BaseDirectory, "connections")));
        services.AddJiraConnections().AddSingleton<IConnectionUse>(this).AddSingleton<ConnectionsJira>();
        services.PostConfigure<ConnectionOptions>(o => o.AllowLoopback = o.AllowPlainHttp = true);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public SandboxServer Sandbox { get; }

    public TestClock Clock { get; }

    /// <summary>Where issues are made through a connection.</summary>
    public IReadOnlyList<string> Projects { get; set; } = ["SEC"];

    /// <summary>What happens while a test is under way, after signing in.</summary>
    public Func<ConnectionId, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    public ConnectionDirectory Directory => _services.GetRequiredService<ConnectionDirectory>();

    public ConnectionStore Store => _services.GetRequiredService<ConnectionStore>();

    public ConnectionTest Test => _services.GetRequiredService<ConnectionTest>();

    public ConnectionProbes Probes => _services.GetRequiredService<ConnectionProbes>();

    public ConnectionsJira Jira => _services.GetRequiredService<ConnectionsJira>();

    public IHealthReason Failing => _services.GetServices<IHealthReason>().OfType<ConnectionFailing>().Single();

    public CredentialRequest Credential => new(CredentialKind.CloudApiToken, Sandbox.Accounts.ApiToken, Sandbox.Accounts.Email);

    public static async Task<ConnectionWorld> StartAsync(TestDatabase databases, CancellationToken ct)
    {
        var clock = new TestClock();
        var database = await databases.EmptyAsync(ct, typeof(ConnectionTest).Assembly);
        var sandbox = await SandboxServer.StartAsync(new SandboxOptions { TimeProvider = clock }, ct);
        return new(database, await InstanceIdentity.LoadAsync(database, clock, ct), sandbox, clock);
    }

    /// <summary>Made, and tested by a person.</summary>
    public async Task<ConnectionId> AddAsync(string name, CancellationToken ct)
    {
        var (made, _) = await Directory.CreateAsync(Actor.System, new(name, Sandbox.BaseUrl.AbsoluteUri, Credential), ct);
        Assert.True((await Test.RunAsync(made.Id, ct))!.Works);
        return made.Id;
    }

    public async Task<Connection> ReadAsync(ConnectionId id, CancellationToken ct) => (await Store.FindAsync(id, ct))!;

    Task<IReadOnlyList<string>> IConnectionUse.OfAsync(UnitOfWork work, ConnectionId id, CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);

    async Task<IReadOnlyList<string>> IConnectionUse.ProjectsAsync(ConnectionId id, CancellationToken ct)
    {
        await Meanwhile(id);
        return Projects;
    }

    Task IConnectionUse.ForgetAsync(UnitOfWork work, ConnectionId id, CancellationToken ct) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Sandbox.DisposeAsync();
    }
}
