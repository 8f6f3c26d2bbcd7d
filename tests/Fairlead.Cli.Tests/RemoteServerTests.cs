using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Cli.Tests;

/// <summary>BADINPUT CLI-04 and FAULTS F175: what a server can answer, and the exit code that tells it.</summary>
public sealed class RemoteServerTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Theory]
    [InlineData(401, 77)]
    [InlineData(403, 77)]
    [InlineData(404, 66)]
    [InlineData(408, 75)]
    [InlineData(409, 65)]
    [InlineData(422, 65)]
    [InlineData(429, 75)]
    [InlineData(500, 70)]
    [InlineData(503, 69)]
    public async Task A_problem_of_the_server_becomes_an_exit_code(int status, int exitCode)
    {
        await using var server = await ServerAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync(
                $$"""{"type":"urn:problem-type:fairlead:x","title":"A title","status":{{status}},"detail":"Some detail\u001b[31m."}""");
        });
        var error = (await _fairlead.RunAsync("connection", "list", "--json")).FailedWith(exitCode);
        Assert.Contains("A title: Some detail", error);
        Assert.DoesNotContain('\e', error);
    }

    /// <summary>A pipe must not end because the server has much to do just then.</summary>
    [Fact]
    public async Task A_batch_of_alerts_that_the_server_cannot_take_just_then_is_sent_again_under_its_key()
    {
        var keys = new List<string>();
        await using var server = await ServerAsync(async context =>
        {
            keys.Add(context.Request.Headers["Idempotency-Key"].ToString());
            context.Response.StatusCode = keys.Count == 1 ? 503 : 200;
            context.Response.ContentType = keys.Count == 1 ? "application/problem+json" : "application/json";
            await context.Response.WriteAsync(keys.Count == 1
                ? """{"type":"urn:problem-type:fairlead:temporarily-unavailable","title":"Temporarily unavailable","status":503,"detail":"Some detail."}"""
                : """{"received":1,"created":1,"repeated":0,"ignored":0,"refused":0,"refusals":[],"remarks":[],"replayed":false}""");
        });

        var sent = await _fairlead.RunAsync("{\"rule\":\"a\"}\n", ["alert", "send", "-"]);

        Assert.Contains("1 received: 1 new", sent.Succeeded());
        Assert.Equal(2, keys.Count);
        Assert.Single(keys.Distinct());
    }

    /// <summary>What is sent again counts again.</summary>
    [Fact]
    public async Task A_stream_of_alerts_that_ends_says_how_far_it_came()
    {
        var asked = 0;
        await using var server = await ServerAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            var isFirst = ++asked == 1;
            context.Response.StatusCode = isFirst ? 200 : 401;
            context.Response.ContentType = isFirst ? "application/json" : "application/problem+json";
            await context.Response.WriteAsync(isFirst
                ? """{"received":1000,"created":1,"repeated":999,"ignored":0,"refused":0,"refusals":[],"remarks":[],"replayed":false}"""
                : """{"type":"urn:problem-type:fairlead:invalid-token","title":"Invalid token","status":401,"detail":"Some detail."}""");
        });
        var lines = string.Concat(Enumerable.Repeat($"{{\"rule\":\"{new string('a', 1_000)}\"}}\n", 2_000));

        var sent = await _fairlead.RunAsync(lines, ["alert", "send", "-"]);

        Assert.Equal(77, sent.ExitCode);
        Assert.Matches("1,000 alerts were taken in, which is all before line 1,0[0-9]{2} of the input", sent.Error);
    }

    [Fact]
    public async Task A_mistake_of_ours_is_told_with_the_trace_that_the_log_knows()
    {
        await using var server = await ServerAsync(async context =>
        {
            context.Response.StatusCode = 500;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync(
                """{"type":"urn:problem-type:fairlead:internal-error","title":"Internal error","status":500,"detail":"Something failed.","traceId":"0af7651916cd43dd8448eb211c80319c"}""");
        });
        Assert.Contains("traceId 0af7651916cd43dd8448eb211c80319c", (await _fairlead.RunAsync("connection", "list")).FailedWith(70));
    }

    /// <summary>Conflicts that end without a change of the input.</summary>
    [Theory]
    [InlineData("changed_meanwhile")]
    [InlineData("connection_paused")]
    public async Task A_conflict_that_heals_is_told_with_75(string code)
    {
        await using var server = await ServerAsync(async context =>
        {
            context.Response.StatusCode = 409;
            context.Response.ContentType = "application/problem+json";
            await context.Response.WriteAsync(
                $$"""{"type":"urn:problem-type:fairlead:conflict","title":"Conflict","status":409,"detail":"Some detail.","code":"{{code}}"}""");
        });
        (await _fairlead.RunAsync("connection", "list", "--json")).FailedWith(75);
    }

    [Theory]
    [InlineData(200, "text/html", "<html>Sign in</html>", 76)]
    [InlineData(200, "application/json", "{\"other\":1}", 76)]
    [InlineData(200, "application/json", "[{\"id\":", 76)]
    [InlineData(302, "text/html", "", 76)]
    [InlineData(404, "text/html", "<html>", 76)]
    [InlineData(502, "text/html", "<html>", 69)]
    public async Task What_is_not_a_fairlead_is_told(int status, string type, string body, int exitCode)
    {
        await using var server = await ServerAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            context.Response.Headers.Location = status == 302 ? "https://login.example/" : default;
            await context.Response.WriteAsync(body);
        });
        (await _fairlead.RunAsync("connection", "list", "--json")).FailedWith(exitCode);
    }

    [Theory]
    [InlineData("ftp://fairlead.example", 69)]
    [InlineData("fairlead.example", 69)]
    [InlineData("http://127.0.0.1:1", 69)]
    [InlineData("http://name.invalid", 69)]
    public async Task An_address_where_no_server_is_is_told_with_69(string url, int exitCode)
    {
        var ended = await _fairlead.With("FAIRLEAD_TOKEN", "t").RunAsync("connection", "list", "--url", url);
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Equal("", ended.Output);
    }

    [Fact]
    public async Task A_server_wants_a_token()
    {
        Assert.StartsWith(
            "fairlead: no API token is given, so http://127.0.0.1:1/ was not asked. Put one in FAIRLEAD_TOKEN",
            (await _fairlead.RunAsync("connection", "list", "--url", "http://127.0.0.1:1")).FailedWith(77));
    }

    [Fact]
    public async Task A_token_among_the_arguments_works_with_a_warning()
    {
        string? sent = null;
        await using var server = await ServerAsync(context =>
        {
            sent = context.Request.Headers.Authorization;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("[]");
        });
        var ended = await _fairlead.With("FAIRLEAD_TOKEN", null).RunAsync("connection", "list", "--json", "--api-token", "typed");
        Assert.Equal("[]", ended.Succeeded().Trim());
        Assert.Equal("Bearer typed", sent);
        Assert.Contains("warning: --api-token", ended.Error);
    }

    [Fact]
    public async Task A_token_is_read_from_a_file()
    {
        string? sent = null;
        await using var server = await ServerAsync(context =>
        {
            sent = context.Request.Headers.Authorization;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("[]");
        });
        var path = Path.Combine(_fairlead.Home, "token");
        await File.WriteAllTextAsync(path, "from-a-file\n", TestContext.Current.CancellationToken);
        var ended = await _fairlead.With("FAIRLEAD_TOKEN", null).RunAsync("connection", "list", "--api-token-file", path);
        ended.Succeeded();
        Assert.Equal("Bearer from-a-file", sent);
        Assert.DoesNotContain("warning", ended.Error);
    }

    private async Task<WebApplication> ServerAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        _fairlead.With("FAIRLEAD_URL", app.Urls.First()).With("FAIRLEAD_TOKEN", "a-token");
        return app;
    }
}
