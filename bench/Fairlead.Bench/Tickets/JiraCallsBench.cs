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
/// Counts what a sandbox is asked: for a ticket of each finding of a report, for a run in which nothing changed, for reading
/// every linked issue again, and for looks at what people changed.
/// </summary>
internal static class JiraCallsBench
{
    /// <summary>Issues that changed before each look.</summary>
    private static readonly int[] Looks = [0, 1, 1_000, 1_001, 2_500, 5_000];

    private static readonly LaterClock Clock = new();

    private static CancellationToken Ct => CancellationToken.None;

    public static async Task<int> RunAsync(string[] args)
    {
        var edition = args[0] == "datacenter" ? SandboxEdition.DataCenter : SandboxEdition.Cloud;
        var count = int.Parse(args[1], CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("fairlead-bench-");
        try
        {
            await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Edition = edition, TimeProvider = Clock }, Ct);
            using var jira = new SandboxJira(sandbox);
            await using var database = await Database.OpenAsync(DatabaseOptions.Sqlite(Path.Combine(folder.FullName, "bench.db")), Ct);
            await database.MigrateAsync(typeof(TicketSync).Assembly, TimeProvider.System, Ct);
            await using var services = await BuildAsync(database, jira, folder);
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
        return isWhole && await AreLooksCheapAsync() ? 0 : 1;

        // The looks before have read what was made; the site was seen a moment ago.
        async Task<bool> AreLooksCheapAsync()
        {
            var areCheap = true;
            await sync.PollAsync(configuration.Connection, Ct);
            foreach (var changed in Looks.Where(n => n <= count))
            {
                Clock.Advance(TimeSpan.FromMinutes(10));
                foreach (var issue in sandbox.State.Issues.Take(changed).ToList())
                    sandbox.State.Transition(issue.Key, issue.Status == "To Do" ? "In Progress" : "To Do");
                var look = await TellAsync($"a look, {changed} changed", sandbox, () => sync.PollAsync(configuration.Connection, Ct), report => report.JiraCalls);
                areCheap &= look.IsComplete && look.Changed == changed && look.JiraCalls <= (changed / 1000.0) + 2;
            }

            if (!areCheap)
                Console.Error.WriteLine("A look cost more than a call for each thousand and two, or did not find all.");
            return areCheap;
        }

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

    private static async Task<ServiceProvider> BuildAsync(Database database, SandboxJira jira, DirectoryInfo folder)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(Clock).AddSingleton(database).AddSingleton<ActivityLog>().AddSingleton<Platform.Operations.EventLog>();
        services.AddSingleton(await InstanceIdentity.LoadAsync(database, Clock, Ct));
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
    private static async Task<TicketConfiguration> ConfigureAsync(Database database, SandboxJira jira)
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

    /// <summary>This machine's, from time to time put forward.</summary>
    private sealed class LaterClock : TimeProvider
    {
        private TimeSpan _later;

        public void Advance(TimeSpan by) => _later += by;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _later;
    }

    private sealed class SandboxJira(SandboxServer sandbox) : IJiraSource, IDisposable
    {
        private readonly JiraTransport _transport = new(new JiraTransportOptions { Addresses = new OutboundAddressPolicy { AllowLoopback = true } });
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

        public Task<IReadOnlyList<string>> AccountsAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);

        public Task<DateTimeOffset?> MendedAtAsync(ConnectionId connection, CancellationToken ct) => Task.FromResult<DateTimeOffset?>(null);

        /// <summary>As after a test of the connection.</summary>
        public Task<SitePin> PinAsync(ConnectionId connection, CancellationToken ct)
        {
            var now = Clock.GetUtcNow();
            return Task.FromResult(new SitePin("sandbox", now, now, null));
        }

        public Task<SitePin> NoteSiteAsync(ConnectionId connection, string seen, bool areOursThere, CancellationToken ct) => PinAsync(connection, ct);

        public void Dispose()
        {
            _limiter.Dispose();
            _transport.Dispose();
        }
    }
}
