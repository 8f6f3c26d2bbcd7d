using System.CommandLine;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Providers;

namespace Fairlead.Cli.Providers;

/// <summary>Jira sites on whose Security pages findings stand.</summary>
internal static class SiteCommands
{
    private const string ListWith = "fairlead provider sites";

    private static readonly Argument<string> Which = new("SITE") { Description = "Address of the Jira site, without https://" };
    private static readonly Option<bool> All = new("--all") { Description = "Everything anew, not only what changed" };

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
            "Submit findings to a Jira site at once, not within the next minute.",
            new Example("What changed", "fairlead provider submit team.atlassian.net"),
            new Example("Everything, after somebody deleted it in Jira", "fairlead provider submit team.atlassian.net --all"))
            .Takes(Which, All)
            .TakesServer(ServerOptions.All)
            .Does((invocation, ct) => ServerSession.UseAsync(
                invocation,
                async session =>
                {
                    var sites = (await session.Client.Providers.SitesAsync(ct)).Where(s => s.State == ProviderSiteState.Enabled).ToList();
                    var site = Named.One(invocation.Get(Which), "site", sites, HostOf, s => s.ClientKey, ListWith);
                    await session.Client.Providers.SubmitAsync(site.ClientKey, new SubmitToSiteRequest(invocation.Get(All)), ct);
                    invocation.Screen.Note($"The next look submits to {InertText.OneLine(HostOf(site))}. What comes of it: {ListWith}");
                    return ExitCode.Done;
                },
                ct));

    private static Listing ListingOf(Screen screen, IReadOnlyList<ProviderSiteResponse> sites)
    {
        var listing = new Listing(screen, "SITE", "STATE", "CONNECTION", "SUBMITTED", "REFUSED", "LAST");
        foreach (var s in sites)
            listing.Row(HostOf(s), s.State.ToString().ToLowerInvariant(), s.Connection, $"{s.Submitted}", $"{s.Failed}", Answers.When(s.SubmittedAt));
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
