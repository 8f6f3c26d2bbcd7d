using Fairlead.Reports.Content;

namespace Fairlead.Reports.Trivy;

/// <summary>
/// Trivy's JSON: images, file systems, repositories, configuration, clusters (all, and summary), and the bare list that versions
/// before 0.20 wrote.
/// </summary>
internal sealed class TrivyReader : IReportReader
{
    public ReportFormat Format => ReportFormat.Trivy;

    public bool Recognises(ReportOutline outline) => outline.Syntax switch
    {
        ReportSyntax.JsonObject =>
            outline.IsObjectWith("ArtifactName")
            || (outline.IsObjectWith("SchemaVersion") && outline.IsObjectWith("Results"))
            || (outline.IsObjectWith("ClusterName") && Array.Exists(TrivyShape.ClusterLists, outline.IsObjectWith)),
        ReportSyntax.JsonArray => outline.ElementKeys.Contains("Target"),

        // Before 0.20 Trivy wrote this when it found nothing; nothing else that is read here writes it.
        ReportSyntax.JsonNull => true,
        _ => false,
    };

    public async Task<IReportBody> OpenAsync(ReportSource source, ReportOptions options, CancellationToken ct)
    {
        var outline = ReportOutline.Of(source, options);
        var prelude = outline.Syntax == ReportSyntax.JsonNull
            ? TrivyPrelude.Nothing
            : await TrivyPrelude.ReadAsync(source, outline.Syntax == ReportSyntax.JsonArray, options, ct);
        return new TrivyBody(source, prelude, outline.Syntax, options);
    }
}
