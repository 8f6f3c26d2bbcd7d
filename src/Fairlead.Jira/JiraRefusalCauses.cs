namespace Fairlead.Jira;

/// <summary>What follows from a cause.</summary>
public static class JiraRefusalCauses
{
    /// <summary>Only another credential, or a person, mends it: trying again may lock the account.</summary>
    public static bool IsAboutSignIn(this JiraRefusalCause cause) => cause is JiraRefusalCause.AuthenticationFailed
        or JiraRefusalCause.TokenExpiredOrRevoked or JiraRefusalCause.CaptchaOrDisabled or JiraRefusalCause.ScopeMismatch;
}
