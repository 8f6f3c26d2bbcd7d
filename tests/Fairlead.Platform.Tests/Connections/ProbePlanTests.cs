using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Connections.Jobs;
using Fairlead.Platform.Connections.Secrets;

namespace Fairlead.Platform.Tests.Connections;

public class ProbePlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(ConnectionHealth.Healthy, null, 60, true)]
    [InlineData(ConnectionHealth.Healthy, null, 59, false)]
    [InlineData(ConnectionHealth.Attention, ConnectionCause.InsufficientPermission, 59, false)]
    [InlineData(ConnectionHealth.Failing, ConnectionCause.Unreachable, 2, true)]
    [InlineData(ConnectionHealth.Failing, ConnectionCause.Unreachable, 1, false)]
    [InlineData(ConnectionHealth.Failing, ConnectionCause.InsufficientPermission, 2, true)]
    [InlineData(ConnectionHealth.Failing, ConnectionCause.AuthenticationFailed, 600, false)]
    [InlineData(ConnectionHealth.Failing, ConnectionCause.TokenExpiredOrRevoked, 600, false)]
    [InlineData(ConnectionHealth.Failing, ConnectionCause.AccountDisabledOrCaptcha, 600, false)]
    public void A_connection_is_tested_again_unless_that_could_lock_its_account(ConnectionHealth health, ConnectionCause? cause, int minutes, bool expected)
    {
        var at = Now.AddMinutes(-minutes);

        Assert.Equal(expected, IsDue(Of(health, cause, at)));
        Assert.Equal(expected, IsDue(Of(health, cause, at.AddDays(-1)) with { ProbedAt = at }));
        Assert.Equal(expected, IsDue(Of(health, cause, at) with { ProbedAt = at.AddDays(-1) }));
        Assert.Equal(expected, IsDue(Of(health, cause, null) with { ProbedAt = at }));
    }

    /// <summary>Whoever makes one is left an hour to set it up.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(59, false)]
    [InlineData(60, true)]
    [InlineData(600, true)]
    public void One_that_was_never_tested_is_tested_an_hour_after_it_was_made(int minutes, bool expected) =>
        Assert.Equal(expected, IsDue(Of(ConnectionHealth.Unknown, null, null) with { CreatedAt = Now.AddMinutes(-minutes) }));

    [Fact]
    public void One_that_is_disabled_is_left_alone()
    {
        Assert.False(IsDue(Of(ConnectionHealth.Healthy, null, Now.AddDays(-1)) with { IsEnabled = false }));
        Assert.False(IsDue(Of(ConnectionHealth.Unknown, null, null) with { CreatedAt = Now.AddDays(-1), IsEnabled = false }));
    }

    private static bool IsDue(Connection connection) => ProbePlan.IsDue(connection, RefusedStanding.Unknown, TimeSpan.FromHours(1), Now);

    private static Connection Of(ConnectionHealth health, ConnectionCause? cause, DateTimeOffset? checkedAt) => new(
        default, "team", new Uri("https://team.atlassian.net"), JiraEdition.Cloud, null, true, CredentialSlot.Primary,
        health, cause, null, checkedAt, null, Now, 1, []);
}
