using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Connections;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>The two sides of a connection: who is on one stops nobody on the other.</summary>
internal enum LaneSide
{
    Writing = 1,
    Reading = 2,
}

/// <summary>The exclusive right to write to one Jira site, or to read there, under an epoch. Dispose it to let the next worker in.</summary>
internal sealed class LaneSession(
    ConnectionId connection,
    long epoch,
    DateTimeOffset enteredAt,
    bool looksFirst,
    JiraClient jira,
    CallCounter calls,
    TimeSpan jiraAhead,
    Func<JiraClient, CancellationToken, Task<OwnAccounts>> accounts,
    Func<ValueTask> leave) : IAsyncDisposable
{
    private readonly HashSet<TicketId> _ofRuns = [];
    private CancellationToken _caller;
    private OwnAccounts? _accounts;

    public ConnectionId Connection { get; } = connection;

    public long Epoch { get; } = epoch;

    /// <summary>Before the credential with which it signs in was read.</summary>
    public DateTimeOffset EnteredAt { get; } = enteredAt;

    /// <summary>The database was restored once: Jira may hold issues that it knows nothing of, so every create begins with a look.</summary>
    public bool LooksFirst { get; } = looksFirst;

    /// <summary>Waits a short failure out, where trying again is safe. Changes nothing in Jira once another worker has entered.</summary>
    public JiraClient Jira { get; } = jira.ThroughHiccups();

    /// <summary>What our clock showed when Jira's showed a time; to compare it with what happened here.</summary>
    /// <param name="atJira">As Jira gives it.</param>
    public DateTimeOffset OursOf(DateTimeOffset atJira) => atJira - jiraAhead;

    /// <summary>Asks once: for finding out whether Jira is back.</summary>
    public JiraClient Probe { get; } = jira;

    /// <summary>What it found in Jira for placeholders so far.</summary>
    public FieldLookups Lookups { get; } = new(jira.ThroughHiccups());

    public CallCounter Calls { get; } = calls;

    /// <summary>Why nothing more is sent in this session; <see langword="null"/> while sending goes on.</summary>
    public string? StopReason { get; private set; }

    public DateTimeOffset? ResumeAt { get; private set; }

    public PauseCause? Stopped { get; private set; }

    public bool IsStopped => Stopped is not null;

    /// <summary>Whoever asked for this went away: nothing new is begun, and what is with Jira comes to its answer.</summary>
    public bool IsLeaving => _caller.IsCancellationRequested;

    /// <summary>Writes in a row of which nobody knows what came.</summary>
    public int UnclearInARow { get; private set; }

    /// <summary>These are what operations of a run are about, which tells what becomes of them.</summary>
    public void CountOfRun(IEnumerable<TicketId> tickets) => _ofRuns.UnionWith(tickets);

    public bool IsOfRun(TicketId ticket) => _ofRuns.Contains(ticket);

    public void LeaveWhen(CancellationToken caller) => _caller = caller;

    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public void ThrowIfLeaving() => _caller.ThrowIfCancellationRequested();

    /// <summary>The account that Fairlead signs in with, and those before it: what they did then is Fairlead's own. Asked for once, and not where that is known.</summary>
    /// <exception cref="JiraUnavailableException">It is not known.</exception>
    /// <exception cref="JiraRefusedException">It is not known.</exception>
    public async Task<OwnAccounts> AccountsAsync(CancellationToken ct) => _accounts ??= await accounts(Jira, ct);

    public void CountUnclear() => UnclearInARow++;

    public void CountClear() => UnclearInARow = 0;

    public void Stop(PauseCause cause, string reason, DateTimeOffset? resumeAt) => (Stopped, StopReason, ResumeAt) = (cause, reason, resumeAt);

    public ValueTask DisposeAsync() => leave();
}
