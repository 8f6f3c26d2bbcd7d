using System.Net.Http.Headers;
using System.Reflection;
using Fairlead.Client.Access;
using Fairlead.Client.Alerts;
using Fairlead.Client.Connections;
using Fairlead.Client.Findings;
using Fairlead.Client.Notifications;
using Fairlead.Client.Operations;
using Fairlead.Client.Providers;
using Fairlead.Client.Rules;
using Fairlead.Client.Secrets;
using Fairlead.Client.Tickets;
using Fairlead.Kernel;

namespace Fairlead.Client;

/// <summary>Typed access to one Fairlead server. One member per room; thread-safe; dispose it when done.</summary>
public sealed partial class FairleadClient : IDisposable
{
    private readonly FairleadTransport _transport;

    /// <param name="http">Its base address is the server's root; redirects must not be followed. Owned from here on.</param>
    public FairleadClient(HttpClient http) => _transport = new FairleadTransport(http);

    /// <param name="server">The server's root, such as <c>https://fairlead.example/</c>.</param>
    /// <param name="token">An API token; <see langword="null"/> for the few calls that need none.</param>
    public FairleadClient(Uri server, SecretText? token)
        : this(MakeHttp(server, token))
    {
    }

    public OperationsClient Operations => new(_transport);

    public AccessClient Access => new(_transport);

    public ConnectionsClient Connections => new(_transport);

    public FindingsClient Findings => new(_transport);

    public TicketsClient Tickets => new(_transport);

    public CommentsClient Comments => new(_transport);

    public AlertsClient Alerts => new(_transport);

    public RulesClient Rules => new(_transport);

    public SecretsClient Secrets => new(_transport);

    public NotificationsClient Notifications => new(_transport);

    public ProvidersClient Providers => new(_transport);

    public void Dispose() => _transport.Dispose();

    private static HttpClient MakeHttp(Uri server, SecretText? token)
    {
        var root = server.AbsoluteUri.EndsWith('/') ? server : new Uri(server.AbsoluteUri + "/");
        // A redirect would carry the token elsewhere or turn a POST into a GET; it is an error to report.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        var http = new HttpClient(handler) { BaseAddress = root, Timeout = Timeout.InfiniteTimeSpan };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        var version = typeof(FairleadClient).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version ?? "0";
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("fairlead-client", version));
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return http;
    }
}
