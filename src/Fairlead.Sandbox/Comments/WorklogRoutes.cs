using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Comments;

/// <summary>Time that was spent.</summary>
internal static partial class WorklogRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Get("/issue/{issueIdOrKey}/worklog", List);
        routes.Post("/issue/{issueIdOrKey}/worklog", Add);
    }

    private static JiraAnswer List(JiraCall call)
    {
        var issue = call.Issue();
        return JiraAnswer.Ok(Paging.Page(
            call, issue.Worklogs, 5_000, 5_000, w => call.View.Of(w, issue), "worklogs", withIsLast: false));
    }

    private static JiraAnswer Add(JiraCall call)
    {
        var issue = call.Issue();
        call.Demand(PermissionKeys.WorkOnIssues, issue.Now.Project, 403, "You do not have permission to work on this issue.");
        var seconds = (long?)call.Json["timeSpentSeconds"] ?? Seconds((string?)call.Json["timeSpent"])
            ?? throw JiraRefusal.OfField("timeSpent", "You must indicate the time spent working.");
        var started = (string?)call.Json["started"] is { } text
            && DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? at
            : call.Site.Now;
        var comment = call.Json["comment"] is { } body ? LongTextKind.ReadText(body, call.View.SpeaksAdf, call.Site) : null;
        var worklog = new Worklog(call.Site.NextId("worklog"), call.User, comment, started, seconds, call.Site.Now);
        Log(call.Site, issue, worklog);
        return JiraAnswer.Created(call.View.Of(worklog, issue));
    }

    public static void Log(Site site, Issue issue, Worklog worklog)
    {
        issue.Worklogs.Add(worklog);
        IssueEditor.Touch(site, issue);
        site.Changed?.Invoke(new SiteEvent("worklog_created", null, issue, worklog.Author) { Worklog = worklog });
    }

    private static long? Seconds(string? text)
    {
        if (text is null || Duration().Match(text.Trim()) is not { Success: true } match)
            return null;
        return match.Groups["number"].Captures.Zip(match.Groups["unit"].Captures).Sum(p =>
            long.Parse(p.First.Value, CultureInfo.InvariantCulture) * (p.Second.Value switch { "w" => 144_000, "d" => 28_800, "h" => 3_600, _ => 60 }));
    }

    [GeneratedRegex(@"^((?<number>\d{1,6})(?<unit>[wdhm])\s*)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Duration();
}
