using System.Diagnostics;

namespace Fairlead.Platform.Alerts.Releasing;

/// <summary>The periods of schedules and throttles, UTC. Pure.</summary>
internal static class Periods
{
    /// <summary>No period is longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static DateTimeOffset StartOf(TriggerSchedule schedule, DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return schedule switch
        {
            TriggerSchedule.AtOnce or TriggerSchedule.Hourly => day.AddHours(now.UtcDateTime.Hour),
            TriggerSchedule.Daily => day,
            TriggerSchedule.Weekly => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            TriggerSchedule.Monthly => day.AddDays(1 - day.Day),
            _ => throw new UnreachableException(),
        };
    }

    public static DateTimeOffset EndOf(TriggerSchedule schedule, DateTimeOffset now)
    {
        var start = StartOf(schedule, now);
        return schedule switch
        {
            TriggerSchedule.AtOnce or TriggerSchedule.Hourly => start.AddHours(1),
            TriggerSchedule.Daily => start.AddDays(1),
            TriggerSchedule.Weekly => start.AddDays(7),
            TriggerSchedule.Monthly => start.AddMonths(1),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Whether new alerts go through now. However many periods were missed, they are one run.</summary>
    public static bool IsDue(AlertTrigger trigger, DateTimeOffset now) =>
        trigger.Schedule == TriggerSchedule.AtOnce || trigger.RanAt < StartOf(trigger.Schedule, now);

    /// <summary>Whether repeats are told now: once in a period, so that for them a ticket is written to at most once in it.</summary>
    public static bool AreRepeatsDue(AlertTrigger trigger, DateTimeOffset now) => trigger.RepeatedAt < StartOf(trigger.Schedule, now);
}
