namespace Fairlead.Jira.Limits;

/// <summary>Who waits first when the site limits us.</summary>
public enum JiraCallPriority
{
    /// <summary>A person waits for the answer.</summary>
    Interactive,

    /// <summary>Jobs.</summary>
    Background,
}
