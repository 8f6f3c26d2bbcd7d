using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Operations;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Warning, "Rows about calls to Jira were not stored")]
    public static partial void CallsNotStored(this ILogger logger, Exception exception);
}
