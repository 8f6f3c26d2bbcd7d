using Fairlead.Client.Operations;
using Fairlead.Storage;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Operations;

/// <summary>Asks everybody who has a say; one answer serves all callers for a moment, so that probes cannot load the database.</summary>
internal sealed class HealthCheck(IEnumerable<IHealthReason> reasons, TimeProvider clock, ILogger<HealthCheck> log) : IDisposable
{
    public const string Failed = "check_failed";
    public const string TimedOut = "check_timed_out";
    public const string NoDatabase = "database_unavailable";

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
            var answer = Answer(await ReasonsAsync(ct));
            _last = (clock.GetUtcNow(), answer);
            return answer;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Asks now. A check that fails or is late is a reason itself and keeps no other from being heard.</summary>
    /// <returns>Nothing when all is well.</returns>
    public async Task<IReadOnlyList<HealthReason>> ReasonsAsync(CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Timeout);
        var found = new List<HealthReason>();
        foreach (var reason in _reasons)
        {
            try
            {
                found.AddRange(await reason.CheckAsync(deadline.Token));
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                found.Add(new(TimedOut, $"A check did not answer within {Timeout.TotalSeconds:0} s.", true, IsOfNode: true));
            }
            catch (DatabaseUnavailableException e)
            {
                // Mostly the database's own check told of it already.
                if (!found.Exists(r => r.IsBlocking))
                    found.Add(new(NoDatabase, e.Message, true, IsOfNode: true));
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // A mistake of ours. It does not say that the node cannot serve.
                var name = reason.GetType().Name;
                log.CheckFailed(e, name);
                found.Add(new(Failed, $"The check {name} failed inside Fairlead; the log has the details.", false, name, IsOfNode: true));
            }
        }

        return found;
    }

    /// <summary>Whether it stands for a check that did not come to its end: what that would have said is not known.</summary>
    public static bool IsSilence(HealthReason reason) => reason.Code is Failed or TimedOut or NoDatabase;

    public void Dispose() => _turn.Dispose();

    private static HealthResponse Answer(IReadOnlyList<HealthReason> found) => new(
        found.Any(r => r.IsBlocking) ? "unavailable" : found.Count > 0 ? "degraded" : "ready",
        [.. found.Select(r => new HealthReasonResponse(r.Code, r.Message, r.IsBlocking))]);
}
