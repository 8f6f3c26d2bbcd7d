using Fairlead.Client;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Notifications;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Notifications;

/// <summary>Who is told of things, and what came of it.</summary>
internal static class ReceiverPageRoutes
{
    private const string Root = "/receivers";
    private const int MostMessages = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Root).RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", List);
        pages.MapGet("/new", New).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/new", Add).RequireAuthorization(Roles.Administrator);
        pages.MapGet("/{id}", Show);
        pages.MapPost("/{id}/test", Test).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/enable", Enable).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/{id}/disable", Disable).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/{id}/delete", Delete).RequireAuthorization(Roles.Administrator);
    }

    private static async Task<IResult> List(HttpContext context, Receivers receivers, CancellationToken ct)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "done")];
        return Forms.Page<ReceiversPage>(context, new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<ReceiverDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Standings = await receivers.ListAsync(ct),
        });
    }

    private static IResult New(HttpContext context) => NewPage(context, ReceiverDraft.Empty);

    private static async Task<IResult> Add(HttpContext context, Receivers receivers, FormWork work, CancellationToken ct)
    {
        var draft = ReceiverDraft.Read(await Forms.ReadAsync(context, ct));
        if (draft.Kind is not { } kind)
            return NewPage(context, draft with { Problem = Problem.AtPointer(ProblemKind.ValidationFailed, "/kind", "/kind: choose how it is told.") });
        (Receiver Receiver, SecretText? Secret)? added = null;
        var problem = await work.TryAsync(async () => added = await receivers.AddAsync(Caller.Of(context.User).Actor, new(draft.Name, kind, draft.Target, draft.Troubles), ct));
        return added is not var (receiver, secret) ? NewPage(context, draft with { Problem = problem })
            : secret is null ? Forms.SeeOther(context, AddressOf(receiver.Id, ReceiverDone.Added))
            : Forms.Page<SecretPage>(context, new { Caller = Caller.Of(context.User), Receiver = receiver, Secret = secret.Reveal() });
    }

    private static IResult NewPage(HttpContext context, ReceiverDraft draft) => Forms.Page<NewReceiverPage>(context, Forms.StatusOf(draft.Problem), new
    {
        Caller = Caller.Of(context.User),
        Wrong = (IReadOnlyList<WrongFilter>)[.. WrongFilter.Unknown(context.Request.Query)],
        Draft = draft,
    });

    private static async Task<IResult> Show(ReceiverId id, HttpContext context, Receivers receivers, CancellationToken ct)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "done")];
        return Forms.Page<ReceiverPage>(context, new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<ReceiverDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Standing = await FindAsync(id, receivers, ct),
            Messages = await receivers.MessagesAsync(id, MostMessages, ct),
        });
    }

    /// <summary>What came of it is a message of the receiver, which the page shows.</summary>
    private static async Task<IResult> Test(ReceiverId id, HttpContext context, Receivers receivers, CancellationToken ct)
    {
        Forms.CheckOrigin(context.Request);
        var problem = await receivers.TestAsync((await FindAsync(id, receivers, ct)).Receiver, ct);
        return Forms.SeeOther(context, AddressOf(id, problem is null ? ReceiverDone.Arrived : ReceiverDone.Lost));
    }

    private static Task<IResult> Enable(ReceiverId id, HttpContext context, Receivers receivers, CancellationToken ct) => EnableAsync(id, true, context, receivers, ct);

    private static Task<IResult> Disable(ReceiverId id, HttpContext context, Receivers receivers, CancellationToken ct) => EnableAsync(id, false, context, receivers, ct);

    private static async Task<IResult> EnableAsync(ReceiverId id, bool isEnabled, HttpContext context, Receivers receivers, CancellationToken ct)
    {
        Forms.CheckOrigin(context.Request);
        await receivers.EnableAsync(Caller.Of(context.User).Actor, (await FindAsync(id, receivers, ct)).Receiver.Name, isEnabled, ct);
        return Forms.SeeOther(context, AddressOf(id, isEnabled ? ReceiverDone.Enabled : ReceiverDone.Disabled));
    }

    private static async Task<IResult> Delete(ReceiverId id, HttpContext context, Receivers receivers, CancellationToken ct)
    {
        Forms.CheckOrigin(context.Request);
        await receivers.DeleteAsync(Caller.Of(context.User).Actor, (await FindAsync(id, receivers, ct)).Receiver.Name, ct);
        return Forms.SeeOther(context, AddressOf(null, ReceiverDone.Deleted));
    }

    /// <exception cref="ProblemException">There is no such receiver.</exception>
    private static async Task<ReceiverStanding> FindAsync(ReceiverId id, Receivers receivers, CancellationToken ct) =>
        (await receivers.ListAsync(ct)).FirstOrDefault(r => r.Receiver.Id == id)
        ?? throw new ProblemException(new Problem(ProblemKind.NotFound, "There is no such receiver. It may have been deleted: see the page Receivers."));

    /// <param name="id"><see langword="null"/>: the list.</param>
    private static string AddressOf(ReceiverId? id, ReceiverDone done) => $"{(id is { } one ? $"{Root}/{one}" : Root)}{Query.Of(("done", FindingsView.WordOf(done)))}";
}
