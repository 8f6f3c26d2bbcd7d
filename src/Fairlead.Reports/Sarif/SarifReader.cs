using Fairlead.Reports.Content;

namespace Fairlead.Reports.Sarif;

/// <summary>SARIF 2.1.0, by any tool. Earlier versions are recognised and refused in words.</summary>
internal sealed class SarifReader : IReportReader
{
    public ReportFormat Format => ReportFormat.Sarif;

    public bool Recognises(ReportOutline outline) =>
        outline.IsObjectWith("runs")
        || outline.TextOf("$schema")?.Contains("sarif", StringComparison.OrdinalIgnoreCase) == true;

    public async Task<IReportBody> OpenAsync(ReportSource source, ReportOptions options, CancellationToken ct) =>
        new SarifBody(source, await SarifPrelude.ReadAsync(source, options, ct), options);
}
