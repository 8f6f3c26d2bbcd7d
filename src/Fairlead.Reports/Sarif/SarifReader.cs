using Fairlead.Reports.Content;

namespace Fairlead.Reports.Sarif;

internal sealed class SarifReader : IReportReader
{
    public ReportFormat Format => ReportFormat.Sarif;
    public bool Recognises(ReportOutline outline) => false;
    public Task<IReportBody> OpenAsync(ReportSource source, ReportOptions options, CancellationToken ct) => throw new NotSupportedException();
}
