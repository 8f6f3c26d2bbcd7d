using Fairlead.Sandbox.Accounts;
using Fairlead.Sandbox.Limits;
using Fairlead.Sandbox.Webhooks;

namespace Fairlead.Sandbox;

/// <summary>How one sandbox is set up. Everything has a default: <c>new SandboxOptions()</c> is a quiet Cloud site.</summary>
public sealed record SandboxOptions
{
    public SandboxEdition Edition { get; init; }

    /// <summary>Port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where the application lives below the root, such as <c>/jira</c>; empty for none.</summary>
    public string ContextPath { get; init; } = "";

    /// <summary>What serverInfo calls the site's address; null for the one where it listens. A copy may keep the original's.</summary>
    public string? AnnouncedUrl { get; init; }

    /// <summary>How long a write stays invisible to JQL. <c>reconcileIssues</c> sees it at once, as on Cloud.</summary>
    public TimeSpan IndexLag { get; init; }

    public SandboxSeed Seed { get; init; }

    /// <summary>Data Center's version, which serverInfo tells. From 11.0 Basic sign-in is off by default.</summary>
    public Version DataCenterVersion { get; init; } = new(10, 3, 24);

    /// <summary>Data Center: whether user name and password may be sent with each call; null follows the version.</summary>
    public bool? BasicAuthentication { get; init; }

    /// <summary>Failed passwords until Data Center asks for a captcha; 0 never does.</summary>
    public int CaptchaAfterFailures { get; init; } = 3;

    /// <summary>Null makes new ones at each start.</summary>
    public SandboxAccounts? Accounts { get; init; }

    /// <summary>How long an access token of the client-credentials grant lives.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>The bot's time zone: it decides how JQL dates are read and how timestamps are shown.</summary>
    public string TimeZoneId { get; init; } = "Etc/UTC";

    /// <summary>Characters in a description, comment or other long text.</summary>
    public int TextLimit { get; init; } = 32_767;

    /// <summary>Bytes in one attachment.</summary>
    public int AttachmentLimitBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>How long a bulk transition says that it runs (Cloud).</summary>
    public TimeSpan BulkTaskDuration { get; init; }

    public SandboxLimits Limits { get; init; } = SandboxLimits.None;

    public IReadOnlyList<SandboxWebhook> Webhooks { get; init; } = [];

    /// <summary>Pause before each retry of an undelivered webhook on Cloud (up to five); Data Center never retries.</summary>
    public TimeSpan WebhookRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
