using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Connections.Secrets;

namespace Fairlead.Platform.Tests.Connections;

public class CredentialReminderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly ConnectionOptions Options = new();

    [Theory]
    [InlineData(91, null, null, "is the same since 2026-08-23, for more than 90 days")]
    [InlineData(90, null, null, null)]
    [InlineData(91, null, "env:JIRA_TOKEN", null)]
    [InlineData(1, 13, null, "expires on 2026-12-05")]
    [InlineData(1, 13, "env:JIRA_TOKEN", "expires on 2026-12-05")]
    [InlineData(1, 15, null, null)]
    [InlineData(91, -1, null, "expired on 2026-11-21")]
    public void A_credential_is_to_be_replaced_when_it_ends_soon_or_is_old(int ageDays, int? endsInDays, string? reference, string? expected)
    {
        var reminder = CredentialReminder.Of(Of(ageDays, endsInDays, reference), Options, Now);
        // Whoever was told that it is old is told again before it ends.
        Assert.Equal(expected?.Contains("expire", StringComparison.Ordinal) == true, CredentialReminder.IsAboutEnd(Of(ageDays, endsInDays, reference), Options, Now));

        Assert.Equal(expected is null, reminder is null);
        Assert.Contains(expected ?? "", reminder ?? "");
        Assert.Equal(expected is not null, reminder?.EndsWith("fairlead connection rotate team.", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_disabled_connection_reminds_nobody() =>
        Assert.Null(CredentialReminder.Of(Of(400, -30, null) with { IsEnabled = false }, Options, Now));

    [Theory]
    [InlineData(ConnectionHealth.Healthy, null, ConnectionHealth.Attention, "The credential is the same")]
    [InlineData(ConnectionHealth.Unknown, null, ConnectionHealth.Unknown, "The credential is the same")]
    [InlineData(ConnectionHealth.Failing, "No answer.", ConnectionHealth.Failing, "No answer.")]
    public void What_is_worse_than_an_old_credential_stands_first(ConnectionHealth health, string? detail, ConnectionHealth shown, string expected)
    {
        var connection = CredentialReminder.Over(Of(91, null, null) with { Health = health, HealthDetail = detail }, Options, Now);

        Assert.Equal(shown, connection.Health);
        Assert.StartsWith(expected, connection.HealthDetail, StringComparison.Ordinal);
    }

    private static Connection Of(int ageDays, int? endsInDays, string? reference) => new(
        default, "team", new Uri("https://team.example"), JiraEdition.DataCenter, null, true, CredentialSlot.Primary, ConnectionHealth.Healthy, null, null, null, null, Now, 1,
        [new(CredentialSlot.Primary, CredentialKind.PersonalAccessToken, null, reference, Now.AddDays(-ageDays), endsInDays is { } days ? Now.AddDays(days) : null)]);
}
