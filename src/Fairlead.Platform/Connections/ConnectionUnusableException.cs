using Fairlead.Client.Connections;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Connections;

/// <summary>Why no call can be made through a connection.</summary>
public enum ConnectionUnusable
{
    /// <summary>There is no such connection.</summary>
    Missing,
    Disabled,

    /// <summary>No credential is in the active slot, or its secret cannot be read.</summary>
    SecretUnreadable,

    /// <summary>Another Jira than before answers at its address; nothing is written until a person looked.</summary>
    SiteChanged,
}

/// <summary>A connection cannot be used until somebody changes it; nothing was sent.</summary>
public sealed class ConnectionUnusableException(ConnectionId connection, ConnectionUnusable why, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public ConnectionId Connection { get; } = connection;

    public ConnectionUnusable Why { get; } = why;

    /// <summary>The cause that goes with the connection's health; <see langword="null"/> when its health is not the matter.</summary>
    public ConnectionCause? Cause => Why == ConnectionUnusable.SecretUnreadable ? ConnectionCause.SecretUnreadable : null;
}
