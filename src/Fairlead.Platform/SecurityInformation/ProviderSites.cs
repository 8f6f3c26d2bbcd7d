using Fairlead.Client.Providers;
using Fairlead.Jira;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.SecurityInformation;

/// <summary>
/// Jira sites that have Fairlead as a security provider. Repeating any of what Jira tells is safe. Whoever calls has proved that Jira says it:
/// <see cref="Providing.SiteSignIn"/>, <see cref="Providing.ForgeSignIn"/>.
/// </summary>
internal sealed class ProviderSites(Database database, ProviderSiteStore store, Vault vault, ConnectionDirectory connections, ActivityLog activity, TimeProvider clock)
{
    /// <summary>
    /// For which Atlassian says that a Forge app's token counts at least, from when it comes with a call of the remote itself. The token says so, too, but is
    /// to be read by nobody (developer.atlassian.com/platform/forge/remote/scheduled-triggers, read 2026-08-22).
    /// </summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(2);

    /// <summary>A token that is older than this gives way to the next: each call brings one, and keeping it is a write.</summary>
    private static readonly TimeSpan TokenAge = TimeSpan.FromMinutes(15);

    private const int MaxShown = 20;

    public Task<IReadOnlyList<ProviderSite>> ListAsync(CancellationToken ct) => store.ListAsync(ct);

    public Task<ProviderSite?> FindAsync(string clientKey, CancellationToken ct) => store.FindAsync(clientKey, ct);

    /// <summary>
    /// Installed, or installed again: the secret is another one from now on, and all is submitted again. Nothing happens when something was told that was signed
    /// later, or this very word before.
    /// </summary>
    public async Task InstallAsync(string clientKey, string baseUrl, SecretText secret, SiteWord word, CancellationToken ct)
    {
        var before = await store.FindAsync(clientKey, ct);
        await using var work = await database.BeginAsync(ct);
        if (!await ProviderSiteStore.InstallAsync(work, clientKey, baseUrl, word, clock.GetUtcNow(), ct))
            return;
        await vault.PutAsync(work, SecretOf(clientKey), secret, ct);
        var detail = before is null || before.BaseUrl == baseUrl ? baseUrl : $"{baseUrl}, before {before.BaseUrl}";
        await activity.AppendAsync(work, ActorOf(baseUrl), "provider-site.installed", clientKey, detail, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>
    /// Something was heard of an installation of the Forge app: it begins where it is not known yet, so that all is submitted, and its token is kept for
    /// <see cref="TokenLifetime"/>.
    /// </summary>
    /// <param name="signedAt">UTC, by Atlassian's clock.</param>
    /// <param name="token">The app's, with which the site can be called; <see langword="null"/>: none came.</param>
    /// <param name="told">Jira says that the app is installed, or has another version: one that was uninstalled is back, and an earlier token counts no more.</param>
    /// <returns><see langword="null"/>: the installation is over.</returns>
    public async Task<ProviderSite?> HearAsync(
        ForgeInstallation installation, string? siteUrl, DateTimeOffset signedAt, SecretText? token, bool told, CancellationToken ct)
    {
        var (key, now) = (ProviderSite.KeyOf(installation.CloudId), clock.GetUtcNow());
        var site = await store.FindAsync(key, ct);
        if (site is null or { State: ProviderSiteState.Uninstalled } || site.Forge?.Id != installation.Id)
        {
            await using var work = await database.BeginAsync(ct);
            var address = JiraBaseUrl.TryNormalise(siteUrl, JiraEdition.Cloud, out var url, out _) && url.Notices.Count == 0
                ? url.Url.AbsoluteUri.TrimEnd('/')
                : $"https://api.atlassian.com/ex/jira/{installation.CloudId}";
            if (await ProviderSiteStore.InstallForgeAsync(work, installation.CloudId, installation.Id, address, signedAt, told, now, ct))
            {
                await Vault.RemoveAsync(work, SecretOf(key), ct);
                await activity.AppendAsync(work, ActorOf(address), "provider-site.installed", key, $"{address}, as a Forge app", ct);
                await work.CommitAsync(ct);
            }
        }

        site = await store.FindAsync(key, ct);
        if (site is null or { State: ProviderSiteState.Uninstalled } || site.Forge?.Id != installation.Id)
            return null;
        if (token is not null && (told || !(site.Forge.TokenUntil - now > TokenLifetime - TokenAge)))
            await KeepAsync(site, token, now, ct);
        return site;
    }

    /// <summary>
    /// An administrator of Jira switched the app on or off, or uninstalled it. Nothing happens when there is no such site, or another installation by now, or
    /// when something was told that was signed later.
    /// </summary>
    public async Task SetStateAsync(string clientKey, ProviderSiteState state, SiteWord word, CancellationToken ct)
    {
        if (await store.FindAsync(clientKey, ct) is not { } site)
            return;
        await using var work = await database.BeginAsync(ct);
        if (!await ProviderSiteStore.SetStateAsync(work, clientKey, state, word, clock.GetUtcNow(), ct))
            return;
        if (state == ProviderSiteState.Uninstalled)
        {
            await Vault.RemoveAsync(work, SecretOf(clientKey), ct);
            // What it was sent stays known, so that it is sent again when the app is back, closed or not. Of a Forge app Jira may still have it then.
            await ProviderSiteStore.AnewAsync(work, clientKey, ct);
            await ChangeStore.ForgetAsync(work, clientKey, ct);
        }

        await activity.AppendAsync(work, ActorOf(site.BaseUrl), $"provider-site.{state.ToString().ToLowerInvariant()}", clientKey, site.BaseUrl, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>Submits at once what changed, or all anew. It is done by the next look, within seconds.</summary>
    /// <returns><see langword="false"/> when no such site is enabled.</returns>
    public async Task<bool> AskAsync(Actor actor, string clientKey, bool all, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        if (!await ProviderSiteStore.AskAsync(work, clientKey, ct))
            return false;
        if (all)
            await ProviderSiteStore.AnewAsync(work, clientKey, ct);
        await activity.AppendAsync(work, actor, "provider-site.submit-asked", clientKey, all ? "all findings" : "what changed", ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>Why <see cref="AskAsync"/> did nothing.</summary>
    public async Task<Problem> WhyNotAskedAsync(string clientKey, CancellationToken ct) => await store.FindAsync(clientKey, ct) switch
    {
        null => new(ProblemKind.NotFound, $"No site {Problem.Quote(clientKey)} has Fairlead installed. Which have: fairlead provider sites"),
        { State: ProviderSiteState.Enabled, Submits: false } site => new(ProblemKind.Conflict, $"Submission to {site.BaseUrl} is switched off. On again: fairlead provider submit {HostOf(site)} --on"),
        var site => new(ProblemKind.Conflict, $"Fairlead is {site.State.ToString().ToLowerInvariant()} on {site.BaseUrl}, so nothing is submitted there. What to do: fairlead provider sites"),
    };

    /// <summary>Submits nothing to a site from now on, or what changed meanwhile. What it has stays, and what people link there is followed.</summary>
    /// <returns><see langword="false"/> when there is no such site that has the app.</returns>
    public async Task<bool> SwitchAsync(Actor actor, string clientKey, bool submits, CancellationToken ct)
    {
        if (await store.FindAsync(clientKey, ct) is not { State: ProviderSiteState.Enabled or ProviderSiteState.Disabled } site)
            return false;
        await using var work = await database.BeginAsync(ct);
        if (await ProviderSiteStore.SwitchAsync(work, clientKey, submits, ct))
            await activity.AppendAsync(work, actor, submits ? "provider-site.submission-on" : "provider-site.submission-off", clientKey, site.BaseUrl, ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>Forgets a site that has the app no more, its secret, and all that it was sent. Installed there again, it is a new one.</summary>
    /// <param name="installed">Also one that has the app as far as is known here: nobody says it when a site is made anew, or taken away.</param>
    /// <returns><see langword="false"/> when there is no such site, or it has the app.</returns>
    public async Task<bool> ForgetAsync(Actor actor, string clientKey, bool installed, CancellationToken ct)
    {
        if (await store.FindAsync(clientKey, ct) is not { } site)
            return false;
        await using var work = await database.BeginAsync(ct);
        if (!await ProviderSiteStore.DeleteAsync(work, clientKey, installed, ct))
            return false;
        await Vault.RemoveAsync(work, SecretOf(clientKey), ct);
        await activity.AppendAsync(work, actor, "provider-site.forgotten", clientKey, HasApp(site) ? $"{site.BaseUrl}, which was {site.State.ToString().ToLowerInvariant()}" : site.BaseUrl, ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>Why <see cref="ForgetAsync"/> did nothing.</summary>
    public async Task<Problem> WhyNotForgottenAsync(string clientKey, CancellationToken ct) => await store.FindAsync(clientKey, ct) is { } site && HasApp(site)
        ? new(ProblemKind.ConfirmationRequired, $"{site.BaseUrl} has Fairlead as far as is known here: {ForgettingOf(site)} An administrator confirms it with installed=true, or: fairlead provider forget {site.ClientKey} --installed")
        : new(ProblemKind.NotFound, $"No site {Problem.Quote(clientKey)} is known. Which are: fairlead provider sites");

    /// <summary>What comes of forgetting a site that has the app, for people.</summary>
    public static string ForgettingOf(ProviderSite site) =>
        "Jira does not say it when a site is made anew or taken away. Forgetting it ends its secret and forgets what it was sent and what people unlinked there; tickets stay, and what stands in Jira stays there. "
        + (site.Forge is null
            ? "If it still has the app, nothing of it counts any more until the app is installed there again."
            : "If it still has the app, it is back with Jira's next call, and everything is sent again.");

    /// <summary>
    /// The Forge app is on the site in place of the Connect app: that one's secret opens nothing any more, what it sent is to be sent again by the Forge app, and
    /// numbers go on.
    /// </summary>
    public async Task SupersedeAsync(ProviderSite forge, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await ProviderSiteStore.InheritAsync(work, forge, ct);
        foreach (var clientKey in await ProviderSiteStore.SupersedeAsync(work, forge, clock.GetUtcNow(), ct))
        {
            await Vault.RemoveAsync(work, SecretOf(clientKey), ct);
            await ProviderSiteStore.ForgetAsync(work, clientKey, ct);
            await ChangeStore.ForgetAsync(work, clientKey, ct);
            await activity.AppendAsync(work, ActorOf(forge.BaseUrl), "provider-site.superseded", clientKey, $"{forge.BaseUrl}, by the Forge app", ct);
        }

        await work.CommitAsync(ct);
    }

    /// <summary>A Forge app's token that counts no more is not kept.</summary>
    public async Task ForgetEndedTokenAsync(ProviderSite site, CancellationToken ct)
    {
        if (site.Forge?.TokenUntil is not { } until || until > clock.GetUtcNow() || !await vault.HasAsync(SecretOf(site.ClientKey), ct))
            return;
        await using var work = await database.BeginAsync(ct);
        if (!await ProviderSiteStore.TokenEndedAsync(work, site.ClientKey, until, ct))
            return;
        await Vault.RemoveAsync(work, SecretOf(site.ClientKey), ct);
        await work.CommitAsync(ct);
    }

    /// <summary>With which the site can be called now.</summary>
    /// <param name="appKey">Fairlead's own, of Connect.</param>
    /// <returns><see langword="null"/>: the site is not installed, or no token that it sent still counts.</returns>
    /// <exception cref="VaultException">It cannot be opened.</exception>
    public async Task<JiraCredential?> CredentialAsync(ProviderSite site, string appKey, CancellationToken ct)
    {
        if (site.Forge is { } forge && !(forge.TokenUntil > clock.GetUtcNow()))
            return null;
        if (await SecretAsync(site.ClientKey, ct) is not { } secret)
            return null;
        return site.Forge is null ? new JiraCredential.ConnectApp(appKey, secret) : new JiraCredential.ForgeApp(secret);
    }

    /// <summary>Of Connect what site and app share, of Forge the app's token.</summary>
    /// <returns><see langword="null"/>: the site is not installed.</returns>
    /// <exception cref="VaultException">It cannot be opened.</exception>
    public Task<SecretText?> SecretAsync(string clientKey, CancellationToken ct) => vault.GetAsync(SecretOf(clientKey), ct);

    /// <summary>The connection to a site, by its address; an enabled one before others.</summary>
    /// <returns><see langword="null"/>: there is none yet.</returns>
    public async Task<Connection?> ConnectionOfAsync(ProviderSite site, CancellationToken ct) => (await connections.ListAsync(ct))
        .Where(c => c.Edition == JiraEdition.Cloud && string.Equals(c.BaseUrl.AbsoluteUri.TrimEnd('/'), site.BaseUrl, StringComparison.OrdinalIgnoreCase))
        .OrderByDescending(c => c.IsEnabled).ThenBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>All sites, as people see them. Of those that are uninstalled only where the app is not on the site by now, as another installation of it or under another key.</summary>
    public async Task<IReadOnlyList<ProviderSiteResponse>> ShowAsync(CancellationToken ct)
    {
        var counts = (await store.CountsAsync(ct)).ToDictionary(c => c.ClientKey, StringComparer.Ordinal);
        var shown = new List<ProviderSiteResponse>();
        var all = await store.ListAsync(ct);
        foreach (var site in all.Where(s => s.State != ProviderSiteState.Uninstalled || !all.Any(o => o.State is ProviderSiteState.Enabled or ProviderSiteState.Disabled && o.BaseUrl == s.BaseUrl)))
        {
            var connection = await ConnectionOfAsync(site, ct);
            var count = counts.GetValueOrDefault(site.ClientKey) ?? new SiteCounts();
            shown.Add(new(
                site.ClientKey, site.BaseUrl, site.Forge is null ? ProviderSiteKind.Connect : ProviderSiteKind.Forge, site.State, connection?.Name, site.InstalledAt, site.SubmittedAt, count.Submitted, count.Failed,
                [.. (await store.FailedAsync(site.ClientKey, MaxShown, ct)).Select(Shown)], [.. (await store.FailedLinksAsync(site.ClientKey, MaxShown, ct)).Select(Shown)],
                site.Submits, site.Problem, ReplacedOf(site, all) ?? UnprovenOf(site, all, connection) ?? NextStepOf(site, connection), HasApp(site) ? ForgettingOf(site) : null));
        }

        return shown;
    }

    private async Task KeepAsync(ProviderSite site, SecretText token, DateTimeOffset now, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        if (!await ProviderSiteStore.TokenAsync(work, site.ClientKey, site.Forge!.Id, now + TokenLifetime, now, ct))
            return;
        await vault.PutAsync(work, SecretOf(site.ClientKey), token, ct);
        await work.CommitAsync(ct);
    }

    private static bool HasApp(ProviderSite site) => site.State is ProviderSiteState.Enabled or ProviderSiteState.Disabled;

    /// <summary>
    /// Of a site that has the app and was made anew, as it seems: another installation proved since that it has its address. What one tells of its address
    /// is not signed, and anybody can tell that of another.
    /// </summary>
    private static string? ReplacedOf(ProviderSite site, IReadOnlyList<ProviderSite> all) =>
        HasApp(site) && SharersOf(site, all).Any(o => o.IsProven && o.InstalledAt > site.InstalledAt)
            ? $"The app was installed anew at this address under another key since. If this one is gone: fairlead provider forget {site.ClientKey} --installed"
            : null;

    /// <summary>Of a site that has the app and has not proved its address, which an earlier installation has, too.</summary>
    private static string? UnprovenOf(ProviderSite site, IReadOnlyList<ProviderSite> all, Connection? connection) =>
        HasApp(site) && !site.IsProven && SharersOf(site, all).Any(o => o.InstalledAt <= site.InstalledAt)
            ? $"Another installation has this address, and this one has proved nothing yet, so it is sent nothing. {NextStepOf(site, connection) ?? "It is proved once the site of the connection takes a call in its name"}; if it is not yours: fairlead provider forget {site.ClientKey} --installed"
            : null;

    /// <summary>Other installations of the same address that are there as far as is known.</summary>
    private static IEnumerable<ProviderSite> SharersOf(ProviderSite site, IReadOnlyList<ProviderSite> all) =>
        all.Where(o => HasApp(o) && o.ClientKey != site.ClientKey && o.BaseUrl == site.BaseUrl);

    /// <returns><see langword="null"/>: nothing is to be done.</returns>
    private static string? NextStepOf(ProviderSite site, Connection? connection) => (site.State, connection) switch
    {
        // Jira calls before it asks the administrator for the last time, and nobody says that the app was kept.
        (ProviderSiteState.Uninstalled, _) when site.Forge is not null => $"Nothing, if the app is gone from Jira. If it is still there, because its uninstallation was broken off, deploy and upgrade it: forge install --upgrade. To take it from the list: fairlead provider forget {HostOf(site)}",
        (ProviderSiteState.Uninstalled, _) => $"Nothing. Installed again it gets everything again. To take it from the list: fairlead provider forget {HostOf(site)}",
        (ProviderSiteState.Superseded, _) => null,
        (ProviderSiteState.Disabled, _) => "Enable the app in Jira: Apps, Manage apps.",
        _ when !site.Submits => $"Submission is switched off here. To go on: fairlead provider submit {HostOf(site)} --on",
        (_, null) => $"Make a connection to the site; findings are submitted once there is one: fairlead connection add NAME --site {AddressOf(site)} --email ADDRESS --token-env VARIABLE",
        (_, { IsEnabled: false }) => $"Enable the connection: fairlead connection edit {Problem.Quote(connection.Name)} --enable",
        _ => null,
    };

    /// <summary>For a command. A gateway's, which is all that some installations tell, is none that people know their site by.</summary>
    private static string AddressOf(ProviderSite site) =>
        site.BaseUrl.Contains("/ex/jira/", StringComparison.Ordinal) ? "https://YOUR-SITE.atlassian.net" : ShellWord.Of(site.BaseUrl);

    private static string HostOf(ProviderSite site) => site.BaseUrl[(site.BaseUrl.IndexOf("://", StringComparison.Ordinal) + 3)..];

    private static ProviderSiteFailure Shown(SiteFailure failure) => new(failure.FindingId, failure.Problem, failure.DueAt);

    internal static Actor ActorOf(string baseUrl) => Actor.System with { Name = $"Jira {baseUrl}" };

    private static VaultAddress SecretOf(string clientKey) => new("provider_sites", clientKey, "secret");
}
