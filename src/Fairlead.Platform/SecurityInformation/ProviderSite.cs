using Fairlead.Client.Providers;

namespace Fairlead.Platform.SecurityInformation;

/// <summary>A Jira Cloud site that has Fairlead as a security provider, installed as a Connect app.</summary>
/// <param name="ClientKey">What the site is known by.</param>
/// <param name="BaseUrl">As the site told it, without a slash at its end.</param>
/// <param name="Installation">Grows each time that it is installed: what was submitted in an earlier installation is submitted again.</param>
/// <param name="LinkedInstallation">For which Fairlead's workspace was linked.</param>
/// <param name="Compared">What findings and tickets looked like when all was submitted last; <see langword="null"/>: not all is.</param>
/// <param name="IsAsked">A person waits for the next submission.</param>
/// <param name="SubmittedAt">UTC. When something was accepted last.</param>
/// <param name="Problem">Why nothing could be submitted last; <see langword="null"/>: it could.</param>
/// <param name="DueAt">UTC. Not before then is it tried again.</param>
public sealed record ProviderSite(
    string ClientKey, string BaseUrl, ProviderSiteState State, DateTimeOffset InstalledAt, DateTimeOffset ChangedAt, long Installation, long LinkedInstallation, string? Compared,
    bool IsAsked, DateTimeOffset? SubmittedAt, string? Problem, DateTimeOffset? DueAt)
{
    /// <summary>The site of the connection took a call that was signed with this installation's secret, so that it is the one that was installed.</summary>
    public bool IsProven => LinkedInstallation == Installation;
}
