using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Notifications;

internal static partial class Log
{
    [LoggerMessage(1701, LogLevel.Error, "Messages were not sent; the next look does it")]
    public static partial void NotSent(this ILogger logger, Exception exception);

    [LoggerMessage(1703, LogLevel.Error, "Nobody was told of what is the matter; the next look does it")]
    public static partial void TroublesNotTold(this ILogger logger, Exception exception);

    [LoggerMessage(1702, LogLevel.Error, "Receiver {Receiver}: a message could not be sent, and is sent again")]
    public static partial void NotDelivered(this ILogger logger, Exception exception, string receiver);
}
