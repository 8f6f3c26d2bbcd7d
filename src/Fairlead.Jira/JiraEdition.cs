namespace Fairlead.Jira;

/// <summary>The two products behind one name. They differ in paths, users, rich text and paging; see docs/jira.md.</summary>
public enum JiraEdition
{
    /// <summary>Jira Cloud, REST v3.</summary>
    Cloud,

    /// <summary>Jira Data Center 10.3 or 11.x, REST v2.</summary>
    DataCenter,
}
