using Fairlead.Jira.Resources;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets;

/// <summary>Where an issue goes once the findings behind it stand so.</summary>
public sealed record StatusTarget
{
    /// <summary>Any but <see cref="FindingStatus.WaitingForVerification"/>, which counts as active. An open one never goes to the category Done.</summary>
    public required FindingStatus Finding { get; init; }

    /// <summary>One status; <see langword="null"/>: any of the category.</summary>
    public JiraName? Status { get; init; }

    /// <summary>Of the status, or the one that is wanted.</summary>
    public required JiraStatusCategory Category { get; init; }

    /// <summary>Given where the screen of the last transition takes one; <see langword="null"/>: as without a map.</summary>
    public JiraName? Resolution { get; init; }

    public bool IsDone => Category == JiraStatusCategory.Done;

    public bool IsAt(string? statusId, JiraStatusCategory? category) => Status is { } status ? status.Id == statusId : Category == category;

    /// <summary>As people write it: <c>status Won't Do</c>.</summary>
    public override string ToString() => Status is { } status ? $"status {status.Name}" : $"category {System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{Category}")}";
}
