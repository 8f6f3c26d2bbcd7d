namespace Fairlead.Web.Pages.Providers;

/// <summary>What was done to a provider app by the form that led to the page.</summary>
public enum ProviderDone
{
    Revoked,
}
