using Fairlead.Platform.Alerts.Reading;

namespace Fairlead.Platform.Alerts.Folding;

/// <summary>What came of the items of a request so far.</summary>
internal sealed class AlertTally
{
    private const int MaxTold = 100;

    private readonly List<AlertRefusal> _refusals = [];
    private readonly List<AlertRefusal> _remarks = [];
    private long _created;
    private long _repeated;
    private long _ignored;
    private long _refused;

    public long Received { get; private set; }

    public AlertIntakeResult Result => new(Received, _created, _repeated, _ignored, _refused, [.. _refusals], [.. _remarks]);

    /// <param name="fold">Gets what is to be stored.</param>
    /// <param name="now">UTC. When it came.</param>
    /// <returns><see langword="false"/> when the fold has no room for it; then nothing is counted.</returns>
    public bool TryAdd(in AlertItem item, AlertFold fold, DateTimeOffset now)
    {
        switch (AlertReader.Read(item))
        {
            case AlertReading.Taken { Report: var report }:
                if (!fold.TryAdd(report, item, now))
                    return false;
                if (report.Remark is { } remark && _remarks.Count < MaxTold)
                    _remarks.Add(new(item.Index, item.Line, remark));
                break;
            case AlertReading.NoAlert:
                _ignored++;
                break;
            case AlertReading.Refused { Reason: var reason }:
                Refuse(item.Index, item.Line, reason, 1);
                break;
        }

        Received++;
        return true;
    }

    /// <summary>An alert of the fold was stored, with its repeats.</summary>
    public void CountStored(FoldedAlert alert, bool isNew)
    {
        _created += isNew ? 1 : 0;
        _repeated += alert.Count - (isNew ? 1 : 0);
    }

    public void Refuse(long index, long line, string reason, long count)
    {
        _refused += count;
        if (_refusals.Count < MaxTold)
            _refusals.Add(new(index, line, reason));
    }
}
