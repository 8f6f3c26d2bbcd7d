using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Notifications;

internal static partial class Log
{
    [LoggerMessage(1701, LogLevel.Error, "Messages were not sent; the next look does it")]
    public static partial void NotSent(this ILogger logger, Exception exception);
}
