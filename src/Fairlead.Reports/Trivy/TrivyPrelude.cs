using System.Globalization;
using Fairlead.Reports.Content;
using Fairlead.Reports.Json;

namespace Fairlead.Reports.Trivy;

/// <summary>
/// What stands before the findings. Trivy writes it first, and then reading stops at the first result. A file whose properties
/// are in another order (sorted by <c>jq -S</c>, say) is walked to its end, and every result's context is kept.
/// </summary>
internal sealed record TrivyPrelude(
    string? Asset, ReportHeader Header, IReadOnlyList<TrivyContext>? Contexts)
{
    private const int MaxContexts = 1_000_000;

    /// <summary>For the bare <c>null</c> of old versions.</summary>
    public static TrivyPrelude Nothing { get; } = new(null, HeaderOf(null, null, null, null, null, null), null);

    public static async Task<TrivyPrelude> ReadAsync(
        ReportSource source, bool isLegacy, ReportOptions options, CancellationToken ct)
    {
        string? artifact = null, cluster = null, artifactType = null, version = null, branch = null, commit = null, created = null;
        string? repository = null;
        List<TrivyContext>? contexts = [];
        var allowance = new MemoryAllowance("targets in an unusual order", "Import the report as Trivy wrote it.");
        JsonWalk? walk = null;
        TrivyShape? shape = null;
        shape = new TrivyShape
        {
            ResultStarted = isNative =>
            {
                if (isNative && contexts.Count == 0 && (isLegacy || artifact is not null || cluster is not null))
                {
                    contexts = null;
                    walk!.Stop();
                }
            },
            ResultLeft = () =>
            {
                var context = shape!.Context;
                allowance.Take(2, context.Target, context.Class, context.Type);
                contexts!.Add(context);
                if (contexts.Count > MaxContexts)
                    throw new ReportException(
                        ReportFault.LimitExceeded,
                        $"The report has more than {MaxContexts:N0} results in an unusual order.",
                        null,
                        "Import the report as Trivy wrote it.");
            },
            ResourceLeft = (name, first) =>
            {
                allowance.Take(1, name);
                for (var i = first; i < contexts!.Count; i++)
                    contexts[i] = contexts[i] with { Resource = name };
            },
        };
        var root = shape.Root(
            isLegacy,
            [],
            [
                ("ArtifactName", TrivyShape.Text(t => artifact = t ?? string.Empty)),
                ("ArtifactType", TrivyShape.Text(t => artifactType = t)),
                ("ClusterName", TrivyShape.Text(t => cluster = t ?? string.Empty)),
                ("CreatedAt", TrivyShape.Text(t => created = t)),
                ("Trivy", new JsonNode.Object(("Version", TrivyShape.Text(t => version = t)))),
                ("Metadata", new JsonNode.Object(
                    ("RepoURL", TrivyShape.Text(t => repository = t)),
                    ("Branch", TrivyShape.Text(t => branch = t)),
                    ("Commit", TrivyShape.Text(t => commit = t)))),
            ]);

        // What is wrong is reported by the second pass, once.
        await using var pass = source.OpenPass();
        walk = new JsonWalk(pass, root, new ReportSink(), options);
        await walk.RunAsync(ct);

        var asset = repository ?? FindingText.Word(artifact ?? cluster);
        var kind = artifactType ?? (cluster is not null ? "kubernetes" : null);
        return new TrivyPrelude(asset, HeaderOf(asset, version, branch, commit, kind, created), contexts);
    }

    private static ReportHeader HeaderOf(
        string? asset, string? version, string? branch, string? commit, string? kind, string? created) => new(
        ReportFormat.Trivy,
        [new ReportRun(TrivyFindings.Scanner, version, asset, branch, commit, kind)],
        DateTimeOffset.TryParse(created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year > 1
            ? at.ToUniversalTime()
            : null);
}
