namespace Fairlead.Platform.SecurityInformation;

/// <summary>
/// How much comes in at the moment. While much does, making findings of it waits, so that the database and the processor are there for who sends. Each server knows its own.
/// </summary>
internal sealed class PushBurst(TimeProvider clock)
{
    /// <summary>Within <see cref="Window"/>: an eighth of what a server of two cores can take in.</summary>
    public const int Vulnerabilities = 5_000;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Queue<(long At, int Count)> _lately = new();
    private int _count;

    public void Note(int vulnerabilities)
    {
        lock (_gate)
        {
            var now = Forget();
            _lately.Enqueue((now, vulnerabilities));
            _count += vulnerabilities;
        }
    }

    /// <summary>Until little comes in, or the time is over.</summary>
    /// <returns>What is left of the time.</returns>
    public async Task<TimeSpan> SubsideAsync(TimeSpan longest, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        while (longest > clock.GetElapsedTime(began) && IsOn())
            await Task.Delay(Look, clock, ct);
        var left = longest - clock.GetElapsedTime(began);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private bool IsOn()
    {
        lock (_gate)
        {
            Forget();
            return _count >= Vulnerabilities;
        }
    }

    /// <returns>Now.</returns>
    private long Forget()
    {
        var now = clock.GetTimestamp();
        while (_lately.TryPeek(out var first) && clock.GetElapsedTime(first.At, now) >= Window)
            _count -= _lately.Dequeue().Count;
        return now;
    }
}
