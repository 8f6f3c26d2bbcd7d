namespace Fairlead.Jira.Transport;

/// <summary>How connections are made; one transport serves every client with the same settings.</summary>
public sealed record JiraTransportOptions
{
    public OutboundAddressPolicy Addresses { get; init; } = OutboundAddressPolicy.Default;

    /// <summary>A forward proxy (http); <see langword="null"/> for none. Environment variables are not consulted. Its address is checked like any other.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Allows plain http to machines other than this one. Credentials then travel readable.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>For DNS, connect and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Idle connections are closed before the usual idle limits of servers and balancers.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>So that a change of DNS is noticed.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(10);

    public int MaxConnectionsPerHost { get; init; } = 32;
}
