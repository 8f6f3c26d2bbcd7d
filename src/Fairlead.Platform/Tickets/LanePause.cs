using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets;

/// <summary>Why nothing is sent on a connection. The numbers are stored.</summary>
public enum PauseCause
{
    /// <summary>Signing in failed. Only a person or another secret ends it: trying the same again would lock the account.</summary>
    SignIn = 1,

    /// <summary>A redirect or a sign-in page stands in between. Ends when a read succeeds.</summary>
    Proxy = 2,

    /// <summary>Jira is unreachable, limits us or is down. Ends by time.</summary>
    Resting = 3,

    /// <summary>Another Jira than before answers. Ends when the known one is back, or a person says that the other is right.</summary>
    SiteChanged = 4,
}

/// <summary>A connection on which nothing is sent.</summary>
/// <param name="Name">Of the connection.</param>
/// <param name="NextLookAt">UTC. <see langword="null"/> when only a person or a new credential ends it.</param>
/// <param name="Waiting">Tickets that wait to be made.</param>
public sealed record LanePause(
    ConnectionId Connection, string Name, PauseCause Cause, string Reason, string NextStep, DateTimeOffset? Since, DateTimeOffset? NextLookAt, int Waiting);
