using System.Diagnostics;
using System.Globalization;
using Fairlead.Bench.Imports;
using Fairlead.Jira;
using Fairlead.Jira.Limits;
using Fairlead.Jira.Transport;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Sandbox;
using Fairlead.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Bench.Tickets;

/// <summary>
/// Counts what a sandbox is asked: for a ticket of each finding of a report, for a run in which nothing changed, and for reading
/// every linked issue again.
/// </summary>
internal static class JiraCallsBench
{
    private static CancellationToken Ct => CancellationToken.None;

    public static async Task<int> RunAsync(string[] args)
    {
        var edition = args[0] == "datacenter" ? SandboxEdition.DataCenter : SandboxEdition.Cloud;
        var count = int.Parse(args[1], CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("fairlead-bench-");
        try
        {
            await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition }, Ct);
            using var jira = new SandboxJira(sandbox, TimeProvider.System);
            await using var database = await Database.OpenAsync(DatabaseOptions.Sqlite(Path.Combine(folder.FullName, "bench.db")), Ct);
            await database.MigrateAsync(typeof(TicketSync).Assembly, TimeProvider.System, Ct);
            await using var services = await BuildAsync(database, jira, folder, TimeProvider.System);
            await ImportAsync(services.GetRequiredService<FindingImports>(), count);
            return await MeasureAsync(services, sandbox, jira, count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(IServiceProvider services, SandboxServer sandbox, SandboxJira jira, int count)
    {
        var configuration = await ConfigureAsync(services.GetRequiredService<Database>(), jira);
        var sync = services.GetRequiredService<TicketSync>();
        sandbox.Requests.Clear();
        var created = await TellAsync("created", sandbox, () => sync.RunAsync(configuration.Id, null, Ct), run => run!.JiraCalls);
        await TellAsync("run again, nothing changed", sandbox, () => sync.RunAsync(configuration.Id, null, Ct), run => run!.JiraCalls);
        var read = await TellAsync("links read again", sandbox, () => sync.ReconcileAsync(configuration.Connection, Ct), report => report.JiraCalls);
        var isWhole = created!.State == SyncRunState.Done && sandbox.State.IssueCount == count && read.Tickets == count && read.IsComplete;
        if (!isWhole)
            Console.Error.WriteLine($"Not all of it was done: {created.State}, {sandbox.State.IssueCount} issues, {read}");
        return isWhole ? 0 : 1;

        async Task<T> TellAsync<T>(string what, SandboxServer asked, Func<Task<T>> work, Func<T, int> calls)
        {
            var watch = Stopwatch.StartNew();
            var result = await work();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{asked.Options.Edition,-10} {count,7} findings  {what,-26} {calls(result),6} calls  {watch.Elapsed.TotalSeconds,7:0.0} s"));
            return result;
        }
    }

    internal static async Task<ServiceProvider> BuildAsync(Database database, SandboxJira jira, DirectoryInfo folder, TimeProvider clock)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(clock).AddSingleton(database).AddSingleton<ActivityLog>().AddSingleton<Platform.Operations.EventLog>();
        services.AddSingleton(await InstanceIdentity.LoadAsync(database, clock, Ct));
        services.AddSingleton(DataDirectory.Open(folder.FullName)).AddSingleton<ReserveFile>();
        services.AddFindings().AddTickets().AddSingleton<IJiraSource>(jira);
        return services.BuildServiceProvider();
    }

    internal static async Task ImportAsync(FindingImports imports, int count)
    {
        using var report = new MemoryStream();
        TrivyLikeReport.Write(report, count, generation: 1, changedPercent: 0);
        report.Position = 0;
        await imports.ImportAsync(report, new ImportRequest { Asset = "shop" }, progress: null, Ct);
    }

    /// <summary>One ticket for each finding.</summary>
    internal static async Task<TicketConfiguration> ConfigureAsync(Database database, SandboxJira jira)
    {
        var client = await jira.ClientForAsync(default, Ct);
        var project = await client.Projects.GetAsync("SEC", Ct) ?? throw new InvalidOperationException("The sandbox has no project SEC.");
        var type = (await client.CreateMeta.IssueTypesAsync("SEC", Ct)).First(t => t.Name is "Bug" or "Task");
        var configuration = new TicketConfiguration
        {
            Id = TicketConfigurationId.New(TimeProvider.System),
            Name = "Bench",
            Connection = ConnectionId.New(TimeProvider.System),
            Project = new(project.Id, project.Key),
            IssueType = new(type.Id, type.Name),
            MaxCreates = TicketConfiguration.MostCreates,
            CreatedAt = TimeProvider.System.GetUtcNow(),
            UpdatedAt = TimeProvider.System.GetUtcNow(),
        };
        await using var work = await database.BeginAsync(Ct);
        await ConfigurationStore.InsertAsync(work, configuration, Ct);
        await work.CommitAsync(Ct);
        return configuration;
    }

    internal sealed class SandboxJira(SandboxServer sandbox, TimeProvider clock) : IJiraSource, IDisposable
    {
        private readonly JiraTransport _transport = new(new JiraTransportOptions { Addresses = new OutboundAddressPolicy { AllowLoopback = true } });
        private readonly DateTimeOffset _since = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        private readonly JiraLimiter _limiter = new(new JiraLimiterOptions(), TimeProvider.System);

        public Task<JiraClient> ClientForAsync(ConnectionId connection, CancellationToken ct)
        {
            var accounts = sandbox.Accounts;
            var isCloud = sandbox.Options.Edition == SandboxEdition.Cloud;
            return Task.FromResult(new JiraClient(
                new JiraSite(sandbox.BaseUrl, isCloud ? JiraEdition.Cloud : JiraEdition.DataCenter),
                isCloud
                    ? new JiraCredential.CloudApiToken(accounts.Email, new SecretText(accounts.ApiToken))
                    : new JiraCredential.PersonalAccessToken(new SecretText(accounts.PersonalAccessToken)),
                _transport,
                _limiter,
                SilentCallObserver.Instance,
                new JiraClientOptions(),
                TimeProvider.System));
        }

        public Task<ConnectionId?> FindAsync(string nameOrId, CancellationToken ct) => Task.FromResult<ConnectionId?>(null);

        public Task<string?> NameOfAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult<string?>("sandbox");

        public Task<bool> IsDisabledAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult(false);

        public Task<IReadOnlyList<AccountInForce>> AccountsAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult<IReadOnlyList<AccountInForce>>([]);

        public Task<DateTimeOffset?> MendedAtAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult<DateTimeOffset?>(null);

        public Task NoteRefusedAsync(ConnectionId connection, JiraClient client, CancellationToken ct) => Task.CompletedTask;

        public Task<bool> IsRefusedAsync(ConnectionId connection, JiraClient client, CancellationToken ct) => Task.FromResult(false);

        public Task ForgetRefusedAsync(ConnectionId connection, CancellationToken ct) => Task.CompletedTask;

        /// <summary>As after a test of the connection, a moment ago.</summary>
        public Task<SitePin> PinAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult(new SitePin("sandbox", _since, clock.GetUtcNow(), null));

        public Task<SitePin> NoteSiteAsync(ConnectionId connection, string seen, bool areOursThere, TimeSpan? ahead, CancellationToken ct) => PinAsync(connection, ct);

        public void Dispose()
        {
            _limiter.Dispose();
            _transport.Dispose();
        }
    }
}
