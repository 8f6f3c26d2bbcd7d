namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>The placeholders there are. Whatever is not here is refused when a template is saved.</summary>
internal static class TemplateWords
{
    private static readonly string[] OfBoth =
    [
        "title", "severity", "kind", "asset", "rule", "package", "packageVersion", "fixedVersion", "scanner", "location",
        "description", "remediation", "status", "firstSeen", "epss", "epssPercentile", "kev", "kevDueDate", "kevRansomware",
    ];

    /// <summary>Texts at the top level.</summary>
    public static IReadOnlyList<string> Top { get; } =
        [.. OfBoth.Select(w => $"group.{w}"), "group.open", "group.total", "group.more", "configuration.name"];

    /// <summary>Those of <see cref="Top"/> that are never empty.</summary>
    public static IReadOnlyList<string> Always { get; } =
    [
        "group.title", "group.severity", "group.kind", "group.scanner", "group.status", "group.firstSeen", "group.open", "group.total", "configuration.name",
    ];

    /// <summary>Texts within <c>{{#each findings}}</c>.</summary>
    public static IReadOnlyList<string> OfFinding { get; } = OfBoth;

    public static IReadOnlyList<string> TopLists { get; } = ["findings", "group.links"];

    public static IReadOnlyList<string> FindingLists { get; } = ["links"];

    /// <summary>Texts within a list of texts.</summary>
    public static IReadOnlyList<string> OfText { get; } = ["this"];
}
