using Fairlead.Client.Connections;

namespace Fairlead.Platform.Connections.Jobs;

/// <summary>Which connections are to be tested by themselves. Pure.</summary>
internal static class ProbePlan
{
    /// <summary>
    /// Not one whose sign-in was refused: each attempt more brings the account nearer to being locked, and only a person can mend it. Nor one
    /// that was never tested, which is being set up.
    /// </summary>
    public static bool IsDue(Connection connection, TimeSpan interval, DateTimeOffset now) =>
        connection is { IsEnabled: true, CheckedAt: { } at } && now - at >= interval
        && !(connection.Health == ConnectionHealth.Failing && connection.Cause is ConnectionCause.AuthenticationFailed
            or ConnectionCause.TokenExpiredOrRevoked or ConnectionCause.AccountDisabledOrCaptcha);
}
