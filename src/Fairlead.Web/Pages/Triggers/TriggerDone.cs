namespace Fairlead.Web.Pages.Triggers;

/// <summary>What was done by the form that led to the list of triggers.</summary>
public enum TriggerDone
{
    Save,
    Enable,
    Disable,
    Delete,
}
