namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Counts what became of a run's operations, and tells how far it is.</summary>
/// <param name="total">Operations to come.</param>
internal sealed class RunReport(IProgress<SyncProgress>? progress, int total)
{
    private int _done;
    private string _step = "";

    public int Before { get; private set; }

    public int Now { get; private set; }

    public void CountBefore(int done) => Before += done;

    /// <param name="wasThere">It turned out that this was done before.</param>
    public void Count(SyncOutcome outcome, bool wasThere)
    {
        Before += wasThere ? 1 : 0;
        Now += outcome is SyncOutcome.Applied ? 1 : 0;
    }

    public void CountOne(SyncOutcome outcome)
    {
        Count(outcome, wasThere: false);
        Add(1);
    }

    public void Say(string step)
    {
        _step = step;
        progress?.Report(new SyncProgress(_done, total, step));
    }

    public void Add(int count)
    {
        _done = Math.Min(total, _done + count);
        progress?.Report(new SyncProgress(_done, total, _step));
    }
}
