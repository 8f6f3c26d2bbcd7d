namespace Fairlead.Sandbox.Fields;

/// <summary>Ids of the system fields that the code speaks of.</summary>
internal static class FieldIds
{
    public const string Project = "project";
    public const string IssueType = "issuetype";
    public const string Summary = "summary";
    public const string Description = "description";
    public const string Environment = "environment";
    public const string Priority = "priority";
    public const string Labels = "labels";
    public const string Assignee = "assignee";
    public const string Reporter = "reporter";
    public const string Resolution = "resolution";
    public const string Components = "components";
    public const string FixVersions = "fixVersions";
    public const string Versions = "versions";
    public const string DueDate = "duedate";
    public const string Parent = "parent";
    public const string Security = "security";
    public const string Comment = "comment";
    public const string IssueLinks = "issuelinks";
    public const string Attachment = "attachment";
    public const string Worklog = "worklog";
}
