using System.Security.Claims;
using System.Security.Cryptography;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets.Webhooks;
using Fairlead.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.Tickets.Http;

/// <summary><c>/webhooks/jira/{connection}</c>, where Jira sends events, and what people set up for it.</summary>
internal static class WebhookRoutes
{
    /// <summary>Of each of two steps: Jira has its answer within five seconds, and the connection is free again.</summary>
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SendAgainAfter = TimeSpan.FromSeconds(5);

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        // The signature is what signs in; who lacks it learns nothing, not even which connections there are.
        routes.MapGroup("/webhooks").AllowAnonymous().ExcludeFromDescription().MapPost("/jira/{connection}", Take);

        var group = routes.MapApi("/connections/{id}/webhook", "Connections");
        group.MapGet("", Get).RequireAuthorization(Roles.Viewer).WithName("getWebhook").WithSummary("How a connection takes webhooks, and when the last one came.");
        group.MapPost("", Rotate).RequireAuthorization(Roles.Administrator).WithName("rotateWebhookSecret")
            .WithSummary("Makes the secret with which Jira signs; one that was made before counts for another seven days.");
        group.MapPost("/register", Register).RequireAuthorization(Roles.Administrator).WithName("registerWebhook")
            .WithSummary("Makes the webhook in Jira itself, in place of those to the same address, where the account administers Jira.");
        group.MapDelete("", Remove).RequireAuthorization(Roles.Administrator).WithName("removeWebhook").WithSummary("Takes no webhooks any more.");
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> Take(
        string connection, HttpContext http, WebhookSecrets secrets, WebhookIntake intake, TimeProvider clock, CancellationToken ct)
    {
        // Before the body: a stranger's is not read.
        if (!ConnectionId.TryParse(connection, null, out var id) || await StoredAsync(inTime => secrets.OfAsync(id, inTime), clock, ct) is not { Count: > 0 } known)
            return NotSigned();
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = ReceivedWebhook.MaxTaken;
        var signature = http.Request.Headers["X-Hub-Signature"].ToString();
        var isTooLarge = http.Request.ContentLength > (signature.Length == 0 ? ReceivedWebhook.MaxKept : ReceivedWebhook.MaxTaken);
        if (isTooLarge || await ReceivedWebhook.ReadAsync(http.Request.Body, http.Request.ContentLength, signature, known, ct) is not { } received)
        {
            await StoredAsync(inTime => intake.RefuseAsync(id, $"it had more than {ReceivedWebhook.MaxTaken:N0} bytes, or more than {ReceivedWebhook.MaxKept:N0} and no signature", inTime), clock, ct);
            return new Problem(ProblemKind.ContentTooLarge, $"A webhook may have at most {ReceivedWebhook.MaxTaken:N0} bytes, without a signature {ReceivedWebhook.MaxKept:N0}.").ToResult();
        }

        // Another node may have put the secret in force a moment ago, and Jira does not send again what is answered with 401.
        if (!received.IsSigned && signature.Length > 0 && await StoredAsync(inTime => secrets.AgainAsync(id, inTime), clock, ct) is var now && !ReferenceEquals(now, known))
            received = received.With(now, signature);
        if (!received.IsSigned)
        {
            var why = signature.Length == 0 ? "it was not signed: enter the secret in Jira's webhook" : "its signature is made with another secret";
            await StoredAsync(inTime => intake.RefuseAsync(id, why, inTime), clock, ct);
            return NotSigned();
        }

        var (body, read) = (received.Body, received.IsWhole ? WebhookBody.Read(received.Body) : null);
        await StoredAsync(
            inTime => read switch
            {
                // Jira gives up what is answered with 413, and Cloud counts that as a failure of the webhook.
                null when !received.IsWhole => intake.BuryAsync(id, body, $"it had more than {ReceivedWebhook.MaxKept:N0} bytes; the next look finds what it told of", inTime),
                null => intake.BuryAsync(id, body, "it is signed, but no JSON object with webhookEvent", inTime),
                { IssueId: { } issue } => intake.TakeAsync(new(id, DeliveryOf(body), issue, read.Kind), inTime),
                _ => intake.PassOverAsync(id, read.Kind, inTime),
            },
            clock, ct);
        return TypedResults.Accepted((string?)null);
    }

    private static Task StoredAsync(Func<CancellationToken, Task> work, TimeProvider clock, CancellationToken ct) =>
        StoredAsync(
            async inTime =>
            {
                await work(inTime);
                return true;
            },
            clock, ct);

    /// <summary>Ends with what the database said, or after <see cref="DatabasePatience"/>: SQLite waits for a lock without heeding a token.</summary>
    /// <exception cref="ProblemException">503: Jira sends it again, and nothing of it is kept until then.</exception>
    private static async Task<T> StoredAsync<T>(Func<CancellationToken, Task<T>> work, TimeProvider clock, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(DatabasePatience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var inTime = either.Token;
        try
        {
            return await Task.Run(() => work(inTime), inTime).WaitAsync(inTime);
        }
        catch (Exception e) when (e is DatabaseUnavailableException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new ProblemException(new(ProblemKind.TemporarilyUnavailable, "The database does not answer; send it again.") { RetryAfter = SendAgainAfter });
        }
    }

    private static async Task<Results<Ok<WebhookResponse>, ProblemHttpResult>> Get(ConnectionId id, WebhookSetUp setUp, CancellationToken ct) =>
        await setUp.ShowAsync(id, ct) is { } webhook ? TypedResults.Ok(webhook) : Missing();

    private static async Task<Results<Ok<WebhookSecretResponse>, ProblemHttpResult>> Rotate(
        ConnectionId id, ClaimsPrincipal user, WebhookSetUp setUp, CancellationToken ct) =>
        await setUp.RotateAsync(Caller.Of(user).Actor, id, ct) is { } made ? TypedResults.Ok(made) : NoConnection();

    private static async Task<Results<Ok<RegisteredWebhookResponse>, ProblemHttpResult>> Register(
        ConnectionId id, JsonBody<RegisterWebhookRequest> body, ClaimsPrincipal user, WebhookSetUp setUp, CancellationToken ct) =>
        await setUp.RegisterAsync(Caller.Of(user).Actor, id, body.Value.Address, ct) is { } made ? TypedResults.Ok(made) : NoConnection();

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(ConnectionId id, ClaimsPrincipal user, WebhookSetUp setUp, CancellationToken ct) =>
        await setUp.RemoveAsync(Caller.Of(user).Actor, id, ct) ? TypedResults.NoContent() : Missing();

    /// <summary>
    /// Its bytes, which are what is signed, and the same over all attempts of Jira: the header with Jira's own name of the event is not signed, and whoever
    /// caught one delivery could give it new names for ever.
    /// </summary>
    private static string DeliveryOf(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body));

    private static ProblemHttpResult NotSigned() =>
        new Problem(ProblemKind.InvalidSignature, "The header X-Hub-Signature is not the signature of this body with the secret of this connection.").ToResult();

    private static ProblemHttpResult NoConnection() => new Problem(ProblemKind.NotFound, "There is no such connection.").ToResult();

    private static ProblemHttpResult Missing() => new Problem(ProblemKind.NotFound, "This connection takes no webhooks.").ToResult();
}
