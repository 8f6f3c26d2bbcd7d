using CsvHelper;
using Fairlead.Reports.Content;

namespace Fairlead.Reports.Generic;

/// <summary>Findings of any origin as a table with headings: docs/formats/generic-csv.md.</summary>
internal sealed class GenericCsvReader : IReportReader
{
    public ReportFormat Format => ReportFormat.GenericCsv;

    /// <summary>A heading with a title column and at least one more column that is known.</summary>
    public bool Recognises(ReportOutline outline)
    {
        if (outline.Syntax != ReportSyntax.Text || outline.Heading is not { } start)
            return false;

        var fields = Fields(start);
        return fields.Contains("title") && fields.Count(f => f is { Length: > 0 }) >= 2;
    }

    public bool Accepts(ReportOutline outline) => outline.Syntax == ReportSyntax.Text;

    public async Task<IReportBody> OpenAsync(ReportSource source, ReportOptions options, CancellationToken ct)
    {
        var body = new GenericCsvBody(source.OpenPass(), options);
        try
        {
            await body.ReadHeadingAsync(ct);
            return body;
        }
        catch
        {
            await body.DisposeAsync();
            throw;
        }
    }

    /// <summary>The fields that the headings of the text's first row stand for; null where one is unknown.</summary>
    private static IReadOnlyList<string?> Fields(string start)
    {
        using var parser = CsvReader.FromText(start, new CsvReaderOptions { HasHeader = false, TrimWhitespace = true });
        return parser.Read() ? [.. parser.Current.ToArray().Select(GenericColumns.FieldOf)] : [];
    }
}
