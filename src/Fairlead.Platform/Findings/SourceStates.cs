using System.Diagnostics;

namespace Fairlead.Platform.Findings;

/// <summary>What the sources together make of a finding that no person decided on. The SQL in Finding.Derive says the same.</summary>
internal static class SourceStates
{
    public static FindingStatus StatusOf(OccurrenceState smallest) => smallest switch
    {
        OccurrenceState.Reported => FindingStatus.Active,
        OccurrenceState.Missing => FindingStatus.WaitingForVerification,
        OccurrenceState.SetAside => FindingStatus.RiskAccepted,
        OccurrenceState.Dismissed => FindingStatus.FalsePositive,
        OccurrenceState.Gone => FindingStatus.Fixed,
        _ => throw new UnreachableException(),
    };
}
