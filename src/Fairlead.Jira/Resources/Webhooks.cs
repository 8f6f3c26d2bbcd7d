using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;
using Fairlead.Kernel;

namespace Fairlead.Jira.Resources;

/// <summary>A webhook as administrators see it; its secret is never shown.</summary>
public sealed record JiraWebhook(string Id, string Name, string Url);

/// <param name="Url">Where Jira sends the events.</param>
/// <param name="Secret">Signs each body with HMAC-SHA256.</param>
/// <param name="Events">Such as <c>jira:issue_updated</c>.</param>
/// <param name="Jql">Only issues that it finds are told of.</param>
public sealed record JiraWebhookDraft(string Name, Uri Url, SecretText Secret, IReadOnlyList<string> Events, string Jql);

/// <summary>
/// The site's webhooks, for who administers Jira. <c>/rest/webhooks/1.0</c> is in no OpenAPI document of Atlassian's; both editions have it.
/// </summary>
public sealed class WebhooksResource
{
    private static readonly JiraRoute All = JiraRoute.Outside("/rest/webhooks/1.0/webhook");

    private readonly JiraCaller _caller;

    internal WebhooksResource(JiraCaller caller) => _caller = caller;

    /// <exception cref="JiraRefusedException">Forbidden or Unauthorized: the account does not administer the site.</exception>
    public async Task<IReadOnlyList<JiraWebhook>> ListAsync(CancellationToken ct) =>
    [
        .. from webhook in (await _caller.ReadAsync(JiraRequest.Get(All), ct)).Items()
           let id = IdOf(webhook.Text("self"))
           let url = webhook.Text("url")
           where id is not null && url is not null
           select new JiraWebhook(id, webhook.Text("name") ?? "", url),
    ];

    /// <returns>The new webhook's id. Made twice it is there twice.</returns>
    public Task<JiraOutcome<string>> AddAsync(JiraWebhookDraft draft, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["name"] = draft.Name,
            ["url"] = draft.Url.AbsoluteUri,
            ["secret"] = draft.Secret.Reveal(),
            ["events"] = new JsonArray([.. draft.Events.Select(e => JsonValue.Create(e))]),
            ["filters"] = new JsonObject { ["issue-related-events-section"] = draft.Jql },
            ["excludeBody"] = false,
        };
        return _caller.EffectAsync(JiraRequest.Effect(HttpMethod.Post, All, body), json => IdOf(json.Text("self")), ct);
    }

    public Task<JiraOutcome<JiraAccepted>> RemoveAsync(string id, CancellationToken ct) =>
        _caller.EffectAsync(JiraRequest.Effect(HttpMethod.Delete, JiraRoute.Outside("/rest/webhooks/1.0/webhook/{id}", id), null), ct);

    /// <summary>The answer has the id in its own address only.</summary>
    private static string? IdOf(string? self) => self?[(self.LastIndexOf('/') + 1)..] is { Length: > 0 } id ? id : null;
}
