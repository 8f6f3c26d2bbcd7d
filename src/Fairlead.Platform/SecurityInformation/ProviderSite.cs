using Fairlead.Client.Providers;

namespace Fairlead.Platform.SecurityInformation;

/// <summary>A Jira Cloud site that has Fairlead as a security provider, installed as a Connect app or as a Forge app.</summary>
/// <param name="ClientKey">What the site is known by: as Connect has it, or <see cref="KeyOf"/>.</param>
/// <param name="BaseUrl">As the site told it, without a slash at its end; of a Forge app whose calls name no address that of the gateway, until a connection leads there.</param>
/// <param name="Installation">Grows each time that it is installed: what was submitted in an earlier installation is submitted again.</param>
/// <param name="LinkedInstallation">For which Fairlead's workspace was linked.</param>
/// <param name="FilledInstallation">For which all was submitted once.</param>
/// <param name="ProvenUrl">At which a call was taken that was signed with what an installation gave; <see langword="null"/>: none yet.</param>
/// <param name="Compared">How all was submitted, when it was: Fairlead's address, the connection and the form of it; <see langword="null"/>: not all is.</param>
/// <param name="Whole">The same of the comparison of all findings that was begun last; <see langword="null"/>: one is to begin.</param>
/// <param name="WholeNo">How far the one has come that is under way, as a number of findings; <see langword="null"/>: none is.</param>
/// <param name="WholeAt">UTC. When it began.</param>
/// <param name="SeenNo">Up to which number findings were compared.</param>
/// <param name="Asked">How often people asked for a submission since the last one that was done.</param>
/// <param name="SubmittedAt">UTC. When something was accepted last.</param>
/// <param name="Submits"><see langword="false"/>: a person switched submission off.</param>
/// <param name="Problem">Why nothing could be submitted last; <see langword="null"/>: it could.</param>
/// <param name="DueAt">UTC. Not before then is it tried again.</param>
/// <param name="VerifyAt">UTC. When the site is asked whether it shows what it accepted; <see langword="null"/>: not before it accepts something.</param>
/// <param name="Forge"><see langword="null"/>: a Connect app.</param>
public sealed record ProviderSite(
    string ClientKey, string BaseUrl, ProviderSiteState State, DateTimeOffset InstalledAt, DateTimeOffset ChangedAt, long Installation, long LinkedInstallation, long FilledInstallation, string? ProvenUrl,
    string? Compared, string? Whole, long? WholeNo, DateTimeOffset? WholeAt, long SeenNo,
    long Asked, DateTimeOffset? SubmittedAt, bool Submits, string? Problem, DateTimeOffset? DueAt, DateTimeOffset? VerifyAt, ForgeInstallation? Forge)
{
    /// <summary>Begins the keys of sites that have the Forge app.</summary>
    public const string ForgePrefix = "forge:";

    /// <summary>Changes are told one by one; this finds what was missed nevertheless.</summary>
    private static readonly TimeSpan WholeEach = TimeSpan.FromDays(1);

    /// <summary>
    /// The site to which a connection leads took a call that was signed with what an installation gave. It stays so after a reinstallation at the same address:
    /// who the site is, is signed by Atlassian each time.
    /// </summary>
    public bool IsProven => ProvenUrl == BaseUrl;

    /// <summary>A person waits for the next submission.</summary>
    public bool IsAsked => Asked > 0;

    /// <summary>Fairlead's workspace is linked.</summary>
    public bool IsLinked => LinkedInstallation == Installation;

    /// <summary>What is sent from now on is what changed.</summary>
    public bool IsFilled => FilledInstallation == Installation;

    /// <summary>Who submits to the site: nothing is noted in the name of one that has lost it. <see langword="null"/>: nobody.</summary>
    internal Guid? Owner { get; init; }

    /// <summary>Whether all findings are to be compared, not only those that changed: it was never done in this way, or somebody asked for it, or it is a day ago.</summary>
    internal bool IsWholeDue(string settings, DateTimeOffset now) => Whole != settings || (WholeNo is null && !(WholeAt > now - WholeEach));

    /// <summary>Whether there is nothing to do, unless something changed since.</summary>
    internal bool IsSettled(string settings, DateTimeOffset now) =>
        Compared == settings && !IsAsked && IsLinked && WholeNo is null && !IsWholeDue(settings, now) && !(VerifyAt <= now);

    /// <summary>What a site that has the Forge app is known by, whatever becomes of its installations.</summary>
    public static string KeyOf(string cloudId) => $"{ForgePrefix}{cloudId}";
}

/// <param name="CloudId">The site, by which calls find it.</param>
/// <param name="Id">As Atlassian has it: another one after each reinstallation.</param>
/// <param name="TokenUntil">UTC. When the app's token that Jira sent last ends; <see langword="null"/>: it sent none.</param>
public sealed record ForgeInstallation(string CloudId, string Id, DateTimeOffset? TokenUntil);

/// <summary>What is told of an installation, and when.</summary>
/// <param name="SignedAt">UTC, by Atlassian's clock, to the second. Words count in this order, whichever comes first.</param>
/// <param name="IsNew">The very same was not told before.</param>
/// <param name="ForgeInstallation">Of which it is told; <see langword="null"/>: of a Connect app.</param>
internal sealed record SiteWord(DateTimeOffset SignedAt, bool IsNew = true, string? ForgeInstallation = null);
