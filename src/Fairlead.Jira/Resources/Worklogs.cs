using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <summary>Work that people logged on issues.</summary>
public sealed class WorklogsResource
{
    /// <summary>Cloud's own most; Data Center gives all at once.</summary>
    private const int PageSize = 5000;
    private readonly JiraCaller _caller;

    internal WorklogsResource(JiraCaller caller) => _caller = caller;

    /// <summary><c>GET /issue/{issueIdOrKey}/worklog</c>: what people wrote with the work they logged.</summary>
    /// <exception cref="JiraRefusedException">NotFound: no such issue, or not visible.</exception>
    public IAsyncEnumerable<JiraRemark> RemarksAsync(string issueIdOrKey, CancellationToken ct) => Paging.ByStartAsync(
            _caller,
            start => JiraRequest.Get(_caller.IsCloud
                ? JiraRoute.Of("/issue/{issueIdOrKey}/worklog", issueIdOrKey).Query(("startAt", start.ToString()), ("maxResults", PageSize.ToString()))
                : JiraRoute.Of("/issue/{issueIdOrKey}/worklog", issueIdOrKey)),
            page => page.Items("worklogs"),
            ct)
        .Select(w => JiraRemark.Read(w, "comment")).OfType<JiraRemark>();
}
