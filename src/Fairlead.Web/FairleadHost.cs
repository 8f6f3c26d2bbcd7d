using Fairlead.Kernel;
using Fairlead.Platform.Access;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Operations.DataFiles;
using Fairlead.Storage;
using Fairlead.Web.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Fairlead.Web;

/// <summary>A running Fairlead: API and web pages over one database. Disposing stops it and releases the data directory.</summary>
public sealed class FairleadHost : IAsyncDisposable
{
    /// <summary>
    /// So many pieces of work may hold a thread, as a slow disk makes them, before another has to wait until the pool finds out: it
    /// adds one or two threads a second. Made only when needed: measured, they cost 2 MB and no start time (docs/performance.md).
    /// </summary>
    private const int PromptThreads = 256;

    private readonly WebApplication _app;
    private readonly Database _database;

    private FairleadHost(WebApplication app, Database database, DataDirectory data, SecretText? setupCode)
    {
        _app = app;
        _database = database;
        BaseAddress = AddressOf(app);
        SetupCode = setupCode;
        Remarks = [.. data.Remarks(), .. Settings.Unknown(app.Configuration)];
    }

    /// <summary>The server's root, with a trailing slash.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Where the first administrator is made, with the one-time code; <see langword="null"/> when there are users.</summary>
    public SecretText? SetupUrl => SetupCode is { } code ? new SecretText(new Uri(BaseAddress, $"setup?code={code.Reveal()}").AbsoluteUri) : null;

    /// <summary>The one-time code alone, for typing it in.</summary>
    public SecretText? SetupCode { get; private set; }

    /// <summary>What whoever starts the host should know: settings that there are not, a data directory that others can enter. Empty is usual.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>The host's services, for the process that runs it.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Makes another one-time code in place of the one from the start, which is good for an hour. Nothing happens when there are users.</summary>
    public async Task RenewSetupCodeAsync(CancellationToken ct)
    {
        var users = Services.GetRequiredService<UserDirectory>();
        SetupCode = await users.AnyAsync(ct) ? null : new SecretText(await users.NewSetupCodeAsync(ct));
    }

    /// <summary>Opens the data, brings the schema up to date and listens. Ready when it returns.</summary>
    /// <exception cref="ConfigurationException">A setting cannot work; exit code 78.</exception>
    /// <exception cref="ListenException">The port is taken, or not this machine's.</exception>
    /// <exception cref="DatabaseUnavailableException">
    /// The database is held by another process, unreachable, of another version, or its disk is full even without the reserve.
    /// </exception>
    public static async Task<FairleadHost> StartAsync(FairleadHostOptions options, CancellationToken ct)
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, PromptThreads), ports);
        Listening.ProveFree(options.Listen);
        var data = DataDirectory.Open(options.DataDirectory);
        try
        {
            return await StartAsync(data, options, ct);
        }
        catch (DatabaseUnavailableException e) when (e.Failure == DatabaseFailure.StorageFull && data.GiveUpReserve())
        {
            return await StartAsync(data, options, ct);
        }
    }

    /// <summary>Stops within 30 s, whatever is still at work.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _app.StopAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            // Mostly that the time for stopping in order is over. Whatever it is, the database must be closed.
            _app.Logger.EndedOutOfOrder(e);
        }

        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task<FairleadHost> StartAsync(DataDirectory data, FairleadHostOptions options, CancellationToken ct)
    {
        var keys = await MasterKeyLoader.LoadAsync(data, options.Environment, ct);
        var location = options.Database ?? DatabaseOptions.Sqlite(data.DatabaseFile) with { Command = options.Command };
        var database = await OpenAsync(location, ct);
        WebApplication? app = null;
        try
        {
            await database.MigrateAsync(typeof(DataDirectory).Assembly, options.Clock, ct);
            var known = await InstanceIdentity.LoadAsync(database, options.Clock, ct);
            var instance = await HighWater.CheckAsync(data, database, known, options.Clock, ct);
            app = WithSettings(() => Composition.Build(options, new Foundations(data, keys, location, database, instance)));
            var validator = app.Services.GetService<IStartupValidator>();
            WithSettings(() =>
            {
                validator?.Validate();
                return validator;
            });
            await app.Services.GetRequiredService<MasterKeyRotation>().ResumeAsync(ct);
            var setupCode = await FirstRun.PrepareAsync(app.Services.GetRequiredService<UserDirectory>(), options, ct);
            await ListenAsync(app, options, ct);
            return new FairleadHost(app, database, data, setupCode);
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();
            await database.DisposeAsync();
            throw;
        }
    }

    private static async Task<Database> OpenAsync(DatabaseOptions location, CancellationToken ct)
    {
        try
        {
            return await Database.OpenAsync(location, ct);
        }
        catch (ArgumentException e)
        {
            // Its text names the keyword, never a value.
            var keyword = e.ParamName is { Length: > 0 } name ? $"; '{name}' is no keyword of it, or its value does not fit" : "";
            throw new ConfigurationException(
                "--database (or FAIRLEAD_DATABASE)", $"this is not a connection string such as Host=db;Database=fairlead;Username=fairlead{keyword}.", e);
        }
    }

    private static async Task ListenAsync(WebApplication app, FairleadHostOptions options, CancellationToken ct)
    {
        var health = app.Services.GetRequiredService<HealthCheck>();
        app.Lifetime.ApplicationStopping.Register(() => health.IsStopping = true);
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException e)
        {
            throw new ListenException(options.Listen, e);
        }
    }

    private static T WithSettings<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (OptionsValidationException e)
        {
            throw Settings.Refused(e);
        }
        catch (InvalidOperationException e) when (Settings.Unreadable(e) is not null)
        {
            throw Settings.Unreadable(e)!;
        }
    }

    private static Uri AddressOf(WebApplication app)
    {
        var features = app.Services.GetRequiredService<IServer>().Features;
        var address = features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Uri(address.Replace("0.0.0.0", "127.0.0.1").Replace("[::]", "127.0.0.1") + "/");
    }
}
