namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>Puts the findings of a group together as the data type of a template says. Pure; keeps their order.</summary>
internal static class TemplateObjects
{
    /// <returns>At least one finding each.</returns>
    public static IEnumerable<IReadOnlyList<ContentFinding>> Of(Template template, IReadOnlyList<ContentFinding> findings) => template switch
    {
        { Dynamic: null } or { Data: TemplateData.Finding } => findings.Select(f => (IReadOnlyList<ContentFinding>)[f]),
        { Data: TemplateData.Control } => Folded(findings, ControlOf),
        { Data: TemplateData.Check } => Folded(findings, f => (ControlOf(f), f.Asset)),
        // What names no package stands alone.
        { Data: TemplateData.DataList } => Folded(findings, f => f.Package is null ? (f.Id.ToString(), null) : (f.Package, f.PackageVersion)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string ControlOf(ContentFinding finding) => finding.Rule ?? finding.Title;

    private static IEnumerable<IReadOnlyList<ContentFinding>> Folded<TKey>(IReadOnlyList<ContentFinding> findings, Func<ContentFinding, TKey> by) =>
        findings.GroupBy(by).Select(g => (IReadOnlyList<ContentFinding>)[.. g]);
}
