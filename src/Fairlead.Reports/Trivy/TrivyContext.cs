namespace Fairlead.Reports.Trivy;

/// <summary>What stands around a Trivy finding: the scanned thing, and the part of it that the finding is in.</summary>
/// <param name="Resource"><c>namespace/kind/name</c> of a cluster resource; null outside cluster reports.</param>
internal sealed record TrivyContext(string? Resource, string? Target, string? Class, string? Type)
{
    public static readonly TrivyContext Unknown = new(null, null, null, null);

    /// <summary>Packages of the operating system, whose target is the image's name: no place inside it.</summary>
    public bool IsOperatingSystem =>
        Class == "os-pkgs" || (Class is null && Target is { } t && t.EndsWith(')') && t.Contains(" (", StringComparison.Ordinal));

    /// <summary>
    /// The image of a cluster resource without tag, digest and the operating system in brackets, which all change with each
    /// build: a pod may hold several images with the same weakness.
    /// </summary>
    public string? Image => Resource is null ? null : ImageName(Target);

    private static string? ImageName(string? target)
    {
        if (target is null)
            return null;
        var name = target;
        if (name.IndexOf(" (", StringComparison.Ordinal) is > 0 and var bracket)
            name = name[..bracket];
        if (name.IndexOf('@', StringComparison.Ordinal) is > 0 and var digest)
            name = name[..digest];
        var tag = name.LastIndexOf(':');
        return tag > name.LastIndexOf('/') ? name[..tag] : name;
    }
}
