namespace Fairlead.Platform.SecurityInformation;

/// <summary>
/// How much comes in at the moment. While much does, making findings of it waits, so that the database and the processor are there for who sends; for half a minute at most,
/// since not all senders come to an end. Each server knows its own.
/// </summary>
internal sealed class PushBurst(TimeProvider clock)
{
    /// <summary>Within <see cref="Window"/>: an eighth of what a server of two cores can take in.</summary>
    public const int Vulnerabilities = 5_000;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Queue<(long At, int Count)> _lately = new();
    private int _count;
    private long? _since;

    public void Note(int vulnerabilities)
    {
        lock (_gate)
        {
            var now = Forget();
            _lately.Enqueue((now, vulnerabilities));
            _count += vulnerabilities;
            if (_count >= Vulnerabilities)
                _since ??= now;
        }
    }

    /// <summary>Until it subsides, or has lasted for <see cref="Longest"/>; from then on until it subsides nothing waits for it.</summary>
    public async Task SubsideAsync(CancellationToken ct)
    {
        while (IsOn())
            await Task.Delay(Look, clock, ct);
    }

    private bool IsOn()
    {
        lock (_gate)
        {
            var now = Forget();
            return _since is { } since && clock.GetElapsedTime(since, now) < Longest;
        }
    }

    /// <returns>Now.</returns>
    private long Forget()
    {
        var now = clock.GetTimestamp();
        while (_lately.TryPeek(out var first) && clock.GetElapsedTime(first.At, now) >= Window)
            _count -= _lately.Dequeue().Count;
        if (_count < Vulnerabilities)
            _since = null;
        return now;
    }
}
