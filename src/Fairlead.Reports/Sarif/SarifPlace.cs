namespace Fairlead.Reports.Sarif;

/// <summary>One location of a result, resolved.</summary>
internal readonly record struct SarifPlace(string? Path, int? Line, string? Symbol, string? Snippet)
{
    public static SarifPlace Of(SarifLocation? location, SarifRun run)
    {
        var physical = location?.PhysicalLocation;
        return new SarifPlace(
            SarifPaths.Of(physical?.ArtifactLocation, run),
            physical?.Region?.StartLine is > 0 and var line ? line : null,
            SymbolOf(location, run),
            FindingText.Word(physical?.Region?.Snippet?.Text ?? physical?.ContextRegion?.Snippet?.Text));
    }

    private static string? SymbolOf(SarifLocation? location, SarifRun run)
    {
        foreach (var logical in location?.LogicalLocations ?? [])
        {
            var resolved = logical;
            if (logical?.FullyQualifiedName is null && logical?.Index is { } i and >= 0 && i < run.LogicalLocations.Count)
                resolved = run.LogicalLocations[i] ?? logical;
            if (FindingText.Word(resolved?.FullyQualifiedName ?? resolved?.Name) is { } symbol)
                return symbol;
        }

        return null;
    }
}
