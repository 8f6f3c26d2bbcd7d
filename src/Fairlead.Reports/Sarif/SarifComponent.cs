namespace Fairlead.Reports.Sarif;

/// <summary>§3.19, the driver, an extension or a taxonomy.</summary>
internal sealed class SarifComponent
{
    public string? Name { get; set; }

    public string? Guid { get; set; }

    public string? Version { get; set; }

    public string? SemanticVersion { get; set; }

    /// <summary>Of a taxonomy: its taxa.</summary>
    public SarifDescriptors Rules { get; } = new();

    public SarifDescriptors Notifications { get; } = new();
}

/// <summary>§3.49, the rules or notifications of one component, as references find them.</summary>
internal sealed class SarifDescriptors
{
    private readonly List<SarifRule> _all = [];
    private readonly Dictionary<string, SarifRule> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SarifRule> _byGuid = new(StringComparer.OrdinalIgnoreCase);

    public int Count => _all.Count;

    public void Add(SarifRule descriptor)
    {
        _all.Add(descriptor);
        if (descriptor.Id is { } id)
            _byId.TryAdd(id, descriptor);
        if (descriptor.Guid is { } guid)
            _byGuid.TryAdd(guid, descriptor);
    }

    public SarifRule? At(int? index) => index is { } i and >= 0 && i < _all.Count ? _all[i] : null;

    public SarifRule? ById(string id) => _byId.GetValueOrDefault(id);

    public SarifRule? ByGuid(string? guid) => guid is null ? null : _byGuid.GetValueOrDefault(guid);
}
