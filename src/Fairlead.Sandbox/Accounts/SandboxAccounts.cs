using System.Security.Cryptography;

namespace Fairlead.Sandbox.Accounts;

/// <summary>
/// The ready bot account in every way it can sign in. Values are made at each start, so none is ever worth keeping.
/// </summary>
public sealed record SandboxAccounts
{
    /// <summary>Cloud: the account's e-mail, the user name of both API tokens.</summary>
    public string Email { get; init; } = "fairlead-bot@sandbox.example";

    /// <summary>Cloud: good at the site's own address.</summary>
    public required string ApiToken { get; init; }

    /// <summary>Cloud: good only behind the gateway, <c>/ex/jira/{cloudId}</c>.</summary>
    public required string ScopedToken { get; init; }

    /// <summary>Both editions: the service account's client for the client-credentials grant.</summary>
    public required string ClientId { get; init; }

    public required string ClientSecret { get; init; }

    /// <summary>Cloud: an OAuth 2.0 (3LO) app to which the bot has already agreed; it alone may have dynamic webhooks.</summary>
    public required string AppClientId { get; init; }

    /// <summary>Also the key of the tokens that dynamic webhooks are sent with.</summary>
    public required string AppClientSecret { get; init; }

    /// <summary>The app's first refresh token. As with Atlassian, each use gives a new one and spends the old.</summary>
    public required string AppRefreshToken { get; init; }

    /// <summary>Cloud: the site's id in gateway addresses.</summary>
    public required Guid CloudId { get; init; }

    /// <summary>Data Center: the bot's user name.</summary>
    public string UserName { get; init; } = "fairlead-bot";

    public required string Password { get; init; }

    /// <summary>Data Center: the bot's personal access token.</summary>
    public required string PersonalAccessToken { get; init; }

    /// <summary>Cloud's name for the bot.</summary>
    public required string AccountId { get; init; }

    /// <summary>An administrator, who may register webhooks through REST. Data Center knows it as <c>alice</c>.</summary>
    public string AdministratorEmail { get; init; } = "alice@sandbox.example";

    public string AdministratorUserName { get; init; } = "alice";

    /// <summary>The administrator's API token on Cloud and password on Data Center.</summary>
    public required string AdministratorSecret { get; init; }

    /// <summary>Signs every webhook that was registered without a secret of its own.</summary>
    public required string WebhookSecret { get; init; }

    public static SandboxAccounts Generate() => new()
    {
        ApiToken = Random(48),
        ScopedToken = Random(48),
        ClientId = Random(32),
        ClientSecret = Random(64),
        AppClientId = Random(32),
        AppClientSecret = Random(64),
        AppRefreshToken = Random(64),
        CloudId = new Guid(RandomNumberGenerator.GetBytes(16)),
        Password = Random(20),
        PersonalAccessToken = Random(44),
        AccountId = $"712020:{new Guid(RandomNumberGenerator.GetBytes(16))}",
        AdministratorSecret = Random(40),
        WebhookSecret = Random(32),
    };

    internal static string Random(int length) => RandomNumberGenerator.GetString(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
}
