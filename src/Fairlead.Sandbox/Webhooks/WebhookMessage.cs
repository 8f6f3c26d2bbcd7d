using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Changes;
using Fairlead.Sandbox.Comments;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Webhooks;

/// <summary>What is sent for one event: the body as bytes, because the signature is over exactly these.</summary>
internal sealed record WebhookMessage(string Identifier, string Event, string IssueKey, byte[] Body)
{
    private static readonly string[] FieldsWithComment =
        ["summary", "issuetype", "project", "assignee", "priority", "status"];

    public static WebhookMessage Of(Site site, SiteEvent happened)
    {
        // Webhooks speak v2: long text is wiki markup in them even on Cloud.
        var view = new JiraView(site, $"{site.BaseUrl}/rest/api/2", SpeaksAdf: false);
        var isReduced = happened.Comment is not null || happened.PropertyKey is not null;
        var json = new JsonObject
        {
            ["timestamp"] = site.Now.ToUnixTimeMilliseconds(),
            ["webhookEvent"] = happened.Name,
        };
        if (happened.Worklog is { } worklog)
        {
            // Neither user nor issue: the issue is known by the worklog's issueId alone.
            json["worklog"] = view.Of(worklog, happened.Issue);
            return Of(json, happened);
        }

        if (happened.TypeName is { } type)
            json["issue_event_type_name"] = type;
        json["user"] = User(view, happened.Actor);
        json["issue"] = IssueShape.Full(
            happened.Issue, view, new FieldSelection(isReduced ? FieldsWithComment : [], "*all"), []);
        if (happened.Change is { } change)
            json["changelog"] = new JsonObject { ["id"] = $"{change.Id}", ["items"] = view.Items(change) };
        if (happened.Comment is { } comment)
            json["comment"] = view.Of(comment, happened.Issue);
        if (happened.PropertyKey is { } key)
            json["property"] = new JsonObject { ["key"] = key };
        return Of(json, happened);
    }

    private static WebhookMessage Of(JsonObject json, SiteEvent happened) =>
        new(SandboxAccounts.Random(32), happened.Name, happened.Issue.Key, new JiraAnswer(200, json).ToBytes());

    /// <summary>For whoever looks a delivery up in Jira's own logs; the same over all attempts.</summary>
    public string Trace { get; } = SandboxAccounts.Random(16);

    public string BodyText => Encoding.UTF8.GetString(Body);

    private static JsonObject User(JiraView view, Account account)
    {
        var json = view.Of(account);
        if (view.IsCloud)
            json.Remove("emailAddress");
        return json;
    }
}
