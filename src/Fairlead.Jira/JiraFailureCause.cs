namespace Fairlead.Jira;

/// <summary>Why no clear answer came from a Jira.</summary>
public enum JiraFailureCause
{
    /// <summary>Nothing listens there, or there is no route.</summary>
    Unreachable,

    /// <summary>The name has no address.</summary>
    Dns,

    /// <summary>Certificate or handshake. Never answered by falling back to plain text.</summary>
    Tls,

    /// <summary>The port speaks plain text where the address says https.</summary>
    NotTls,

    /// <summary>The address is one that <see cref="Transport.OutboundAddressPolicy"/> forbids, or plain http to another machine.</summary>
    AddressRefused,

    /// <summary>The forward proxy refused.</summary>
    Proxy,

    /// <summary>The deadline passed.</summary>
    Timeout,

    /// <summary>The connection broke after something may have been sent.</summary>
    ConnectionLost,

    /// <summary>A 3xx: the site moved, or single sign-on stands in between. Never followed.</summary>
    Redirected,

    /// <summary>A page that asks a person to sign in.</summary>
    LoginPage,

    /// <summary>Something answered, but not a Jira.</summary>
    NotJira,

    /// <summary>A Jira answered with something that cannot be understood: truncated, or without what it must contain.</summary>
    Unreadable,

    /// <summary>More than the cap.</summary>
    TooLarge,

    /// <summary>Limited, and the limiter's patience is over.</summary>
    RateLimited,

    /// <summary>A 5xx, also a maintenance page.</summary>
    ServerError,

    /// <summary>The caller's <see cref="SendCondition"/> no longer held when its turn came.</summary>
    Withdrawn,
}
