namespace Fairlead.Web.Pages.Runs;

/// <summary>What was done by the form that led to the page.</summary>
public enum RunDone
{
    /// <summary>What Jira refused is tried again by the next run.</summary>
    Retried,
}
