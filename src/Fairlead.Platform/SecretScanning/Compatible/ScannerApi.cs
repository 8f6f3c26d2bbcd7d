using System.Text.Json;
using Fairlead.Client;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fairlead.Platform.SecretScanning.Compatible;

/// <summary>
/// The scanner API that scripts for Jira's secret scanners speak, <c>/rest/security/latest</c>: docs/secrets-api.md. Every route takes a
/// <see cref="ScannerCaller"/>, whose binding is what signs in; the roles of our own API do not apply.
/// </summary>
internal static class ScannerApi
{
    public const int MaxBody = 1 << 20;

    private static readonly string[] Roots = ["/rest/security/latest", "/rest/security/1.0"];

    public static void MapScannerApi(this IEndpointRouteBuilder routes)
    {
        foreach (var root in Roots)
        {
            var group = routes.MapGroup(root).AllowAnonymous().WithTags("Scanner API").WithMetadata(new ProblemForm(WriteAsync));
            group.MapScans();
            group.MapReviews();
            group.MapRules();
            group.MapSettings();
            group.MapExports();
        }
    }

    /// <summary>What the API's description says of a route. The query is read by the handler, which takes what else is there without a word, as Jira does.</summary>
    /// <param name="id">As no other operation is called.</param>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string id, string summary, params IReadOnlyList<QueryParameter> query) =>
        route.WithSummary(summary).WithMetadata(new ScannerOperation(id, null, typeof(ErrorAnswer))).WithQuery(query);

    /// <inheritdoc cref="Describe(RouteHandlerBuilder, string, string, IReadOnlyList{QueryParameter})"/>
    /// <typeparam name="T">What the body holds, whatever type it says it has.</typeparam>
    public static RouteHandlerBuilder DescribeWith<T>(this RouteHandlerBuilder route, string id, string summary) =>
        route.WithSummary(summary).WithMetadata(new ScannerOperation(id, typeof(T), typeof(ErrorAnswer)));

    /// <returns><see langword="null"/> when it was not given.</returns>
    /// <exception cref="ProblemException">It is neither true nor false, or was given twice.</exception>
    public static bool? Flag(HttpRequest request, string name) => Text(request, name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Refused(name, "give true or false"),
    };

    /// <inheritdoc cref="Flag"/>
    public static int Number(HttpRequest request, string name, int least, int most, int absent) => Text(request, name) switch
    {
        null => absent,
        var text when int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most => number,
        _ => throw Refused(name, $"give a whole number from {least} to {most}"),
    };

    /// <returns><see langword="null"/> when it was not given.</returns>
    public static string? Text(HttpRequest request, string name) => request.Query[name] switch
    {
        [] => null,
        [var one] => one,
        _ => throw Refused(name, "give it once"),
    };

    public static string Required(HttpRequest request, string name) =>
        Text(request, name) is { Length: > 0 } text ? text : throw Refused(name, "it is required");

    /// <summary>Whatever type the body says it has: scripts that use curl say form.</summary>
    /// <exception cref="ProblemException">It is too large or no such JSON.</exception>
    public static async Task<T> BodyAsync<T>(HttpRequest request, CancellationToken ct)
        where T : class
    {
        var bytes = await JsonBodies.ReadAsync(request, MaxBody, ct);
        return JsonSerializer.Deserialize<T>(bytes, FairleadJson.Tolerant)
            ?? throw new ProblemException(new Problem(ProblemKind.MalformedJson, "The body must not be null."));
    }

    private static ProblemException Refused(string name, string message) =>
        new(Problem.AtParameter(ProblemKind.InvalidQueryParameter, name, $"{name}: {message}."));

    private static Task WriteAsync(HttpContext http, Problem problem)
    {
        http.Response.StatusCode = problem.Kind.Status;
        if (problem.Kind.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"Fairlead\", charset=\"UTF-8\"";
        return http.Response.WriteAsJsonAsync(new ErrorAnswer([problem.Detail], new Dictionary<string, string>()), FairleadJson.Strict, http.RequestAborted);
    }
}

/// <summary>An error as Jira and its plugins tell it.</summary>
internal sealed record ErrorAnswer(IReadOnlyList<string> ErrorMessages, IReadOnlyDictionary<string, string> Errors);
