using Fairlead.Client.Connections;

namespace Fairlead.Platform.Connections.Jobs;

/// <summary>Which connections are to be tested by themselves. Pure.</summary>
internal static class ProbePlan
{
    /// <summary>One that does not work is tested again soon, so that a restart of Jira is no alarm for an hour.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Not one whose sign-in was refused: each attempt more brings the account nearer to being locked, and only a person can mend it. One
    /// that was never tested may still be being set up, and has as long for that as there is between two tests.
    /// </summary>
    public static bool IsDue(Connection connection, TimeSpan interval, DateTimeOffset now) =>
        connection.IsEnabled && !IsSignInRefused(connection)
        && now - (connection.TestedAt ?? connection.CreatedAt) >= (connection.Health == ConnectionHealth.Failing ? RetryPause : interval);

    private static bool IsSignInRefused(Connection connection) =>
        connection.Health == ConnectionHealth.Failing
        && connection.Cause is ConnectionCause.AuthenticationFailed or ConnectionCause.TokenExpiredOrRevoked or ConnectionCause.AccountDisabledOrCaptcha;
}
