using System.Text.Json.Nodes;

namespace Fairlead.Sandbox.Security;

/// <summary>A Connect or Forge app with a security provider module, as its descriptor or manifest told it, and what it sent.</summary>
internal sealed class InstalledApp(AppDescriptor descriptor, string clientKey)
{
    public AppDescriptor Descriptor { get; set; } = descriptor;

    public string ClientKey { get; } = clientKey;

    /// <summary>A new one at each installation.</summary>
    public string SharedSecret { get; set; } = "";

    /// <summary><see langword="null"/>: a Connect app.</summary>
    public ForgeInstallation? Forge { get; set; }

    public bool IsEnabled { get; set; }

    /// <summary>By id.</summary>
    public SortedDictionary<string, LinkedWorkspace> Workspaces { get; } = new(StringComparer.Ordinal);

    /// <summary>By id.</summary>
    public SortedDictionary<string, StoredVulnerability> Vulnerabilities { get; } = new(StringComparer.Ordinal);

    /// <summary>Containers that a person chose for a project, by project and id.</summary>
    public SortedDictionary<(string Project, string Container), SandboxContainer> Containers { get; } = [];
}

internal sealed class LinkedWorkspace(string id, DateTimeOffset updatedAt)
{
    public string Id { get; } = id;

    public DateTimeOffset UpdatedAt { get; } = updatedAt;

    /// <summary>As the provider answered; null until it did.</summary>
    public string? Name { get; set; }

    public string? Url { get; set; }
}

internal sealed class StoredVulnerability(string id)
{
    public string Id { get; } = id;

    /// <summary>As it was sent, without what concerns associations.</summary>
    public JsonObject Content { get; set; } = [];

    public long Sequence { get; set; } = long.MinValue;

    public long AssociationSequence { get; set; } = long.MinValue;

    /// <summary>Properties of the request that it came with.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; set; } = new Dictionary<string, string>();

    /// <summary>Ids of the issues that it is linked to.</summary>
    public SortedSet<long> Issues { get; } = [];

    public string Text(string name) => (string?)Content[name] ?? "";
}
