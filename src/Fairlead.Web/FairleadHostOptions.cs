using Fairlead.Kernel;
using Fairlead.Storage;
using Fairlead.Web.Hosting;

namespace Fairlead.Web;

/// <summary>How one server is started. Only the data directory has no default.</summary>
public sealed record FairleadHostOptions
{
    /// <summary>Made when absent. Holds the embedded database, the master key and the disk reserve.</summary>
    public required string DataDirectory { get; init; }

    /// <summary><see langword="null"/>: the embedded SQLite database in the data directory.</summary>
    public DatabaseOptions? Database { get; init; }

    /// <summary>The command that the host lives for, such as <c>fairlead import</c>; <see langword="null"/> for a server. Told to whoever finds the data in use.</summary>
    public string? Command { get; init; }

    /// <summary>Where to listen, as <c>http://address:port</c>; port 0 takes a free one. Anything but loopback is a decision of the administrator.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:8080";

    /// <summary>A token that counts as administrator, for the command line that runs this host in its own process.</summary>
    public SecretText? LocalToken { get; init; }

    /// <summary>Lets connections reach a Jira on this machine, such as the sandbox. Never set it on a server that others use.</summary>
    public bool AllowLoopbackJira { get; init; }

    /// <summary>Lets connections use plain http to other machines.</summary>
    public bool AllowPlainHttpJira { get; init; }

    /// <summary>Host names (without port) by which browsers and clients may call this server, besides the address it listens on.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Settings by key, such as <c>Tickets:Sync:Interval</c>; environment variables <c>FAIRLEAD_Tickets__Sync__Interval</c> win.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Least level that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Where the log goes: to standard error as text, to standard output as JSON lines, or nowhere.</summary>
    public LogTarget LogTarget { get; init; } = LogTarget.StandardError;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long a slow client is waited for; a test gives less.</summary>
    internal Patience Patience { get; init; } = new(
        Headers: TimeSpan.FromSeconds(15), BodyGrace: TimeSpan.FromSeconds(10), Idle: TimeSpan.FromMinutes(2));

    /// <summary>Where environment variables are read from; a test gives its own.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;
}

public enum LogTarget
{
    None,
    StandardError,

    /// <summary>One JSON object per line on standard output, for a log collector.</summary>
    JsonLines,
}
