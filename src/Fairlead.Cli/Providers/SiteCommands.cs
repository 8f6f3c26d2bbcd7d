using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Providers;
using Fairlead.Kernel.Paging;

namespace Fairlead.Cli.Providers;

/// <summary>Jira sites on whose Security pages findings stand.</summary>
internal static class SiteCommands
{
    private const string ListWith = "fairlead provider sites";
    private const int LargestPage = 1_000;

    private static readonly Option<int> Limit = CommonOptions.Number(
        ["--limit", "-n"], "COUNT", "At most so many, 0 for all; 200 when left out", 200, 0, CommonOptions.LargestLimit);

    private static readonly Argument<string> Which = new("SITE") { Description = "Address of the Jira site, without https://" };
    private static readonly Option<bool> All = new("--all") { Description = "Everything anew, not only what changed" };

    private static readonly Option<bool> Off = new("--off") { Description = "Submit nothing from now on; what the site has stays" };
    private static readonly Option<bool> On = new("--on") { Description = "Submit again, what changed meanwhile" };

    private static readonly Option<bool> Installed = new("--installed") { Description = "Also a site that has the app as far as Fairlead knows, because it was made anew or is gone; its secret ends, and what it was sent is forgotten. For administrators" };

    public static TaughtCommand Associations() =>
        new TaughtCommand(
            "associations",
            "List issues that providers associated with vulnerabilities and that could not be linked, and why.",
            new Example("Why has a ticket not the finding?", "fairlead provider associations"))
            .Takes(Limit, CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var total = 0L;
                    var (associations, isAll) = await Pages.ReadAsync(
                        invocation.Get(Limit), LargestPage,
                        async (cursor, size) =>
                        {
                            var page = await session.Client.Providers.AssociationsAsync(cursor, size, ct);
                            total = page.Total;
                            return new Page<ProviderAssociationResponse>(page.Items, page.Next);
                        });
                    Answers.List(
                        invocation.Screen, invocation.Get(CommonOptions.Json), associations,
                        "Every issue that a provider associated is linked.", items => ListingOf(invocation.Screen, items));
                    if (!isAll)
                    {
                        await invocation.Screen.FlushAsync();
                        invocation.Screen.Note($"{associations.Count:N0} of {total:N0} are shown; --limit 0 shows all.");
                    }

                    return ExitCode.Done;
                },
                ct));

    public static TaughtCommand Sites() =>
        new TaughtCommand(
            "sites",
            "List Jira sites that have Fairlead as a security provider: what they were sent, what they refused, and what to do next.",
            new Example("Why is a finding not on Jira's Security page?", ListWith))
            .Takes(CommonOptions.Json)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var sites = await session.Client.Providers.SitesAsync(ct);
                    Answers.List(
                        invocation.Screen, invocation.Get(CommonOptions.Json), sites, "No Jira site has Fairlead as a security provider. How to: docs/security-information.md.", items => ListingOf(invocation.Screen, items));
                    if (!invocation.Get(CommonOptions.Json))
                        Tell(invocation.Screen, sites);
                    return ExitCode.Done;
                },
                ct));

    public static TaughtCommand Submit() =>
        new TaughtCommand(
            "submit",
            "Submit findings to a Jira site at once, not within the next minute; or switch that off.",
            new Example("What changed", "fairlead provider submit team.atlassian.net"),
            new Example("Everything, after somebody deleted it in Jira", "fairlead provider submit team.atlassian.net --all"),
            new Example("Nothing for now", "fairlead provider submit team.atlassian.net --off"))
        {
            Notes = ["--all names the issues of all tickets again, also one that somebody unlinked in Jira while Fairlead could not be told."],
        }
            .Takes(Which, All, Off, On)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var (off, on) = (invocation.Get(Off), invocation.Get(On));
                    if ((off && on) || ((off || on) && invocation.Get(All)))
                        throw new CommandFailedException(ExitCode.Usage, "usage: give one of --all, --off and --on.");
                    var sites = (await session.Client.Providers.SitesAsync(ct)).Where(s => s.State == ProviderSiteState.Enabled).ToList();
                    var site = Named.One(invocation.Get(Which), "site", sites, HostOf, s => s.ClientKey, ListWith);
                    if (off || on)
                    {
                        await session.Client.Providers.ChangeSiteAsync(site.ClientKey, new ChangeSiteRequest(on), ct);
                        invocation.Screen.Note($"{InertText.OneLine(HostOf(site))} is submitted to {(on ? "again" : "no more. What it has stays")}.");
                        return ExitCode.Done;
                    }

                    await session.Client.Providers.SubmitAsync(site.ClientKey, new SubmitToSiteRequest(invocation.Get(All)), ct);
                    invocation.Screen.Note($"The next look submits to {InertText.OneLine(HostOf(site))}. What comes of it: {ListWith}");
                    return ExitCode.Done;
                },
                ct));

    public static TaughtCommand Forget() =>
        new TaughtCommand(
            "forget",
            "Forget a Jira site on which Fairlead is uninstalled, what it was sent, and what people unlinked there.",
            new Example("It is gone for good", "fairlead provider forget team.atlassian.net"),
            new Example("It was made anew, and Jira did not say that the app is gone with it", "fairlead provider forget team.atlassian.net --installed"))
            .Takes(Which, Installed)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var installed = invocation.Get(Installed);
                    var all = await session.Client.Providers.SitesAsync(ct);
                    var gone = all.Where(s => s.State is ProviderSiteState.Uninstalled or ProviderSiteState.Superseded).ToList();
                    // One that has the app is told what comes of it; where one of the same address has it not, that is meant.
                    var which = invocation.Get(Which);
                    var sites = !installed && gone.Exists(s => HostOf(s) == which || s.ClientKey == which) ? gone : all;
                    // An app that the Forge app took the place of is meant only where it is all there is, or named by its key.
                    if (sites.Count(s => HostOf(s) == which) > 1)
                        sites = [.. sites.Where(s => s.State != ProviderSiteState.Superseded || s.ClientKey == which)];
                    var site = Named.One(which, "site", sites, HostOf, s => s.ClientKey, ListWith);
                    await session.Client.Providers.ForgetSiteAsync(site.ClientKey, installed, ct);
                    invocation.Screen.Note($"{InertText.OneLine(HostOf(site))} is forgotten.");
                    return ExitCode.Done;
                },
                ct));

    private static Listing ListingOf(Screen screen, IReadOnlyList<ProviderSiteResponse> sites)
    {
        var listing = new Listing(screen, "SITE", "APP", "STATE", "CONNECTION", "SUBMITTED", "REFUSED", "LAST");
        foreach (var s in sites)
            listing.Row(HostOf(s), s.Kind.ToString().ToLowerInvariant(), s.State.ToString().ToLowerInvariant(), s.Connection, $"{s.Submitted}", $"{s.Failed}", Answers.When(s.SubmittedAt));
        return listing;
    }

    private static Listing ListingOf(Screen screen, IReadOnlyList<ProviderAssociationResponse> associations)
    {
        var listing = new Listing(screen, "PROVIDER", "VULNERABILITY", "ISSUE", "TRIED", "AGAIN", "PROBLEM");
        foreach (var a in associations)
            listing.Row(a.Provider, a.Vulnerability, a.Issue, Answers.When(a.TriedAt), Answers.When(a.RetryAt), a.Problem);
        return listing;
    }

    /// <summary>What stands in the way, below the list.</summary>
    private static void Tell(Screen screen, IReadOnlyList<ProviderSiteResponse> sites)
    {
        foreach (var site in sites)
        {
            var host = InertText.OneLine(HostOf(site));
            if (site.Problem is { } problem)
                screen.Note($"{host}: {InertText.OneLine(problem)}");
            if (site.NextStep is { } step)
                screen.Note($"{host}: {InertText.OneLine(step)}");
            foreach (var failure in site.Failures.Concat(site.LinksNotDone))
                screen.Note($"{host}: finding {failure.Finding}: {InertText.OneLine(failure.Problem)}");
        }
    }

    private static string HostOf(ProviderSiteResponse site) => site.BaseUrl[(site.BaseUrl.IndexOf("://", StringComparison.Ordinal) + 3)..];
}
