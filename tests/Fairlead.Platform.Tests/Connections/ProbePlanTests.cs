using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Connections.Jobs;

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

    [Fact]
    public void One_that_is_disabled_or_was_never_tested_is_left_alone()
    {
        Assert.False(IsDue(Of(ConnectionHealth.Healthy, null, Now.AddDays(-1)) with { IsEnabled = false }));
        Assert.False(IsDue(Of(ConnectionHealth.Unknown, null, null)));
    }

    private static bool IsDue(Connection connection) => ProbePlan.IsDue(connection, TimeSpan.FromHours(1), Now);

    private static Connection Of(ConnectionHealth health, ConnectionCause? cause, DateTimeOffset? checkedAt) => new(
        default, "team", new Uri("https://team.atlassian.net"), JiraEdition.Cloud, null, true, CredentialSlot.Primary,
        health, cause, null, checkedAt, null, Now, 1, []);
}
