using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Issues;

namespace Fairlead.Sandbox.Search;

/// <summary>Where page tokens point to: the result as it was, and how far it has been read. A token can be used again.</summary>
internal sealed class SearchCursors
{
    private const int MaxCursors = 500;
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);
    private readonly Dictionary<string, (IReadOnlyList<Issue> Found, int Start, DateTimeOffset ExpiresAt)> _cursors = [];
    private readonly Queue<string> _order = [];

    public string Keep(IReadOnlyList<Issue> found, int start, DateTimeOffset now)
    {
        var token = SandboxAccounts.Random(32);
        _cursors[token] = (found, start, now + Life);
        _order.Enqueue(token);
        if (_order.Count > MaxCursors)
            _cursors.Remove(_order.Dequeue());
        return token;
    }

    public (IReadOnlyList<Issue> Found, int Start)? Take(string token, DateTimeOffset now) =>
        _cursors.TryGetValue(token, out var cursor) && cursor.ExpiresAt > now ? (cursor.Found, cursor.Start) : null;

    public void Clear()
    {
        _cursors.Clear();
        _order.Clear();
    }
}
