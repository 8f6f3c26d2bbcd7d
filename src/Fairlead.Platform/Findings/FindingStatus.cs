namespace Fairlead.Platform.Findings;

/// <summary>Where a finding stands, as shown. The numbers are stored; append, never renumber.</summary>
public enum FindingStatus
{
    /// <summary>A source reports it and nobody said otherwise.</summary>
    Active = 1,
    InProgress = 2,

    /// <summary>Perhaps a weakness; somebody looks into it.</summary>
    Potential = 3,
    WaitingForThirdParty = 4,
    ExceptionRequested = 5,

    /// <summary>Accepted by a person until an end date, or set aside at the source.</summary>
    RiskAccepted = 6,
    FalsePositive = 7,
    Duplicate = 8,

    /// <summary>Absent from the latest complete report of its last source; closed when it stays absent.</summary>
    WaitingForVerification = 9,

    /// <summary>Absent again, reported as fixed, or closed by a person.</summary>
    Fixed = 10,
}

public static class FindingStatuses
{
    extension(FindingStatus status)
    {
        /// <summary>Whether the finding still wants work: it keeps its ticket open. Waiting for verification is open.</summary>
        public bool IsOpen => status is not (FindingStatus.RiskAccepted or FindingStatus.FalsePositive
            or FindingStatus.Duplicate or FindingStatus.Fixed);
    }
}
