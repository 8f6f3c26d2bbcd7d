using System.Text.Json;
using Fairlead.Client;
using Fairlead.Platform.Http;

namespace Fairlead.Web.Tests.Http;

/// <summary>
/// Looks at every answer that any test of this suite gets, and fails the test on the spot when an error is not one of the
/// documented ones: a title outside the closed list, a 500, a stack trace, a body that is not the documented shape.
/// </summary>
internal sealed class Witness(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if ((int)answer.StatusCode >= 400)
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            Check((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, body);
        }

        return answer;
    }

    /// <summary>The general rules for every error answer, whatever was asked.</summary>
    public static void Check(int status, string? mediaType, string body)
    {
        Assert.True(status is < 500 or 503 or 507, $"{status}: {body}");
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        switch (mediaType)
        {
            case "application/problem+json":
                CheckProblem(status, JsonSerializer.Deserialize<ProblemDocument>(body, FairleadJson.Strict)!);
                break;
            case "text/html":
                break;
            case "application/json":
                // Health that is not ready, one of the two APIs that refuse as Jira does, or the giver of access tokens (RFC 6749).
                string[] asOthers = ["{\"errorMessages\":[\"", "[{\"message\":\"", "{\"error\":\""];
                Assert.True(body.Contains("\"reasons\"", StringComparison.Ordinal) || asOthers.Any(start => body.StartsWith(start, StringComparison.Ordinal)), body);
                break;
            default:
                Assert.Equal("", body); // refused by the server before routing
                break;
        }
    }

    private static void CheckProblem(int status, ProblemDocument problem)
    {
        var kind = Assert.Single(ProblemKind.All, k => k.Title == problem.Title);
        Assert.Equal((kind.Status, kind.Status, kind.Type), (status, problem.Status, problem.Type));
        Assert.False(string.IsNullOrWhiteSpace(problem.Detail));
        Assert.False(string.IsNullOrWhiteSpace(problem.Code));
        Assert.Equal(32, problem.TraceId?.Length);
        Assert.All(problem.Errors ?? [], e => Assert.False(string.IsNullOrWhiteSpace(e.Message)));
    }
}
