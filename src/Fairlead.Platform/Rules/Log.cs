using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Rules;

internal static partial class Log
{
    [LoggerMessage(1601, LogLevel.Information, "Rule {Rule} acted on {Findings} findings")]
    public static partial void Acted(this ILogger logger, string rule, int findings);

    [LoggerMessage(1603, LogLevel.Error, "Rule {Rule}: its run failed")]
    public static partial void NotActed(this ILogger logger, Exception exception, string rule);

    [LoggerMessage(1602, LogLevel.Error, "Rules were not run; the next look does it")]
    public static partial void NotRun(this ILogger logger, Exception exception);
}
