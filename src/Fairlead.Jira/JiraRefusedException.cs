namespace Fairlead.Jira;

/// <summary>Jira said no to a read. Asking again without a change gives the same answer.</summary>
public sealed class JiraRefusedException(JiraRefusalCause cause, int status, JiraError error)
    : Exception($"Jira refused ({status}, {cause}): {error}")
{
    public JiraRefusalCause Cause { get; } = cause;

    public int Status { get; } = status;

    public JiraError Error { get; } = error;
}
