namespace Fairlead.Sandbox.State;

/// <summary>
/// What the site holds, and what people and administrators do to it behind an integration's back. Each verb acts as a person,
/// writes the changelog and sends the webhooks that the same act in Jira would.
/// </summary>
public sealed class SandboxState
{
    private readonly List<SandboxIssue> _issues = [];

    internal SandboxState()
    {
    }

    public int IssueCount => _issues.Count;

    /// <summary>All issues, oldest first.</summary>
    public IReadOnlyList<SandboxIssue> Issues => _issues;

    public SandboxIssue? Find(string idOrKey) => _issues.Find(i => i.Key == idOrKey || $"{i.Id}" == idOrKey);
}
