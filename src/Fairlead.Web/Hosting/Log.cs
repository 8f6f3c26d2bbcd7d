namespace Fairlead.Web.Hosting;

internal static partial class Log
{
    [LoggerMessage(9001, LogLevel.Warning, "Not everything ended in order; the next start finds where it was")]
    public static partial void EndedOutOfOrder(this ILogger logger, Exception exception);

    [LoggerMessage(9002, LogLevel.Warning, "{Count} more lines of event {Event} within a minute were left out")]
    public static partial void LeftOut(this ILogger logger, int count, int @event);
}
