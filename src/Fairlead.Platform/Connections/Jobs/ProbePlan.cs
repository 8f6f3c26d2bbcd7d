using Fairlead.Client.Connections;
using Fairlead.Platform.Connections.Secrets;
using Fairlead.Platform.Connections.Testing;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Connections.Jobs;

/// <summary>Which connections are to be tested by themselves. Pure.</summary>
internal static class ProbePlan
{
    /// <summary>One that does not work is tested again soon, so that a restart of Jira is no alarm for an hour.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(2);

    /// <summary>Longest wait for the next of several secrets, each of which Jira refused.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>
    /// Not one whose sign-in was refused: each attempt more brings the account nearer to being locked. Only a person can mend it, or whoever
    /// replaces a secret that is kept elsewhere: what was put in its place is tried once, soon. One that was never tested may still be being set up, and
    /// has as long for that as there is between two tests.
    /// </summary>
    /// <param name="secret">How what stands at the reference now is to what Jira refused.</param>
    public static bool IsDue(Connection connection, RefusedStanding secret, TimeSpan interval, DateTimeOffset now) =>
        connection.IsEnabled && secret switch
        {
            // Also where another node has a newer one that works: this one's is on its way.
            RefusedStanding.Same => false,
            RefusedStanding.Replaced when connection.IsRefusalOpen => IsPauseOver(connection, now),
            _ => IsDue(connection, interval, now) && (!connection.IsRefusalOpen || IsPauseOver(connection, now)),
        };

    private static bool IsDue(Connection connection, TimeSpan interval, DateTimeOffset now) =>
        !IsSignInRefused(connection)
        && now - (connection.TestedAt ?? connection.CreatedAt) >= (connection.Health == ConnectionHealth.Failing ? RetryPause : interval);

    /// <summary>
    /// Whichever node tested last. Where nodes have different secrets and none is right, each is an attempt, so that the next one waits the longer
    /// the more of them were refused.
    /// </summary>
    private static bool IsPauseOver(Connection connection, DateTimeOffset now) =>
        connection.ProbedAt is not { } probedAt || now - probedAt >= DoublingPause.After(connection.ActiveCredential!.Refusals - 1, RetryPause, LongestPause);

    private static bool IsSignInRefused(Connection connection) =>
        connection.Health == ConnectionHealth.Failing && ConnectionDiagnosis.IsRefusal(connection.Cause);
}
