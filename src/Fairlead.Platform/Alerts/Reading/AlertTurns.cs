using Fairlead.Platform.Http;

namespace Fairlead.Platform.Alerts.Reading;

/// <summary>How many requests are served at the same time; one more waits a moment, and is then told to come again.</summary>
/// <param name="full">What is said then.</param>
internal sealed class AlertTurns(int most, string full, TimeProvider clock) : IDisposable
{
    /// <summary>How long a request waits for its turn, and how long one that got none is to wait before it comes again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(most);

    /// <summary>Requests more that would be served at once.</summary>
    public int Free => _free.CurrentCount;

    /// <exception cref="ProblemException">All turns are taken.</exception>
    public async Task EnterAsync(CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            await _free.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ProblemException(new Problem(ProblemKind.TemporarilyUnavailable, $"{full} Nothing of this request was taken in; send it again.") { RetryAfter = Patience });
        }
    }

    public void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();
}
