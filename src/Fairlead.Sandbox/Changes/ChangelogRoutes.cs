using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Changes;

/// <summary>Cloud's history of one issue, oldest first; Data Center has it only as <c>expand=changelog</c>.</summary>
internal static class ChangelogRoutes
{
    public static void Map(RouteTable routes)
    {
        if (routes.IsCloud)
            routes.Get("/issue/{issueIdOrKey}/changelog", Get);
    }

    private static JiraAnswer Get(JiraCall call)
    {
        var issue = call.Issue();
        var page = Paging.Page(call, issue.Changes, 100, 100, call.View.Of);
        page["self"] = $"{call.View.Rest}/issue/{issue.Key}/changelog";
        return JiraAnswer.Ok(page);
    }
}
