using Fairlead.Client;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Tickets;

/// <summary>One ticket, and what a person may ask for it.</summary>
internal static class TicketPageRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/tickets").RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("/{id}", Show);
        pages.MapPost("/{id}/retry", Retry).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/rewrite", Rewrite).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/recreate", Recreate).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/unlink", Unlink).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/relink", Relink).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/comments", Say).RequireAuthorization(Roles.Editor);
    }

    public static string AddressOf(TicketId id, TicketDone done) => $"/tickets/{id}{Query.Of(("done", FindingsView.WordOf(done)))}";

    private static Task<IResult> Show(TicketId id, HttpContext context, TicketView view, CancellationToken ct) => view.PageAsync(context, id, new(), ct);

    private static Task<IResult> Retry(TicketId id, HttpContext context, TicketRepairs repairs, TicketView view, FormWork work, CancellationToken ct) =>
        AskAsync(id, context, view, work, TicketDone.Retry, async () => TicketRefusals.Of(await repairs.RetryAsync(Caller.Of(context.User).Actor, id, ct), TicketRefusals.NotToRetry), ct);

    private static Task<IResult> Rewrite(TicketId id, HttpContext context, TicketRepairs repairs, TicketView view, FormWork work, CancellationToken ct) =>
        AskAsync(id, context, view, work, TicketDone.Rewrite, async () => TicketRefusals.Of(await repairs.RewriteAsync(Caller.Of(context.User).Actor, id, ct), TicketRefusals.NotToRewrite), ct);

    private static Task<IResult> Recreate(TicketId id, HttpContext context, TicketRepairs repairs, TicketView view, FormWork work, CancellationToken ct) =>
        AskAsync(id, context, view, work, TicketDone.Recreate, async () => TicketRefusals.Of(await repairs.RecreateAsync(Caller.Of(context.User).Actor, id, ct), TicketRefusals.NotToRecreate), ct);

    private static Task<IResult> Unlink(TicketId id, HttpContext context, TicketLinks links, LanePauses pauses, TicketView view, FormWork work, CancellationToken ct) =>
        AskAsync(id, context, view, work, TicketDone.Unlinked, async () => await TicketRefusals.OfAsync(await links.UnlinkAsync(Caller.Of(context.User).Actor, id, ct), pauses, ct), ct);

    private static async Task<IResult> Relink(TicketId id, HttpContext context, TicketLinks links, LanePauses pauses, TicketView view, FormWork work, CancellationToken ct)
    {
        var issue = Forms.Text(await Forms.ReadAsync(context, ct), "issue").Trim();
        var problem = await work.TryAsync(async () => await TicketRefusals.OfAsync(await links.RelinkAsync(Caller.Of(context.User).Actor, id, issue, ct), pauses, ct));
        return problem is null
            ? Forms.SeeOther(context, AddressOf(id, TicketDone.Relinked))
            : await view.PageAsync(context, id, new(Issue: issue, RelinkProblem: problem), ct);
    }

    private static async Task<IResult> Say(TicketId id, HttpContext context, TicketConversation conversation, LanePauses pauses, TicketView view, FormWork work, CancellationToken ct)
    {
        var text = Forms.Text(await Forms.ReadAsync(context, ct), "text");
        var problem = TicketRefusals.OfText(text)
            ?? await work.TryAsync(async () => await TicketRefusals.OfAsync(await conversation.SayAsync(Caller.Of(context.User).Actor, id, text, ct), pauses, ct));
        return problem is null
            ? Forms.SeeOther(context, $"{AddressOf(id, TicketDone.Commented)}&comments=shown#comments")
            : await view.PageAsync(context, id, new(Text: text, SayProblem: problem), ct);
    }

    /// <summary>For a button alone.</summary>
    private static async Task<IResult> AskAsync(
        TicketId id, HttpContext context, TicketView view, FormWork work, TicketDone done, Func<Task<Problem?>> ask, CancellationToken ct)
    {
        Forms.CheckOrigin(context.Request);
        var problem = await work.TryAsync(ask);
        return problem is null ? Forms.SeeOther(context, AddressOf(id, done)) : await view.PageAsync(context, id, new(problem), ct);
    }
}
