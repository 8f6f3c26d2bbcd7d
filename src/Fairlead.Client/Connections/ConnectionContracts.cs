using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Connections;

public enum JiraEditionKind
{
    Cloud,
    DataCenter,
}

/// <summary>How Fairlead signs in to a Jira. docs/connections.md says which to choose and where to get it.</summary>
public enum CredentialKind
{
    /// <summary>Cloud: e-mail and a classic API token.</summary>
    CloudApiToken,

    /// <summary>Cloud: e-mail and an API token with scopes; calls go through Atlassian's gateway.</summary>
    CloudScopedToken,

    /// <summary>OAuth 2.0 client credentials of a service account: client id and secret.</summary>
    ClientCredentials,

    /// <summary>Data Center: a personal access token; no user.</summary>
    PersonalAccessToken,

    /// <summary>Data Center: user name and password; switched off by default from Jira 11.0.</summary>
    Password,
}

/// <summary>A connection has two slots so that a credential can be replaced without a pause.</summary>
public enum CredentialSlot
{
    Primary,
    Secondary,
}

/// <summary>What the last test or call says about a connection.</summary>
public enum ConnectionHealth
{
    /// <summary>Never tested.</summary>
    Unknown,
    Healthy,

    /// <summary>Works, but something wants attention soon, such as a credential that expires.</summary>
    Attention,

    /// <summary>Does not work; the cause says why.</summary>
    Failing,
}

/// <summary>Why a connection does not work. One cause, one next step.</summary>
public enum ConnectionCause
{
    /// <summary>The address is not that of a Jira.</summary>
    WrongUrl,

    /// <summary>A Cloud credential at a Data Center, or the other way round.</summary>
    WrongEdition,
    AuthenticationFailed,
    TokenExpiredOrRevoked,
    AccountDisabledOrCaptcha,
    InsufficientPermission,

    /// <summary>A proxy or a sign-in page answers in Jira's place.</summary>
    ProxyOrLoginPage,
    Unreachable,

    /// <summary>The certificate is not accepted.</summary>
    Tls,

    /// <summary>Jira limits us now; the connection itself may be fine.</summary>
    RateLimited,

    /// <summary>The address is one that Fairlead does not call: loopback, link-local, metadata services, or plain http.</summary>
    AddressRefused,

    /// <summary>Jira answered with an error of its own.</summary>
    JiraFailed,

    /// <summary>The secret cannot be read: a reference points nowhere, or the master key changed.</summary>
    SecretUnreadable,

    /// <summary>The address leads to another Jira than before, such as a copy. Nothing is written until a person looked.</summary>
    SiteChanged,
}

/// <param name="User">E-mail, user name or client id; absent for a personal access token.</param>
/// <param name="Secret">The token, password or client secret; or where it is: <c>env:NAME</c> or <c>file:/path</c>. Never returned.</param>
/// <param name="ExpiresAt">When it stops working; Fairlead warns before.</param>
public sealed record CredentialRequest(
    CredentialKind Kind, string Secret, string? User = null, DateTimeOffset? ExpiresAt = null);

/// <param name="Name">1 to 100 characters, unique.</param>
/// <param name="BaseUrl">As copied from the browser; it is normalised and the answer says how.</param>
/// <param name="Edition">Absent: told by the kind of credential, else by the address. A test of the connection confirms it.</param>
/// <param name="CloudId">Absent: Fairlead asks the site when it needs it.</param>
public sealed record CreateConnectionRequest(
    string Name, string BaseUrl, CredentialRequest Credential, JiraEditionKind? Edition = null, string? CloudId = null);

/// <summary>What is absent stays as it is.</summary>
/// <param name="BaseUrl">A new address needs the credential again in the same request.</param>
/// <param name="Credential">Replaces the credential in <paramref name="Slot"/>.</param>
/// <param name="Slot">Absent: the slot in use.</param>
/// <param name="ActiveSlot">Which slot is used from now on; its credential is tried first, and when it does not work the one in use stays.</param>
public sealed record ChangeConnectionRequest(
    string? Name = null,
    string? BaseUrl = null,
    CredentialRequest? Credential = null,
    CredentialSlot? Slot = null,
    CredentialSlot? ActiveSlot = null,
    bool? IsEnabled = null);

/// <param name="Site">The Jira that is right from now on, as <c>otherSite</c> of the connection names it.</param>
public sealed record AcceptSiteRequest(string Site);

/// <summary>A credential as it can be shown.</summary>
/// <param name="Reference"><c>env:NAME</c> or <c>file:/path</c>; <see langword="null"/> when the secret itself is in the vault.</param>
public sealed record CredentialResponse(
    CredentialSlot Slot, CredentialKind Kind, string? User, string? Reference, bool IsActive, DateTimeOffset SetAt, DateTimeOffset? ExpiresAt);

/// <summary>A Jira site and how Fairlead signs in to it.</summary>
/// <param name="Account">The account behind the credential, as the last successful test named it.</param>
/// <param name="Site">The Jira that this is, as it names itself; <see langword="null"/> until it answered for the first time.</param>
/// <param name="OtherSite">Another Jira that answers at the address now; <see langword="null"/> while there is none.</param>
/// <param name="Notices">What was changed in the given address; empty except in the answer to the request that gave it.</param>
public sealed record ConnectionResponse(
    ConnectionId Id,
    string Name,
    string BaseUrl,
    JiraEditionKind Edition,
    string? CloudId,
    bool IsEnabled,
    ConnectionHealth Health,
    ConnectionCause? Cause,
    string? HealthDetail,
    DateTimeOffset? CheckedAt,
    string? Account,
    string? Site,
    string? OtherSite,
    IReadOnlyList<CredentialResponse> Credentials,
    DateTimeOffset CreatedAt,
    IReadOnlyList<string> Notices)
{
    /// <summary>What went to and fro lately; <see langword="null"/> in answers to changes.</summary>
    public TrafficResponse? Traffic { get; init; }
}

/// <summary>What went to and fro between Fairlead and a Jira lately.</summary>
/// <param name="LastEventAt">When the last webhook came; <see langword="null"/> when none ever did.</param>
/// <param name="LastLookAt">When the last look at what changed in Jira began that came to its end.</param>
/// <param name="LastWriteAt">When Fairlead last changed something in Jira.</param>
/// <param name="Trouble">Why what changes in Jira is not read; <see langword="null"/> while it is.</param>
/// <param name="WebhookWarning">Why webhooks seem not to arrive, and what to do; <see langword="null"/> where they do or are not wanted.</param>
/// <param name="UnheardIssues">Issues that wait to be read: Jira does not show them or their comments, or their configuration is disabled.</param>
public sealed record TrafficResponse(
    DateTimeOffset? LastEventAt,
    DateTimeOffset? LastLookAt,
    DateTimeOffset? LastWriteAt,
    TroubleResponse? Trouble,
    string? WebhookWarning,
    int UnheardIssues);

/// <param name="Since">The first failure after the last success.</param>
public sealed record TroubleResponse(string Reason, string NextStep, DateTimeOffset Since);

/// <param name="Project">Key.</param>
/// <param name="Type">Name or id of an issue type; absent takes the first one that is no subtask.</param>
/// <param name="Keep">Leaves the issue, to be looked at in Jira.</param>
/// <param name="Fields">Name or id of a field of the create screen → value, as in ticket configurations; JSON for types that those cannot set. At most 100.</param>
public sealed record SampleIssueRequest(string Project, string? Type = null, bool Keep = false, IReadOnlyDictionary<string, string>? Fields = null);

/// <summary>What an issue that is made only to be removed again showed.</summary>
/// <param name="Left">The issue is still there, and is to be removed by hand.</param>
/// <param name="Fields">What was given and what Jira demanded besides, in the order of the create screen.</param>
public sealed record SampleIssueResponse(string Key, string Url, IReadOnlyList<SampleStepResponse> Steps, bool Left, IReadOnlyList<SampleFieldResponse> Fields);

/// <summary>A field that the sample got.</summary>
/// <param name="Id">Such as <c>duedate</c> or <c>customfield_10010</c>.</param>
/// <param name="Value">As people see it.</param>
/// <param name="Given">By the request; else Jira demands one, and Fairlead chose it.</param>
public sealed record SampleFieldResponse(string Id, string Name, string Value, bool Given);

/// <param name="Step">What was tried: create, read, edit, comment, transitions, delete.</param>
/// <param name="Problem">Why it did not work; <see langword="null"/> when it did.</param>
/// <param name="NeededFor">What Fairlead does not do without it; <see langword="null"/> for deleting, which it never does else.</param>
public sealed record SampleStepResponse(string Step, string? Problem, string? NeededFor);

/// <summary>What a test of a connection found.</summary>
/// <param name="Cause"><see langword="null"/> when it works.</param>
/// <param name="Message">One sentence: what is the matter, or what works.</param>
/// <param name="NextStep">What the person should do; <see langword="null"/> when it works.</param>
/// <param name="Edition">What the site says it is; what the connection is set up for, where it could not be asked.</param>
/// <param name="ProjectCount">How many projects the account may browse.</param>
public sealed record ConnectionTestResponse(
    bool Works,
    ConnectionCause? Cause,
    string Message,
    string? NextStep,
    string? Account,
    JiraEditionKind Edition,
    string? JiraVersion,
    int? ProjectCount,
    double DurationMilliseconds);

/// <summary>One line of the permission report.</summary>
/// <param name="Functionality">What needs it, such as <c>Create / Update Issues</c>.</param>
/// <param name="Permission">As Jira's administration pages name it.</param>
/// <param name="Key">As Jira's API names it.</param>
/// <param name="NeededFor"><c>read</c>, <c>write</c> or <c>optional</c>.</param>
public sealed record PermissionResponse(
    string Functionality, string Permission, string Key, string NeededFor, string Description, bool Granted);

/// <summary>What the account may do, in one project or anywhere.</summary>
/// <param name="Project">Key; <see langword="null"/> means in at least one project.</param>
/// <param name="CanRead">Everything that reading needs is granted.</param>
/// <param name="CanWrite">Everything that creating and updating issues needs is granted.</param>
public sealed record PermissionReportResponse(
    string? Project, bool CanRead, bool CanWrite, IReadOnlyList<PermissionResponse> Permissions);

/// <summary>What became of a connection that was removed.</summary>
/// <param name="Notices">Which webhooks were removed from Jira, and which are left to be deleted there; empty where it had none.</param>
public sealed record ConnectionRemovedResponse(IReadOnlyList<string> Notices);
