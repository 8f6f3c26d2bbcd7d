using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Fairlead.Web.Tests.Http;

/// <summary>Bodies that must be refused, each with its one title; the route stands for all that read JSON.</summary>
public abstract class BadJson(HostFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, string> Bodies => new()
    {
        // JSON-01
        { "", 400, "Malformed JSON" },
        { "   \n", 400, "Malformed JSON" },
        { "null", 400, "Body must be an object" },
        { "[]", 400, "Body must be an object" },
        { "\"x\"", 400, "Body must be an object" },
        { "1", 400, "Body must be an object" },
        // JSON-02
        { """{"name":"a" """, 400, "Malformed JSON" },
        { """{"name":"a",}""", 400, "Malformed JSON" },
        { """{"name":"a"} // x""", 400, "Malformed JSON" },
        { "{'name':'a'}", 400, "Malformed JSON" },
        { """{"expiresInDays":NaN}""", 400, "Malformed JSON" },
        { """{"name":undefined}""", 400, "Malformed JSON" },
        { """{"name":"a"}{"name":"a"}""", 400, "Malformed JSON" },
        { "\uFEFF{\"name\":\"a\"}", 400, "Malformed JSON" },
        // JSON-05
        { """{"name":"a","name":"b"}""", 400, "Duplicate property" },
        { """{"name":"a","NAME":"b"}""", 400, "Duplicate property" },
        { """{"nmae":"a"}""", 400, "Unknown property" },
        // JSON-07
        { "{}", 422, "Validation failed" },
        { """{"name":null}""", 422, "Validation failed" },
        // JSON-08
        { """{"name":"a","expiresInDays":"5"}""", 422, "Validation failed" },
        { """{"name":"a","expiresInDays":1.0}""", 422, "Validation failed" },
        { """{"name":5}""", 422, "Validation failed" },
        { """{"name":"a","role":1}""", 422, "Validation failed" },
        { """{"name":"a","role":"Viewer"}""", 422, "Validation failed" },
        { """{"name":["a"]}""", 422, "Validation failed" },
        { """{"name":{"a":1}}""", 422, "Validation failed" },
        // JSON-09
        { """{"name":"a","expiresInDays":2147483648}""", 422, "Number out of range" },
        { """{"name":"a","expiresInDays":9223372036854775808}""", 422, "Number out of range" },
        { """{"name":"a","expiresInDays":-9223372036854775809}""", 422, "Number out of range" },
        { """{"name":"a","expiresInDays":1e400}""", 422, "Number out of range" },
        { """{"name":"a","expiresInDays":-0}""", 422, "Number out of range" },
        { """{"name":"a","expiresInDays":1E-400}""", 422, "Number out of range" },
        { $$"""{"name":"a","expiresInDays":{{new string('9', 500_000)}}}""", 422, "Number out of range" },
        // JSON-10, JSON-11
        { """{"name":"a\u0000b"}""", 422, "Invalid characters" },
        { """{"name":"\ud800"}""", 400, "Invalid text encoding" },
        { """{"name":"\udc00\ud800"}""", 400, "Invalid text encoding" },
        // JSON-16, JSON-17
        { """{"name":""}""", 422, "Validation failed" },
        { """{"name":"   "}""", 422, "Validation failed" },
        { """{"name":"\u00a0"}""", 422, "Validation failed" },
        { """{"name":"\u200b"}""", 422, "Validation failed" },
        { """{"name":"\u3164"}""", 422, "Validation failed" },
        { $$"""{"name":"{{new string('x', 101)}}"}""", 422, "Validation failed" },
        { $$"""{"name":"a{{string.Concat(Enumerable.Repeat(@"\u0301", 1000))}}"}""", 422, "Validation failed" },
        { """{"name":"two\nlines"}""", 422, "Validation failed" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task A_bad_body_is_refused_with_its_title(string body, int status, string title) =>
        AssertRefusedAsync(Encoding.UTF8.GetBytes(body), status, title);

    [Theory]
    [InlineData(63, null)]
    [InlineData(65, "JSON too deep")]
    [InlineData(100_000, "JSON too deep")]
    public Task Depth_is_bounded(int arrays, string? title) => AssertRefusedAsync(
        Encoding.UTF8.GetBytes($$"""{"name":{{new string('[', arrays)}}{{new string(']', arrays)}}}"""),
        title is null ? 422 : 400,
        title ?? "Validation failed");

    [Fact]
    public Task Objects_in_objects_count_as_depth() => AssertRefusedAsync(
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""{"a":""", 80_000)) + "1" + new string('}', 80_000)), 400, "JSON too deep");

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_refused()
    {
        await AssertRefusedAsync([.. "{\"name\":\""u8, 0xFF, .. "\"}"u8], 400, "Invalid text encoding");
        await AssertRefusedAsync([.. "{\"name\":\""u8, 0xC0, 0xAF, .. "\"}"u8], 400, "Invalid text encoding");
        await AssertRefusedAsync(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray(), 400, "Invalid text encoding");
    }

    [Theory]
    [InlineData(null, "Unsupported media type")]
    [InlineData("text/plain", "Unsupported media type")]
    [InlineData("application/x-www-form-urlencoded", "Unsupported media type")]
    [InlineData("multipart/form-data; boundary=x", "Unsupported media type")]
    [InlineData("application/json;;", "Unsupported media type")]
    [InlineData("application/json, application/json", "Unsupported media type")]
    [InlineData("application/json; charset=bogus", "Unsupported charset")]
    [InlineData("application/json; charset=utf-16", "Unsupported charset")]
    public async Task Other_content_types_are_refused(string? type, string title)
    {
        using var request = Post("{\"name\":\"a\"}"u8.ToArray());
        request.Content!.Headers.Remove("Content-Type");
        if (type is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        await AssertRefusedAsync(request, 415, title);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("x")]
    public async Task Compressed_bodies_are_refused(string encoding)
    {
        using var request = Post("{\"name\":\"a\"}"u8.ToArray());
        request.Content!.Headers.ContentEncoding.Add(encoding);
        await AssertRefusedAsync(request, 415, "Unsupported content encoding");
    }

    [Fact]
    public async Task One_byte_over_the_limit_is_refused()
    {
        var fits = $$"""{"name":"a"{{new string(' ', (1 << 20) - 12)}}}""";
        Assert.Equal(1 << 20, fits.Length);
        using (var answer = await fixture.Server.Http.SendAsync(Post(Encoding.UTF8.GetBytes(fits)), Ct))
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await AssertRefusedAsync(Encoding.UTF8.GetBytes(fits + " "), 413, "Content too large");
    }

    [Fact]
    public async Task An_error_names_the_place()
    {
        using var answer = await fixture.Server.Http.SendAsync(Post("{\"name\":\"a\",\n \"expiresInDays\": \"5\"}"u8.ToArray()), Ct);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;

        Assert.Equal("/expiresInDays", problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal("urn:problem-type:fairlead:validation-failed", problem.GetProperty("type").GetString());
        Assert.Equal(32, problem.GetProperty("traceId").GetString()!.Length);
    }

    private static HttpRequestMessage Post(byte[] body) => new(HttpMethod.Post, "api/v1/tokens")
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };

    private async Task AssertRefusedAsync(byte[] body, int status, string title)
    {
        using var request = Post(body);
        await AssertRefusedAsync(request, status, title);
    }

    private async Task AssertRefusedAsync(HttpRequestMessage request, int status, string title)
    {
        using var answer = await fixture.Server.Http.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(title, JsonDocument.Parse(text).RootElement.GetProperty("title").GetString());
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    public sealed class OnSqlite(SqliteHost host) : BadJson(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : BadJson(host), IClassFixture<PostgresHost>;
}
