using System.Runtime.CompilerServices;
using Fairlead.Reports.Content;

namespace Fairlead.Reports;

/// <summary>
/// A report being read: the header is there at once, the items come as they are read, the trailer is there after the last item.
/// Reads once; dispose of it to release a spooled copy.
/// </summary>
public sealed class ReportReading : IAsyncEnumerable<ReportItem>, IAsyncDisposable
{
    private readonly IReportBody _body;
    private readonly ReportSource _source;
    private ReportTrailer? _trailer;
    private bool _started;

    internal ReportReading(IReportBody body, ReportSource source)
    {
        _body = body;
        _source = source;
    }

    public ReportHeader Header => _body.Header;

    /// <exception cref="InvalidOperationException">The items were not read to their end.</exception>
    public ReportTrailer Trailer =>
        _trailer ?? throw new InvalidOperationException("The trailer is known after the last item.");

    /// <exception cref="ReportException">The file turned out to be unreadable further on.</exception>
    public IAsyncEnumerator<ReportItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_started)
            throw new InvalidOperationException("A report is read once.");
        _started = true;
        return ItemsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async IAsyncEnumerable<ReportItem> ItemsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var sink = _body.Sink;
        bool more;
        do
        {
            ct.ThrowIfCancellationRequested();
            more = await _body.ReadOnAsync(ct);
            for (var i = 0; i < sink.Waiting.Count; i++)
                yield return sink.Waiting[i];
            sink.Clear();
        }
        while (more);

        _trailer = sink.Finish();
    }
}
