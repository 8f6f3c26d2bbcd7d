using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Http;

internal static partial class Log
{
    [LoggerMessage(1090, LogLevel.Error, "Request {Method} {Route} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string method, string route);
}
