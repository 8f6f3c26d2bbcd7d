using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Connections;

/// <summary>How Jira sites may be reached.</summary>
internal sealed class ConnectionOptions
{
    public const string Section = "Connections";

    /// <summary>Lets connections reach a Jira on this machine, such as the sandbox.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Lets connections reach private networks, where a Data Center usually is.</summary>
    public bool AllowPrivate { get; set; } = true;

    /// <summary>Lets credentials travel to other machines without TLS.</summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>A forward proxy, as <c>http://host:port</c>; absent for none. The environment's proxy variables are not used.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>Calls in flight at one site; 1 to 64.</summary>
    [Range(1, 64)]
    public int MaxConcurrentCalls { get; set; } = 8;

    /// <summary>How long before a credential's expiry the connection asks for attention; 1 hour to 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00")]
    public TimeSpan ExpiryWarning { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long a credential may be the same before the connection asks for attention; 1 day to 3650 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan CredentialAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long a connection goes untested before the server tests it by itself; 5 minutes to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether connections are tested by themselves; off in tools that drive the verbs.</summary>
    public bool JobsEnabled { get; set; } = true;
}

[OptionsValidator]
internal sealed partial class ConnectionOptionsValidator : IValidateOptions<ConnectionOptions>;
