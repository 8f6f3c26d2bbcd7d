using System.Text.Json.Nodes;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Microsoft.Net.Http.Headers;

namespace Fairlead.Sandbox.Attachments;

/// <summary>Files: uploaded as multipart with the header against forged requests, downloaded directly or by way of a redirect.</summary>
internal static class AttachmentRoutes
{
    public static void Map(RouteTable routes)
    {
        routes.Api("POST", "/issue/{issueIdOrKey}/attachments", Add, r => r with { TakesAnyBody = true });
        routes.Get("/attachment/meta", c => JiraAnswer.Ok(new JsonObject
        {
            ["enabled"] = true,
            ["uploadLimit"] = c.Site.Options.AttachmentLimitBytes,
        }));
        routes.Get("/attachment/{id}", c => JiraAnswer.Ok(Meta(c)));
        routes.Delete("/attachment/{id}", Delete);
        if (routes.IsCloud)
            routes.Get("/attachment/content/{id}", Content);
        routes.At("GET", "/secure/attachment/{id}/{name}", DownloadInBrowser);
        routes.At("GET", "/sandbox-media/{id}", Download, r => r with { IsAnonymous = true });
    }

    private static JsonObject Meta(JiraCall call) => call.View.Of(Find(call).Attachment);

    private static JiraAnswer Add(JiraCall call)
    {
        // The older spelling without the hyphen is still taken, and still sent by older clients.
        if (call.Http.Request.Headers["X-Atlassian-Token"].ToString() is not ("no-check" or "nocheck"))
            return JiraAnswer.Html(403, "XSRF check failed");
        var issue = call.Issue();
        call.Demand(
            PermissionKeys.CreateAttachments, issue.Now.Project, 403,
            "You do not have permission to create attachments for this issue.");
        var files = Read(call);
        if (files.Count == 0)
            throw new JiraRefusal(400, "No file was sent: the parts must be named 'file'.");
        if (files.Find(f => f.Content.Length > call.Site.Options.AttachmentLimitBytes) is { } tooLarge)
        {
            throw new JiraRefusal(
                413, $"File \"{tooLarge.FileName}\" is too large to attach. The limit is {call.Site.Options.AttachmentLimitBytes} bytes.");
        }

        var answer = new JsonArray();
        foreach (var file in files)
        {
            var attachment = file with { Id = call.Site.NextId("attachment") };
            Add(call.Site, issue, attachment, call.User);
            answer.Add(call.View.Of(attachment));
        }

        return JiraAnswer.Ok(answer);
    }

    private static List<Attachment> Read(JiraCall call)
    {
        if (!MediaTypeHeaderValue.TryParse(call.Http.Request.ContentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new JiraRefusal(415, "The request must be multipart/form-data.");
        }

        var files = new List<Attachment>();
        foreach (var part in Multipart.Parts(call.Body, boundary))
        {
            if (part.Name == "file" && part.FileName is { } name)
                files.Add(new Attachment(0, Path.GetFileName(name), part.ContentType, part.Content, call.User, call.Site.Now));
        }

        return files;
    }

    private static JiraAnswer Delete(JiraCall call)
    {
        var (issue, attachment) = Find(call);
        Remove(call.Site, issue, attachment, call.User);
        return JiraAnswer.NoContent();
    }

    internal static void Add(Site site, Issue issue, Attachment attachment, Account actor)
    {
        issue.Attachments.Add(attachment);
        IssueEditor.Record(site, issue, actor, new ChangeItem("Attachment", "attachment", false, null, null, $"{attachment.Id}", attachment.FileName));
        site.Changed?.Invoke(new SiteEvent("attachment_created", null, issue, actor));
    }

    internal static void Remove(Site site, Issue issue, Attachment attachment, Account actor)
    {
        issue.Attachments.Remove(attachment);
        IssueEditor.Record(site, issue, actor, new ChangeItem("Attachment", "attachment", false, $"{attachment.Id}", attachment.FileName, null, null));
        site.Changed?.Invoke(new SiteEvent("attachment_deleted", null, issue, actor));
    }

    private static JiraAnswer Content(JiraCall call)
    {
        var (_, attachment) = Find(call);
        return call.QueryFlag("redirect", otherwise: true)
            ? new JiraAnswer(303).With("Location", $"{call.Site.BaseUrl}/sandbox-media/{attachment.Id}")
            : Download(call);
    }

    /// <summary>Not of the API: what is not there, or may not be seen, is told by a page.</summary>
    private static JiraAnswer DownloadInBrowser(JiraCall call)
    {
        try
        {
            return Download(call);
        }
        catch (JiraRefusal refusal)
        {
            return JiraAnswer.Html(refusal.Status, "<html><head><title>Oops, you&#39;ve found a dead link.</title></head></html>");
        }
    }

    private static JiraAnswer Download(JiraCall call)
    {
        var attachment = Find(call).Attachment;
        return new JiraAnswer(200) { Bytes = attachment.Content, ContentType = attachment.ContentType }
            .With("Content-Disposition", $"attachment; filename*=UTF-8''{Uri.EscapeDataString(attachment.FileName)}")
            .With("X-Content-Type-Options", "nosniff");
    }

    private static (Issue Issue, Attachment Attachment) Find(JiraCall call)
    {
        foreach (var issue in call.Site.Issues.All)
        {
            if (issue.Attachments.Find(a => $"{a.Id}" == call.Route("id")) is { } attachment && call.Sees(issue))
                return (issue, attachment);
        }

        throw new JiraRefusal(404, $"The attachment with id '{call.Route("id")}' does not exist");
    }
}
