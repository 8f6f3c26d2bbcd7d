using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fairlead.Platform.Operations;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fairlead.Web.Hosting;

/// <summary>How long a client may take.</summary>
/// <param name="Headers">For the whole head of a request.</param>
/// <param name="BodyGrace">Before the body must come at its least rate; more than one second.</param>
/// <param name="Idle">Between two requests.</param>
internal sealed record Patience(TimeSpan Headers, TimeSpan BodyGrace, TimeSpan Idle);

/// <summary>The port and what may come in by it. The limits are those of docs/api.md.</summary>
internal static class Listening
{
    private const int MaxHeaders = 100;
    private const int MaxHeadersBytes = 32 << 10;
    private const int MaxRequestLineBytes = 8 << 10;
    private const int MaxConnections = 2000;
    private const int MinBodyBytesPerSecond = 240;

    /// <summary>Routes that take uploads raise it for themselves.</summary>
    private const long MaxBodyBytes = 2 << 20;

    /// <summary>Kestrel would take a line feed alone for the end of a header; a proxy in front may see one header more or less.</summary>
    private const string OnlyWholeLineEnds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    public static void Configure(WebApplicationBuilder builder, FairleadHostOptions options)
    {
        var endpoint = Parse(options.Listen);
        AppContext.SetSwitch(OnlyWholeLineEnds, true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeadersBytes;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = options.Patience.Headers;
            kestrel.Limits.KeepAliveTimeout = options.Patience.Idle;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(MinBodyBytesPerSecond, options.Patience.BodyGrace);
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1);
        });
    }

    /// <summary>Before anything is opened: the server's own attempt comes late, and logs what failed with all its inner workings.</summary>
    /// <exception cref="ConfigurationException">Not an address and port.</exception>
    /// <exception cref="ListenException">Nothing can listen there.</exception>
    public static void ProveFree(string listen)
    {
        var endpoint = Parse(listen);
        if (endpoint.Port == 0)
            return;
        try
        {
            using var probe = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endpoint.Address.Equals(IPAddress.IPv6Any))
                probe.DualMode = true;
            probe.Bind(endpoint);
        }
        catch (SocketException e)
        {
            throw new ListenException(listen, e);
        }
    }

    /// <exception cref="ConfigurationException">Not an address and port.</exception>
    public static IPEndPoint Parse(string listen)
    {
        if (!Uri.TryCreate(listen, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/")
        {
            throw new ConfigurationException(
                "--listen", $"'{listen}' is not http://ADDRESS:PORT. For https put a reverse proxy in front (docs/operations.md).");
        }

        if (url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return new IPEndPoint(IPAddress.Loopback, url.Port);
        return IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)
            ? new IPEndPoint(address, url.Port)
            : throw new ConfigurationException(
                "--listen", string.Create(CultureInfo.InvariantCulture, $"'{url.Host}' is not an address of this machine; use 127.0.0.1, 0.0.0.0 or [::]."));
    }
}
