using Fairlead.Kernel;

namespace Fairlead.Jira;

/// <summary>How we sign in to a site. Facts: docs/jira.md, "Signing in".</summary>
public abstract record JiraCredential
{
    private JiraCredential()
    {
    }

    /// <summary>Cloud: the classic API token of a person, as Basic, at the site's own host.</summary>
    public sealed record CloudApiToken(string Email, SecretText Token) : JiraCredential;

    /// <summary>Cloud: an API token with scopes, as Basic; accepted only at the gateway host.</summary>
    public sealed record CloudScopedToken(string Email, SecretText Token) : JiraCredential;

    /// <summary>
    /// OAuth 2.0 client credentials of a service account. Cloud: token from the authorisation host, calls through the gateway.
    /// Data Center: token and calls at the site.
    /// </summary>
    public sealed record ClientCredentials(string ClientId, SecretText ClientSecret) : JiraCredential;

    /// <summary>Data Center 8.14 and later: a personal access token, as Bearer.</summary>
    public sealed record PersonalAccessToken(SecretText Token) : JiraCredential;

    /// <summary>Data Center: user and password as Basic; off by default from 11.0.</summary>
    public sealed record Password(string User, SecretText Secret) : JiraCredential;

    /// <summary>Cloud: a Connect app that a site installed; only for what apps may call, such as the Security Information API. Each call has a token of its own.</summary>
    /// <param name="Key">What the app calls itself.</param>
    public sealed record ConnectApp(string Key, SecretText SharedSecret) : JiraCredential;

    /// <summary>Cloud: a Forge app's own token, which Jira sends along when it calls the app, as Bearer; accepted only at the gateway host, and only for what apps may call.</summary>
    public sealed record ForgeApp(SecretText Token) : JiraCredential;

    /// <summary>What must stay secret of it.</summary>
    public SecretText SecretPart => this switch
    {
        CloudApiToken c => c.Token,
        CloudScopedToken c => c.Token,
        ClientCredentials c => c.ClientSecret,
        PersonalAccessToken c => c.Token,
        Password c => c.Secret,
        ConnectApp c => c.SharedSecret,
        ForgeApp c => c.Token,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether calls go to the gateway host instead of the site.</summary>
    internal bool UsesGateway(JiraEdition edition) =>
        edition == JiraEdition.Cloud && (this is CloudScopedToken or ClientCredentials or ForgeApp);
}
