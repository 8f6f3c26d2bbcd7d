namespace Fairlead.Web.Pages.Rules;

/// <summary>What was done to a rule, or to several, by the form that led to a page.</summary>
public enum RuleDone
{
    Saved,
    Enabled,
    Disabled,
    Renewed,
    Deleted,
}
