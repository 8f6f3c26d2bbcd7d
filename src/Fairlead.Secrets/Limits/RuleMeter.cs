using System.Globalization;

namespace Fairlead.Secrets.Limits;

/// <summary>What a rule takes, in all texts and on all threads. What it looks at gives it time; what it takes uses that up.</summary>
internal sealed class RuleMeter(RuleLimits limits)
{
    private const double Megabyte = 1 << 20;

    /// <summary>Less than this at once is what each look takes in passing.</summary>
    private const long InPassing = 16 << 10;

    private readonly Lock _lock = new();
    private TimeSpan _left = 2 * limits.TimePerMegabyte;
    private long _tables;
    private volatile string? _whyGivenUp;

    /// <summary>Why the rule is given up, in a few words; <see langword="null"/>: it is not.</summary>
    public string? WhyGivenUp => _whyGivenUp;

    public TimeSpan LongestLook => limits.TimePerMegabyte;

    public Look Begin() => new(this, limits.Clock.GetTimestamp());

    /// <summary>Of what is done until its end, what it takes of memory is counted as tables: they stay, and grow with what the pattern has met.</summary>
    public TableGrowth Growing() => new(this, GC.GetAllocatedBytesForCurrentThread());

    public void GiveUp(string why) => _whyGivenUp ??= why;

    public void TookTooLong() =>
        GiveUp(string.Create(CultureInfo.InvariantCulture, $"it took longer than {limits.TimePerMegabyte.TotalSeconds:0.###} s for each megabyte that it looked at"));

    private void Add(TimeSpan took, long bytes)
    {
        lock (_lock)
        {
            _left = TimeSpan.FromTicks(Math.Min((2 * limits.TimePerMegabyte).Ticks, _left.Ticks + (long)(limits.TimePerMegabyte.Ticks * (bytes / Megabyte)))) - took;
            if (_left < TimeSpan.Zero)
                TookTooLong();
        }
    }

    private void AddTables(long bytes)
    {
        if (bytes > InPassing && Interlocked.Add(ref _tables, bytes) > limits.TableBytes)
            GiveUp(string.Create(CultureInfo.InvariantCulture, $"it took more than {limits.TableBytes / Megabyte:0.##} MB of memory for what it made of its pattern"));
    }

    /// <summary>One look at a text.</summary>
    public readonly ref struct Look(RuleMeter meter, long begun)
    {
        /// <summary>Whether it took more than any look may, however little it looked at.</summary>
        public bool IsOverdue => meter.ClockTime(begun) > 2 * meter.LongestLook;

        /// <param name="bytes">How much of the text it looked at.</param>
        public void End(long bytes) => meter.Add(meter.ClockTime(begun), bytes);
    }

    /// <summary>A part of a look in which tables may grow.</summary>
    public readonly ref struct TableGrowth(RuleMeter meter, long allocated)
    {
        public void Dispose() => meter.AddTables(GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    private TimeSpan ClockTime(long begun) => limits.Clock.GetElapsedTime(begun);
}
