using Fairlead.Kernel.Identity;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Findings;

internal static partial class Log
{
    [LoggerMessage(1301, LogLevel.Information, "Import {ImportId}: read {Read}, created {Created}, changed {Changed}, fixed {Fixed}, held {Held}")]
    public static partial void Imported(
        this ILogger logger, ImportId importId, long read, long created, long changed, long @fixed, long held);

    [LoggerMessage(1302, LogLevel.Warning, "Carried on or undid {Count} imports that an earlier process had left unfinished")]
    public static partial void Recovered(this ILogger logger, int count);

    [LoggerMessage(1303, LogLevel.Information, "Refused a report: {Slug}")]
    public static partial void Refused(this ILogger logger, string slug);

    [LoggerMessage(1304, LogLevel.Information, "{Count} decisions on findings reached their end date")]
    public static partial void DecisionsEnded(this ILogger logger, int count);

    [LoggerMessage(1305, LogLevel.Warning, "Upkeep of findings was put off to the next minute")]
    public static partial void UpkeepPutOff(this ILogger logger, Exception exception);
}
