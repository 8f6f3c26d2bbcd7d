namespace Fairlead.Web.Pages.Secrets;

/// <summary>What was done by the form that led to a page of secrets.</summary>
public enum SecretDone
{
    Asked,
    Reviewed,
    Unreviewed,
    Revoked,
    Unrevoked,
    Enable,
    Disable,
    Delete,
    Allowed,
    Disallowed,
}
