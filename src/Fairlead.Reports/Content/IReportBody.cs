namespace Fairlead.Reports.Content;

/// <summary>A report opened by its format's reader: the header is read, the findings are still to come.</summary>
internal interface IReportBody : IAsyncDisposable
{
    ReportHeader Header { get; }

    ReportSink Sink { get; }

    /// <summary>Reads a bounded stretch and leaves what it held in <see cref="Sink"/>.</summary>
    /// <returns><see langword="false"/> when the report was at its end.</returns>
    ValueTask<bool> ReadOnAsync(CancellationToken ct);
}
