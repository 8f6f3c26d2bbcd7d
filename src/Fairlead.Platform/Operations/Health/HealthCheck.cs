using Fairlead.Client.Operations;

namespace Fairlead.Platform.Operations.Health;

/// <summary>Asks everybody who has a say; one answer serves all callers for a moment, so that probes cannot load the database.</summary>
internal sealed class HealthCheck(IEnumerable<IHealthReason> reasons, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly IHealthReason[] _reasons = [.. reasons];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private (DateTimeOffset At, HealthResponse Answer)? _last;

    /// <summary>Set when the host begins to stop.</summary>
    public bool IsStopping { get; set; }

    public async Task<HealthResponse> ReadyAsync(CancellationToken ct)
    {
        if (IsStopping)
            return new("stopping", [new("stopping", "The server is stopping.", true)]);
        await _turn.WaitAsync(ct);
        try
        {
            if (_last is { } last && clock.GetUtcNow() - last.At < KeptFor)
                return last.Answer;
            var answer = await AskAsync(ct);
            _last = (clock.GetUtcNow(), answer);
            return answer;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<HealthResponse> AskAsync(CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Timeout);
        var found = new List<HealthReasonResponse>();
        foreach (var reason in _reasons)
        {
            try
            {
                found.AddRange((await reason.CheckAsync(deadline.Token)).Select(r => new HealthReasonResponse(r.Code, r.Message, r.IsBlocking)));
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                found.Add(new("check_timed_out", $"A check did not answer within {Timeout.TotalSeconds:0} s.", true));
            }
        }

        var status = found.Exists(r => r.IsBlocking) ? "unavailable" : found.Count > 0 ? "degraded" : "ready";
        return new(status, found);
    }
}
