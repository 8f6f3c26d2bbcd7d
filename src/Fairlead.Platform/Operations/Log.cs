using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Operations;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Warning, "Rows about calls to Jira were not stored")]
    public static partial void CallsNotStored(this ILogger logger, Exception exception);

    [LoggerMessage(1002, LogLevel.Warning, "The disk reserve was not taken; the data disk is nearly full")]
    public static partial void ReserveNotTaken(this ILogger logger, Exception exception);

    [LoggerMessage(1003, LogLevel.Warning, "The disk reserve of {Bytes} bytes was given up so that rows can be deleted")]
    public static partial void ReserveGivenUp(this ILogger logger, long bytes);

    [LoggerMessage(1004, LogLevel.Information, "Secrets are sealed under master key {KeyId}; {Count} were moved to it")]
    public static partial void KeyRotated(this ILogger logger, string keyId, int count);

    [LoggerMessage(1005, LogLevel.Error, "The audit trail does not hold at entry {Number}: it was edited, or an entry is missing")]
    public static partial void AuditChainBroken(this ILogger logger, long number);

    [LoggerMessage(1006, LogLevel.Warning, "How far the audit trail has come was not written beside the database; a restore would not be noticed")]
    public static partial void HighWaterNotWritten(this ILogger logger, Exception exception);

    [LoggerMessage(1007, LogLevel.Error, "The check {Check} of what is the matter failed")]
    public static partial void CheckFailed(this ILogger logger, Exception exception, string check);
}
