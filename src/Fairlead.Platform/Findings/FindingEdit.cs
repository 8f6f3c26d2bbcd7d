using Fairlead.Kernel;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Findings;

/// <summary>A person's change to one finding. Null leaves a thing as it is.</summary>
public sealed record FindingEdit
{
    public const int MaxReasonLength = 2000;

    /// <summary><see cref="FindingStatus.Active"/> takes the decision back: the sources decide again.</summary>
    public FindingStatus? Status { get; init; }

    /// <summary>Of the status, the severity, or both; at most 2,000 characters; required to accept a risk.</summary>
    public string? Reason { get; init; }

    /// <summary>UTC, in the future; required to accept a risk. After it the sources decide again.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public Severity? Severity { get; init; }

    /// <summary>Takes the severity override back.</summary>
    public bool ClearSeverity { get; init; }

    /// <summary>The revision the person saw; null: whatever it is now.</summary>
    public long? Revision { get; init; }

    public Actor By { get; init; } = Actor.System;
}

/// <summary>What came of an edit.</summary>
public abstract record EditOutcome
{
    private EditOutcome()
    {
    }

    public sealed record Edited(Finding Finding) : EditOutcome;

    public sealed record Unknown : EditOutcome;

    /// <summary>Somebody changed it in between.</summary>
    public sealed record Outdated(long Revision) : EditOutcome;

    /// <param name="Field">The field of the edit that is wrong.</param>
    public sealed record Invalid(string Field, string Message) : EditOutcome;
}
