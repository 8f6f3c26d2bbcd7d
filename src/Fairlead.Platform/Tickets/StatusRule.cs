using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets;

/// <summary>
/// What it says of a ticket's findings that somebody in Jira brought its issue to a status. Rules are tried in order; the first that fits
/// decides.
/// </summary>
public sealed record StatusRule
{
    /// <summary>One status; <see langword="null"/>: by <see cref="Category"/>.</summary>
    public JiraName? Status { get; init; }

    /// <summary>Any status of the category; <see langword="null"/>: by <see cref="Status"/>.</summary>
    public JiraStatusCategory? Category { get; init; }

    /// <summary>Only with this resolution; <see langword="null"/>: with any, and without one.</summary>
    public JiraName? Resolution { get; init; }

    /// <summary>Any but <see cref="FindingStatus.WaitingForVerification"/>, which only reports give.</summary>
    public required FindingStatus Finding { get; init; }

    /// <summary>How long that holds; 1 to <see cref="CommentRule.MaxDays"/>; <see langword="null"/>: without end, which a risk is never accepted.</summary>
    public int? Days { get; init; }

    /// <summary>As people write it: <c>status Won't Do, resolution Duplicate</c>.</summary>
    public override string ToString() =>
        (Status is { } status ? $"status {status.Name}" : $"category {System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{Category}")}")
        + (Resolution is { } resolution ? $", resolution {resolution.Name}" : "");
}
