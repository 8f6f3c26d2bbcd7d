using Fairlead.Reports.Content;

namespace Fairlead.Reports.Generic;

internal sealed class GenericCsvReader : IReportReader
{
    public ReportFormat Format => ReportFormat.GenericCsv;
    public bool Recognises(ReportOutline outline) => false;
    public Task<IReportBody> OpenAsync(ReportSource source, ReportOptions options, CancellationToken ct) => throw new NotSupportedException();
}
