namespace Fairlead.Web.Hosting;

internal static partial class Log
{
    [LoggerMessage(9001, LogLevel.Warning, "Not everything ended in order; the next start finds where it was")]
    public static partial void EndedOutOfOrder(this ILogger logger, Exception exception);
}
