using System.Globalization;
using Fairlead.Platform.Alerts;
using Fairlead.Platform.Alerts.Releasing;

namespace Fairlead.Platform.Tests.Alerts;

public sealed class PeriodsTests
{
    [Theory]
    [InlineData(TriggerSchedule.AtOnce, "2026-03-04T15:00:00Z", "2026-03-04T16:00:00Z")]
    [InlineData(TriggerSchedule.Hourly, "2026-03-04T15:00:00Z", "2026-03-04T16:00:00Z")]
    [InlineData(TriggerSchedule.Daily, "2026-03-04T00:00:00Z", "2026-03-05T00:00:00Z")]
    [InlineData(TriggerSchedule.Weekly, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z")]
    [InlineData(TriggerSchedule.Monthly, "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")]
    public void A_period_begins_on_the_hour_at_midnight_on_Monday_or_on_the_first(TriggerSchedule schedule, string start, string end)
    {
        var now = new DateTimeOffset(2026, 3, 4, 15, 59, 59, TimeSpan.Zero);
        Assert.Equal(DateTimeOffset.Parse(start, CultureInfo.InvariantCulture), Periods.StartOf(schedule, now));
        Assert.Equal(DateTimeOffset.Parse(end, CultureInfo.InvariantCulture), Periods.EndOf(schedule, now));
        Assert.Equal(DateTimeOffset.Parse(start, CultureInfo.InvariantCulture), Periods.StartOf(schedule, DateTimeOffset.Parse(start, CultureInfo.InvariantCulture)));
        Assert.Equal(DateTimeOffset.Parse(end, CultureInfo.InvariantCulture), Periods.StartOf(schedule, DateTimeOffset.Parse(end, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_week_that_begins_on_Sunday_is_the_week_before()
        => Assert.Equal(new DateTimeOffset(2026, 2, 23, 0, 0, 0, TimeSpan.Zero), Periods.StartOf(TriggerSchedule.Weekly, new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero)));
}
