using System.Security.Claims;
using Fairlead.Client.Notifications;
using Fairlead.Kernel.Paging;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Notifications.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Notifications.Http;

/// <summary><c>/api/v1/receivers</c> and <c>/api/v1/notifications</c>.</summary>
internal static class NotificationRoutes
{
    public static void MapNotificationRoutes(this IEndpointRouteBuilder routes)
    {
        var receivers = routes.MapApi("/receivers", "Notifications");
        receivers.MapGet("", Receivers).RequireAuthorization(Roles.Viewer).WithName("listReceivers").WithSummary("Who is told of things, by name.");
        receivers.MapPost("", Add).RequireAuthorization(Roles.Administrator).WithName("addReceiver")
            .WithSummary("Adds one; the secret with which messages to a webhook are signed is told this once.");
        receivers.MapDelete("/{receiver}", Delete).RequireAuthorization(Roles.Administrator).WithName("deleteReceiver").WithSummary("Deletes it, and what waits for it.");
        receivers.MapPost("/{receiver}/enable", Enable).RequireAuthorization(Roles.Administrator).WithName("enableReceiver").WithSummary("Lets it be told again, from now on.");
        receivers.MapPost("/{receiver}/disable", Disable).RequireAuthorization(Roles.Administrator).WithName("disableReceiver").WithSummary("It is told nothing more; what waits for it is dropped.");
        receivers.MapPost("/{receiver}/test", Test).RequireAuthorization(Roles.Editor).WithName("testReceiver").WithSummary("Sends it a message at once.");
        routes.MapApi("/notifications", "Notifications").MapGet("", List).WithQuery(QueryParameter.Cursor, QueryParameter.Size)
            .RequireAuthorization(Roles.Viewer).WithName("listNotifications").WithSummary("Messages and what came of them, newest first.");
    }

    private static async Task<Ok<List<ReceiverResponse>>> Receivers(Receivers receivers, CancellationToken ct) =>
        TypedResults.Ok((await receivers.ListAsync(ct)).Select(r => Response(r.Receiver, r.Problem)).ToList());

    private static async Task<Created<ReceiverCreatedResponse>> Add(JsonBody<ReceiverBody> body, ClaimsPrincipal user, Receivers receivers, CancellationToken ct)
    {
        var (receiver, secret) = await receivers.AddAsync(Caller.Of(user).Actor, body.Value, ct);
        return TypedResults.Created(
            $"{ApiRoutes.Root}/receivers/{Uri.EscapeDataString(receiver.Name)}", new ReceiverCreatedResponse(Response(receiver, null), secret?.Reveal()));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string receiver, ClaimsPrincipal user, Receivers receivers, CancellationToken ct) =>
        await receivers.DeleteAsync(Caller.Of(user).Actor, receiver, ct) ? TypedResults.NoContent() : Missing(receiver);

    private static Task<Results<Ok<ReceiverResponse>, ProblemHttpResult>> Enable(string receiver, ClaimsPrincipal user, Receivers receivers, CancellationToken ct) =>
        EnableAsync(receiver, true, user, receivers, ct);

    private static Task<Results<Ok<ReceiverResponse>, ProblemHttpResult>> Disable(string receiver, ClaimsPrincipal user, Receivers receivers, CancellationToken ct) =>
        EnableAsync(receiver, false, user, receivers, ct);

    private static async Task<Results<Ok<ReceiverResponse>, ProblemHttpResult>> EnableAsync(
        string name, bool isEnabled, ClaimsPrincipal user, Receivers receivers, CancellationToken ct) =>
        await receivers.EnableAsync(Caller.Of(user).Actor, name, isEnabled, ct) is { } receiver
            ? TypedResults.Ok(Response(receiver, (await receivers.ListAsync(ct)).FirstOrDefault(r => r.Receiver.Id == receiver.Id)?.Problem))
            : Missing(name);

    private static async Task<Results<Ok<ReceiverTestResponse>, ProblemHttpResult>> Test(string receiver, Receivers receivers, CancellationToken ct)
    {
        if (await receivers.FindAsync(receiver, ct) is not { } found)
            return Missing(receiver);
        var problem = await receivers.TestAsync(found, ct);
        return TypedResults.Ok(new ReceiverTestResponse(problem is null, problem));
    }

    private static async Task<Ok<Page<NotificationResponse>>> List(
        QueryValues query, HttpContext context, Cursors cursors, NotificationStore store, CancellationToken ct)
    {
        var size = query.Get(QueryParameter.Size);
        var after = cursors.Read<NotificationPosition>(context) ?? NotificationPosition.Start;
        var names = (await store.ReceiversAsync(ct)).ToDictionary(r => r.Id, r => r.Name);
        var found = await store.PageAsync(after.CreatedAt, after.Id, size + 1, ct);
        var page = found.Take(size).ToList();
        return TypedResults.Ok(new Page<NotificationResponse>(
            [.. page.Select(n => Response(n, names.GetValueOrDefault(n.Receiver) ?? n.Receiver.ToString()))],
            found.Count > size ? cursors.Write(context, NotificationPosition.Of(page[^1])) : null));
    }

    private static ReceiverResponse Response(Receiver r, string? problem) => new(r.Id, r.Name, r.Kind, r.Target, r.Troubles, r.Enabled, problem, r.CreatedAt);

    private static NotificationResponse Response(Notification n, string receiver) => new(
        n.Id, receiver, n.Message.Kind, n.Message.Subject, n.Message.Text, n.State, n.Attempts, n.Problem,
        n.State == NotificationState.Waiting ? n.DueAt : null, n.CreatedAt, n.SettledAt);

    private static ProblemHttpResult Missing(string name) => new Problem(ProblemKind.NotFound, $"There is no receiver {Problem.Quote(name)}.").ToResult();
}
