using Fairlead.Sandbox.Security;

namespace Fairlead.Sandbox.Pages;

/// <summary>What every page shows around its content.</summary>
/// <param name="Base">Prefix of every link: the context path, or empty.</param>
/// <param name="FormToken">Proves that a form came from a page of ours.</param>
public sealed record PageFrame(string Base, string Edition, string FormToken);

/// <param name="Workspace">The one whose containers are offered.</param>
/// <param name="Text">What the names of offered containers are to have in them.</param>
/// <param name="Problem">Why something was not done; null when it was.</param>
public sealed record SecurityModel(
    PageFrame Frame, IReadOnlyList<(string Key, string Name)> Projects, string Project, IReadOnlyList<SandboxApp> Apps, SandboxApp? App,
    IReadOnlyList<SandboxWorkspace> Workspaces, string? Workspace, string Text, IReadOnlyList<SandboxContainer> Offered, IReadOnlyList<SandboxContainer> Chosen,
    IReadOnlyList<SandboxVulnerability> Vulnerabilities, string? Problem);

/// <summary>One line of the list.</summary>
public sealed record IssueLine(
    string Key, string Type, string Summary, string Status, string Category, string? Priority, string? Assignee,
    IReadOnlyList<string> Labels, string Updated);

/// <summary>What is asked of the list; kept in the address.</summary>
public sealed record IssueFilter(string Text, string Project, string Category, string Jql, int Page);

/// <param name="Problem">Why the JQL was refused; null when it was not.</param>
public sealed record IssueListModel(
    PageFrame Frame, IssueFilter Filter, IReadOnlyList<(string Key, string Name)> Projects, IReadOnlyList<IssueLine> Lines,
    int Total, int PageCount, string? Problem);

public sealed record TransitionChoice(int Id, string Name, string To, string Category, bool NeedsResolution);

public sealed record CommentView(string Author, string At, string Html);

public sealed record ChangeView(string Author, string At, IReadOnlyList<string> Lines);

/// <param name="Url">Null when it is no web address.</param>
public sealed record LinkView(string Relation, string Text, string? Url);

public sealed record IssueModel(
    PageFrame Frame,
    IssueLine Line,
    string Project,
    string? Resolution,
    string Reporter,
    string Created,
    string? DescriptionHtml,
    IReadOnlyList<(string Name, string Value)> Fields,
    IReadOnlyList<LinkView> Links,
    IReadOnlyList<(string Key, string Value)> Properties,
    IReadOnlyList<CommentView> Comments,
    IReadOnlyList<ChangeView> Changes,
    IReadOnlyList<TransitionChoice> Transitions,
    IReadOnlyList<string> Priorities,
    IReadOnlyList<string> Resolutions,
    IReadOnlyList<(string Handle, string Name)> People,
    string AssigneeHandle,
    string? Problem);
