using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.Http;

/// <summary>
/// The one place where an exception becomes an answer, and where an empty error status gets its problem document.
/// Also opens the trace that <c>traceId</c> names.
/// </summary>
internal sealed class ProblemMiddleware(
    RequestDelegate next, KnownProblems known, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using var trace = Activity.Current is null ? new Activity("Fairlead.Request").Start() : null;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            context.Abort();
            return;
        }
        catch (ConnectionResetException)
        {
            context.Abort();
            return;
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, exception);
            return;
        }

        if (!context.Response.HasStarted && ForStatus(context) is { } problem)
            await problem.WriteAsync(context);
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var problem = known.Of(exception)
            ?? new Problem(ProblemKind.InternalError, "Something failed inside Fairlead; the log has the details under this traceId.");
        if (problem.Kind == ProblemKind.InternalError)
            log.RequestFailed(exception, context.Request.Method, RouteOf(context));
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        context.Response.Clear();
        if (problem.Kind == ProblemKind.ContentTooLarge)
            context.Response.Headers.Connection = "close";
        await problem.WriteAsync(context);
    }

    private static Problem? ForStatus(HttpContext context)
    {
        if (context.Response.ContentLength is not null || !string.IsNullOrEmpty(context.Response.ContentType))
            return null;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => new Problem(ProblemKind.MalformedRequest, "The request is not well-formed."),
            StatusCodes.Status404NotFound => new Problem(ProblemKind.NotFound, "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => new Problem(
                ProblemKind.MethodNotAllowed, $"This address does not answer to {Problem.Quote(context.Request.Method)}."),
            StatusCodes.Status415UnsupportedMediaType =>
                new Problem(ProblemKind.UnsupportedMediaType, "This route does not accept this content type."),
            _ => null,
        };
    }

    private static string RouteOf(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint route ? route.RoutePattern.RawText ?? "" : "(no route)";
}
