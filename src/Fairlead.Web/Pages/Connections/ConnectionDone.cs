namespace Fairlead.Web.Pages.Connections;

/// <summary>What was done by the form that led to the page.</summary>
public enum ConnectionDone
{
    /// <summary>It signs in with a new credential.</summary>
    Rotated,

    /// <summary>It signs in with the credential that was in use before.</summary>
    Back,

    /// <summary>Jira has its webhook.</summary>
    Registered,

    /// <summary>It takes no webhooks any more.</summary>
    WebhookRemoved,
}
