using Fairlead.Kernel;

namespace Fairlead.Platform.Tickets;

/// <summary>
/// Which findings a configuration speaks for, open or closed: closed ones must stay in sight, or their tickets could not be closed.
/// An empty list allows everything; lists are joined by and, the entries of a list by or.
/// </summary>
public sealed record TicketFilter
{
    public static TicketFilter Everything { get; } = new();

    /// <summary><see cref="Severity.Unknown"/>: every severity.</summary>
    public Severity MinimumSeverity { get; init; } = Severity.Unknown;

    public IReadOnlyList<FindingKind> Kinds { get; init; } = [];

    /// <summary>Compared without case.</summary>
    public IReadOnlyList<string> Scanners { get; init; } = [];

    /// <summary>Patterns: <c>*</c> stands for any characters; compared without case.</summary>
    public IReadOnlyList<string> Assets { get; init; } = [];

    /// <summary>Patterns, as for assets.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];
}
