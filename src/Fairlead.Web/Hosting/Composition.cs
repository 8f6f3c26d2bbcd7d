using Fairlead.Platform.Access;
using Fairlead.Platform.Access.SignIn;
using Fairlead.Platform.Alerts;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;
using Fairlead.Platform.Notifications;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Rules;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.Tickets;
using Fairlead.Storage;
using Fairlead.Web.Pages;

namespace Fairlead.Web.Hosting;

/// <summary>What must exist before services can be made.</summary>
internal sealed record Foundations(
    DataDirectory Data, MasterKeyRing Keys, DatabaseOptions Location, Database Database, InstanceIdentity Instance);

/// <summary>The table of contents: which rooms the house has, and the order in which a request passes.</summary>
internal static class Composition
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(25);

    public static WebApplication Build(FairleadHostOptions options, Foundations foundations)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Composition).Assembly.GetName().Name,
            EnvironmentName = Environments.Production,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(options.Settings).AddEnvironmentVariables(Settings.VariablePrefix);
        var scannerLog = new ScannerLogLevel();
        Logging.Configure(builder.Logging, options, scannerLog);
        Listening.Configure(builder, options);
        builder.Host.UseDefaultServiceProvider(o => o.ValidateOnBuild = o.ValidateScopes = true);

        builder.Services
            .AddSingleton(options.Clock)
            .AddSingleton(scannerLog)
            .AddSingleton(foundations.Data)
            .AddSingleton(foundations.Keys)
            .AddSingleton(foundations.Location)
            .AddSingleton(foundations.Database)
            .AddSingleton(foundations.Instance)
            .AddSingleton(new LocalAccess(options.LocalToken))
            .AddSingleton<IHostLifetime, CallersLifetime>()
            .Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownTimeout);

        builder.Services.PostConfigure<ConnectionOptions>(o =>
        {
            o.AllowLoopback |= options.AllowLoopbackJira;
            o.AllowPlainHttp |= options.AllowPlainHttpJira;
        });
        builder.Services
            .AddApiConventions()
            .AddOperations()
            .AddAccess()
            .AddNotifications()
            .AddNotificationJobs(builder.Configuration)
            .AddJiraConnections()
            .AddConnectionJobs(builder.Configuration)
            .AddFindings()
            .AddTickets()
            .AddTicketJobs(builder.Configuration)
            .AddAlerts()
            .AddAlertJobs(builder.Configuration)
            .AddSecretScanning()
            .AddSecretScanningJobs(builder.Configuration)
            .AddSecurityInformation()
            .AddSecurityInformationJobs(builder.Configuration)
            .AddRules()
            .AddRuleJobs(builder.Configuration)
            .AddApiDocument()
            .AddPages();

        var app = builder.Build();
        app.UseTrustedProxies();
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseKnownHosts(options);
        app.UseRouting();
        app.UseUnrouted();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseApiConventions();

        app.MapOperations();
        app.MapAccess();
        app.MapNotifications();
        app.MapJiraConnections();
        app.MapFindings();
        app.MapTickets();
        app.MapAlerts();
        app.MapSecretScanning();
        app.MapSecurityInformation();
        app.MapRules();
        app.MapApiDocument();
        app.MapPages();
        return app;
    }
}
