using System.Collections.Concurrent;

namespace Fairlead.Web.Hosting;

/// <summary>
/// Lets each kind of line through so many times a minute and counts the rest, so that nobody can fill the disk by doing over and
/// over what the log complains about. How many were left out is told when the minute is over.
/// </summary>
internal sealed class BoundedLog(ILoggerProvider inner, TimeProvider clock) : ILoggerProvider, ISupportExternalScope
{
    /// <summary>Lines of one event of one class.</summary>
    public const int LinesPerMinute = 60;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public ILogger CreateLogger(string categoryName) => new Bounded(inner.CreateLogger(categoryName), clock);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    public void Dispose() => inner.Dispose();

    private sealed class Bounded(ILogger inner, TimeProvider clock) : ILogger
    {
        private readonly ConcurrentDictionary<int, Count> _counts = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel))
                return;
            var count = _counts.GetOrAdd(eventId.Id, static (_, bounded) => new Count(bounded), this);
            if (count.Take(eventId, clock))
                inner.Log(logLevel, eventId, state, exception, formatter);
        }

        /// <summary>Of one kind of line in the current minute.</summary>
        private sealed class Count(Bounded bounded)
        {
            private readonly Lock _lock = new();
            private long _since;
            private int _lines;
            private ITimer? _end;

            public bool Take(EventId kind, TimeProvider clock)
            {
                lock (_lock)
                {
                    var now = clock.GetTimestamp();
                    if (_end is null && (_lines == 0 || clock.GetElapsedTime(_since, now) >= Minute))
                        (_since, _lines) = (now, 0);
                    if (++_lines <= LinesPerMinute)
                        return true;
                    _end ??= clock.CreateTimer(_ => End(kind), null, Minute - clock.GetElapsedTime(_since, now), Timeout.InfiniteTimeSpan);
                    return false;
                }
            }

            private void End(EventId kind)
            {
                int left;
                lock (_lock)
                {
                    left = _lines - LinesPerMinute;
                    _lines = 0;
                    _end?.Dispose();
                    _end = null;
                }

                bounded.Inner.LeftOut(left, kind.Id);
            }
        }

        private ILogger Inner => inner;
    }
}
