namespace Fairlead.Platform.Findings;

/// <summary>One source's sighting of a finding. The finding is open while one of its sources still reports it.</summary>
/// <param name="Items">Entries with this identity in the latest report: 1 or more; 255 stands for 255 or more.</param>
/// <param name="LastSeenAt">UTC. The latest complete report of the scope that held it.</param>
/// <param name="Misses">Complete reports in a row without it; 0 while it is reported.</param>
public sealed record Occurrence(
    Scope Scope,
    OccurrenceState State,
    int Items,
    int Misses,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt);

/// <summary>
/// What one source says of a finding. The smallest over all sources decides for the finding. The numbers are stored.
/// </summary>
public enum OccurrenceState
{
    Reported = 1,

    /// <summary>Absent, but not often enough to be believed, or its closing is held until a person confirms.</summary>
    Missing = 2,

    /// <summary>Reported and set aside at the source.</summary>
    SetAside = 3,

    /// <summary>Reported and judged no weakness at the source: a false alarm, or not affected.</summary>
    Dismissed = 4,

    /// <summary>Absent for good, reported as fixed, or closed by a person. Seen again, it is reported again.</summary>
    Gone = 5,
}
