using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Connections;

internal static partial class Log
{
    [LoggerMessage(1801, LogLevel.Error, "Connections could not be tested; the next look tries again")]
    public static partial void NotProbed(this ILogger logger, Exception exception);
}
