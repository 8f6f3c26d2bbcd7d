namespace Fairlead.Kernel;

/// <summary>What sort of weakness a finding is. The numbers are stored; append, never renumber.</summary>
public enum FindingKind
{
    /// <summary>A known weakness in a package or image.</summary>
    Vulnerability = 1,

    /// <summary>A weakness in one's own code.</summary>
    CodeWeakness = 2,
    Misconfiguration = 3,

    /// <summary>A failed control or check.</summary>
    PolicyViolation = 4,
    Secret = 5,

    /// <summary>An incident seen while the software ran.</summary>
    RuntimeAlert = 6,
    LicenseRisk = 7,
}
