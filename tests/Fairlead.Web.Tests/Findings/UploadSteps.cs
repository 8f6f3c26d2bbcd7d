using System.Text.Json;
using Fairlead.Client;
using Fairlead.Client.Findings;

namespace Fairlead.Web.Tests.Findings;

/// <summary>What the tests of findings and of uploads do and look at alike.</summary>
internal static class UploadSteps
{
    private static int _assets;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string NewAsset() => $"asset-{Interlocked.Increment(ref _assets)}";

    public static byte[] Report(string asset, params string[] titles) => DatedReport(asset, null, titles);

    public static byte[] DatedReport(string asset, string? createdAt, params string[] titles) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        scanner = "checker",
        asset,
        created_at = createdAt,
        x_number = Interlocked.Increment(ref _assets),
        findings = titles.Select(t => new { id = t, title = t, severity = "High" }),
    });

    public static async Task<UploadResponse> UploadAsync(this RunningHost server, string asset, params string[] titles)
    {
        using var stream = new MemoryStream(Report(asset, titles));
        return await server.Client.Findings.UploadAsync(stream, new UploadOptions(), Ct);
    }

    public static async Task<(long Total, long Open)> CountAsync(this RunningHost server, FindingQuery query)
    {
        var counts = await server.Client.Findings.CountAsync(query, Ct);
        return (counts.Total, counts.Open);
    }

    public static async Task AnswersAsync(this RunningHost server, int status, string? title, string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        using var answer = await server.Http.SendAsync(request, Ct);
        await AssertProblemAsync(answer, status, title);
    }

    public static async Task AssertProblemAsync(HttpResponseMessage answer, int status, string? title)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True((int)answer.StatusCode == status, text);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<ProblemDocument>(text, FairleadJson.Tolerant)!;
        Assert.Equal(title ?? problem.Title, problem.Title);
    }

    public static async Task RefusesAsync(int status, string title, Func<Task> call, bool anyTitle = false)
    {
        var refusal = await Assert.ThrowsAsync<FairleadProblemException>(call);
        Assert.Equal((status, anyTitle ? refusal.Problem.Title : title), (refusal.Problem.Status, refusal.Problem.Title));
    }
}
