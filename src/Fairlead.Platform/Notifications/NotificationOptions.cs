using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Notifications;

/// <summary>How e-mail travels to its server.</summary>
public enum MailSecurity
{
    /// <summary>TLS after a greeting in plain text; nothing is sent without it.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>In plain text: only where the server is on this machine or in a network that nobody else reads.</summary>
    None,
}

/// <summary>How messages are sent, section <c>Notifications</c>.</summary>
internal sealed class NotificationOptions
{
    public const string Section = "Notifications";

    /// <summary>Pause between two looks at what is to be sent; 1 second to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a message is kept; 1 day to 10 years.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Whether webhooks on this machine may be told; for tests.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>Whether messages are sent by themselves; off in tools that drive the verbs.</summary>
    public bool JobsEnabled { get; init; } = true;

    /// <summary>Whether receivers are told by themselves what is the matter with Fairlead itself; off where it runs for a moment only.</summary>
    public bool TellTroubles { get; init; } = true;

    /// <summary>Name of the server that takes e-mail; null: there is none.</summary>
    public string? MailHost { get; init; }

    /// <summary>1 to 65535.</summary>
    [Range(1, 65535)]
    public int MailPort { get; init; } = 587;

    public MailSecurity MailSecurity { get; init; } = MailSecurity.StartTls;

    /// <summary>Null: it is not signed in.</summary>
    public string? MailUser { get; init; }

    /// <summary>A file that holds the password, so that it is in no environment.</summary>
    public string? MailPasswordFile { get; init; }

    /// <summary>The sender's address.</summary>
    public string? MailFrom { get; init; }
}

[OptionsValidator]
internal sealed partial class NotificationOptionsValidator : IValidateOptions<NotificationOptions>;
