using Fairlead.Client.Providers;

namespace Fairlead.Platform.SecurityInformation;

/// <summary>A Jira Cloud site that has Fairlead as a security provider, installed as a Connect app or as a Forge app.</summary>
/// <param name="ClientKey">What the site is known by: as Connect has it, or <see cref="KeyOf"/>.</param>
/// <param name="BaseUrl">As the site told it, without a slash at its end; of a Forge app whose calls name no address that of the gateway, until a connection leads there.</param>
/// <param name="Installation">Grows each time that it is installed: what was submitted in an earlier installation is submitted again.</param>
/// <param name="LinkedInstallation">For which Fairlead's workspace was linked.</param>
/// <param name="Compared">What findings and tickets looked like when all was submitted last; <see langword="null"/>: not all is.</param>
/// <param name="IsAsked">A person waits for the next submission.</param>
/// <param name="SubmittedAt">UTC. When something was accepted last.</param>
/// <param name="Problem">Why nothing could be submitted last; <see langword="null"/>: it could.</param>
/// <param name="DueAt">UTC. Not before then is it tried again.</param>
/// <param name="Forge"><see langword="null"/>: a Connect app.</param>
public sealed record ProviderSite(
    string ClientKey, string BaseUrl, ProviderSiteState State, DateTimeOffset InstalledAt, DateTimeOffset ChangedAt, long Installation, long LinkedInstallation, string? Compared,
    bool IsAsked, DateTimeOffset? SubmittedAt, string? Problem, DateTimeOffset? DueAt, ForgeInstallation? Forge)
{
    /// <summary>Begins the keys of sites that have the Forge app.</summary>
    public const string ForgePrefix = "forge:";

    /// <summary>The site took a call that was signed with what this installation gave, and is the one to which a connection leads.</summary>
    public bool IsProven => LinkedInstallation == Installation;

    /// <summary>What a site that has the Forge app is known by, whatever becomes of its installations.</summary>
    public static string KeyOf(string cloudId) => $"{ForgePrefix}{cloudId}";
}

/// <param name="CloudId">The site, by which calls find it.</param>
/// <param name="Id">As Atlassian has it: another one after each reinstallation.</param>
/// <param name="TokenUntil">UTC. When the app's token that Jira sent last ends; <see langword="null"/>: it sent none.</param>
public sealed record ForgeInstallation(string CloudId, string Id, DateTimeOffset? TokenUntil);
