using Fairlead.Platform.SecurityInformation;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>How long the making of findings waits while providers send much.</summary>
public sealed class PushBurstTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly TestClock _clock = new();
    private readonly PushBurst _burst;

    public PushBurstTests() => _burst = new PushBurst(_clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Nothing_waits_for_what_is_no_burst()
    {
        Assert.True(_burst.SubsideAsync(Longest, Ct).IsCompletedSuccessfully);
        for (var i = 0; i < 10; i++)
        {
            _burst.Note((PushBurst.Vulnerabilities / 2) - 1);
            Assert.True(_burst.SubsideAsync(Longest, Ct).IsCompletedSuccessfully);
            _clock.Advance(Second);
        }
    }

    [Fact]
    public async Task A_burst_is_over_once_what_came_lately_is_little()
    {
        _burst.Note(PushBurst.Vulnerabilities - 1);
        _clock.Advance(Second);
        _burst.Note(1);
        var waiting = _burst.SubsideAsync(Longest, Ct);
        Assert.False(waiting.IsCompleted);
        // The first of them is two seconds old then.
        Assert.Equal(Second, await UntilAsync(waiting, () => { }));
    }

    [Fact]
    public async Task One_that_does_not_end_is_waited_for_as_long_as_there_is_time_and_several_share_it()
    {
        Much();
        var first = _burst.SubsideAsync(Longest, Ct);
        Assert.Equal(PushBurst.Window, await UntilAsync(first, () => { }));
        var left = await first;
        Assert.Equal(Longest - PushBurst.Window, left);

        Much();
        var second = _burst.SubsideAsync(left, Ct);
        Assert.Equal(left, await UntilAsync(second, Much));
        Assert.Equal(TimeSpan.Zero, await second);
        Much();
        Assert.True(_burst.SubsideAsync(TimeSpan.Zero, Ct).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Who_stops_waits_no_longer()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        Much();
        var waiting = _burst.SubsideAsync(Longest, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private void Much() => _burst.Note(PushBurst.Vulnerabilities);

    /// <summary>Moves the clock until the wait is over.</summary>
    /// <param name="meanwhile">At each step.</param>
    /// <returns>How long it took.</returns>
    private async Task<TimeSpan> UntilAsync(Task waiting, Action meanwhile)
    {
        var began = _clock.GetUtcNow();
        var step = TimeSpan.FromMilliseconds(500);
        while (true)
        {
            while (!waiting.IsCompleted && !_clock.IsAwaited(step))
                await Task.Yield();
            if (waiting.IsCompleted)
                break;
            meanwhile();
            _clock.Advance(step);
        }

        await waiting;
        return _clock.GetUtcNow() - began;
    }
}
