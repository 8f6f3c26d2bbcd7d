using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Connections.Secrets;

/// <summary>Does a credential make sense, before anything is stored or called?</summary>
internal static class CredentialCheck
{
    private const int MaxSecretLength = 8192;

    /// <returns>The edition that was given, else the one that the kind of credential implies; <see langword="null"/> when both leave it open.</returns>
    public static JiraEdition? EditionOf(CredentialKind kind, JiraEdition? given) => given ?? kind switch
    {
        CredentialKind.CloudApiToken or CredentialKind.CloudScopedToken => JiraEdition.Cloud,
        CredentialKind.PersonalAccessToken or CredentialKind.Password => JiraEdition.DataCenter,
        _ => null,
    };

    public static void Check(
        Validation check, CredentialRequest credential, JiraEdition? edition, string pointer, DataDirectory data, DateTimeOffset now)
    {
        CheckUser(check, credential, $"{pointer}/user");
        CheckSecret(check, credential.Secret, $"{pointer}/secret", data);
        if (edition is { } known && EditionOf(credential.Kind, null) is { } implied && implied != known)
            check.Add($"{pointer}/kind", $"this kind of credential is for {Words(implied)}, the connection is to {Words(known)}, which takes {KindsOf(known)}");
        if (credential.ExpiresAt is { } expiresAt)
        {
            check.Check(expiresAt > now, $"{pointer}/expiresAt", "is in the past");
            check.Check(expiresAt < now.AddYears(20), $"{pointer}/expiresAt", "is more than 20 years away");
        }
    }

    private static void CheckUser(Validation check, CredentialRequest credential, string pointer)
    {
        var needsUser = credential.Kind != CredentialKind.PersonalAccessToken;
        if (needsUser && credential.User is null)
            check.Add(pointer, "is required for this kind of credential");
        if (!needsUser && credential.User is not null)
            check.Add(pointer, "a personal access token has no user; leave it out");
        check.Text(pointer, credential.User, maxLength: 255);
        var isEmail = credential.Kind is CredentialKind.CloudApiToken or CredentialKind.CloudScopedToken;
        if (isEmail && credential.User is { } user)
            check.Check(user.Count(c => c == '@') == 1 && user[0] != '@' && user[^1] != '@' && !user.Contains(' '), pointer, "must be the account's e-mail address");
        // Basic sign-in joins user and secret by a colon.
        if (credential.Kind is CredentialKind.Password && credential.User?.Contains(':') == true)
            check.Add(pointer, "must not hold a colon");
    }

    private static void CheckSecret(Validation check, string secret, string pointer, DataDirectory data)
    {
        if (SecretReference.IsReference(secret))
        {
            if (SecretReference.Refuse(secret, data) is { } why)
                check.Add(pointer, why);
            return;
        }

        check.Check(secret.Length is > 0 and <= MaxSecretLength, pointer, $"must have 1 to {MaxSecretLength} characters");
        check.Check(!secret.Any(char.IsControl), pointer, "holds control characters or a line break");
        check.Check(secret.Trim().Length > 0 || secret.Length == 0, pointer, "must not be blank");
    }

    private static string KindsOf(JiraEdition edition) => edition == JiraEdition.Cloud
        ? "cloudApiToken (on the command line --email ADDRESS), cloudScopedToken (--email ADDRESS --scoped) or clientCredentials (--client-id ID)"
        : "personalAccessToken (on the command line neither --email nor --user), password (--user NAME) or clientCredentials (--client-id ID)";

    private static string Words(JiraEdition edition) => edition == JiraEdition.Cloud ? "Jira Cloud" : "Jira Data Center";
}
