namespace Fairlead.Testing;

/// <summary>A clock that goes as another one does, and shows another time.</summary>
public sealed class ShiftedClock(TimeProvider other, TimeSpan ahead) : TimeProvider
{
    public override long TimestampFrequency => other.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => other.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => other.GetUtcNow() + ahead;

    public override long GetTimestamp() => other.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => other.CreateTimer(callback, state, dueTime, period);
}
