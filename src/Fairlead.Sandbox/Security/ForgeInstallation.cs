using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Security;

/// <summary>One installation of a Forge app: another one each time that it is installed.</summary>
internal sealed class ForgeInstallation(string appId)
{
    /// <summary>How long an invocation token counts, as in Atlassian's example.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(4);
    private static readonly TimeSpan AtLeastLeft = TimeSpan.FromHours(2);

    private readonly List<(string Token, DateTimeOffset Until)> _tokens = [];

    private string Id { get; } = $"ari:cloud:ecosystem::installation/{new Guid(RandomNumberGenerator.GetBytes(16))}";

    /// <summary>The app's own token, as it is sent along: it counts for two hours at least. Under the site's gate.</summary>
    public string Token(DateTimeOffset now)
    {
        _tokens.RemoveAll(t => t.Until <= now);
        if (_tokens.Count == 0 || _tokens[^1].Until - now < AtLeastLeft)
            _tokens.Add((SandboxAccounts.Random(120), now + TokenLifetime));
        return _tokens[^1].Token;
    }

    public bool Knows(string token, DateTimeOffset now) => _tokens.Exists(t => t.Token == token && t.Until > now);

    /// <summary>No token counts any more that was sent until now.</summary>
    public void Revoke() => _tokens.Clear();

    public JsonObject Event(string type) => new()
    {
        ["id"] = Id,
        ["eventType"] = $"avi:forge:{type}:app",
        ["app"] = new JsonObject { ["id"] = appId, ["version"] = "1.0.0" },
    };

    /// <summary>Of the invocation token that comes with a call.</summary>
    public JsonObject Claims(Site site)
    {
        var (now, cloudId) = (site.Clock.GetUtcNow().ToUnixTimeSeconds(), site.Accounts.CloudId);
        var api = $"https://api.atlassian.com/ex/jira/{cloudId}";
        return new()
        {
            ["app"] = new JsonObject
            {
                ["id"] = appId,
                ["appVersion"] = "1.0.0",
                ["installationId"] = Id,
                ["apiBaseUrl"] = api,
                ["environment"] = new JsonObject { ["type"] = "PRODUCTION", ["id"] = $"ari:cloud:ecosystem::environment/{appId.Split('/')[^1]}/1" },
                ["module"] = new JsonObject { ["type"] = "core:endpoint", ["key"] = "endpoint" },
                ["installation"] = new JsonObject { ["id"] = Id, ["contexts"] = new JsonArray(new JsonObject { ["name"] = $"ari:cloud:jira::site/{cloudId}", ["apiBaseUrl"] = api }) },
            },
            ["context"] = new JsonObject { ["cloudId"] = $"{cloudId}" },
            ["aud"] = appId,
            ["iss"] = "forge/invocation-token",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + (long)Validity.TotalSeconds,
            ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)),
        };
    }
}
