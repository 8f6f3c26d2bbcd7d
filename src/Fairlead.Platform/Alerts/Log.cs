using Fairlead.Kernel.Identity;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Alerts;

internal static partial class Log
{
    [LoggerMessage(1501, LogLevel.Information, "Forgot {Count} alerts that did not come for long")]
    public static partial void Forgotten(this ILogger logger, int count);

    [LoggerMessage(1502, LogLevel.Warning, "Upkeep of alerts was put off to the next hour")]
    public static partial void UpkeepPutOff(this ILogger logger, Exception exception);

    [LoggerMessage(1503, LogLevel.Information, "Trigger {Trigger}: {Released} alerts let through, {Repeated} told again, {Held} held back")]
    public static partial void Released(this ILogger logger, string trigger, int released, int repeated, long held);

    [LoggerMessage(1504, LogLevel.Warning, "Trigger {Trigger}: the findings were not taken in: {Reason}")]
    public static partial void ReleaseRefused(this ILogger logger, string trigger, string reason);

    [LoggerMessage(1505, LogLevel.Warning, "Not all triggers were looked at; the next look does")]
    public static partial void LookPutOff(this ILogger logger, Exception exception);

    [LoggerMessage(1506, LogLevel.Error, "Trigger {Trigger}: its run failed")]
    public static partial void RunFailed(this ILogger logger, Exception exception, string trigger);

    [LoggerMessage(1507, LogLevel.Warning, "Trigger {Trigger}: the run was given up, because another one has the trigger by now, or it was deleted")]
    public static partial void ClaimLost(this ILogger logger, string trigger);

    [LoggerMessage(1508, LogLevel.Warning, "Trigger {Trigger}: the database could not be told that its run goes on")]
    public static partial void NotRenewed(this ILogger logger, Exception exception, AlertTriggerId trigger);
}
