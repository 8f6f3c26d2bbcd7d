using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Protocol;

namespace Fairlead.Platform.Tests.Tickets.Protocol;

/// <summary>Bugs that a test plants to see the check go red.</summary>
[Flags]
public enum Planted
{
    None = 0,

    /// <summary>An answer that is not clear counts as a failure and is sent again.</summary>
    RetryUnclear = 1,

    /// <summary>A search that failed counts as "none".</summary>
    FailedSearchIsNone = 2,

    /// <summary>Nothing rests before it is looked for.</summary>
    NoQuarantine = 4,

    /// <summary>What a dead worker left behind is sent again.</summary>
    ResendTakenOver = 8,

    /// <summary>A 5xx counts as Jira's no.</summary>
    ServerErrorIsRefusal = 16,

    /// <summary>The intent is written down after the send.</summary>
    ClaimAfterSend = 32,
}

/// <summary>What a schedule ended with.</summary>
/// <param name="Duplicates">I1: issues beyond the first for a marker.</param>
/// <param name="Lost">I2: tickets that are neither linked nor on their way.</param>
/// <param name="WrongLinks">I3: links to an issue with another marker.</param>
/// <param name="EarlySends">I4: sends after an unclear one without quarantine and successful empty search.</param>
internal sealed record ModelResult(int Duplicates, int Lost, int WrongLinks, int EarlySends);

/// <summary>
/// The protocol's pure core in a world that loses requests and answers, commits late, crashes, and searches an index that lags.
/// One seed is one schedule; time is virtual.
/// </summary>
internal sealed class ProtocolModel(int seed, Planted planted = Planted.None)
{
    private const int Tickets = 5;
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(30);
    private readonly Random _random = new(seed);
    private readonly CreateIntent[] _intents = [.. Enumerable.Repeat(CreateIntent.New, Tickets)];
    private readonly bool[] _mayBeThere = new bool[Tickets];
    private readonly DateTimeOffset?[] _unclearSince = new DateTimeOffset?[Tickets];
    private readonly List<Issue> _issues = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _epoch = 1;
    private int _earlySends;
    private int _calm;

    public ModelResult Run()
    {
        for (var step = 0; step < 400 && !IsOver(); step++)
        {
            // After a while the faults stop: then everything must converge.
            _calm = step > 60 ? 1 : 0;
            for (var i = 0; i < Tickets; i++)
                Turn(i);
            _now += TimeSpan.FromSeconds(_random.Next(1, 40));
        }

        return new(
            _issues.GroupBy(x => x.Ticket).Sum(g => g.Count() - 1),
            _intents.Count(x => x.State != TicketState.Created),
            _intents.Where((x, i) => x.Issue is { } issue && _issues.Find(j => j.Id == issue.Id)?.Ticket != i).Count(),
            _earlySends);
    }

    private bool IsOver() => _intents.All(i => i.State == TicketState.Created) && _issues.TrueForAll(i => i.At <= _now);

    private void Turn(int i)
    {
        if (CreateProtocol.MaySend(_intents[i], _now))
            Send(i);
        else if (CreateProtocol.MustLook(_intents[i], _now))
            Look(i);
    }

    private void Send(int i)
    {
        var claimed = CreateProtocol.Claim(_intents[i], _epoch, _now);
        if (Crashes())
            return;
        if (!planted.HasFlag(Planted.ClaimAfterSend))
            _intents[i] = claimed;
        if (Crashes())
            return;

        if (_mayBeThere[i])
            _earlySends++;
        _mayBeThere[i] = true;
        var answer = Jira(i);
        if (Crashes())
            return;
        _intents[i] = claimed;
        var after = CreateProtocol.Answered(
            claimed, Bent(answer), planted.HasFlag(Planted.NoQuarantine) ? TimeSpan.Zero : Quarantine, _now);
        if (answer is CreateAnswer.NotMade)
            _mayBeThere[i] = false;
        _unclearSince[i] = answer is CreateAnswer.Unclear ? _now : null;
        if (!Crashes())
            _intents[i] = after;
    }

    private CreateAnswer Bent(CreateAnswer answer) => answer switch
    {
        CreateAnswer.Unclear when planted.HasFlag(Planted.RetryUnclear) => new CreateAnswer.NotMade("timeout", null),
        CreateAnswer.Unclear { Reason: "5xx" } when planted.HasFlag(Planted.ServerErrorIsRefusal) => new CreateAnswer.Refused("5xx"),
        _ => answer,
    };

    private CreateAnswer Jira(int i)
    {
        var fault = _calm > 0 ? 0 : _random.Next(10);
        switch (fault)
        {
            case 0 or 1 or 2:
                return new CreateAnswer.Committed(Commit(i, TimeSpan.Zero));
            case 3:
                _now += ClientTimeout;
                return new CreateAnswer.Unclear("request lost", null);
            case 4:
                Commit(i, TimeSpan.Zero);
                _now += ClientTimeout;
                return new CreateAnswer.Unclear("answer lost", null);
            case 5 or 6:
                Commit(i, TimeSpan.FromSeconds(_random.Next(30, 121)));
                _now += ClientTimeout;
                return new CreateAnswer.Unclear("late", null);
            case 7:
                Commit(i, TimeSpan.Zero);
                return new CreateAnswer.Unclear("5xx", null);
            case 8:
                return new CreateAnswer.Unclear("5xx", null);
            default:
                return new CreateAnswer.NotMade("limited", TimeSpan.FromSeconds(_random.Next(1, 30)));
        }
    }

    private IssueRef Commit(int i, TimeSpan late)
    {
        var lag = TimeSpan.FromSeconds(_random.Next(0, 61));
        var issue = new Issue($"{_issues.Count + 1}", i, _now + late, _now + late + lag);
        _issues.Add(issue);
        return new IssueRef(issue.Id, $"SEC-{issue.Id}");
    }

    private void Look(int i)
    {
        var failed = _calm == 0 && _random.Next(10) == 0;
        var hit = _issues.Where(x => x.Ticket == i && x.VisibleAt <= _now).OrderBy(x => int.Parse(x.Id)).FirstOrDefault();
        LookResult result = failed && !planted.HasFlag(Planted.FailedSearchIsNone) ? new LookResult.Failed("search failed")
            : failed ? new LookResult.None()
            : hit is not null ? new LookResult.Found(new IssueRef(hit.Id, $"SEC-{hit.Id}"))
            : new LookResult.None();
        if (Crashes())
            return;
        if (result is LookResult.None && !failed && _now - (_unclearSince[i] ?? DateTimeOffset.MinValue) >= Quarantine)
            _mayBeThere[i] = false;
        _intents[i] = CreateProtocol.Looked(_intents[i], result, _now);
    }

    /// <summary>The process dies; another starts, under the next epoch, with what was committed.</summary>
    private bool Crashes()
    {
        if (_calm > 0 || _random.Next(20) > 0)
            return false;
        _epoch++;
        _now += TimeSpan.FromSeconds(_random.Next(0, 5));
        for (var i = 0; i < Tickets; i++)
        {
            var before = _intents[i];
            _intents[i] = planted.HasFlag(Planted.ResendTakenOver) && before.State == TicketState.Sending
                ? before with { State = TicketState.Retry }
                : CreateProtocol.TakenOver(before, _epoch, planted.HasFlag(Planted.NoQuarantine) ? TimeSpan.Zero : Quarantine, _now);
            if (before.State == TicketState.Sending)
                _unclearSince[i] = _now;
        }

        return true;
    }

    private sealed record Issue(string Id, int Ticket, DateTimeOffset At, DateTimeOffset VisibleAt);
}
