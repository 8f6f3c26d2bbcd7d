namespace Fairlead.Platform.Findings.Importing;

/// <summary>What one entry of a report is.</summary>
internal enum Sighting
{
    /// <summary>Not known in this scope.</summary>
    New,

    /// <summary>Known, and said to be as before.</summary>
    Same,

    /// <summary>Known, and something new is said of it.</summary>
    Changed,

    /// <summary>Known, was missing or gone, and is reported again.</summary>
    Returned,

    /// <summary>A further entry of a finding that this report has held already.</summary>
    Repeated,

    /// <summary>
    /// Known as several entries, and this one differs from what is stored: it may be a sibling of the stored one, which is
    /// yet to come. Changed only if the stored one does not come.
    /// </summary>
    MaybeChanged,
}

/// <summary>Decides what an entry is. Pure.</summary>
internal static class ImportClassifier
{
    /// <param name="known">Null where the scope does not know the fingerprint.</param>
    /// <param name="isRepeated">The report has held the fingerprint already.</param>
    public static Sighting Classify(in KnownOccurrence? known, OccurrenceState state, long contentHash, bool isRepeated)
    {
        if (isRepeated)
            return Sighting.Repeated;
        if (known is not { } before)
            return Sighting.New;
        var wasAbsent = before.State is OccurrenceState.Missing or OccurrenceState.Gone;
        if (wasAbsent && state != OccurrenceState.Gone)
            return Sighting.Returned;
        if (before.ContentHash == contentHash)
            return Sighting.Same;
        return before.Items > 1 ? Sighting.MaybeChanged : Sighting.Changed;
    }

    /// <summary>What an absence from a complete report of its scope makes of an occurrence.</summary>
    /// <param name="closeAfter">Absences in a row that are believed; at least 1.</param>
    /// <param name="isHeld">The close guard lets nothing that is open close.</param>
    public static OccurrenceState AfterAbsence(OccurrenceState state, int missesBefore, int closeAfter, bool isHeld)
    {
        var isOpen = state is OccurrenceState.Reported or OccurrenceState.Missing;
        if (missesBefore + 1 >= closeAfter && !(isOpen && isHeld))
            return OccurrenceState.Gone;
        // What was set aside at the source was not open, and an absence must not make it so.
        return isOpen ? OccurrenceState.Missing : state;
    }
}
