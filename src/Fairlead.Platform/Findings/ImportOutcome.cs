using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Findings;

/// <summary>What came of an import. Only <see cref="Accepted"/> wrote anything.</summary>
public abstract record ImportOutcome
{
    private ImportOutcome()
    {
    }

    /// <param name="Replayed">The same idempotency key had been used with the same bytes: the first result again.</param>
    public sealed record Accepted(Import Import, bool Replayed = false) : ImportOutcome;

    /// <summary>The same bytes of the same scan were the latest import of their scopes: nothing to do, and no evidence of a second absence.</summary>
    public sealed record AlreadyImported(Import Import) : ImportOutcome;

    /// <summary>The report is older than the latest one of its scope.</summary>
    public sealed record Stale(Scope Scope, DateTimeOffset ReportedAt, DateTimeOffset LatestAt) : ImportOutcome;

    /// <summary>The report or the request cannot be used.</summary>
    /// <param name="Slug">Last part of the problem type, such as <c>malformed-json</c>.</param>
    /// <param name="Title">The stable title of the problem.</param>
    /// <param name="Place">Line, JSON path or row; null where all is meant.</param>
    /// <param name="NextStep">What the person can do.</param>
    public sealed record Refused(string Slug, string Title, string Message, string? Place, string NextStep) : ImportOutcome;
}

/// <summary>What came of confirming the closes that an import holds.</summary>
public abstract record ConfirmOutcome
{
    private ConfirmOutcome()
    {
    }

    /// <param name="Closed">Findings closed now; 0 where they were confirmed before or were seen again since.</param>
    public sealed record Confirmed(ImportId Import, long Closed) : ConfirmOutcome;

    public sealed record Unknown : ConfirmOutcome;

    /// <summary>A later import speaks for the scope; its own closes are the ones to confirm.</summary>
    public sealed record Superseded(ImportId By) : ConfirmOutcome;
}
