using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Providers;

/// <summary>Whether a Jira site takes what Fairlead submits. The numbers are stored; append, never renumber.</summary>
public enum ProviderSiteState
{
    Enabled = 1,

    /// <summary>An administrator of Jira switched the app off: nothing is sent, and what Jira asks is refused.</summary>
    Disabled = 2,

    /// <summary>Jira deleted all that was submitted, or is about to.</summary>
    Uninstalled = 3,

    /// <summary>A Connect app in whose place the site has the Forge app, which submits. Its secret is forgotten.</summary>
    Superseded = 4,
}

/// <summary>As what a site has Fairlead.</summary>
public enum ProviderSiteKind
{
    Connect,
    Forge,
}

/// <summary>A Jira Cloud site that has Fairlead as a security provider.</summary>
/// <param name="ClientKey">What the site is known by.</param>
/// <param name="Kind">As which sort of app the site has Fairlead.</param>
/// <param name="Connection">By name; <see langword="null"/>: none has this address, so nothing is submitted.</param>
/// <param name="SubmittedAt">When something was accepted last.</param>
/// <param name="Submitted">How many findings stand on the site's Security pages.</param>
/// <param name="Failed">How many are not there, or not as they are, because the site refused them.</param>
/// <param name="Failures">Some of those.</param>
/// <param name="LinksNotDone">What people linked or unlinked in Jira and Fairlead could not follow; some.</param>
/// <param name="Submits"><see langword="false"/>: a person switched submission off.</param>
/// <param name="Problem">Why nothing could be submitted last.</param>
/// <param name="NextStep">What to do about it; <see langword="null"/>: nothing.</param>
/// <param name="Forgetting">What comes of forgetting it although it has the app; <see langword="null"/>: it has not.</param>
public sealed record ProviderSiteResponse(
    string ClientKey,
    string BaseUrl,
    ProviderSiteKind Kind,
    ProviderSiteState State,
    string? Connection,
    DateTimeOffset InstalledAt,
    DateTimeOffset? SubmittedAt,
    long Submitted,
    long Failed,
    IReadOnlyList<ProviderSiteFailure> Failures,
    IReadOnlyList<ProviderSiteFailure> LinksNotDone,
    bool Submits,
    string? Problem,
    string? NextStep,
    string? Forgetting = null);

/// <param name="Submits">Whether findings are submitted to the site.</param>
public sealed record ChangeSiteRequest(bool Submits);

/// <summary>An issue that a provider associated with a vulnerability, or took back, and that Fairlead could not follow.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Vulnerability">Its id, as the provider told it.</param>
/// <param name="Issue">Id, or key in capitals.</param>
/// <param name="IsWanted"><see langword="false"/>: it was taken back.</param>
/// <param name="RetryAt">When it is tried again; <see langword="null"/>: not before the provider says something. Sooner where what stood in the way changes in Fairlead.</param>
/// <param name="TriedAt">When it was tried last: the problem is that of then.</param>
public sealed record ProviderAssociationResponse(string Provider, string Vulnerability, string Issue, bool IsWanted, string Problem, DateTimeOffset? RetryAt, DateTimeOffset? TriedAt = null);

/// <summary>Some of them, by provider.</summary>
/// <param name="Next">Opaque cursor of the following page; <see langword="null"/> on the last one.</param>
/// <param name="Total">How many there are in all.</param>
public sealed record ProviderAssociationPage(IReadOnlyList<ProviderAssociationResponse> Items, string? Next, long Total);

/// <param name="All">Everything anew; else what changed.</param>
public sealed record SubmitToSiteRequest(bool All = false);

/// <param name="Problem">In Jira's words, or Fairlead's.</param>
/// <param name="RetryAt">When it is tried again.</param>
public sealed record ProviderSiteFailure(FindingId Finding, string Problem, DateTimeOffset? RetryAt);
