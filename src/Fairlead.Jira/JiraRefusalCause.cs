namespace Fairlead.Jira;

/// <summary>What kind of no Jira said.</summary>
public enum JiraRefusalCause
{
    /// <summary>400 and everything else that names fields or messages.</summary>
    Invalid,

    /// <summary>401: wrong user, token or password.</summary>
    AuthenticationFailed,

    /// <summary>401 that says that the token was good once.</summary>
    TokenExpiredOrRevoked,

    /// <summary>Signing in is refused whatever the credential says (captcha, disabled or suspended account). Do not try again: it locks the account.</summary>
    CaptchaOrDisabled,

    /// <summary>The token lacks a scope for this operation.</summary>
    ScopeMismatch,

    /// <summary>403: signed in, but not allowed.</summary>
    Forbidden,

    /// <summary>404: does not exist, or may not be seen.</summary>
    NotFound,

    /// <summary>405 or 410: this Jira does not have the operation; wrong edition or version.</summary>
    NotSupported,

    /// <summary>409: somebody changed the issue at the same time.</summary>
    Conflict,

    /// <summary>413: the request, or what the issue would then hold, is over a limit.</summary>
    TooLarge,

    /// <summary>429: refused for now, not committed; see the pause that goes with it.</summary>
    RateLimited,
}
