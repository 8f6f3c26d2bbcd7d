using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Connections.Testing;

/// <summary>What is the matter with a connection, in one cause, one sentence and one next step.</summary>
/// <param name="Cause">What to do about it at length is in <see cref="ConnectionGuide"/>.</param>
internal sealed record ConnectionDiagnosis(ConnectionCause Cause, string Message, string NextStep)
{
    private const int MaxJiraText = 300;
    private const string PassRest = "Let this server pass the single sign-on or proxy on the path /rest/, or give Jira's inner address.";

    /// <summary>The connection works; only a part of what it is used for does not.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Jira refused the credential: each attempt more with the same one brings the account nearer to being locked.</summary>
    public bool IsSignInRefused => IsRefusal(Cause);

    /// <inheritdoc cref="IsSignInRefused"/>
    public static bool IsRefusal(ConnectionCause? cause) =>
        cause is ConnectionCause.AuthenticationFailed or ConnectionCause.TokenExpiredOrRevoked or ConnectionCause.AccountDisabledOrCaptcha;

    /// <param name="connection">As it is stored; its secret is not used.</param>
    public static ConnectionDiagnosis Of(Connection connection, JiraUnavailableException failure)
    {
        var host = connection.BaseUrl.Authority;
        return failure.Cause switch
        {
            JiraFailureCause.Dns => new(ConnectionCause.Unreachable, $"The name {connection.BaseUrl.Host} is not known to DNS.", "Check the address for a typing error, and this server's DNS."),
            JiraFailureCause.Unreachable => new(ConnectionCause.Unreachable, $"Nothing answers at {host}.", "Check that Jira runs, the port, and that a firewall lets this server through."),
            JiraFailureCause.Timeout or JiraFailureCause.Withdrawn => new(ConnectionCause.Unreachable, $"{host} did not answer in time.", "Check that Jira runs and that a firewall lets this server through; then test again."),
            JiraFailureCause.ConnectionLost => new(ConnectionCause.Unreachable, $"{host} closed the connection.", "If the port speaks https, write https:// in the address; else test again in a minute."),
            JiraFailureCause.NotTls => new(ConnectionCause.Tls, Own(failure.Message), "Write http:// in the address, or give the port that speaks https."),
            JiraFailureCause.Tls => new(ConnectionCause.Tls, $"There is no safe connection to {host}. {Own(failure.Message)}", "Renew the certificate, or add its authority to this server's trusted ones."),
            JiraFailureCause.AddressRefused => new(ConnectionCause.AddressRefused, Own(failure.Message), "Use the address by which others reach this Jira, with https; or start the server with --allow-loopback-jira for a Jira on this machine, with --allow-plain-http-jira for one without TLS."),
            JiraFailureCause.Proxy => new(ConnectionCause.ProxyOrLoginPage, Own(failure.Message), "Allow this server to reach Jira at the proxy, or change the setting Connections:Proxy."),
            JiraFailureCause.Redirected => Redirected(connection, failure.RedirectTarget),
            JiraFailureCause.LoginPage => new(ConnectionCause.ProxyOrLoginPage, $"A sign-in page answers at {host} instead of Jira's API.", PassRest),
            JiraFailureCause.NotJira => new(ConnectionCause.WrongUrl, $"Something answers at {connection.BaseUrl}, but it is not a Jira.", "Open Jira in a browser and copy the address, including a context path such as /jira."),
            JiraFailureCause.RateLimited => new(ConnectionCause.RateLimited, "Jira limits how often Fairlead may call it now.", Wait(failure.RetryAfter)),
            JiraFailureCause.Unreadable or JiraFailureCause.TooLarge => new(ConnectionCause.JiraFailed, $"Jira's answer cannot be understood: {Own(failure.Message)}", "Test again; if it stays, look into Jira's log for this moment."),
            JiraFailureCause.ServerError => new(ConnectionCause.JiraFailed, "Jira answers with an error of its own; it may be starting or under maintenance.", Wait(failure.RetryAfter)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public static ConnectionDiagnosis Of(Connection connection, JiraRefusedException refusal)
    {
        var credential = connection.ActiveCredential;
        return refusal.Cause switch
        {
            // Jira tells a wrong token from one that ended only sometimes; that this one worked before tells it always.
            JiraRefusalCause.AuthenticationFailed when connection.Account is not null && credential?.Kind != CredentialKind.Password => new(
                ConnectionCause.TokenExpiredOrRevoked,
                $"Jira no longer accepts {Words(credential)}, which worked before: it has expired or was revoked.{Said(refusal)}",
                $"Make a new token in Jira and give it: fairlead connection rotate {ShellWord.Of(connection.Name)}."),
            JiraRefusalCause.AuthenticationFailed => new(
                ConnectionCause.AuthenticationFailed, $"Jira does not accept {Words(credential)}.{Said(refusal)}", NextStepForSignIn(credential)),
            JiraRefusalCause.TokenExpiredOrRevoked => new(
                ConnectionCause.TokenExpiredOrRevoked, $"The token has expired or was revoked.{Said(refusal)}", $"Make a new token in Jira and give it: fairlead connection rotate {ShellWord.Of(connection.Name)}."),
            JiraRefusalCause.CaptchaOrDisabled => new(
                ConnectionCause.AccountDisabledOrCaptcha, $"Jira refuses this account whatever its password or token: it is disabled, or must solve a captcha.{Said(refusal)}", "Sign in to Jira with this account in a browser once, or let an administrator enable it; then test again. Fairlead does not try again by itself, so as not to lock it."),
            JiraRefusalCause.ScopeMismatch => new(
                ConnectionCause.InsufficientPermission, $"The token lacks a scope.{Said(refusal)}", "Make a token with the scopes read:jira-work, write:jira-work and read:jira-user."),
            JiraRefusalCause.Forbidden => new(
                ConnectionCause.InsufficientPermission, $"The account may not do this.{Said(refusal)}", "Give the account access to Jira and to the projects; the permission report says which permissions."),
            JiraRefusalCause.RateLimited => new(ConnectionCause.RateLimited, "Jira limits how often Fairlead may call it now.", Wait(null)),
            JiraRefusalCause.NotFound or JiraRefusalCause.NotSupported => new(
                ConnectionCause.WrongUrl, $"There is no Jira REST API at {connection.BaseUrl}.", "Open Jira in a browser and copy the address, including a context path such as /jira."),
            _ => new(ConnectionCause.JiraFailed, $"Jira refuses ({refusal.Status}).{Said(refusal)}", "Test again; if it stays, look into Jira's log for this moment."),
        };
    }

    /// <summary>Jira answered a first call, and something else the next.</summary>
    public static ConnectionDiagnosis PageInBetween(Connection connection) => new(
        ConnectionCause.ProxyOrLoginPage,
        $"Jira is at {connection.BaseUrl}, but a page that is not Jira's answers when Fairlead signs in; a proxy or firewall stands in between.",
        PassRest);

    public static ConnectionDiagnosis WrongEdition(Connection connection, JiraEdition actual) => new(
        ConnectionCause.WrongEdition,
        $"{connection.BaseUrl.Authority} is {Words(actual)}, but the connection is set up for {Words(connection.Edition)}.",
        actual == JiraEdition.Cloud
            ? "Make a new connection with an e-mail address and an API token from id.atlassian.com."
            : "Make a new connection with a personal access token from Jira, Profile, Personal Access Tokens.");

    /// <param name="pin">With another Jira than the known one.</param>
    public static ConnectionDiagnosis SiteChanged(Connection connection, SitePin pin) => new(
        ConnectionCause.SiteChanged,
        pin.Doubt!,
        $"If the address leads to a copy, such as staging, put it right and test again. If this is the right Jira: fairlead connection accept-site {ShellWord.Of(connection.Name)}.");

    public static ConnectionDiagnosis NoProjects(string account) => new(
        ConnectionCause.InsufficientPermission,
        $"Signing in works as {PlainText.OneLine(account)}, but this account sees no project.",
        "Give the account the permission Browse Projects in the projects that Fairlead should use.");

    public static ConnectionDiagnosis NoProject(string account, string project) => new(
        ConnectionCause.InsufficientPermission,
        $"Signing in works as {PlainText.OneLine(account)}, but Jira shows this account no project {project}, for which there is a ticket configuration.",
        $"Give the account the permission Browse Projects in {project}; or name another project in the configuration.")
    {
        IsPartial = true,
    };

    /// <param name="lacking">Names of permissions, at least one.</param>
    public static ConnectionDiagnosis Lacking(string account, string project, IReadOnlyList<string> lacking) => new(
        ConnectionCause.InsufficientPermission,
        $"Signing in works as {PlainText.OneLine(account)}, but in {project} this account lacks {string.Join(", ", lacking)}.",
        $"Grant it to the account, or to a group or role of it, in the permission scheme of {project}; then test again.")
    {
        IsPartial = true,
    };

    public static ConnectionDiagnosis Unreadable(string message) => new(
        ConnectionCause.SecretUnreadable, message, "Set the credential again, or mend the place that it refers to.");

    private static ConnectionDiagnosis Redirected(Connection connection, Uri? target) => target is not null && target.IsAbsoluteUri
        && !target.Host.Equals(connection.BaseUrl.Host, StringComparison.OrdinalIgnoreCase)
        && !LooksLikeSignIn(target)
            ? new(ConnectionCause.WrongUrl, $"{connection.BaseUrl.Authority} sends callers on to {target.GetLeftPart(UriPartial.Authority)}.", $"If that is the site's new address, change the connection to it; give the credential again.")
            : new(ConnectionCause.ProxyOrLoginPage, $"{connection.BaseUrl.Authority} sends callers to another page instead of answering; single sign-on or a proxy stands in between.", PassRest);

    private static bool LooksLikeSignIn(Uri target) =>
        target.AbsolutePath.Contains("login", StringComparison.OrdinalIgnoreCase)
        || target.AbsolutePath.Contains("saml", StringComparison.OrdinalIgnoreCase)
        || target.AbsolutePath.Contains("oauth", StringComparison.OrdinalIgnoreCase)
        || target.AbsolutePath.Contains("auth", StringComparison.OrdinalIgnoreCase)
        || target.AbsolutePath.Contains("sso", StringComparison.OrdinalIgnoreCase);

    private static string NextStepForSignIn(Credential? credential) => credential?.Kind switch
    {
        CredentialKind.CloudApiToken => "Check that the e-mail belongs to the account that made the token, and that the token is a classic one (without scopes).",
        CredentialKind.CloudScopedToken => "Check that the e-mail belongs to the account that made the token, and that the token has scopes for Jira.",
        CredentialKind.ClientCredentials => "Check client id and secret, and that the service account was given Jira.",
        CredentialKind.PersonalAccessToken => "Make a new personal access token in Jira, Profile, Personal Access Tokens, and replace the credential.",
        CredentialKind.Password => "Check user and password. From Jira 11.0 passwords are off by default: use a personal access token.",
        _ => "Set the credential again.",
    };

    private static string Words(Credential? credential) => credential?.Kind switch
    {
        CredentialKind.Password => "this user name and password",
        CredentialKind.ClientCredentials => "this client id and secret",
        CredentialKind.PersonalAccessToken => "this personal access token",
        _ => "this e-mail and token",
    };

    private static string Words(JiraEdition edition) => edition == JiraEdition.Cloud ? "Jira Cloud" : "Jira Data Center";

    private static string Wait(TimeSpan? pause) =>
        pause is { } time ? $"Test again in {Math.Ceiling(time.TotalSeconds):0} s." : "Test again in a minute.";

    private static string Said(JiraRefusedException refusal) => refusal.Error.IsEmpty ? "" : $" Jira says: {Own(refusal.Error.ToString())}";

    private static string Own(string text) => PlainText.Cut(PlainText.OneLine(text), MaxJiraText);
}
