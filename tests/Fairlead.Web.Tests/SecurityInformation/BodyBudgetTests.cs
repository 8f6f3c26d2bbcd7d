using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;
using Fairlead.Client.Access;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>Bodies that are sent slowly, and the memory that they take meanwhile.</summary>
public sealed class BodyBudgetTests(SqliteTestDatabase databases) : IClassFixture<SqliteTestDatabase>
{
    private const int Most = 65_536;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_has_half_of_what_is_read_at_once_and_all_together_no_more()
    {
        await using var world = await SecurityWorld.StartAsync(databases, new() { ["SecurityInformation:MaxBodyBytes"] = $"{Most}" });
        List<string> tokens = [world.Host.Token.Reveal(), await world.ProviderAsync("other", Role.Editor), await world.ProviderAsync("third", Role.Editor)];
        await using var first = await SlowBody.BeginAsync(world, tokens[0]);
        await using var second = await SlowBody.BeginAsync(world, tokens[0]);
        // More of this provider has no room, whatever it is.
        var answer = await AskAsync(world, tokens[0]);
        Assert.Equal((429, TimeSpan.FromSeconds(1)), (answer.Status, answer.Headers.RetryAfter?.Delta));
        Assert.Contains("of this provider", Assert.Single(answer.Errors));
        Assert.Equal("6000", Assert.Single(answer.Headers.GetValues("X-RateLimit-Limit")));
        Assert.Equal(202, (await AskAsync(world, tokens[1])).Status);

        await using var third = await SlowBody.BeginAsync(world, tokens[1]);
        await using var fourth = await SlowBody.BeginAsync(world, tokens[1]);
        answer = await AskAsync(world, tokens[2]);
        Assert.Equal((503, TimeSpan.FromSeconds(1)), (answer.Status, answer.Headers.RetryAfter?.Delta));
        Assert.Contains("Too much is read", Assert.Single(answer.Errors));

        // What began is done, and then there is room again.
        foreach (var (body, name) in new[] { (first, "a"), (second, "b"), (third, "c"), (fourth, "d") })
            Assert.Equal(202, await body.EndAsync(name));
        foreach (var token in tokens)
            Assert.Equal(202, (await AskAsync(world, token)).Status);
        Assert.Equal(200, (await world.GetAsync("vulnerability/b")).Status);
    }

    private static Task<SecurityAnswer> AskAsync(SecurityWorld world, string token) =>
        world.AskAsync(HttpMethod.Post, "bulk", SecurityWorld.Bulk(SecurityWorld.Vulnerability("small")), token);

    /// <summary>A request of which most is sent, once the server reads it, and the rest later.</summary>
    private sealed class SlowBody : IAsyncDisposable
    {
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        private readonly HttpClient _http;
        private readonly HttpRequestMessage _request;
        private readonly Task<HttpResponseMessage> _answer;

        private SlowBody(SecurityWorld world, string token)
        {
            // Only a server that reads says that the body is to be sent.
            _http = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(5), UseProxy = false }) { BaseAddress = world.Host.BaseAddress };
            _request = new HttpRequestMessage(HttpMethod.Post, "rest/security/1.0/bulk") { Content = new StreamContent(_pipe.Reader.AsStream()) };
            _request.Content.Headers.ContentType = new("application/json");
            _request.Content.Headers.ContentLength = Most;
            _request.Headers.ExpectContinue = true;
            _request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            _answer = _http.SendAsync(_request, Ct);
        }

        public static async Task<SlowBody> BeginAsync(SecurityWorld world, string token)
        {
            var body = new SlowBody(world, token);
            await body._pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(new string(' ', Most - 1_000)), Ct);
            return body;
        }

        public async Task<int> EndAsync(string id)
        {
            await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(SecurityWorld.Bulk(SecurityWorld.Vulnerability(id)).PadRight(1_000)), Ct);
            await _pipe.Writer.CompleteAsync();
            using var answer = await _answer;
            return (int)answer.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            await _pipe.Writer.CompleteAsync();
            _request.Dispose();
            _http.Dispose();
        }
    }
}
