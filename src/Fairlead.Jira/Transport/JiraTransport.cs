using System.Net;
using System.Net.Sockets;

namespace Fairlead.Jira.Transport;

/// <summary>
/// The sockets: one per process and set of options, shared by every client. Never follows a redirect, keeps no cookies, expands no
/// compression by itself, never sends anything in plain text after TLS failed, and judges the address of every connection when it
/// is dialled.
/// </summary>
public sealed class JiraTransport : IDisposable
{
    private readonly JiraTransportOptions _options;
    private readonly HttpMessageInvoker _invoker;

    public JiraTransport(JiraTransportOptions options)
    {
        _options = options;
        _invoker = new HttpMessageInvoker(MakeHandler(options, ConnectAsync), disposeHandler: true);
    }

    public void Dispose() => _invoker.Dispose();

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) => _invoker.SendAsync(request, ct);

    private static SocketsHttpHandler MakeHandler(
        JiraTransportOptions options, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect) => new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            PreAuthenticate = false,
            UseProxy = options.Proxy is not null,
            Proxy = options.Proxy is null ? null : new WebProxy(options.Proxy),
            ConnectCallback = connect,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionIdleTimeout = options.IdleTimeout,
            PooledConnectionLifetime = options.ConnectionLifetime,
            MaxConnectionsPerServer = options.MaxConnectionsPerHost,
            MaxResponseHeadersLength = 64,
            // Draining an unread body would read what the cap refused.
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,
        };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var target = context.DnsEndPoint;
        var addresses = await Dns.GetHostAddressesAsync(target.Host, ct);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);

        var isPlain = context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttp;
        foreach (var address in addresses)
        {
            // One forbidden address condemns the name: which one would be dialled is otherwise a matter of luck.
            if (!_options.Addresses.Allows(address))
                throw new AddressRefusedException($"{target.Host} is at {address}, which may not be dialled.");
            if (isPlain && !_options.AllowPlainHttp && !IPAddress.IsLoopback(address))
                throw new AddressRefusedException($"{target.Host} would be reached without TLS, which is not allowed.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
