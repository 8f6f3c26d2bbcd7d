using System.Text.Json.Nodes;
using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Webhooks;

/// <summary>Cloud's <c>/webhook</c>, which is for apps: tokens of people and service accounts are refused.</summary>
internal static class DynamicWebhookRoutes
{
    private const string NotAnApp = "Only Connect and OAuth 2.0 apps can use this operation.";
    private const string BadPayload = "Invalid request payload. Refer to the REST API documentation and try again.";

    public static void Map(RouteTable routes, DynamicWebhooks webhooks, SignIn signIn)
    {
        if (!routes.IsCloud)
            return;
        routes.Get("/webhook", c => ForApp(c, signIn, () => JiraAnswer.Ok(Paging.Page(c, webhooks.All, 100, 100, Shape))));
        routes.Post("/webhook", c => ForApp(c, signIn, () => Register(c, webhooks)));
        routes.Delete("/webhook", c => ForApp(c, signIn, () =>
        {
            webhooks.Remove(Ids(c));
            return new JiraAnswer(202);
        }));
        routes.Put("/webhook/refresh", c => ForApp(c, signIn, () => JiraAnswer.Ok(
            new JsonObject { ["expirationDate"] = webhooks.Refresh(Ids(c)).ToUnixTimeMilliseconds() })));
        routes.Get("/webhook/failed", _ => throw new JiraRefusal(403, "Only Connect apps can use this operation."));
    }

    private static JiraAnswer ForApp(JiraCall call, SignIn signIn, Func<JiraAnswer> act) =>
        signIn.IsApp(call.Http) ? act() : throw new JiraRefusal(403, NotAnApp);

    private static JiraAnswer Register(JiraCall call, DynamicWebhooks webhooks)
    {
        if (!Uri.TryCreate((string?)call.Json["url"], UriKind.Absolute, out var url))
            throw new JiraRefusal(400, "The url of the webhook is not valid.");
        // The sandbox calls nobody but this machine, whoever asks it to.
        if (!url.IsLoopback)
            throw new JiraRefusal(400, ["The url of the webhook is not valid."], reason: "only loopback addresses");
        if (webhooks.All.Any(w => w.Url != url))
            throw new JiraRefusal(400, "Only a single URL per app is allowed to be registered.");
        if (call.Json["webhooks"] is not JsonArray { Count: > 0 } asked)
            throw new JiraRefusal(400, BadPayload);
        var read = asked.Select(w => Read(w, url)).ToList();
        return JiraAnswer.Ok(new JsonObject
        {
            ["webhookRegistrationResult"] = new JsonArray([.. read.Select(w => Result(webhooks.Register(w)))]),
        });
    }

    private static JsonObject Result((long? Id, string? Error) registered) => registered.Id is { } id
        ? new JsonObject { ["createdWebhookId"] = id }
        : new JsonObject { ["errors"] = new JsonArray(registered.Error) };

    private static DynamicWebhook Read(JsonNode? json, Uri url)
    {
        var events = BulkRoutes.Texts(json?["events"]);
        if (events.Count == 0 || events.Any(e => !DynamicWebhook.KnownEvents.Contains(e)) || json?["jqlFilter"] is not { } jql)
            throw new JiraRefusal(400, [BadPayload], reason: "events and jqlFilter are required; events are of a closed list");
        return new DynamicWebhook(
            0, url, events, (string?)jql ?? "", Filter(json["fieldIdsFilter"]), Filter(json["issuePropertyKeysFilter"]), default);
    }

    private static IReadOnlyList<string>? Filter(JsonNode? json) => json is null ? null : BulkRoutes.Texts(json);

    private static long[] Ids(JiraCall call) => call.Json["webhookIds"] is JsonArray { Count: > 0 } ids
        ? [.. ids.Select(i => (long?)i ?? 0)]
        : throw new JiraRefusal(400, "The list of webhook IDs is missing.");

    private static JsonObject Shape(DynamicWebhook webhook)
    {
        var json = new JsonObject
        {
            ["id"] = webhook.Id,
            ["url"] = webhook.Url.ToString(),
            ["jqlFilter"] = webhook.Jql,
            ["events"] = Texts(webhook.Events),
            ["expirationDate"] = webhook.ExpiresAt.ToUnixTimeMilliseconds(),
        };
        if (webhook.FieldIds is { } fields)
            json["fieldIdsFilter"] = Texts(fields);
        if (webhook.PropertyKeys is { } keys)
            json["issuePropertyKeysFilter"] = Texts(keys);
        return json;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => JsonValue.Create(t))]);
}
