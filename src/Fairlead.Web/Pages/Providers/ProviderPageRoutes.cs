using Fairlead.Client;
using Fairlead.Client.Access;
using Fairlead.Kernel;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.SecurityInformation.Apps;
using Fairlead.Platform.SecurityInformation.Associating;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Providers;

/// <summary>Apps that push vulnerabilities, and Jira sites that findings are submitted to.</summary>
internal static class ProviderPageRoutes
{
    private const string Root = "/providers";
    private const int MostAssociations = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Root).RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", (HttpContext context, ProviderApps apps, ProviderSites sites, AssociationLinker associations, TimeProvider clock, CancellationToken ct) => PageAsync(context, ProviderDraft.Empty, null, null, apps, sites, associations, clock, ct));
        pages.MapPost("", Add).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/sites/{site}/submit", Submit).RequireAuthorization(Roles.Editor);
        pages.MapPost("/sites/{site}/switch", Switch).RequireAuthorization(Roles.Editor);
        pages.MapPost("/sites/{site}/forget", Forget).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{provider}/rotate", Rotate).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/{provider}/revoke", Revoke).RequireAuthorization(Roles.Administrator);
    }

    private static async Task<IResult> Add(HttpContext context, ProviderApps apps, ProviderSites sites, AssociationLinker associations, FormWork work, TimeProvider clock, CancellationToken ct)
    {
        var draft = ProviderDraft.Read(await Forms.ReadAsync(context, ct));
        (ProviderApp App, SecretText Secret)? added = null;
        var problem = await work.TryAsync(async () =>
            added = await apps.AddAsync(Caller.Of(context.User).Actor, new(draft.Key, draft.Name.Length == 0 ? null : draft.Name, draft.Scopes), ct));
        return added is var (app, secret) ? SecretPage(context, app, secret) : await PageAsync(context, draft, problem, null, apps, sites, associations, clock, ct);
    }

    private static async Task<IResult> Rotate(
        string provider, HttpContext context, ProviderApps apps, ProviderSites sites, AssociationLinker associations, FormWork work, TimeProvider clock, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        (ProviderApp App, SecretText Secret)? rotated = null;
        var problem = await work.TryAsync(async () =>
            rotated = await apps.RotateAsync(Caller.Of(context.User).Actor, provider, new(form.ContainsKey("now") ? 0 : null, form.ContainsKey("former")), ct));
        if (rotated is var (app, secret))
            return SecretPage(context, app, secret);
        return problem is null ? throw Missing() : await PageAsync(context, ProviderDraft.Empty, problem, provider, apps, sites, associations, clock, ct);
    }

    private static async Task<IResult> Revoke(string provider, HttpContext context, ProviderApps apps, CancellationToken ct)
    {
        await Forms.ReadAsync(context, ct);
        return await apps.RevokeAsync(Caller.Of(context.User).Actor, provider, ct)
            ? Forms.SeeOther(context, Root + Query.Of(("done", FindingsView.WordOf(ProviderDone.Revoked))))
            : throw Missing();
    }

    private static async Task<IResult> Submit(string site, HttpContext context, ProviderSites sites, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        return await sites.AskAsync(Caller.Of(context.User).Actor, site, form.ContainsKey("all"), ct)
            ? Forms.SeeOther(context, Root + Query.Of(("done", FindingsView.WordOf(ProviderDone.Submitting))))
            : throw new ProblemException(await sites.WhyNotAskedAsync(site, ct));
    }

    private static async Task<IResult> Switch(string site, HttpContext context, ProviderSites sites, CancellationToken ct)
    {
        var submits = (await Forms.ReadAsync(context, ct)).ContainsKey("on");
        return await sites.SwitchAsync(Caller.Of(context.User).Actor, site, submits, ct)
            ? Forms.SeeOther(context, Root + Query.Of(("done", FindingsView.WordOf(submits ? ProviderDone.SwitchedOn : ProviderDone.SwitchedOff))))
            : throw new ProblemException(new Problem(ProblemKind.NotFound, "There is no such site that has Fairlead: see the page Providers."));
    }

    private static async Task<IResult> Forget(string site, HttpContext context, ProviderSites sites, CancellationToken ct)
    {
        var installed = (await Forms.ReadAsync(context, ct)).ContainsKey("installed");
        var caller = Caller.Of(context.User);
        if (installed && caller.Role < Role.Administrator)
            throw new ProblemException(new Problem(ProblemKind.Forbidden, "Only an administrator forgets a site that has the app."));
        return await sites.ForgetAsync(caller.Actor, site, installed, ct)
            ? Forms.SeeOther(context, Root + Query.Of(("done", FindingsView.WordOf(ProviderDone.Forgotten))))
            : throw new ProblemException(await sites.WhyNotForgottenAsync(site, ct));
    }

    private static IResult SecretPage(HttpContext context, ProviderApp app, SecretText secret) =>
        Forms.Page<ProviderSecretPage>(context, new { Caller = Caller.Of(context.User), App = app, Secret = secret.Reveal() });

    /// <param name="of">Key of the app that the problem is of; <see langword="null"/>: of none that there is.</param>
    private static async Task<IResult> PageAsync(
        HttpContext context, ProviderDraft draft, Problem? problem, string? of, ProviderApps apps, ProviderSites sites, AssociationLinker associations, TimeProvider clock, CancellationToken ct)
    {
        var (failed, _, total) = await associations.FailedAsync(null, MostAssociations, ct);
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "done")];
        return Forms.Page<ProvidersPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<ProviderDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Apps = await apps.ListAsync(ct),
            Sites = await sites.ShowAsync(ct),
            Associations = failed,
            AllAssociations = total,
            Now = clock.GetUtcNow(),
            Draft = draft,
            Problem = problem,
            ProblemOf = of,
        });
    }

    private static ProblemException Missing() => new(new Problem(ProblemKind.NotFound, "There is no such provider app that is let in: see the page Providers."));
}
