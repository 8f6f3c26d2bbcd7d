namespace Fairlead.Reports.Sarif;

/// <summary>What one run says beside its results: gathered in a pass of its own, because it may stand after them.</summary>
internal sealed class SarifRun
{
    /// <summary>The driver first, then the extensions, in order.</summary>
    public List<SarifComponent> Components { get; } = [];

    public List<SarifComponent> Taxonomies { get; } = [];

    public List<SarifArtifactLocation?> Artifacts { get; } = [];

    public List<SarifLogicalLocation?> LogicalLocations { get; } = [];

    public Dictionary<string, SarifArtifactLocation> BaseIds { get; set; } = [];

    public SarifVersionControl? VersionControl { get; set; }

    public string? AutomationId { get; set; }

    public string? EndTimeUtc { get; set; }

    public bool HasFailed { get; set; }

    public bool HasResults { get; set; }

    public bool HasExternalResults { get; set; }

    public string Scanner => Components.Count > 0 && Components[0].Name is { } name ? name : ReportFormat.Sarif.Name;

    /// <summary>§3.17.3: the part of the id before the last slash names the kind of run, the rest the single run.</summary>
    public string? Category => AutomationId is { } id && id.LastIndexOf('/') is > 0 and var slash ? id[..slash] : null;

    public ReportRun ToReportRun() => new(
        Scanner,
        Components.Count > 0 ? Components[0].SemanticVersion ?? Components[0].Version : null,
        FindingText.Word(VersionControl?.RepositoryUri),
        FindingText.Word(VersionControl?.Branch),
        FindingText.Word(VersionControl?.RevisionId),
        FindingText.Word(Category));

    /// <summary>The rule of a result: by its index in the named component, else by id, else by the id's first levels (§3.49.3).</summary>
    public SarifRule? FindRule(SarifResult result)
    {
        var component = result.Rule?.ToolComponent;
        var extension = component?.Index is { } i and >= 0 && i + 1 < Components.Count ? Components[i + 1]
            : component?.Name is { } name ? Components.Find(c => c.Name == name)
            : null;
        var id = result.RuleId ?? result.Rule?.Id;
        var home = extension ?? (Components.Count > 0 ? Components[0] : null);
        if (home?.At(result.Rule?.Index ?? result.RuleIndex) is { } indexed && Matches(indexed, id))
            return indexed;
        if (id is null)
            return null;

        for (var prefix = id; ;)
        {
            foreach (var c in Components)
            {
                if (c.ById.TryGetValue(prefix, out var rule))
                    return rule;
            }

            if (prefix.LastIndexOf('/') is not (> 0 and var slash))
                return null;
            prefix = prefix[..slash];
        }
    }

    private static bool Matches(SarifRule rule, string? id) =>
        id is null || rule.Id is null || id == rule.Id || id.StartsWith(rule.Id + "/", StringComparison.Ordinal);
}

/// <summary>§3.19, the driver, an extension or a taxonomy.</summary>
internal sealed class SarifComponent
{
    private readonly List<SarifRule> _rules = [];

    public string? Name { get; set; }

    public string? Version { get; set; }

    public string? SemanticVersion { get; set; }

    public Dictionary<string, SarifRule> ById { get; } = new(StringComparer.Ordinal);

    public int Count => _rules.Count;

    public void Add(SarifRule rule)
    {
        _rules.Add(rule);
        if (rule.Id is { } id)
            ById.TryAdd(id, rule);
    }

    public SarifRule? At(int? index) => index is { } i and >= 0 && i < _rules.Count ? _rules[i] : null;
}
