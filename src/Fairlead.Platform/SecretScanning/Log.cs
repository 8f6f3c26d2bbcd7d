using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecretScanning;

internal static partial class Log
{
    [LoggerMessage(1901, LogLevel.Information, "Scan {Scan} of {Project}: {Issues} issues looked through, {Matches} matches")]
    public static partial void Scanned(this ILogger logger, string scan, string project, long issues, long matches);

    [LoggerMessage(1902, LogLevel.Warning, "Scan {Scan} of {Project} waits: {Reason}")]
    public static partial void ScanWaits(this ILogger logger, string scan, string project, string reason);

    [LoggerMessage(1903, LogLevel.Warning, "Scan {Scan} of {Project} was given up: {Reason}")]
    public static partial void ScanGivenUp(this ILogger logger, string scan, string project, string reason);

    [LoggerMessage(1904, LogLevel.Error, "Scan {Scan} of {Project} failed")]
    public static partial void ScanFailed(this ILogger logger, Exception exception, string scan, string project);

    [LoggerMessage(1912, LogLevel.Warning, "Scan {Scan} of {Project}: that it goes on could not be noted; another run takes the part over when that lasts")]
    public static partial void ScanNotHeld(this ILogger logger, Exception exception, string scan, string project);

    [LoggerMessage(1906, LogLevel.Warning, "Connection {Connection}: what changed was not looked for: {Reason}")]
    public static partial void AutoScanPutOff(this ILogger logger, string connection, string reason);

    [LoggerMessage(1907, LogLevel.Warning, "What changed was not looked for in all connections; the next look does")]
    public static partial void AutoScansPutOff(this ILogger logger, Exception exception);

    [LoggerMessage(1911, LogLevel.Warning, "Connection {Connection}: authors were not told of secrets: {Reason}")]
    public static partial void NoticesPutOff(this ILogger logger, string connection, string reason);

    [LoggerMessage(1905, LogLevel.Warning, "Not all scans were looked at; the next look does")]
    public static partial void ScansPutOff(this ILogger logger, Exception exception);

    [LoggerMessage(1910, LogLevel.Warning, "Secrets of project {Project} were not told to findings; the next look does")]
    public static partial void ReportPutOff(this ILogger logger, Exception exception, string project);
}
