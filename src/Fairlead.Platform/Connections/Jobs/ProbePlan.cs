using Fairlead.Client.Connections;
using Fairlead.Platform.Connections.Secrets;
using Fairlead.Platform.Connections.Testing;

namespace Fairlead.Platform.Connections.Jobs;

/// <summary>Which connections are to be tested by themselves. Pure.</summary>
internal static class ProbePlan
{
    /// <summary>One that does not work is tested again soon, so that a restart of Jira is no alarm for an hour.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Not one whose sign-in was refused: each attempt more brings the account nearer to being locked. Only a person can mend it, or whoever
    /// replaces a secret that is kept elsewhere: what was put in its place is tried once, soon. One that was never tested may still be being set up, and
    /// has as long for that as there is between two tests.
    /// </summary>
    /// <param name="secret">How what stands at the reference now is to what Jira refused.</param>
    public static bool IsDue(Connection connection, RefusedStanding secret, TimeSpan interval, DateTimeOffset now) =>
        connection.IsEnabled && secret switch
        {
            RefusedStanding.Replaced when connection.IsRefusalOpen => IsReplacementDue(connection, now),
            // Another node has a newer one that works; this one's is on its way.
            RefusedStanding.Same when !connection.IsRefusalOpen => false,
            _ => IsDue(connection, interval, now),
        };

    private static bool IsDue(Connection connection, TimeSpan interval, DateTimeOffset now) =>
        !IsSignInRefused(connection)
        && now - (connection.TestedAt ?? connection.CreatedAt) >= (connection.Health == ConnectionHealth.Failing ? RetryPause : interval);

    /// <summary>At once; where that could not be found out, as when Jira does not answer, after the pause of one that does not work.</summary>
    private static bool IsReplacementDue(Connection connection, DateTimeOffset now) =>
        !(connection.ProbedAt > connection.ActiveCredential!.RefusedAt) || now - connection.ProbedAt >= RetryPause;

    private static bool IsSignInRefused(Connection connection) =>
        connection.Health == ConnectionHealth.Failing && ConnectionDiagnosis.IsRefusal(connection.Cause);
}
