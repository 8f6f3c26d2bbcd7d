using Fairlead.Platform.Tests.Tickets.Applying;
using Fairlead.Sandbox.Requests;

namespace Fairlead.Platform.Tests.Tickets.Simulation;

/// <summary>What is written to Jira, counted: Fairlead's own changes must not come back to it as news.</summary>
internal sealed class LoopWrites(TicketWorld world)
{
    /// <summary>
    /// Marker, edit, comments, list, link and up to three transitions, each sent up to three times when its answer is lost; more in one act is a loop.
    /// </summary>
    private const int MostPerIssueAndAct = 24;

    /// <summary>Requests that only read although they are posted, by their last segment.</summary>
    private static readonly HashSet<string> Reads = ["bulkfetch", "search", "jql", "list", "check", "approximate-count"];

    private long _looked;

    /// <summary>Of everything that was begun since the last time.</summary>
    public void AssertNoEcho()
    {
        var since = Since(_looked);
        _looked = since.Count > 0 ? since[^1].Number : _looked;
        Assert.Empty(Effects(since).GroupBy(IssueOf).Where(g => g.Key is not null && g.Count() > MostPerIssueAndAct)
            .Select(g => $"{g.Key} was written {g.Count()} times: {string.Join(", ", g.Select(r => $"{r.Method} {r.Path} {r.Status}"))}"));
    }

    /// <summary>The newest request, to be given to <see cref="EffectsSince"/>.</summary>
    public long Now => world.Sandbox.Requests.All is [.., var last] ? last.Number : 0;

    public IReadOnlyList<string> EffectsSince(long number) => [.. Effects(Since(number)).Select(r => $"{r.Method} {r.Path} {r.Body}")];

    private List<SandboxRequest> Since(long number) => [.. world.Sandbox.Requests.All.SkipWhile(r => r.Number <= number)];

    private static IEnumerable<SandboxRequest> Effects(IEnumerable<SandboxRequest> requests) =>
        requests.Where(r => r.IsWrite && !Reads.Contains(r.Path[(r.Path.LastIndexOf('/') + 1)..]));

    /// <returns><see langword="null"/>: of several.</returns>
    private static string? IssueOf(SandboxRequest request)
    {
        var segments = request.Path.Split('/');
        var at = Array.IndexOf(segments, "issue");
        return at >= 0 && at + 1 < segments.Length && segments[at + 1] != "bulk" ? segments[at + 1] : null;
    }
}
