using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Connections;

internal static partial class Log
{
    [LoggerMessage(1801, LogLevel.Error, "Connections could not be read to test them; the next look tries again")]
    public static partial void NotLooked(this ILogger logger, Exception exception);

    [LoggerMessage(1802, LogLevel.Error, "Connection {Connection} could not be tested; it is when it is due again")]
    public static partial void NotProbed(this ILogger logger, Exception exception, string connection);
}
