namespace Fairlead.Reports.Sarif;

/// <summary>What one run says beside its results: gathered in a pass of its own, because it may stand after them.</summary>
internal sealed class SarifRun
{
    /// <summary>The driver first, empty where there is none, then the extensions in order.</summary>
    public List<SarifComponent> Components { get; } = [new()];

    public List<SarifComponent> Taxonomies { get; } = [];

    public List<SarifArtifactLocation?> Artifacts { get; } = [];

    public List<SarifLogicalLocation?> LogicalLocations { get; } = [];

    /// <summary>Whether there were more of them than are kept.</summary>
    public bool AreArtifactsCut { get; set; }

    public bool AreLogicalLocationsCut { get; set; }

    public Dictionary<string, SarifArtifactLocation> BaseIds { get; set; } = [];

    public SarifVersionControl? VersionControl { get; set; }

    public string? AutomationId { get; set; }

    public List<SarifInvocation> Invocations { get; } = [];

    /// <summary>What of the invocations was too much to be kept, in words; null when nothing was.</summary>
    public string? LeftOut { get; set; }

    public SarifElsewhere Elsewhere { get; } = new();

    public bool HasResults { get; set; }

    public string? EndTimeUtc => Invocations.Select(i => i.EndTimeUtc ?? i.StartTimeUtc).FirstOrDefault(t => t is not null);

    public string Scanner => Components[0].Name ?? ReportFormat.Sarif.Name;

    /// <summary>§3.17.3: the part of the id before the last slash names the kind of run, the rest the single run.</summary>
    public string? Category => AutomationId is { } id && id.LastIndexOf('/') is > 0 and var slash ? id[..slash] : null;

    public ReportRun ToReportRun() => new(
        Scanner,
        Components[0].SemanticVersion ?? Components[0].Version,
        FindingText.Word(VersionControl?.RepositoryUri),
        FindingText.Word(VersionControl?.Branch),
        FindingText.Word(VersionControl?.RevisionId),
        FindingText.Word(Category));

    /// <summary>Why the absence of a result means nothing; null when it does.</summary>
    public string? PartialReason()
    {
        if (Invocations.Exists(i => i.IsSuccessful == false))
            return $"{Scanner} says that its run was not successful";
        if (Invocations.Select(i => i.FirstError(this)).FirstOrDefault(e => e is not null) is { } error)
            return $"{Scanner} reports an error of its own: {Content.ReportOutline.Quote(error)}";
        if (LeftOut is { } much)
            return $"the report has {much}, and the rest was not looked at";
        if (Elsewhere.Of("results") is { } results)
            return $"{Scanner} keeps results in other files ({results}), which were not read";
        if (Elsewhere.Of("invocations") is { } invocations && Invocations.Count == 0)
            return $"{Scanner} says in another file ({invocations}) whether its run was successful, which was not read";
        return HasResults ? null : $"{Scanner} wrote no list of results";
    }

    /// <summary>§3.27.10: the level of a result that states none; null where nobody set one, which means warning.</summary>
    public string? LevelOf(SarifResult result, SarifRule? rule)
    {
        // Without an index it is clear which start of the tool is meant only where there was one.
        var index = result.Provenance?.InvocationIndex ?? -1;
        var invocation = index >= 0 && index < Invocations.Count ? Invocations[index]
            : index < 0 && Invocations.Count == 1 ? Invocations[0]
            : null;
        return invocation?.LevelOf(rule, result.RuleId ?? result.Rule?.Id, this) ?? rule?.DefaultConfiguration?.Level;
    }

    public SarifRule? FindRule(SarifResult result) =>
        Find(c => c.Rules, result.RuleId ?? result.Rule?.Id, result.Rule?.Index ?? result.RuleIndex, result.Rule);

    public SarifRule? FindRule(SarifReference reference) => Find(c => c.Rules, reference.Id, reference.Index, reference);

    public SarifRule? FindNotification(SarifReference? reference) =>
        reference is null ? null : Find(c => c.Notifications, reference.Id, reference.Index, reference);

    /// <summary>By guid, else by index in the named component, else by id, else by the id's first levels (§3.52.3).</summary>
    private SarifRule? Find(
        Func<SarifComponent, SarifDescriptors> table, string? id, int? index, SarifReference? reference)
    {
        if (reference?.Guid is { } guid
            && Components.Select(c => table(c).ByGuid(guid)).FirstOrDefault(d => d is not null) is { } known)
            return known;
        if (table(Home(reference?.ToolComponent)).At(index) is { } indexed && Matches(indexed, id))
            return indexed;

        for (var prefix = id; prefix is not null;)
        {
            foreach (var component in Components)
            {
                if (table(component).ById(prefix) is { } descriptor)
                    return descriptor;
            }

            prefix = prefix.LastIndexOf('/') is > 0 and var slash ? prefix[..slash] : null;
        }

        return null;
    }

    /// <summary>The component that a reference names, or the driver. Numbers count extensions (§3.54.4).</summary>
    private SarifComponent Home(SarifComponentReference? reference) => reference?.In(Components, 1) ?? Components[0];

    private static bool Matches(SarifRule rule, string? id) =>
        id is null || rule.Id is null || id == rule.Id || id.StartsWith(rule.Id + "/", StringComparison.Ordinal);
}
