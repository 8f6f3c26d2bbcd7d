using System.Diagnostics;
using System.Globalization;
using Fairlead.Client;
using Fairlead.Kernel.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Http;

/// <summary>One error answer. An endpoint returns <see cref="ToResult"/>; deeper code throws <see cref="ProblemException"/>.</summary>
/// <param name="Detail">For people, plain text: what is wrong and what to do. Input is quoted through <see cref="Quote"/>; never a secret.</param>
public sealed record Problem(ProblemKind Kind, string Detail)
{
    /// <summary>Finer than the title where one title has several causes; by default the slug.</summary>
    public string? Code { get; init; }

    public IReadOnlyList<ProblemError> Errors { get; init; } = [];

    /// <summary>More for programs, as a record of the contract: member <c>context</c>.</summary>
    public object? Context { get; init; }

    /// <summary>Sent as Retry-After, rounded up to whole seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A problem at one place in the request's body.</summary>
    public static Problem AtPointer(ProblemKind kind, string pointer, string message) =>
        new(kind, message) { Errors = [new ProblemError(message, Pointer: pointer)] };

    /// <summary>A problem with one parameter of the query or route, or with one header.</summary>
    public static Problem AtParameter(ProblemKind kind, string parameter, string message) =>
        new(kind, message) { Errors = [new ProblemError(message, Parameter: parameter)] };

    /// <summary>422 with one entry per wrong place.</summary>
    public static Problem Invalid(params IReadOnlyList<ProblemError> errors) =>
        new(ProblemKind.ValidationFailed, errors.Count == 1 ? errors[0].Message : $"{errors.Count} values are not valid; see errors.")
        {
            Errors = errors,
        };

    /// <summary>What somebody sent, fit for a message: one line, at most 80 characters.</summary>
    public static string Quote(string? input) => $"'{PlainText.Cut(PlainText.OneLine(input ?? ""), 80)}'";

    public ProblemHttpResult ToResult()
    {
        var details = new ProblemDetails
        {
            Type = Kind.Type,
            Title = Kind.Title,
            Status = Kind.Status,
            Detail = Detail,
        };
        details.Extensions["code"] = Code ?? Kind.Slug;
        if (Activity.Current is { } activity)
            details.Extensions["traceId"] = activity.TraceId.ToHexString();
        if (Errors.Count > 0)
            details.Extensions["errors"] = Errors;
        if (Context is not null)
            details.Extensions["context"] = Context;
        return TypedResults.Problem(details);
    }

    private static ProblemForm? FormAt(HttpContext context) =>
        context.RequestServices.GetServices<ProblemFormBelow>().FirstOrDefault(f => context.Request.Path.StartsWithSegments(f.Root, StringComparison.OrdinalIgnoreCase))?.Form;

    /// <summary>Writes it as the whole answer; nothing may have been sent yet.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        if (RetryAfter is { } pause)
            context.Response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if ((context.GetEndpoint()?.Metadata.GetMetadata<ProblemForm>() ?? FormAt(context)) is { } form)
        {
            await form.Write(context, this);
            return;
        }

        if (context.RequestServices.GetService<IProblemRenderer>() is { } pages && await pages.TryWriteAsync(context, this))
            return;
        await ToResult().ExecuteAsync(context);
    }
}

/// <summary>Carries a problem up to the one place that answers with it.</summary>
public sealed class ProblemException(Problem problem) : Exception($"{problem.Kind.Title}: {problem.Detail}")
{
    public Problem Problem { get; } = problem;
}
