namespace Fairlead.Web.Pages.Notifications;

/// <summary>What was done to a receiver by the form that led to a page.</summary>
public enum ReceiverDone
{
    Added,
    Enabled,
    Disabled,

    /// <summary>A test arrived.</summary>
    Arrived,

    /// <summary>A test did not; its row says why.</summary>
    Lost,
    Deleted,
}
