using Fairlead.Reports.Content;

namespace Fairlead.Reports.Generic;

internal sealed class GenericJsonReader : IReportReader
{
    public ReportFormat Format => ReportFormat.GenericJson;
    public bool Recognises(ReportOutline outline) => false;
    public Task<IReportBody> OpenAsync(ReportSource source, ReportOptions options, CancellationToken ct) => throw new NotSupportedException();
}
