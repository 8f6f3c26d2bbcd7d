namespace Fairlead.Reports.Content;

/// <summary>Where a reader puts what it finds: items wait here until they are handed out, numbers add up to the trailer.</summary>
internal sealed class ReportSink
{
    private readonly List<ReportItem> _waiting = [];
    private readonly List<string> _warnings = [];
    private readonly EntryWarnings _entries = new();
    private long _findings;
    private long _problems;
    private long _notFindings;
    private string? _partial;
    private ReportProblem? _firstProblem;

    /// <summary>The place of the entry that is being read, as people are told it.</summary>
    public Func<string> Here { private get; set; } = () => "$";

    /// <summary>What was added since the last call of <see cref="Clear"/>.</summary>
    public IReadOnlyList<ReportItem> Waiting => _waiting;

    public void Clear() => _waiting.Clear();

    public void Add(ReportItem item)
    {
        if (item is ReportProblem problem)
        {
            _firstProblem ??= problem;
            if (++_problems > Limits.Problems)
                throw new ReportException(
                    ReportFault.InvalidContent,
                    $"More than {Limits.Problems:N0} entries could not be read; the first: {_firstProblem.Message}",
                    _firstProblem.Place,
                    "Check that the file is what its format says.");
        }
        else
        {
            _findings++;
            _entries.Add((ReportFinding)item, Here);
        }

        _waiting.Add(item);
    }

    public void NotAFinding() => _notFindings++;

    public void Warn(string message)
    {
        if (_warnings.Count < Limits.Warnings && !_warnings.Contains(message))
            _warnings.Add(message);
    }

    /// <summary>Says that absence from this report means nothing; the first reason is kept.</summary>
    public void MarkPartial(string reason) => _partial ??= reason;

    /// <summary>The numbers after the last entry.</summary>
    /// <exception cref="ReportException">There were entries and not one of them could be read.</exception>
    public ReportTrailer Finish()
    {
        if (_findings == 0 && _notFindings == 0 && _firstProblem is { } first)
            throw new ReportException(
                ReportFault.InvalidContent,
                _problems == 1
                    ? $"Its only entry could not be read: {first.Message}"
                    : $"None of its {_problems} entries could be read; the first: {first.Message}",
                first.Where,
                "Check that the file is what its format says.");

        if (_problems > 0)
            MarkPartial(_problems == 1 ? "one entry could not be read" : $"{_problems} entries could not be read");
        return new ReportTrailer(
            _findings,
            _problems,
            _notFindings,
            _partial is null ? new Completeness.Complete() : new Completeness.Partial(_partial),
            [.. _entries.Told().Concat(_warnings).Take(Limits.Warnings)]);
    }
}
