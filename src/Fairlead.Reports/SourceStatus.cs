namespace Fairlead.Reports;

/// <summary>What the report itself says about a finding's state.</summary>
public enum SourceStatus
{
    Open,

    /// <summary>Present, and set aside at the source: a suppression comment, a baseline, an accepted risk.</summary>
    Suppressed,

    /// <summary>The source judged it a false alarm.</summary>
    FalsePositive,

    /// <summary>The source judged that the weakness cannot be reached or does not apply (VEX).</summary>
    NotAffected,

    /// <summary>The report lists it as already gone.</summary>
    Fixed,
}
