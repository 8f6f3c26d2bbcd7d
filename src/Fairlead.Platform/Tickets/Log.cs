using Fairlead.Kernel.Identity;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Tickets;

internal static partial class Log
{
    [LoggerMessage(1401, LogLevel.Information, "Configuration {Configuration}: planned {OperationCount} operations")]
    public static partial void Planned(this ILogger logger, TicketConfigurationId configuration, int operationCount);

    [LoggerMessage(1402, LogLevel.Information, "Connection {Connection}: created {Count} issues")]
    public static partial void Created(this ILogger logger, ConnectionId connection, int count);

    [LoggerMessage(1403, LogLevel.Warning, "Connection {Connection}: {Count} creates are uncertain ({Cause}); they rest and are looked for")]
    public static partial void Uncertain(this ILogger logger, ConnectionId connection, int count, string cause);

    [LoggerMessage(1404, LogLevel.Warning, "Connection {Connection}: project {Project}, type {IssueType} refuses every item; parked until {ProbeAt:u}")]
    public static partial void CircuitOpened(this ILogger logger, ConnectionId connection, string project, string issueType, DateTimeOffset? probeAt);

    [LoggerMessage(1405, LogLevel.Information, "Connection {Connection}: project {Project}, type {IssueType} accepts items again")]
    public static partial void CircuitClosed(this ILogger logger, ConnectionId connection, string project, string issueType);

    /// <param name="resumeAt">UTC. <see langword="null"/>: only a person ends it.</param>
    public static void Paused(this ILogger logger, ConnectionId connection, DateTimeOffset? resumeAt, string cause)
    {
        if (resumeAt is { } at)
            logger.PausedUntil(connection, at, cause);
        else
            logger.PausedForAPerson(connection, cause);
    }

    [LoggerMessage(1406, LogLevel.Warning, "Connection {Connection}: nothing is sent until {ResumeAt:u} ({Cause})")]
    private static partial void PausedUntil(this ILogger logger, ConnectionId connection, DateTimeOffset resumeAt, string cause);

    [LoggerMessage(1421, LogLevel.Warning, "Connection {Connection}: nothing is sent until somebody mends it ({Cause}): fairlead connection test says what to do")]
    private static partial void PausedForAPerson(this ILogger logger, ConnectionId connection, string cause);

    [LoggerMessage(1407, LogLevel.Warning, "Connection {Connection}: took over {Count} creates that another worker left unanswered")]
    public static partial void TakenOver(this ILogger logger, ConnectionId connection, int count);

    [LoggerMessage(1408, LogLevel.Warning, "Connection {Connection}: the database was restored; {Count} unlinked creates are looked for before they are sent")]
    public static partial void Restored(this ILogger logger, ConnectionId connection, int count);

    [LoggerMessage(1409, LogLevel.Warning, "Connection {Connection}: the sweep found {Count} duplicates and closed or flagged them")]
    public static partial void DuplicatesHealed(this ILogger logger, ConnectionId connection, int count);

    [LoggerMessage(1410, LogLevel.Warning, "Connection {Connection}: {Missing} of {Asked} issues vanished at once; nothing was changed")]
    public static partial void VanishHeld(this ILogger logger, ConnectionId connection, int missing, int asked);

    [LoggerMessage(1411, LogLevel.Warning, "Connection {Connection}: another worker took over; this one stopped")]
    public static partial void Fenced(this ILogger logger, ConnectionId connection);

    [LoggerMessage(1412, LogLevel.Warning, "Connection {Connection}: the wake-up failed and is repeated")]
    public static partial void WakeUpFailed(this ILogger logger, Exception exception, ConnectionId connection);

    [LoggerMessage(1413, LogLevel.Warning, "Ticket {Ticket}: frozen until {Until:u} because it was moved back and forth")]
    public static partial void Frozen(this ILogger logger, TicketId ticket, DateTimeOffset? until);

    [LoggerMessage(1414, LogLevel.Warning, "Connection {Connection}: looking for uncertain creates failed ({Cause})")]
    public static partial void LookFailed(this ILogger logger, ConnectionId connection, string cause);

    [LoggerMessage(1415, LogLevel.Warning, "Connection {Connection}: what webhooks told of could not be read; it stays and is read later")]
    public static partial void WebhooksNotHeard(this ILogger logger, Exception exception, ConnectionId connection);

    [LoggerMessage(1416, LogLevel.Warning, "Connection {Connection}: the hold on its lane could not be written; it ends by itself")]
    public static partial void NotHeld(this ILogger logger, Exception exception, ConnectionId connection);

    [LoggerMessage(1417, LogLevel.Warning, "Connection {Connection}: what changed in Jira could not be read; the next look begins where this one did")]
    public static partial void NotLooked(this ILogger logger, Exception exception, ConnectionId connection);

    [LoggerMessage(1418, LogLevel.Error, "Connections were not woken; the next tick does it")]
    public static partial void NotTicked(this ILogger logger, Exception exception);

    [LoggerMessage(1420, LogLevel.Error, "Configuration {Configuration}: its run failed; it is tried again when something changes")]
    public static partial void RunFailed(this ILogger logger, Exception exception, string configuration);

    [LoggerMessage(1419, LogLevel.Error, "What is kept of old runs was not let go; the next hour does it")]
    public static partial void RunsNotCleaned(this ILogger logger, Exception exception);
}
