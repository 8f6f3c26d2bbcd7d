namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Parts findings into groups as they stream by; keeps per group what a plan needs, and no finding.</summary>
/// <param name="now">UTC; the filter counts the age of findings up to it.</param>
internal sealed class Grouping(TicketConfiguration configuration, DateTimeOffset now)
{
    private readonly FilterMatch _filter = new(configuration.Filter, now);
    private readonly GroupKeys _keys = new(configuration.Id, configuration.GroupBy);
    private readonly ByteBuffer _buffer = new();
    private readonly Dictionary<UInt128, GroupTally> _groups = [];

    /// <summary>Findings that pass the filter.</summary>
    public int Findings { get; private set; }

    public IReadOnlyCollection<GroupTally> Groups => _groups.Values;

    public void Add(in PlannedFinding finding)
    {
        if (!_filter.Accepts(finding))
            return;

        Findings++;
        var key = _keys.Of(finding);
        if (!_groups.TryGetValue(key, out var tally))
            _groups.Add(key, tally = new GroupTally(key, _keys.LabelOf(finding)));
        tally.Add(finding, ContentOf(finding));
    }

    private UInt128 ContentOf(in PlannedFinding finding)
    {
        _buffer.Clear();
        _buffer.Add(finding.Id.Value);
        _buffer.Add(finding.Content);
        _buffer.Add((byte)(finding.IsOpen ? 1 : 0));
        return _buffer.Hash();
    }
}
