using System.Net.Http.Headers;
using System.Text;
using Fairlead.Jira.Calls;

namespace Fairlead.Jira.SignIn;

/// <summary>How a call gets its Authorization header.</summary>
internal interface ISignIn
{
    ValueTask<SignedIn> SignInAsync(CalledAs call, CancellationToken ct);

    /// <summary>After a 401: forgets what was had.</summary>
    /// <returns>Whether asking again may give something else.</returns>
    bool TryForgetToken();
}

/// <summary>What is called, for credentials that sign each call.</summary>
/// <param name="Target">Path and query below the address of the site.</param>
internal readonly record struct CalledAs(string Method, string Target);

/// <param name="Failure">Why there is no header; the call itself was then not sent.</param>
internal readonly record struct SignedIn(AuthenticationHeaderValue? Authorization, JiraAttempt? Failure = null)
{
    public static SignedIn Anonymous => new(null);
}

internal static class SignInOf
{
    public static ISignIn Credential(
        JiraCredential credential, JiraSite site, SideCalls side, JiraClientOptions options, TimeProvider clock) => credential switch
        {
            JiraCredential.CloudApiToken c => Basic(c.Email, c.Token.Reveal()),
            JiraCredential.CloudScopedToken c => Basic(c.Email, c.Token.Reveal()),
            JiraCredential.Password c => Basic(c.User, c.Secret.Reveal()),
            JiraCredential.PersonalAccessToken c => new FixedSignIn(new("Bearer", c.Token.Reveal().Trim())),
            JiraCredential.ClientCredentials c => new ClientCredentialsSignIn(c, site, side, options, clock),
            JiraCredential.ForgeApp c => new FixedSignIn(new("Bearer", c.Token.Reveal())),
            JiraCredential.ConnectApp c => new ConnectSignIn(c, clock),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static FixedSignIn Basic(string user, string secret) =>
        new(new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Trim()}:{secret.Trim()}"))));
}

/// <summary>The same header every time.</summary>
internal sealed class FixedSignIn(AuthenticationHeaderValue authorization) : ISignIn
{
    public ValueTask<SignedIn> SignInAsync(CalledAs call, CancellationToken ct) => ValueTask.FromResult(new SignedIn(authorization));

    public bool TryForgetToken() => false;
}
