namespace Fairlead.Reports;

/// <summary>
/// A report being read: the header is there at once, the items come as they are read, the trailer is there after the last item.
/// Reads once; dispose of it to release a spooled copy.
/// </summary>
public sealed class ReportReading : IAsyncEnumerable<ReportItem>, IAsyncDisposable
{
    private readonly Func<CancellationToken, IAsyncEnumerable<ReportItem>> _items;
    private readonly Func<ReportTrailer?> _trailer;
    private readonly IAsyncDisposable? _resources;
    private bool _started;

    internal ReportReading(
        ReportHeader header,
        Func<CancellationToken, IAsyncEnumerable<ReportItem>> items,
        Func<ReportTrailer?> trailer,
        IAsyncDisposable? resources)
    {
        Header = header;
        _items = items;
        _trailer = trailer;
        _resources = resources;
    }

    public ReportHeader Header { get; }

    /// <exception cref="InvalidOperationException">The items were not read to their end.</exception>
    public ReportTrailer Trailer =>
        _trailer() ?? throw new InvalidOperationException("The trailer is known after the last item.");

    /// <exception cref="ReportException">The file turned out to be unreadable further on.</exception>
    public IAsyncEnumerator<ReportItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_started)
            throw new InvalidOperationException("A report is read once.");
        _started = true;
        return _items(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    public ValueTask DisposeAsync() => _resources?.DisposeAsync() ?? ValueTask.CompletedTask;
}
