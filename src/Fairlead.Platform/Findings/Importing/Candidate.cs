using System.Runtime.InteropServices;
using Fairlead.Reports;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>One entry of a report, ready to be compared with what is known.</summary>
/// <param name="FormerFingerprints">What earlier identity rules would have called it; empty while the rule never changed.</param>
internal sealed record Candidate(
    ScopeKey Scope,
    Fingerprint Fingerprint,
    long ContentHash,
    ReportFinding Finding,
    string? ShownAsset,
    IReadOnlyList<Fingerprint> FormerFingerprints)
{
    /// <summary>What the source says of it by listing it so.</summary>
    public OccurrenceState State => Finding.SourceStatus switch
    {
        SourceStatus.Open => OccurrenceState.Reported,
        SourceStatus.Suppressed => OccurrenceState.SetAside,
        SourceStatus.FalsePositive or SourceStatus.NotAffected => OccurrenceState.Dismissed,
        SourceStatus.Fixed => OccurrenceState.Gone,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>About how many characters it holds in memory.</summary>
    public int Size => SizeOf(Finding);

    public static int SizeOf(ReportFinding finding) => 400 + (finding.Description?.Length ?? 0) + (finding.Remediation?.Length ?? 0);
}

/// <summary>What the database knows of a finding in one scope.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KnownOccurrence(
    long FindingNo, long Ordinal, OccurrenceState State, int Items, int Misses, long ContentHash);
