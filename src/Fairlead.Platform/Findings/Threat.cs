using Fairlead.Kernel;

namespace Fairlead.Platform.Findings;

/// <summary>Who says how far exploitation has come. Of several that say the same, the last one here is named.</summary>
public enum ExploitMaturitySource
{
    /// <summary>The scanner, in its report.</summary>
    Scanner = 1,

    /// <summary>The imported list of exploit maturities.</summary>
    List = 2,

    /// <summary>CISA's catalogue: what is in it was attacked.</summary>
    Kev = 3,
}

/// <summary>What imported threat intelligence says of a finding, over all its vulnerability ids.</summary>
public sealed record Threat
{
    public static Threat None { get; } = new();

    /// <summary>0 to 1: how likely one of them is exploited within 30 days, the worst; null where none has a score.</summary>
    public double? Epss { get; init; }

    /// <summary>0 to 1: which part of all scored vulnerabilities scores no higher than that one.</summary>
    public double? EpssPercentile { get; init; }

    /// <summary>Whose score it is.</summary>
    public string? EpssCve { get; init; }

    /// <summary>The first date until which CISA wants one of them mended; null where none is in its catalogue.</summary>
    public DateOnly? KevDueDate { get; init; }

    /// <summary>One of them is used to extort money, says the catalogue.</summary>
    public bool IsUsedByRansomware { get; init; }

    /// <summary>The furthest that anyone says of one of them, also the scanner; null where nobody does.</summary>
    public ExploitMaturity? ExploitMaturity { get; init; }

    /// <summary>Whose word that is; null where nobody says.</summary>
    public ExploitMaturitySource? ExploitMaturitySource { get; init; }

    /// <summary>One of them is in CISA's catalogue of known exploited vulnerabilities.</summary>
    public bool IsKnownExploited => KevDueDate is not null;

    /// <summary>
    /// Changes when tickets are to tell of it; of the score only its tenth counts, because scores move a little every day. 46 bits.
    /// </summary>
    internal ulong Telling =>
        (Epss is { } score ? (ulong)(score * 10) + 1 : 0)
        | ((ulong)((int?)ExploitMaturity ?? 0) << 4)
        | (IsUsedByRansomware ? 1UL << 7 : 0)
        | ((ulong)(KevDueDate?.DayNumber ?? 0) << 8);
}
