namespace Fairlead.Sandbox.Sites;

/// <summary>The three kinds of done-ness (with Jira's own ids).</summary>
internal sealed record StatusCategory(int Id, string Key, string ColorName, string Name)
{
    public static StatusCategory New { get; } = new(2, "new", "blue-gray", "To Do");

    public static StatusCategory InProgress { get; } = new(4, "indeterminate", "yellow", "In Progress");

    public static StatusCategory Done { get; } = new(3, "done", "green", "Done");

    public static StatusCategory Undefined { get; } = new(1, "undefined", "medium-gray", "No Category");

    public static IReadOnlyList<StatusCategory> All { get; } = [Undefined, New, InProgress, Done];
}

internal sealed record Status(int Id, string Name, StatusCategory Category, string Description = "");

internal sealed record Priority(int Id, string Name, string Color, string Description);

internal sealed record Resolution(int Id, string Name, string Description);

/// <param name="ScopeProjectId">The team-managed project that owns the type; null for a global one.</param>
internal sealed record IssueType(
    int Id, string Name, string Description, int HierarchyLevel, int AvatarId, int? ScopeProjectId = null)
{
    public bool IsSubtask => HierarchyLevel < 0;
}

/// <summary>Who may see an issue. The sandbox shows issues of every level; <c>SandboxState.Hide</c> hides one.</summary>
internal sealed record SecurityLevel(int Id, string Name);

internal sealed record ProjectVersion(int Id, string Name, bool IsReleased = false, bool IsArchived = false);

internal sealed record ProjectComponent(int Id, string Name, string Description = "");

internal sealed record IssueLinkType(int Id, string Name, string Inward, string Outward);
