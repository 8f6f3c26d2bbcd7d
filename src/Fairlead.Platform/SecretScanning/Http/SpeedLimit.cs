using System.Globalization;
using Fairlead.Jira.Limits;

namespace Fairlead.Platform.SecretScanning.Http;

/// <summary>What keeps a scan from going faster at this moment, in a few words.</summary>
internal static class SpeedLimit
{
    /// <returns><see langword="null"/> while nothing is known of the site.</returns>
    public static string? Of(JiraLimiterSnapshot? limits) => limits switch
    {
        null => null,
        { Pauses.Count: > 0 } => Paused(limits.Pauses.MaxBy(pause => pause.Until)!),
        { Waiting: > 0 } => string.Create(CultureInfo.InvariantCulture, $"calls to the site at the same time: {limits.Concurrency}"),
        { InFlight: > 0 } => "how fast Jira answers",
        _ => "this machine",
    };

    private static string Paused(JiraPause pause) =>
        string.Create(CultureInfo.InvariantCulture, $"Jira's limit ({pause.Reason}), a pause until {pause.Until.UtcDateTime:HH:mm:ss} UTC");
}
