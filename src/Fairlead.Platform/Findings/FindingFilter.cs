using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Findings;

/// <summary>
/// Which findings. Every condition that is null or empty allows everything; the others must all hold. It serialises, so
/// that it can be stored with a saved view. Values compare exactly; only <see cref="Text"/> ignores case.
/// </summary>
public sealed record FindingFilter
{
    public const int MaxTextLength = 200;

    public static FindingFilter Everything { get; } = new();

    /// <summary>Most <see cref="Ids"/> of a filter.</summary>
    public const int MaxIds = 1_000;

    public IReadOnlyList<FindingId> Ids { get; init; } = [];

    /// <summary>Only those behind this ticket, however many, as it was last sent.</summary>
    public TicketId? Ticket { get; init; }

    /// <summary>Whether it is behind a ticket whose issue is there, as far as is known.</summary>
    public bool? HasTicket { get; init; }

    public IReadOnlyList<FindingKind> Kinds { get; init; } = [];

    public IReadOnlyList<Severity> Severities { get; init; } = [];

    public Severity? MinimumSeverity { get; init; }

    /// <summary>Exploitation has come this far or further, whoever says so.</summary>
    public ExploitMaturity? ExploitMaturity { get; init; }

    public IReadOnlyList<FindingStatus> Statuses { get; init; } = [];

    public bool? IsOpen { get; init; }

    public IReadOnlyList<string> Scanners { get; init; } = [];

    public IReadOnlyList<string> Assets { get; init; } = [];

    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Found literally in title, rule, package, location, asset or vulnerability ids; 1 to 200 characters.</summary>
    public string? Text { get; init; }

    /// <summary>A tag, or a label as <c>name=value</c>; a finding must have all of them.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Whether a fixed version is known.</summary>
    public bool? HasFix { get; init; }

    /// <summary>UTC, inclusive.</summary>
    public DateTimeOffset? FirstSeenFrom { get; init; }

    /// <summary>UTC, exclusive.</summary>
    public DateTimeOffset? FirstSeenBefore { get; init; }
}

/// <summary>The order of a list of findings; equal ones newest first.</summary>
public enum FindingOrder
{
    NewestFirst,
    OldestFirst,
    WorstFirst,
}
