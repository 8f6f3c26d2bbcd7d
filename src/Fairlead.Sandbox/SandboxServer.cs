using System.Net;
using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Attachments;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Comments;
using Fairlead.Sandbox.Control;
using Fairlead.Sandbox.Faults;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Limits;
using Fairlead.Sandbox.Links;
using Fairlead.Sandbox.Pages;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Properties;
using Fairlead.Sandbox.Requests;
using Fairlead.Sandbox.Screens;
using Fairlead.Sandbox.Search;
using Fairlead.Sandbox.Security;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Fairlead.Sandbox.State;
using Fairlead.Sandbox.Webhooks;
using Fairlead.Sandbox.Workflows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Sandbox;

/// <summary>A running Jira on loopback. It listens on 127.0.0.1 only; disposing stops it and forgets everything.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Site _site;
    private readonly RateLimiter _limiter;
    private readonly SignIn _signIn;
    private readonly WebhookSender _sender;
    private readonly CancellationTokenSource _stopping = new();

    private SandboxServer(SandboxOptions options, WebApplication app)
    {
        _app = app;
        Options = options;
        Accounts = options.Accounts ?? SandboxAccounts.Generate();
        _site = new Site(options, Accounts);
        _signIn = new SignIn(_site);
        _limiter = new RateLimiter(_site);
        _sender = new WebhookSender(_site);
        Webhooks = new SandboxWebhooks(_site, _sender);
        Security = new SandboxSecurity(_site, _stopping.Token);
        State = new SandboxState(_site, _signIn);
        BaseUrl = new Uri("http://127.0.0.1");
    }

    public SandboxOptions Options { get; }

    /// <summary>The site's address with its context path, as an administrator would give it.</summary>
    public Uri BaseUrl { get; private set; }

    /// <summary>Cloud: where scoped tokens and access tokens work, <c>…/ex/jira/{cloudId}</c>.</summary>
    public Uri GatewayUrl => new($"{BaseUrl.GetLeftPart(UriPartial.Authority)}/ex/jira/{Accounts.CloudId}");

    /// <summary>Where the client-credentials grant is asked for.</summary>
    public Uri TokenUrl => Options.Edition == SandboxEdition.Cloud
        ? new Uri($"{BaseUrl.GetLeftPart(UriPartial.Authority)}/oauth/token")
        : new Uri($"{BaseUrl.ToString().TrimEnd('/')}/rest/oauth2/latest/token");

    public SandboxAccounts Accounts { get; }

    public SandboxFaults Faults { get; } = new();

    public SandboxRequestLog Requests { get; } = new();

    public SandboxState State { get; }

    public SandboxWebhooks Webhooks { get; }

    /// <summary>Apps of security providers, and what people do with what these submit.</summary>
    public SandboxSecurity Security { get; }

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.AddServerHeader = false;
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddRazorComponents();
        var app = builder.Build();
        var server = new SandboxServer(options, app);
        try
        {
            server.Map();
            await app.StartAsync(ct);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        var context = options.ContextPath.Trim('/');
        var root = app.Urls.First().TrimEnd('/');
        server.BaseUrl = new Uri(context.Length == 0 ? root : $"{root}/{context}");
        server._site.BaseUrl = server.BaseUrl.ToString().TrimEnd('/');
        return server;
    }

    /// <summary>Back to the seed: no issues, no faults, no requests, ordinary permissions. Accounts stay.</summary>
    public void AdminReset()
    {
        lock (_site.Gate)
        {
            _site.Reset();
            _signIn.Restore();
            Security.Clear();
        }

        Webhooks.Reset();
        Faults.Clear();
        Requests.Clear();
        _limiter.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        await _sender.DisposeAsync();
        Security.Dispose();
        _stopping.Dispose();
    }

    private void Map()
    {
        var pipeline = new JiraPipeline(
            _site, _signIn, _limiter, Faults, Requests, new FaultPlayer(_site, _stopping.Token));
        var addressing = new Addressing(Options, Accounts);
        _app.Use(addressing.Rewrite);
        _app.UseRouting();
        _app.Use((http, next) => Addressing.IsOurs(http)
            ? next(http)
            : pipeline.InvokeAsync(http, http.Request.Path, Addressing.IsViaGateway(http)));
        MapJira(new RouteTable(_app, Options.Edition));
        ControlRoutes.Map(_app, this);
        PageRoutes.Map(_app, _site, Security);
    }

    private void MapJira(RouteTable routes)
    {
        SiteRoutes.Map(routes);
        PeopleRoutes.Map(routes);
        ProjectRoutes.Map(routes);
        MetaRoutes.Map(routes);
        IssueRoutes.Map(routes);
        BulkRoutes.Map(routes);
        AgileRoutes.Map(routes);
        TransitionRoutes.Map(routes);
        BulkTransitionRoutes.Map(routes);
        CommentRoutes.Map(routes);
        WorklogRoutes.Map(routes);
        AttachmentRoutes.Map(routes);
        RemoteLinkRoutes.Map(routes);
        IssueLinkRoutes.Map(routes);
        PropertyRoutes.Map(routes);
        ChangelogRoutes.Map(routes);
        SearchRoutes.Map(routes);
        WebhookRoutes.Map(routes, Webhooks);
        DynamicWebhookRoutes.Map(routes, Webhooks.Dynamic, _signIn);
        TokenRoutes.Map(routes, _signIn);
        new SecurityRoutes(Security).Map(routes);
    }
}
