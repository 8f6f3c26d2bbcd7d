using Fairlead.Client.Providers;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.SecurityInformation.Storage;

/// <summary>An asset, as Jira's Security pages know it.</summary>
internal sealed record StoredContainer
{
    public string Id { get; init; } = "";

    public string Asset { get; init; } = "";

    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>How many findings a site has.</summary>
internal sealed record SiteCounts
{
    public string ClientKey { get; init; } = "";

    public long Submitted { get; init; }

    public long Failed { get; init; }
}

/// <summary>What a site has not as it is.</summary>
internal sealed record SiteFailure
{
    public string ClientKey { get; init; } = "";

    public FindingId FindingId { get; init; }

    public string Problem { get; init; } = "";

    public DateTimeOffset? DueAt { get; init; }
}

/// <summary>Jira sites that have Fairlead as an app, and what they ask for.</summary>
internal sealed class ProviderSiteStore(Database database)
{
    private static readonly SqlText FindSql = new(typeof(ProviderSiteStore), "Site.Find");
    private static readonly SqlText ListSql = new(typeof(ProviderSiteStore), "Site.List");
    private static readonly SqlText InstallSql = new(typeof(ProviderSiteStore), "Site.Install");
    private static readonly SqlText InstallForgeSql = new(typeof(ProviderSiteStore), "Site.InstallForge");
    private static readonly SqlText TokenSql = new(typeof(ProviderSiteStore), "Site.Token");
    private static readonly SqlText TokenRefusedSql = new(typeof(ProviderSiteStore), "Site.TokenRefused");
    private static readonly SqlText AddressSql = new(typeof(ProviderSiteStore), "Site.Address");
    private static readonly SqlText SetStateSql = new(typeof(ProviderSiteStore), "Site.SetState");
    private static readonly SqlText AskSql = new(typeof(ProviderSiteStore), "Site.Ask");
    private static readonly SqlText ForgetSql = new(typeof(ProviderSiteStore), "Submission.Forget");
    private static readonly SqlText SwitchSql = new(typeof(ProviderSiteStore), "Site.Switch");
    private static readonly SqlText AnewSql = new(typeof(ProviderSiteStore), "Submission.Anew");
    private static readonly SqlText DeleteSql = new(typeof(ProviderSiteStore), "Site.Delete");
    private static readonly SqlText ForgetLinksSql = new(typeof(ProviderSiteStore), "SiteLink.Forget");
    private static readonly SqlText EndLinksSql = new(typeof(ProviderSiteStore), "SiteLink.End");
    private static readonly SqlText CompareAllSql = new(typeof(ProviderSiteStore), "Site.CompareAll");
    private static readonly SqlText NoteSql = new(typeof(ProviderSiteStore), "Change.Note");
    private static readonly SqlText SupersedeSql = new(typeof(ProviderSiteStore), "Site.Supersede");
    private static readonly SqlText ContinueSql = new(typeof(ProviderSiteStore), "Site.Continue");
    private static readonly SqlText InheritSentSql = new(typeof(ProviderSiteStore), "Submission.Inherit");
    private static readonly SqlText InheritPartedSql = new(typeof(ProviderSiteStore), "SiteLink.Inherit");
    private static readonly SqlText TokenEndedSql = new(typeof(ProviderSiteStore), "Site.TokenEnded");
    private static readonly SqlText LookSql = new(typeof(ProviderSiteStore), "Site.Look");
    private static readonly SqlText ContainersSql = new(typeof(ProviderSiteStore), "Container.Find");
    private static readonly SqlText SearchSql = new(typeof(ProviderSiteStore), "Container.Search");
    private static readonly SqlText CountsSql = new(typeof(ProviderSiteStore), "Submission.Counts");
    private static readonly SqlText FailedSql = new(typeof(ProviderSiteStore), "Submission.Failed");
    private static readonly SqlText FailedLinksSql = new(typeof(ProviderSiteStore), "SiteLink.Failed");
    private static readonly SqlText WantSql = new(typeof(ProviderSiteStore), "SiteLink.Want");

    public async Task<ProviderSite?> FindAsync(string clientKey, CancellationToken ct) => (await database.FirstAsync<SiteRow>(FindSql, new { clientKey }, ct))?.ToSite();

    /// <summary>By address; uninstalled ones, too.</summary>
    public async Task<IReadOnlyList<ProviderSite>> ListAsync(CancellationToken ct) => [.. (await database.QueryAsync<SiteRow>(ListSql, null, ct)).Select(r => r.ToSite())];

    /// <returns><see langword="false"/>: something was told that was signed later, or this very word before.</returns>
    public static async Task<bool> InstallAsync(UnitOfWork work, string clientKey, string baseUrl, SiteWord word, DateTimeOffset now, CancellationToken ct) =>
        await work.ExecuteAsync(InstallSql, new { clientKey, baseUrl, signedAt = word.SignedAt, isNew = word.IsNew ? 1 : 0, now }, ct) == 1;

    /// <summary>Another installation than the one before, whose end Jira may not have told: what people did in it and was not followed is over.</summary>
    /// <param name="told">Jira says that the app is installed; else something of the installation was heard.</param>
    /// <returns><see langword="false"/>: the installation is known, or over.</returns>
    public static async Task<bool> InstallForgeAsync(
        UnitOfWork work, string cloudId, string id, string baseUrl, DateTimeOffset signedAt, bool told, DateTimeOffset now, CancellationToken ct)
    {
        var clientKey = ProviderSite.KeyOf(cloudId);
        if (await work.ExecuteAsync(InstallForgeSql, new { clientKey, cloudId, id, baseUrl, signedAt, told = told ? 1 : 0, now }, ct) == 0)
            return false;
        await work.ExecuteAsync(EndLinksSql, new { clientKey }, ct);
        return true;
    }

    /// <returns><see langword="false"/>: the installation is over.</returns>
    public static async Task<bool> TokenAsync(UnitOfWork work, string clientKey, string id, DateTimeOffset until, DateTimeOffset now, CancellationToken ct) =>
        await work.ExecuteAsync(TokenSql, new { clientKey, id, until, now }, ct) == 1;

    /// <summary>Jira takes the token no more that was kept then; the next one that comes is kept.</summary>
    public Task TokenRefusedAsync(ProviderSite site, ForgeInstallation forge, DateTimeOffset now, CancellationToken ct) =>
        database.ExecuteAsync(TokenRefusedSql, new { clientKey = site.ClientKey, id = forge.Id, until = forge.TokenUntil, now }, ct);

    public Task SetAddressAsync(ProviderSite site, string baseUrl, CancellationToken ct) =>
        database.ExecuteAsync(AddressSql, new { clientKey = site.ClientKey, installation = site.Installation, baseUrl }, ct);

    /// <summary>With an installation ends what people did in it and was not followed: Jira deletes it all.</summary>
    /// <returns><see langword="false"/> when it was so already, the site has not this installation, or something was told that was signed later.</returns>
    public static async Task<bool> SetStateAsync(UnitOfWork work, string clientKey, ProviderSiteState state, SiteWord word, DateTimeOffset now, CancellationToken ct)
    {
        var change = new { clientKey, state = (int)state, signedAt = word.SignedAt, isNew = word.IsNew ? 1 : 0, forgeInstallation = word.ForgeInstallation ?? "", now };
        if (await work.ExecuteAsync(SetStateSql, change, ct) == 0)
            return false;
        if (state == ProviderSiteState.Uninstalled)
            await work.ExecuteAsync(EndLinksSql, new { clientKey }, ct);
        return true;
    }

    /// <summary>Whatever the site has by now, all that it was sent is sent again.</summary>
    public static async Task AnewAsync(UnitOfWork work, string clientKey, CancellationToken ct)
    {
        await work.ExecuteAsync(AnewSql, new { clientKey }, ct);
        await work.ExecuteAsync(CompareAllSql, new { clientKey }, ct);
    }

    /// <summary>What was sent by way of the Connect app of the same site, and what people unlinked there, is the Forge app's.</summary>
    public static async Task InheritAsync(UnitOfWork work, ProviderSite forge, CancellationToken ct)
    {
        await work.ExecuteAsync(InheritPartedSql, new { clientKey = forge.ClientKey, baseUrl = forge.BaseUrl }, ct);
        await work.ExecuteAsync(InheritSentSql, new { clientKey = forge.ClientKey, baseUrl = forge.BaseUrl, installation = forge.Installation }, ct);
        await work.ExecuteAsync(ContinueSql, new { clientKey = forge.ClientKey }, ct);
    }

    /// <returns>Client keys of the Connect apps in whose place the Forge app is from now on.</returns>
    public static Task<IReadOnlyList<string>> SupersedeAsync(UnitOfWork work, ProviderSite forge, DateTimeOffset now, CancellationToken ct) =>
        work.QueryAsync<string>(SupersedeSql, new { baseUrl = forge.BaseUrl, now }, ct);

    /// <summary>Holds the site until the transaction ends.</summary>
    /// <returns><see langword="false"/>: another token came meanwhile.</returns>
    public static async Task<bool> TokenEndedAsync(UnitOfWork work, string clientKey, DateTimeOffset until, CancellationToken ct) =>
        await work.ExecuteAsync(TokenEndedSql, new { clientKey, until }, ct) == 1;

    /// <summary>Forgets what the site was sent: it deleted all.</summary>
    public static Task ForgetAsync(UnitOfWork work, string clientKey, CancellationToken ct) => work.ExecuteAsync(ForgetSql, new { clientKey }, ct);

    /// <summary>Forgets a site, all that it was sent, and what people linked there.</summary>
    /// <param name="installed">Also one that has the app.</param>
    /// <returns><see langword="false"/>: there is none that has the app no more.</returns>
    public static async Task<bool> DeleteAsync(UnitOfWork work, string clientKey, bool installed, CancellationToken ct)
    {
        if (await work.ExecuteAsync(DeleteSql, new { clientKey, installed = installed ? 1 : 0 }, ct) == 0)
            return false;
        await work.ExecuteAsync(ForgetSql, new { clientKey }, ct);
        await work.ExecuteAsync(ForgetLinksSql, new { clientKey }, ct);
        await ChangeStore.ForgetAsync(work, clientKey, ct);
        return true;
    }

    /// <summary>The next look at the site submits what changed, whatever it waits for.</summary>
    /// <returns><see langword="false"/> when it is not enabled.</returns>
    public static async Task<bool> AskAsync(UnitOfWork work, string clientKey, CancellationToken ct) => await work.ExecuteAsync(AskSql, new { clientKey }, ct) == 1;

    /// <returns><see langword="false"/> when it was so already, or the site is not installed.</returns>
    public static async Task<bool> SwitchAsync(UnitOfWork work, string clientKey, bool submits, CancellationToken ct) =>
        await work.ExecuteAsync(SwitchSql, new { clientKey, submits = submits ? 1 : 0 }, ct) == 1;

    /// <param name="ids">At most 1,000.</param>
    public async Task<IReadOnlyList<StoredContainer>> ContainersAsync(IReadOnlyCollection<string> ids, CancellationToken ct) =>
        ids.Count == 0 ? [] : await database.QueryAsync<StoredContainer>(ContainersSql, new { ids = ids.ToArray() }, ct);

    /// <param name="text">What the asset has in it, whatever its case; empty: any.</param>
    public Task<IReadOnlyList<StoredContainer>> SearchContainersAsync(string text, int limit, CancellationToken ct) =>
        database.QueryAsync<StoredContainer>(SearchSql, new { pattern = $"%{Escaped(text.ToLowerInvariant())}%", limit }, ct);

    /// <summary>Notes what a person did in Jira; it is done later.</summary>
    public async Task WantAsync(string clientKey, FindingId finding, string issueId, bool wanted, DateTimeOffset now, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await work.ExecuteAsync(WantSql, new { clientKey, finding, issueId, wanted = wanted ? 1 : 0, now }, ct);
        await work.ExecuteAsync(NoteSql, new { clientKey, finding }, ct);
        await work.ExecuteAsync(LookSql, new { clientKey }, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>How many findings each site has and refused; a site that has none is left out.</summary>
    public Task<IReadOnlyList<SiteCounts>> CountsAsync(CancellationToken ct) => database.QueryAsync<SiteCounts>(CountsSql, null, ct);

    /// <summary>Findings that the site refused, in the order of their ids.</summary>
    public Task<IReadOnlyList<SiteFailure>> FailedAsync(string clientKey, int limit, CancellationToken ct) => database.QueryAsync<SiteFailure>(FailedSql, new { clientKey, limit }, ct);

    /// <summary>What people did in Jira and could not be followed.</summary>
    public Task<IReadOnlyList<SiteFailure>> FailedLinksAsync(string clientKey, int limit, CancellationToken ct) => database.QueryAsync<SiteFailure>(FailedLinksSql, new { clientKey, limit }, ct);

    private static string Escaped(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    private sealed class SiteRow
    {
        public string ClientKey { get; init; } = "";

        public string BaseUrl { get; init; } = "";

        public int State { get; init; }

        public DateTimeOffset InstalledAt { get; init; }

        public DateTimeOffset ChangedAt { get; init; }

        public long Installation { get; init; }

        public long LinkedInstallation { get; init; }

        public long FilledInstallation { get; init; }

        public string? ProvenUrl { get; init; }

        public string? Compared { get; init; }

        public string? Whole { get; init; }

        public long? WholeNo { get; init; }

        public DateTimeOffset? WholeAt { get; init; }

        public long SeenNo { get; init; }

        public long Asked { get; init; }

        public DateTimeOffset? SubmittedAt { get; init; }

        public bool Submits { get; init; }

        public string? Problem { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        public DateTimeOffset? VerifyAt { get; init; }

        public string? CloudId { get; init; }

        public string? ForgeInstallation { get; init; }

        public DateTimeOffset? TokenUntil { get; init; }

        public ProviderSite ToSite() => new(
            ClientKey, BaseUrl, (ProviderSiteState)State, InstalledAt, ChangedAt, Installation, LinkedInstallation, FilledInstallation, ProvenUrl, Compared, Whole, WholeNo, WholeAt, SeenNo, Asked, SubmittedAt, Submits, Problem, DueAt, VerifyAt,
            CloudId is not null && ForgeInstallation is not null ? new(CloudId, ForgeInstallation, TokenUntil) : null);
    }
}
