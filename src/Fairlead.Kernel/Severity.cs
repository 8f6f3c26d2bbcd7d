namespace Fairlead.Kernel;

/// <summary>How bad a finding is, worst last, so that greater means worse and the numbers can be stored and sorted.</summary>
public enum Severity
{
    /// <summary>The source gave none, or one that the mapping table does not know.</summary>
    Unknown = 0,
    Informational = 1,
    Low = 2,
    Medium = 3,
    High = 4,
    Critical = 5,
}
