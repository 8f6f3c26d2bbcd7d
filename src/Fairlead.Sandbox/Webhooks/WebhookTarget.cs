using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Webhooks;

/// <summary>Where a delivery goes and how it shows that it comes from Jira.</summary>
internal abstract record WebhookTarget(Uri Url)
{
    public abstract void Authorise(HttpRequestMessage request, WebhookMessage message, Site site);

    /// <summary>An administrator's webhook: the body is signed with the secret, where there is one.</summary>
    public sealed record Administered(SandboxWebhook Webhook) : WebhookTarget(Webhook.Url)
    {
        public override void Authorise(HttpRequestMessage request, WebhookMessage message, Site site)
        {
            var secret = Webhook.Secret ?? site.Accounts.WebhookSecret;
            if (secret.Length > 0)
            {
                request.Headers.Add(
                    "X-Hub-Signature", "sha256=" + Convert.ToHexStringLower(Hmac(secret, message.Body)));
            }
        }
    }

    /// <summary>An app's webhook: no signature, but a token that is signed with the app's client secret.</summary>
    public sealed record OfApp(DynamicWebhook Webhook) : WebhookTarget(Webhook.Url)
    {
        private static readonly TimeSpan Life = TimeSpan.FromMinutes(3);

        public override void Authorise(HttpRequestMessage request, WebhookMessage message, Site site)
        {
            var now = site.Clock.GetUtcNow();
            var claims = new JsonObject
            {
                ["iss"] = site.Accounts.AppClientId,
                ["iat"] = now.ToUnixTimeSeconds(),
                ["exp"] = (now + Life).ToUnixTimeSeconds(),
            };
            var signed = $"{Encoded("""{"alg":"HS256","typ":"JWT"}""")}.{Encoded(claims.ToJsonString())}";
            var signature = Base64Url.EncodeToString(Hmac(site.Accounts.AppClientSecret, Encoding.UTF8.GetBytes(signed)));
            request.Headers.Authorization = new("Bearer", $"{signed}.{signature}");
        }

        private static string Encoded(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
    }

    private static byte[] Hmac(string secret, byte[] body) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body);
}
