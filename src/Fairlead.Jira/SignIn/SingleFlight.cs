namespace Fairlead.Jira.SignIn;

/// <summary>
/// Work of which one run serves everyone who asks while it goes on. A caller that gives up leaves the run to the others; the work
/// bounds itself by its own deadline.
/// </summary>
internal sealed class SingleFlight<T>(Func<Task<T>> work)
{
    private readonly Lock _gate = new();
    private Task<T>? _running;

    public Task<T> RunAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_running is null || _running.IsCompleted)
                _running = work();
            return _running.WaitAsync(ct);
        }
    }
}
