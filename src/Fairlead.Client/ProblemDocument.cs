using System.Text.Json;

namespace Fairlead.Client;

/// <summary>An error answer, <c>application/problem+json</c> (RFC 9457). docs/api.md lists the titles.</summary>
/// <param name="Type"><c>urn:problem-type:fairlead:…</c>; as stable as <paramref name="Title"/>.</param>
/// <param name="Detail">For people: what is wrong here and what to do next.</param>
/// <param name="Code">Stable, for programs; finer than <paramref name="Type"/> where one title has several causes.</param>
/// <param name="Context">More for programs, where a route says so.</param>
/// <param name="TraceId">Finds the request in the server's log.</param>
public sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string? Detail = null,
    string? Code = null,
    string? TraceId = null,
    IReadOnlyList<ProblemError>? Errors = null,
    JsonElement? Context = null);

/// <summary>One place that is wrong. Exactly one of pointer, parameter and line says where.</summary>
/// <param name="Pointer">JSON pointer into the request's body, such as <c>/credential/token</c>; empty for the whole body.</param>
/// <param name="Parameter">Name of a query or route parameter or header.</param>
/// <param name="Line">1-based line of the request's body.</param>
/// <param name="Column">1-based column in that line.</param>
public sealed record ProblemError(
    string Message, string? Pointer = null, string? Parameter = null, int? Line = null, int? Column = null);
