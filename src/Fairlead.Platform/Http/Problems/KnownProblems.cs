using System.Text.Json;
using Fairlead.Storage;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.Http;

/// <summary>The failures that people and programs are told of, rather than that something is wrong inside Fairlead.</summary>
internal sealed class KnownProblems(IEnumerable<IProblemSource> sources)
{
    private readonly IProblemSource[] _sources = [.. sources];

    /// <returns><see langword="null"/> for one that nobody expects.</returns>
    public Problem? Of(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new Problem(ProblemKind.ContentTooLarge, "The request's body is larger than this route accepts."),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } =>
            new Problem(ProblemKind.RequestTimeout, "The request's body came too slowly."),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            new Problem(ProblemKind.UnsupportedMediaType, "This route does not accept this content type."),
        BadHttpRequestException { InnerException: JsonException } or JsonException =>
            new Problem(ProblemKind.MalformedJson, "The body is not the JSON that this route expects."),
        BadHttpRequestException => new Problem(ProblemKind.MalformedRequest, "The request is not well-formed."),
        DatabaseUnavailableException { Failure: DatabaseFailure.StorageFull } full =>
            new Problem(ProblemKind.StorageFull, $"{full.Message} Nothing was changed; free space and try again."),
        DatabaseUnavailableException unavailable => new Problem(ProblemKind.TemporarilyUnavailable, unavailable.Message)
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        },
        _ => _sources.Select(s => s.For(exception)).FirstOrDefault(p => p is not null),
    };
}
