using CsvHelper;
using Fairlead.Kernel.Text;
using Fairlead.Reports.Content;

namespace Fairlead.Reports.Generic;

/// <summary>The rows of a generic CSV report. Cells are kept as they are; what a spreadsheet would make of them is the exporter's care.</summary>
internal sealed class GenericCsvBody : IReportBody
{
    private const int MaxColumns = 1_000;
    private const int RowsAtATime = 500;

    private readonly CsvReader _csv;
    private readonly int _maxRowBytes;
    private readonly List<(int Cell, string Field)> _columns = [];
    private int _headings;
    private int _titleColumn;
    private long _row;

    public GenericCsvBody(Stream pass, ReportOptions options)
    {
        _maxRowBytes = options.MaxItemBytes;
        _csv = CsvReader.Create(
            pass,
            new CsvReaderOptions
            {
                HasHeader = false,
                TrimWhitespace = true,
                TrackLineNumbers = true,
                MaxRecordSize = options.MaxItemBytes,
                OnMalformedRecord = Malformed,
            },
            leaveOpen: false);
        Sink.Here = () => $"row {_row}, line {_csv.LineNumber}";
    }

    public ReportHeader Header { get; } = new(
        ReportFormat.GenericCsv, [new ReportRun(GenericPrelude.DefaultScanner, null, null, null, null, null)], null);

    public ReportSink Sink { get; } = new();

    /// <exception cref="ReportException">There is no heading, or none with a title.</exception>
    public async Task ReadHeadingAsync(CancellationToken ct)
    {
        if (!await NextAsync(ct))
            throw Invalid("The file has no heading.", "row 1");
        _headings = _csv.FieldCount;
        if (_headings > MaxColumns)
            throw Invalid($"The heading has {_headings:N0} columns; {MaxColumns:N0} are read.", "row 1");

        var slips = new List<(int Cell, string Heading, string Meant)>();
        for (var i = 0; i < _headings; i++)
        {
            var heading = _csv.GetString(i);
            var field = GenericColumns.FieldOf(heading);
            if (field is null && GenericColumns.MeantBy(heading) is { } meant)
                slips.Add((i, heading, meant));
            else if (field is null)
                Sink.Warn($"The column \"{ReportOutline.Quote(heading)}\" is not known and was left out.");
            else if (_columns.Exists(c => c.Field == field))
                throw Invalid($"Two columns are the {field}; the second is \"{ReportOutline.Quote(heading)}\".", $"row 1, column {i + 1}");
            else if (field.Length > 0)
                _columns.Add((i, field));
        }

        // Left out, a misspelt severity would count as unknown, and tickets of a filter by severity would be closed.
        foreach (var (cell, heading, meant) in slips)
        {
            if (!_columns.Exists(c => c.Field == meant))
                throw Invalid($"The column \"{ReportOutline.Quote(heading)}\" is not known; did you mean {meant}? Rename or remove it.", $"row 1, column {cell + 1}");
            Sink.Warn($"The column \"{ReportOutline.Quote(heading)}\" is not known and was left out.");
        }

        _titleColumn = _columns.Find(c => c.Field == "title") is { Field: not null } title
            ? title.Cell
            : throw Invalid("The heading has no column for the title.", "row 1");
    }

    public async ValueTask<bool> ReadOnAsync(CancellationToken ct)
    {
        for (var i = 0; i < RowsAtATime; i++)
        {
            if (!await NextAsync(ct))
                return false;
            Take();
        }

        return true;
    }

    public ValueTask DisposeAsync() => _csv.DisposeAsync();

    private async ValueTask<bool> NextAsync(CancellationToken ct)
    {
        try
        {
            _row++;
            return await _csv.ReadAsync(ct);
        }
        catch (CsvFormatException e)
        {
            throw new ReportException(
                ReportFault.LimitExceeded,
                $"A row of the CSV file is larger than {_maxRowBytes:N0} bytes.",
                $"line {e.LineNumber}",
                "Look for a quote that is never closed, or cut the cell.",
                e);
        }
    }

    private void Take()
    {
        var cells = _csv.FieldCount;
        if (cells < _headings)
        {
            Problem(cells + 1, $"The row has {cells} cells; the heading has {_headings}.");
            return;
        }

        for (var i = _headings; i < cells; i++)
        {
            if (!string.IsNullOrWhiteSpace(_csv.GetString(i)))
            {
                Problem(i + 1, $"The row has {cells} cells; the heading has {_headings}.");
                return;
            }
        }

        var entry = new GenericEntry();
        foreach (var (cell, field) in _columns)
            GenericColumns.Set(entry, field, PlainText.Clean(_csv.GetString(cell)));
        if (GenericFindings.Of(entry, Header.Scanner, null) is { } finding)
            Sink.Add(finding);
        else
            Problem(_titleColumn + 1, "The row has no title.");
    }

    /// <summary>A quote in the middle of a cell is kept as text; a cell that never ends swallowed the rest of the file.</summary>
    private void Malformed(CsvMalformedRecord record)
    {
        if (record.Reason == CsvMalformedReason.UnterminatedQuote)
            throw Invalid("A quote is opened and never closed.", $"line {record.LineNumber}");
        Sink.Warn("A quote stands in the middle of a cell; it was kept as text.");
    }

    private void Problem(int column, string message) =>
        Sink.Add(new ReportProblem($"row {_row}, column {column}", _csv.LineNumber, message));

    private static ReportException Invalid(string message, string place) => new(
        ReportFault.InvalidCsv, message, place, "docs/formats/generic-csv.md lists the columns.");
}
