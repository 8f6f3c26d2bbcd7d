namespace Fairlead.Sandbox.Requests;

/// <summary>Every request to Jira's own paths since start or reset, oldest first, so that tests can count calls.</summary>
public sealed class SandboxRequestLog
{
    private const long KeptCharacters = 16_000_000;
    private const int KeptRequests = 500_000;
    private readonly Lock _gate = new();
    private readonly List<SandboxRequest> _requests = [];
    private long _last;
    private long _characters;
    private int _oldestBody;

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
            _characters = 0;
            _oldestBody = 0;
        }
    }

    /// <returns>The request's number, to complete it with.</returns>
    internal long Add(SandboxRequest request)
    {
        lock (_gate)
        {
            if (_requests.Count >= KeptRequests)
            {
                _requests.RemoveRange(0, KeptRequests / 10);
                _oldestBody = Math.Max(0, _oldestBody - (KeptRequests / 10));
            }

            _requests.Add(request with { Number = ++_last });
            _characters += request.Body?.Length ?? 0;
            LetGoOfBodies();
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

    private void LetGoOfBodies()
    {
        for (; _characters > KeptCharacters && _oldestBody < _requests.Count - 1; _oldestBody++)
        {
            _characters -= _requests[_oldestBody].Body?.Length ?? 0;
            _requests[_oldestBody] = _requests[_oldestBody] with { Body = null };
        }
    }
}
