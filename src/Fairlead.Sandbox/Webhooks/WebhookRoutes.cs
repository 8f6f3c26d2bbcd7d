using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Webhooks;

/// <summary>The administrator's webhooks through REST.</summary>
internal static class WebhookRoutes
{
    private const string Root = "/rest/webhooks/1.0/webhook";

    public static void Map(RouteTable routes, SandboxWebhooks webhooks)
    {
        routes.At("GET", Root, c => Administered(c, () => JiraAnswer.Ok(
            new JsonArray([.. webhooks.Registered.Select(w => Shape(c, w.Key, w.Value))]))));
        routes.At("POST", Root, c => Administered(c, () =>
        {
            var webhook = Read(c);
            return JiraAnswer.Created(Shape(c, webhooks.Register(webhook), webhook));
        }));
        routes.At("GET", Root + "/{id}", c => Administered(c, () => JiraAnswer.Ok(Shape(c, Id(c, webhooks), webhooks.Registered[Id(c, webhooks)]))));
        routes.At("PUT", Root + "/{id}", c => Administered(c, () =>
        {
            var webhook = Read(c);
            webhooks.Replace(Id(c, webhooks), webhook);
            return JiraAnswer.Ok(Shape(c, Id(c, webhooks), webhook));
        }));
        routes.At("DELETE", Root + "/{id}", c => Administered(c, () =>
        {
            webhooks.Remove(Id(c, webhooks));
            return JiraAnswer.NoContent();
        }));
    }

    private static JiraAnswer Administered(JiraCall call, Func<JiraAnswer> act) => call.Can(PermissionKeys.Administer)
        ? act()
        : throw new JiraRefusal(403, "You do not have permission to perform this operation.");

    private static long Id(JiraCall call, SandboxWebhooks webhooks) =>
        long.TryParse(call.Route("id"), out var id) && webhooks.Registered.ContainsKey(id)
            ? id
            : throw new JiraRefusal(404, "There is no webhook with that id.");

    private static SandboxWebhook Read(JiraCall call)
    {
        var json = call.Json;
        if (!Uri.TryCreate((string?)json["url"], UriKind.Absolute, out var url))
            throw new JiraRefusal(400, "The url of the webhook is not valid.");
        // The sandbox calls nobody but this machine, whoever asks it to.
        if (!url.IsLoopback)
            throw new JiraRefusal(400, ["The url of the webhook is not valid."], reason: "only loopback addresses");
        var jql = (string?)json["filters"]?["issue-related-events-section"] ?? (string?)json["jqlFilter"] ?? "";
        return new SandboxWebhook(
            url, (string?)json["secret"] ?? "", BulkRoutes.Texts(json["events"]), jql, (string?)json["name"] ?? "webhook");
    }

    /// <summary>The secret is written once and never shown.</summary>
    private static JsonObject Shape(JiraCall call, long id, SandboxWebhook webhook) => new()
    {
        ["name"] = webhook.Name,
        ["url"] = webhook.Url.ToString(),
        ["excludeBody"] = false,
        ["filters"] = new JsonObject { ["issue-related-events-section"] = webhook.Jql },
        ["events"] = new JsonArray([.. (webhook.Events ?? []).Select(e => JsonValue.Create(e))]),
        ["enabled"] = true,
        ["isSigned"] = webhook.Secret is not "",
        ["self"] = $"{call.Site.BaseUrl}{Root}/{id}",
        ["lastUpdatedDisplayName"] = call.User.DisplayName,
        ["lastUpdated"] = call.Site.Now.ToUnixTimeMilliseconds(),
    };
}
