using Fairlead.Client.Notifications;
using Fairlead.Platform.Notifications;

namespace Fairlead.Web.Pages.Notifications;

/// <summary>Receivers and their messages as people read them.</summary>
internal static class ReceiverWords
{
    public static string Of(ReceiverKind kind) => kind switch
    {
        ReceiverKind.Webhook => "Webhook",
        ReceiverKind.Email => "E-mail",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static string Of(Notification message) => message switch
    {
        { State: NotificationState.Sent } => "Arrived",
        { State: NotificationState.GivenUp } => "Given up",
        { Attempts: 0 } => "Waits",
        _ => "Sent again",
    };

    /// <summary>How a tag of it looks.</summary>
    public static string? ClassOf(Notification message) => message switch
    {
        { State: NotificationState.Sent } => "healthy",
        { State: NotificationState.GivenUp } => "failing",
        { Attempts: 0 } => null,
        _ => "attention",
    };
}
