namespace Fairlead.Sandbox.Requests;

/// <summary>Every request to Jira's own paths since start or reset, oldest first, so that tests can count calls.</summary>
public sealed class SandboxRequestLog
{
    private const int KeptBodies = 2_000;
    private const int KeptRequests = 500_000;
    private readonly Lock _gate = new();
    private readonly List<SandboxRequest> _requests = [];
    private long _last;

    public int Count
    {
        get
        {
            lock (_gate)
                return _requests.Count;
        }
    }

    public IReadOnlyList<SandboxRequest> All
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    /// <param name="method">Null for any.</param>
    /// <param name="path">As in a fault: trailing segments, <c>*</c> or <c>{x}</c> for any one; null for any.</param>
    public IReadOnlyList<SandboxRequest> Matching(string? method, string? path) =>
        [.. All.Where(r => PathPattern.Matches(method, path, r.Method, r.Path))];

    public int CountOf(string? method, string? path) => Matching(method, path).Count;

    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
            _last = 0;
        }
    }

    /// <returns>The request's number, to complete it with.</returns>
    internal long Add(SandboxRequest request)
    {
        lock (_gate)
        {
            if (_requests.Count >= KeptRequests)
                _requests.RemoveRange(0, KeptRequests / 10);
            _requests.Add(request with { Number = ++_last });
            if (_requests.Count > KeptBodies && _requests[^KeptBodies] is { Body: not null } old)
                _requests[^KeptBodies] = old with { Body = null };
            return _last;
        }
    }

    internal void Change(long number, Func<SandboxRequest, SandboxRequest> change)
    {
        lock (_gate)
        {
            var index = (int)(number - (_requests.Count > 0 ? _requests[0].Number : number));
            if (index >= 0 && index < _requests.Count && _requests[index].Number == number)
                _requests[index] = change(_requests[index]);
        }
    }
}
