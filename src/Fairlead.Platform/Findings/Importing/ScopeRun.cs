namespace Fairlead.Platform.Findings.Importing;

/// <summary>One scope while an import speaks for it.</summary>
internal sealed class ScopeRun(ScopeKey key, ScopeRow row, bool isNew, bool mayShare)
{
    public ScopeKey Key { get; } = key;

    /// <summary>As it was before the import.</summary>
    public ScopeRow Row { get; } = row;

    /// <summary>Nothing of it can be known except from this import.</summary>
    public bool IsNew { get; } = isNew;

    /// <summary>This import has written rows of it.</summary>
    public bool HasWritten { get; set; }

    /// <summary>Another scope of the same asset and scanner exists, so that a finding new here may be known there.</summary>
    public bool MayShare { get; set; } = mayShare;

    public long NextOrdinal { get; set; } = row.NextOrdinal;

    public Tally Tally { get; } = new();

    /// <summary>UTC. The import's own time for it: the oldest of its reports that state one, since it knows nothing newer of all.</summary>
    public DateTimeOffset? ReportedAt { get; private set; }

    /// <summary>The scope knows a later report.</summary>
    public bool IsOlder => ReportedAt < Row.ReportedAt;

    /// <summary>Entries of this import that count for it.</summary>
    public long Findings { get; set; }

    /// <summary>Occurrences that were not gone before, and were seen.</summary>
    public long LiveSeen { get; set; }

    /// <summary>Entries of those, as the tally counts them.</summary>
    public long LiveItems { get; set; }

    /// <summary>Entries whose occurrence was written before they came, so that its number of entries is wrong.</summary>
    public bool HasLateRepetitions { get; set; }

    /// <summary>Something of it is written or staged, so that its totals must be counted again.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Not yet written, by fingerprint.</summary>
    public Dictionary<Fingerprint, NewRow> Pending { get; private set; } = [];

    /// <summary>What was pending when the latest transaction began: in the database once that is finished.</summary>
    public Dictionary<Fingerprint, NewRow> Leaving { get; private set; } = [];

    /// <summary>
    /// The entry that stands for a finding so far, where a later one may do so better: until the import ends. An entry that is
    /// open goes before one that is set aside, and then the one that is stored before others.
    /// </summary>
    public Dictionary<Fingerprint, (Candidate Candidate, KnownOccurrence Known)> Undecided { get; } = [];

    public void IsSpokenForAt(DateTimeOffset? reported)
    {
        if (ReportedAt is null || reported < ReportedAt)
            ReportedAt = reported ?? ReportedAt;
    }

    /// <summary>To be told when a transaction begins to write what is pending.</summary>
    public void Leave()
    {
        HasWritten |= Pending.Count > 0;
        (Leaving, Pending) = (Pending, Leaving);
        Pending.Clear();
    }
}

/// <summary>A row of <c>scopes</c>.</summary>
internal sealed class ScopeRow
{
    public long No { get; init; }

    public Fairlead.Kernel.Identity.ScopeId Id { get; init; }

    public string Asset { get; init; } = "";

    public string Scanner { get; init; } = "";

    public string Branch { get; init; } = "";

    public string ReportKind { get; init; } = "";

    public long OriginNo { get; init; }

    public long? LatestImportNo { get; init; }

    public Fairlead.Kernel.Identity.ImportId? LatestImport { get; init; }

    public DateTimeOffset? ReportedAt { get; init; }

    public DateTimeOffset? CompleteAt { get; init; }

    public long NextOrdinal { get; init; }

    public long Live { get; init; }

    public long Open { get; init; }

    public long Items { get; init; }

    public Scope ToScope() => new(
        Id,
        Asset.Length == 0 ? null : Asset,
        Scanner,
        Branch.Length == 0 ? null : Branch,
        ReportKind,
        LatestImport,
        ReportedAt,
        CompleteAt);
}
