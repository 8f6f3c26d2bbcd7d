using Fairlead.Reports.Content;

namespace Fairlead.Reports.Generic;

/// <summary>Fairlead's own JSON for findings of any origin: docs/formats/generic-json.md.</summary>
internal sealed class GenericJsonReader : IReportReader
{
    public ReportFormat Format => ReportFormat.GenericJson;

    public bool Recognises(ReportOutline outline) => outline.IsObjectWith("findings");

    public async Task<IReportBody> OpenAsync(ReportSource source, ReportOptions options, CancellationToken ct) =>
        new GenericJsonBody(source, await GenericPrelude.ReadAsync(source, options, ct), options);
}
