namespace Fairlead.Jira.Limits;

/// <summary>
/// Decides when calls to one site may go: bounded concurrency, people before jobs, the pauses that the site asked for (whole
/// connection, endpoint or issue), and the budget of writes per issue. One per site, shared by all its clients. Adaptive: a 429
/// halves the concurrency, quiet gives it back one by one.
/// </summary>
public sealed class JiraLimiter : IDisposable
{
    private const string WholeConnection = "";
    private const int SuccessesPerStep = 20;

    private readonly JiraLimiterOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _interactive = new();
    private readonly LinkedList<Waiter> _background = new();
    private readonly PauseBoard _connection = new(LimitScope.Connection);
    private readonly PauseBoard _endpoints = new(LimitScope.Endpoint);
    private readonly PauseBoard _issues = new(LimitScope.Issue);
    private readonly IssueWriteBudget _writes;
    private LimitHeaders _latest = LimitHeaders.None;
    private int _inFlight;
    private int _concurrency;
    private int _successes;

    public JiraLimiter(JiraLimiterOptions options, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentCalls, 1, nameof(options));
        _options = options;
        _clock = clock;
        _concurrency = options.MaxConcurrentCalls;
        _writes = new(options.WritesPerIssueShort, options.WritesPerIssueLong);
        _timer = clock.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What limits us now.</summary>
    public JiraLimiterSnapshot Snapshot()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            return new(
                _inFlight,
                _interactive.Count + _background.Count,
                _concurrency,
                [.. _connection.Active(now), .. _endpoints.Active(now), .. _issues.Active(now)],
                _latest);
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Waits for the turn of a call. A granted permit must be given back by <see cref="Release"/>.</summary>
    /// <param name="patience">A wait that is known to be longer is denied at once.</param>
    internal async ValueTask<LimitPermit> AcquireAsync(
        LimitKey key, JiraCallPriority priority, TimeSpan patience, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var waiter = new Waiter(key, patience);
        var queue = priority == JiraCallPriority.Interactive ? _interactive : _background;
        lock (_gate)
        {
            if (_interactive.Count + _background.Count >= _options.MaxWaitingCalls)
                return new(_options.FirstPause);
            waiter.Node = queue.AddLast(waiter);
            // At once: nobody is ever seen to wait who need not.
            Pump();
        }

        await using (ct.UnsafeRegister(static (state, token) => ((Leaving)state!).Leave(token), new Leaving(this, waiter)))
            return await waiter.Turn.Task;
    }

    /// <summary>Gives the permit back and learns from the answer.</summary>
    /// <param name="status"><see langword="null"/> when no answer came.</param>
    internal void Release(LimitKey key, int? status, LimitHeaders headers)
    {
        lock (_gate)
        {
            _inFlight--;
            Learn(key, status, headers, _clock.GetUtcNow());
        }

        Pump();
    }

    private void Learn(LimitKey key, int? status, LimitHeaders headers, DateTimeOffset now)
    {
        if (headers != LimitHeaders.None)
            _latest = headers;

        if (status == 429)
            Limited(key, headers, now);
        else if (status == 503 && headers.RetryAfter is { } maintenance)
            _connection.Set(WholeConnection, now + Bounded(maintenance), "maintenance", isStrike: false);
        else if (status is >= 200 and < 500)
            Succeeded(key, now);

        if (headers is { Remaining: 0, Interval: { } interval, FillRate: { } fillRate })
            _connection.Set(WholeConnection, now + Bounded(BucketPause(headers, interval, fillRate)), "bucket-empty", isStrike: false);
        if (headers is { QuotaRemaining: 0, QuotaResetAfter: { } reset })
            _connection.Set(WholeConnection, now + Bounded(reset), "quota", isStrike: false);
        if (headers.NearLimit)
            _concurrency = Math.Min(_concurrency, Math.Max(1, _options.MaxConcurrentCalls / 2));
    }

    private void Limited(LimitKey key, LimitHeaders headers, DateTimeOffset now)
    {
        var reason = headers.Reason ?? "429";
        var (board, name) = ScopeOf(key, headers);
        var backoff = _options.FirstPause * Math.Pow(2, Math.Min(board.StrikesOf(name), 16)) * (0.7 + 0.6 * _options.Jitter());
        var pause = headers.RetryAfter ?? (board == _connection ? headers.ResetAfter : null) ?? backoff;
        board.Set(name, now + Bounded(pause), reason, isStrike: true);
        _successes = 0;
        if (board != _issues)
            _concurrency = Math.Max(1, _concurrency / 2);
    }

    private void Succeeded(LimitKey key, DateTimeOffset now)
    {
        _connection.Succeeded(WholeConnection, now);
        _endpoints.Succeeded(key.Endpoint, now);
        if (key.WrittenIssue is { } issue)
            _issues.Succeeded(issue, now);
        if (++_successes % SuccessesPerStep == 0 && _concurrency < _options.MaxConcurrentCalls)
            _concurrency++;
    }

    /// <summary>
    /// Quota and Data Center's bucket are the account's; per-issue is the issue's; burst and everything unknown is the endpoint's.
    /// </summary>
    private (PauseBoard Board, string Name) ScopeOf(LimitKey key, LimitHeaders headers) => headers switch
    {
        { Reason: { } reason } when reason.Contains("quota", StringComparison.OrdinalIgnoreCase) => (_connection, WholeConnection),
        { Reason: { } reason } when reason.Contains("per-issue", StringComparison.OrdinalIgnoreCase) && key.WrittenIssue is { } issue =>
            (_issues, issue),
        { Interval: not null } => (_connection, WholeConnection),
        _ => (_endpoints, key.Endpoint),
    };

    private static TimeSpan BucketPause(LimitHeaders headers, TimeSpan interval, long fillRate) =>
        headers.RetryAfter ?? (fillRate > 0 ? interval : interval * 2);

    private TimeSpan Bounded(TimeSpan pause) =>
        pause < LimitHeadersReader.MinPause ? LimitHeadersReader.MinPause : pause > _options.MaxPause ? _options.MaxPause : pause;

    /// <summary>Lets everyone go whose turn it is, and sets the alarm for the next one.</summary>
    private void Pump()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            var next = DateTimeOffset.MaxValue;
            LetGo(_interactive, _concurrency, now, ref next);
            LetGo(_background, Math.Max(1, _concurrency - _options.ReservedForInteractive), now, ref next);
            _timer.Change(next == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : next - now, Timeout.InfiniteTimeSpan);
        }
    }

    private void LetGo(LinkedList<Waiter> queue, int slots, DateTimeOffset now, ref DateTimeOffset next)
    {
        for (var node = queue.First; node is not null;)
        {
            var (waiter, following) = (node.Value, node.Next);
            var fits = FitsAt(waiter.Key);
            if (fits - now > waiter.Patience)
                Answer(waiter, new LimitPermit(fits - now));
            else if (fits > now)
                next = fits < next ? fits : next;
            else if (_inFlight < slots)
                Grant(waiter, now);
            node = following;
        }
    }

    private DateTimeOffset FitsAt(LimitKey key)
    {
        var fits = _connection.UntilOf(WholeConnection);
        fits = Later(fits, _endpoints.UntilOf(key.Endpoint));
        return key.WrittenIssue is { } issue ? Later(Later(fits, _issues.UntilOf(issue)), _writes.NextFit(issue)) : fits;
    }

    private void Grant(Waiter waiter, DateTimeOffset now)
    {
        _inFlight++;
        if (waiter.Key.WrittenIssue is { } issue)
            _writes.Wrote(issue, now);
        Answer(waiter, new LimitPermit(null));
    }

    private static void Answer(Waiter waiter, LimitPermit permit)
    {
        waiter.Node!.List!.Remove(waiter.Node);
        waiter.Node = null;
        waiter.Turn.SetResult(permit);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private sealed class Waiter(LimitKey key, TimeSpan patience)
    {
        public LimitKey Key { get; } = key;

        public TimeSpan Patience { get; } = patience;

        public TaskCompletionSource<LimitPermit> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Its place in the queue; <see langword="null"/> once answered.</summary>
        public LinkedListNode<Waiter>? Node { get; set; }
    }

    private sealed class Leaving(JiraLimiter limiter, Waiter waiter)
    {
        public void Leave(CancellationToken ct)
        {
            lock (limiter._gate)
            {
                // Already granted: the caller gets the permit and gives it back.
                if (waiter.Node is null)
                    return;
                waiter.Node.List!.Remove(waiter.Node);
                waiter.Node = null;
                waiter.Turn.SetCanceled(ct);
            }
        }
    }
}
