using System.Text.Json.Nodes;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Properties;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Text;

namespace Fairlead.Sandbox.Comments;

/// <summary>Comments of an issue, with their entity properties.</summary>
internal static class CommentRoutes
{
    private static readonly string[] Roles = ["Administrators", "Developers", "Users", "Viewers"];

    public static void Map(RouteTable routes)
    {
        routes.Get("/issue/{issueIdOrKey}/comment", List);
        routes.Post("/issue/{issueIdOrKey}/comment", Add);
        routes.Get("/issue/{issueIdOrKey}/comment/{id}", Get);
        routes.Put("/issue/{issueIdOrKey}/comment/{id}", Edit);
        routes.Delete("/issue/{issueIdOrKey}/comment/{id}", Delete);
        routes.Get("/comment/{commentId}/properties", ListProperties);
        routes.Get("/comment/{commentId}/properties/{propertyKey}", GetProperty);
        routes.Put("/comment/{commentId}/properties/{propertyKey}", SetProperty);
        routes.Delete("/comment/{commentId}/properties/{propertyKey}", DeleteProperty);
    }

    private static JiraAnswer List(JiraCall call)
    {
        var issue = call.Issue();
        var newestFirst = call.Query("orderBy") is "-created";
        IReadOnlyList<IssueComment> comments = newestFirst ? [.. issue.Comments.AsEnumerable().Reverse()] : issue.Comments;
        var expand = call.QueryList("expand");
        return JiraAnswer.Ok(Paging.Page(
            call, comments, call.Site.IsCloud ? 100 : int.MaxValue, call.Site.IsCloud ? 5_000 : int.MaxValue,
            c => call.View.Of(c, issue, expand.Contains("properties"), expand.Contains("renderedBody")),
            "comments", withIsLast: false));
    }

    private static JiraAnswer Add(JiraCall call)
    {
        var issue = call.Issue();
        call.Demand(
            PermissionKeys.AddComments, issue.Now.Project, call.Site.IsCloud ? 403 : 400,
            "You do not have permission to comment on this issue.");
        var body = ReadBody(call);
        var visibility = ReadVisibility(call);
        var properties = PropertyRules.ReadMany(call.Json["properties"]);
        var comment = IssueEditor.AddComment(call.Site, issue, call.User, body, visibility, properties);
        return JiraAnswer.Created(Shape(call, comment, issue))
            .With("Location", $"{call.View.Rest}/issue/{issue.Id}/comment/{comment.Id}");
    }

    private static JiraAnswer Get(JiraCall call)
    {
        var issue = call.Issue();
        return JiraAnswer.Ok(Shape(call, Find(call, issue), issue));
    }

    private static JiraAnswer Edit(JiraCall call)
    {
        var issue = call.Issue();
        var old = Find(call, issue);
        if (old.Author != call.User)
        {
            call.Demand(
                PermissionKeys.EditAllComments, issue.Now.Project, call.Site.IsCloud ? 403 : 400,
                "You do not have the permission to edit this comment.");
        }

        var edited = old with
        {
            Body = ReadBody(call),
            Visibility = ReadVisibility(call) ?? old.Visibility,
            UpdateAuthor = call.User,
            UpdatedAt = call.Site.Now,
        };
        issue.Comments[issue.Comments.IndexOf(old)] = edited;
        foreach (var (key, value) in PropertyRules.ReadMany(call.Json["properties"]))
            edited.Properties[key] = value;
        IssueEditor.Touch(call.Site, issue);
        call.Site.Changed?.Invoke(new SiteEvent("comment_updated", null, issue, call.User, Comment: edited));
        return JiraAnswer.Ok(Shape(call, edited, issue));
    }

    private static JiraAnswer Delete(JiraCall call)
    {
        var issue = call.Issue();
        var comment = Find(call, issue);
        if (comment.Author != call.User)
        {
            call.Demand(
                PermissionKeys.DeleteAllComments, issue.Now.Project, call.Site.IsCloud ? 403 : 400,
                "You do not have the permission to delete this comment.");
        }

        issue.Comments.Remove(comment);
        IssueEditor.Touch(call.Site, issue);
        call.Site.Changed?.Invoke(new SiteEvent("comment_deleted", null, issue, call.User, Comment: comment));
        return JiraAnswer.NoContent();
    }

    private static JsonObject Shape(JiraCall call, IssueComment comment, Issue issue)
    {
        var expand = call.QueryList("expand");
        return call.View.Of(comment, issue, expand.Contains("properties"), expand.Contains("renderedBody"));
    }

    private static IssueComment Find(JiraCall call, Issue issue) =>
        issue.Comments.Find(c => $"{c.Id}" == call.Route("id"))
        ?? throw new JiraRefusal(404, $"Can not find a comment for the id: {call.Route("id")}.");

    private static RichText ReadBody(JiraCall call)
    {
        try
        {
            return call.Json["body"] is { } body && LongTextKind.ReadText(body, call.View.SpeaksAdf, call.Site) is { } text
                && !string.IsNullOrWhiteSpace(text.Markup)
                ? text
                : throw JiraRefusal.OfField("comment", "Comment body can not be empty!");
        }
        catch (FieldRefusal refusal) when (refusal.Message == "INVALID_INPUT")
        {
            throw new JiraRefusal(400, ["INVALID_INPUT"], reason: refusal.Reason);
        }
        catch (FieldRefusal refusal)
        {
            throw JiraRefusal.OfField("comment", call.View.SpeaksAdf && refusal.Message.StartsWith("Operation", StringComparison.Ordinal)
                ? "Comment body is not valid!"
                : refusal.Message);
        }
    }

    private static JsonObject? ReadVisibility(JiraCall call)
    {
        if (call.Json["visibility"] is not JsonObject visibility)
            return null;
        var value = (string?)visibility["value"] ?? (string?)visibility["identifier"] ?? "";
        return (string?)visibility["type"] switch
        {
            "role" when Roles.Contains(value) => (JsonObject)visibility.DeepClone(),
            "group" when call.Site.Groups.Contains(value) => (JsonObject)visibility.DeepClone(),
            "role" => throw JiraRefusal.OfField("commentLevel", $"Role: {value} does not exist."),
            "group" => throw JiraRefusal.OfField("commentLevel", $"Group: {value} does not exist."),
            _ => throw JiraRefusal.OfField("commentLevel", "The visibility type must be 'role' or 'group'."),
        };
    }

    private static IssueComment ById(JiraCall call) =>
        call.Site.Issues.All.Where(call.Sees).SelectMany(i => i.Comments).FirstOrDefault(c => $"{c.Id}" == call.Route("commentId"))
        ?? throw new JiraRefusal(404, $"Can not find a comment for the id: {call.Route("commentId")}.");

    private static JiraAnswer ListProperties(JiraCall call) => JiraAnswer.Ok(PropertyRoutes.Keys(
        ById(call).Properties.Keys, $"{call.View.Rest}/comment/{call.Route("commentId")}/properties"));

    private static JiraAnswer GetProperty(JiraCall call) => PropertyRoutes.Get(ById(call).Properties, call.Route("propertyKey"));

    private static JiraAnswer SetProperty(JiraCall call) => PropertyRoutes.Set(ById(call).Properties, call);

    private static JiraAnswer DeleteProperty(JiraCall call) =>
        PropertyRoutes.Delete(ById(call).Properties, call.Route("propertyKey"));
}
