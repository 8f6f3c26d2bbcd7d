using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Connections;
using Fairlead.Kernel;

namespace Fairlead.Cli.Connections;

/// <summary>How a credential is given: who signs in, and a secret that does not have to be typed into the command.</summary>
internal static class CredentialOptions
{
    private static readonly Option<string?> Email = new("--email")
    {
        Description = "Jira Cloud: the account's e-mail, for an API token",
        HelpName = "ADDRESS",
    };

    private static readonly Option<bool> Scoped = new("--scoped")
    {
        Description = "Jira Cloud: the API token has scopes, so calls go through Atlassian's gateway",
    };

    private static readonly Option<string?> User = new("--user")
    {
        Description = "Jira Data Center: user name, for a password; leave out for a personal access token",
        HelpName = "NAME",
    };

    private static readonly Option<string?> ClientId = new("--client-id")
    {
        Description = "Service account with OAuth 2.0 client credentials: its client id",
        HelpName = "ID",
    };

    private static readonly Option<string?> TokenEnv = new("--token-env")
    {
        Description = "Variable that holds the token, password or client secret",
        HelpName = "VARIABLE",
    };

    private static readonly Option<string?> TokenFile = new("--token-file")
    {
        Description = "File whose first line is the secret; - for standard input",
        HelpName = "PATH",
    };

    private static readonly Option<string?> TokenFrom = new("--token-from")
    {
        Description = "Store no secret, only where the server finds it: env:NAME or file:/path",
        HelpName = "REFERENCE",
    };

    private static readonly Option<string?> Token = new("--token")
    {
        Description = "The secret itself. Others on this machine can see it: prefer one of the above, or be asked",
        HelpName = "SECRET",
    };

    private static readonly Option<DateTimeOffset?> Expires = CommonOptions.Date(
        "--expires", "When the credential ends, such as 2027-01-31; Fairlead warns before");

    public static bool IsAnyGiven(Invocation invocation) =>
        new[] { Email, User, ClientId, TokenEnv, TokenFile, TokenFrom, Token }.Any(o => invocation.Get(o) is not null) || invocation.Get(Scoped) || invocation.Get(Expires) is not null;

    public static IReadOnlyList<Option> All { get; } = [Email, Scoped, User, ClientId, TokenEnv, TokenFile, TokenFrom, Token, Expires];

    /// <summary>For what signs in with an API token or a personal access token alone.</summary>
    public static IReadOnlyList<Option> OfTokens { get; } = [Email, TokenEnv, TokenFile, TokenFrom, Token];

    /// <summary>What most people type to sign in to a site of this edition.</summary>
    public static string Usual(JiraEditionKind edition) =>
        edition == JiraEditionKind.Cloud ? $"{Email.Name} {Email.HelpName} {TokenEnv.Name} {TokenEnv.HelpName}" : $"{TokenEnv.Name} {TokenEnv.HelpName}";

    /// <summary>Reads what was typed, and asks for the secret where that is missing.</summary>
    /// <param name="used">
    /// The credential in use: where no way to sign in was typed, the secret is for the same way and the same account. Null for a connection
    /// that is yet to be made.
    /// </param>
    /// <exception cref="CommandFailedException">Contradictory, or without a secret.</exception>
    public static async Task<CredentialRequest> ReadAsync(Invocation invocation, CredentialResponse? used, CancellationToken ct)
    {
        var (kind, user) = KindOf(invocation, used);
        var secret = await SecretOfAsync(invocation, kind, user, ct);
        return new CredentialRequest(kind, secret.Reveal(), user, invocation.Get(Expires));
    }

    private static (CredentialKind Kind, string? User) KindOf(Invocation invocation, CredentialResponse? used)
    {
        (Option Option, CredentialKind Kind, string? User)[] given =
        [
            (Email, invocation.Get(Scoped) ? CredentialKind.CloudScopedToken : CredentialKind.CloudApiToken, invocation.Get(Email)),
            (User, CredentialKind.Password, invocation.Get(User)),
            (ClientId, CredentialKind.ClientCredentials, invocation.Get(ClientId)),
        ];
        given = [.. given.Where(g => g.User is not null)];
        if (given.Length > 1)
            throw new CommandFailedException(ExitCode.Usage, $"usage: {given[0].Option.Name} and {given[1].Option.Name} are two ways to sign in. Give one.");
        if (given.Length == 1)
            return (given[0].Kind, given[0].User);
        if (!invocation.Get(Scoped))
            return (used?.Kind ?? CredentialKind.PersonalAccessToken, used?.User);
        return used is { Kind: CredentialKind.CloudApiToken or CredentialKind.CloudScopedToken, User: { } email }
            ? (CredentialKind.CloudScopedToken, email)
            : throw new CommandFailedException(ExitCode.Usage, "usage: --scoped needs --email, the account that the token belongs to.");
    }

    private static async Task<SecretText> SecretOfAsync(Invocation invocation, CredentialKind kind, string? user, CancellationToken ct)
    {
        Option<string?>[] ways = [TokenEnv, TokenFile, TokenFrom, Token];
        var typed = ways.Where(w => invocation.Get(w) is not null).ToList();
        if (typed.Count > 1)
            throw new CommandFailedException(ExitCode.Usage, $"usage: {typed[0].Name} and {typed[1].Name} both give the secret. Give one.");
        if (invocation.Get(TokenEnv) is { } variable)
            return SecretInput.FromVariable(variable);
        if (invocation.Get(TokenFile) is { } path)
            return await SecretInput.FromFileAsync(path, ct);
        if (invocation.Get(TokenFrom) is { } reference)
            return Reference(reference);
        if (invocation.Get(Token) is { } token)
        {
            SecretInput.WarnAboutArgument(invocation, Token, $"{TokenEnv.Name} or {TokenFile.Name}");
            return new SecretText(token);
        }

        var question = kind switch
        {
            CredentialKind.Password => "Password",
            CredentialKind.ClientCredentials => "Client secret",
            CredentialKind.PersonalAccessToken => "Personal access token",
            _ => "API token",
        };
        return await SecretInput.PromptAsync(invocation, user is null ? question : $"{question} of {InertText.OneLine(user)}", ct) ?? throw new CommandFailedException(
            ExitCode.Usage, $"usage: the secret is missing. Give {TokenEnv.Name} VARIABLE or {TokenFile.Name} PATH, or run this on a terminal to be asked.");
    }

    private static SecretText Reference(string reference) =>
        reference.StartsWith("env:", StringComparison.Ordinal) || reference.StartsWith("file:/", StringComparison.Ordinal)
            ? new SecretText(reference)
            : throw new CommandFailedException(ExitCode.Usage, $"usage: {TokenFrom.Name} is env:NAME or file:/path.");
}
