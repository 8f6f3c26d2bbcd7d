namespace Fairlead.Jira.Resources;

/// <summary>The last of what an issue has of one kind, such as comments.</summary>
/// <param name="Items">The oldest first.</param>
/// <param name="Total">Of all of them.</param>
public sealed record JiraLatest<T>(IReadOnlyList<T> Items, long Total);
