namespace Fairlead.Cli.Demo.Lifecycle;

/// <summary>The clock of a story in which weeks pass between two sentences. Timers and durations stay those of the machine.</summary>
/// <param name="ahead">Of the machine's clock, when the story begins.</param>
internal sealed class MovableClock(TimeProvider machine, TimeSpan ahead) : TimeProvider
{
    private long _ahead = ahead.Ticks;

    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => machine.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);

    public void Pass(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);
}
