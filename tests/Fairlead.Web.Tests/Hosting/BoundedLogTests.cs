using Fairlead.Web.Hosting;
using Microsoft.Extensions.Logging;

namespace Fairlead.Web.Tests.Hosting;

/// <summary>HTTP-10: whatever is done to the server, its log does not grow without bound.</summary>
public sealed class BoundedLogTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly Kept _kept = new();
    private readonly BoundedLog _log;

    public BoundedLogTests() => _log = new BoundedLog(_kept, _clock);

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_flood_of_one_kind_is_cut_and_counted()
    {
        var logger = _log.CreateLogger("a");
        for (var i = 0; i < 10_000; i++)
            Write(logger, 7);
        Assert.Equal(60, _kept.Lines.Count);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("9940 more lines of event 7 within a minute were left out", _kept.Lines[^1]);
        Write(logger, 7);
        Assert.Equal(62, _kept.Lines.Count);
    }

    [Fact]
    public void What_is_rare_is_never_left_out_and_kinds_do_not_share()
    {
        var (a, b) = (_log.CreateLogger("a"), _log.CreateLogger("b"));
        for (var i = 0; i < 300; i++)
        {
            Write(a, i % 5);
            Write(b, i % 5);
        }

        Assert.Equal(600, _kept.Lines.Count);
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(50));
            for (var n = 0; n < 40; n++)
                Write(a, 9);
            _clock.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(1_000, _kept.Lines.Count);
    }

    [Fact]
    public void A_flood_without_end_leaves_a_bounded_log()
    {
        var logger = _log.CreateLogger("a");
        for (var minute = 0; minute < 10; minute++)
        {
            for (var i = 0; i < 1_000; i++)
                Write(logger, 1);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(_kept.Lines.Count, 600, 620);
    }

    private static void Write(ILogger logger, int kind) => logger.Log(LogLevel.Warning, new EventId(kind), "line", null, (s, _) => s);

    private sealed class Kept : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
