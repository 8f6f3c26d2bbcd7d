namespace Fairlead.Web.Pages.Configurations;

/// <summary>What was done to a configuration by the form that led to its page.</summary>
public enum ConfigurationDone
{
    Saved,
    Duplicated,
    Enabled,
    Disabled,
}
