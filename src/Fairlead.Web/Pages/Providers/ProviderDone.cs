namespace Fairlead.Web.Pages.Providers;

/// <summary>What was done by the form that led to the page.</summary>
public enum ProviderDone
{
    Revoked,

    /// <summary>A site is submitted to by the next look.</summary>
    Submitting,

    SwitchedOn,
    SwitchedOff,

    /// <summary>A site that has the app no more.</summary>
    Forgotten,
}
