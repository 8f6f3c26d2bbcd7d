namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// After the caller went away, what is with Jira already may still come to its answer: a create that is cut off is uncertain, and rests
/// for minutes. Whoever holds this begins nothing new by then (<see cref="LaneSession.IsLeaving"/>).
/// </summary>
internal sealed class Patience : IDisposable
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    public Patience(TimeProvider clock, CancellationToken caller)
    {
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).CancelAfter(Grace), _source);
    }

    /// <summary>Cancelled <see cref="Grace"/> after the caller's.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
