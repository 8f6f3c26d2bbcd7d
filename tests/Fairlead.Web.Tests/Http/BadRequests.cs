using System.Net;
using System.Text;
using System.Text.Json;
using Fairlead.Platform.Http;

namespace Fairlead.Web.Tests.Http;

/// <summary>Queries, headers and addresses that must be refused, or must make no difference.</summary>
public sealed class BadRequests(SqliteHost fixture) : IClassFixture<SqliteHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    // HTTP-21
    [InlineData("size=abc", "Invalid query parameter")]
    [InlineData("size=", "Invalid query parameter")]
    [InlineData("size=%201", "Invalid query parameter")]
    [InlineData("size=-0", "Invalid query parameter")]
    [InlineData("size=%2B5", "Invalid query parameter")]
    [InlineData("size=1.0", "Invalid query parameter")]
    [InlineData("size=99999999999", "Invalid query parameter")]
    [InlineData("size=-1", "Invalid query parameter")]
    [InlineData("size=0", "Invalid query parameter")]
    [InlineData("size=1001", "Invalid query parameter")]
    // HTTP-22
    [InlineData("size=1&size=2", "Invalid query parameter")]
    [InlineData("size[]=1", "Invalid query parameter")]
    [InlineData("SIZE=1", "Invalid query parameter")]
    [InlineData("size=1&SIZE=1", "Invalid query parameter")]
    // HTTP-23
    [InlineData("limt=5", "Unknown query parameter")]
    [InlineData("__proto__=5", "Unknown query parameter")]
    // HTTP-27
    [InlineData("cursor=abc", "Invalid cursor")]
    [InlineData("cursor=%20", "Invalid cursor")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Invalid cursor")]
    public async Task A_bad_query_is_refused(string query, string title)
    {
        using var answer = await fixture.Server.Http.GetAsync($"api/v1/activity?{query}", Ct);
        await AssertProblemAsync(answer, 400, title);
    }

    [Fact]
    public async Task A_very_long_cursor_is_refused()
    {
        using var answer = await fixture.Server.Http.GetAsync($"api/v1/activity?cursor={new string('A', 5000)}", Ct);
        await AssertProblemAsync(answer, 400, "Invalid query parameter");
    }

    [Fact]
    public async Task A_cursor_works_only_for_its_list_and_its_holder()
    {
        var server = fixture.Server;
        for (var i = 0; i < 3; i++)
            await server.Client.Access.CreateTokenAsync(new($"token {i}", Fairlead.Client.Access.Role.Administrator), Ct);
        var next = (await server.Client.Operations.ActivityAsync(null, 1, Ct)).Next!;
        Assert.Single((await server.Client.Operations.ActivityAsync(next, 1, Ct)).Items);

        using (var elsewhere = await server.Http.GetAsync($"api/v1/activity/jira-calls?cursor={next}", Ct))
            await AssertProblemAsync(elsewhere, 400, "Invalid cursor");
        var other = await server.Client.Access.CreateTokenAsync(new("other"), Ct);
        using var somebody = server.MakeHttp(new Fairlead.Kernel.SecretText(other.Value));
        using (var theirs = await somebody.GetAsync($"api/v1/activity?cursor={next}", Ct))
            await AssertProblemAsync(theirs, 400, "Invalid cursor");
        var turned = next[..^1] + (next[^1] == 'A' ? 'B' : 'A');
        using var altered = await server.Http.GetAsync($"api/v1/activity?cursor={turned}", Ct);
        await AssertProblemAsync(altered, 400, "Invalid cursor");
    }

    [Theory]
    [InlineData("application/xml", 406)]
    [InlineData("*/*;q=0", 406)]
    [InlineData("text/html", 406)]
    [InlineData("garbage", 200)]
    [InlineData("application/json;q=0.5, text/html", 200)]
    [InlineData("*/*", 200)]
    public async Task Only_json_is_on_offer(string accept, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/me");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await fixture.Server.Http.SendAsync(request, Ct);

        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 406)
            await AssertProblemAsync(answer, 406, "Not acceptable");
    }

    [Theory]
    [InlineData("evil.example:99999")]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("[::1")]
    public async Task Another_host_name_is_refused(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/me");
        request.Headers.TryAddWithoutValidation("Host", host);
        using var answer = await fixture.Server.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("api/v1/%ff")]
    [InlineData("api/v1/%c0%ae")]
    [InlineData("api/v1/%252e%252e")]
    [InlineData("api/v1/me/x")]
    [InlineData("api/v1/me;jsessionid=1")]
    [InlineData("api/v1/me.")]
    [InlineData("api//v1/me")]
    public async Task An_address_that_leads_nowhere_is_not_found(string path)
    {
        using var answer = await fixture.Server.Http.GetAsync(path, Ct);
        await AssertProblemAsync(answer, 404, "Not found");
    }

    [Theory]
    [InlineData("api/v1/connections/NOT-AN-ID")]
    [InlineData("api/v1/connections/00000000-0000-0000-0000-000000000000")]
    [InlineData("api/v1/connections/019A0000-0000-7000-8000-00000000000F")]
    public async Task An_id_that_is_none_is_refused(string path)
    {
        using var answer = await fixture.Server.Http.GetAsync(path, Ct);
        await AssertProblemAsync(answer, 400, "Malformed request");
    }

    [Theory]
    [InlineData("DELETE", "api/v1/me")]
    [InlineData("PUT", "api/v1/connections")]
    [InlineData("TRACE", "api/v1/me")]
    [InlineData("BREW", "api/v1/me")]
    public async Task Another_method_is_not_allowed(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await fixture.Server.Http.SendAsync(request, Ct);
        await AssertProblemAsync(answer, 405, "Method not allowed");
    }

    /// <summary>WH-03: as a wrong signature is, so that nobody learns which connections there are.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("0199f0c2-0000-7000-8000-000000000000")]
    public async Task A_webhook_for_no_connection_is_refused_as_a_wrong_signature_is(string connection)
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await fixture.Server.Http.PostAsync($"webhooks/jira/{connection}", content, Ct);
        await AssertProblemAsync(answer, 401, "Invalid signature");
    }

    [Fact]
    public async Task What_a_caller_claims_about_itself_is_not_echoed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/me");
        request.Headers.Add("X-Correlation-Id", new string('x', 5000));
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-HTTP-Method-Override", "DELETE");
        using var answer = await fixture.Server.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("evil", answer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("xxxx", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_carries_the_safety_headers()
    {
        foreach (var path in (string[])["api/v1/me", "nothing", "sign-in", "health/live", "api/v1/activity?x=1"])
        {
            using var answer = await fixture.Server.Http.GetAsync(path, Ct);
            Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Fact]
    public void Every_title_has_its_own_slug_and_a_status_of_the_list()
    {
        Assert.Equal(ProblemKind.All.Count, ProblemKind.All.Select(k => k.Slug).Distinct().Count());
        Assert.All(ProblemKind.All, k => Assert.Matches("^urn:problem-type:fairlead:[a-z0-9-]+$", k.Type));
    }

    [Fact]
    public void The_documentation_lists_every_title_under_its_status()
    {
        var text = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "api.md"));
        var rows = text.Split('\n').SkipWhile(l => l != "| status | titles |").Skip(2).TakeWhile(l => l.StartsWith('|'))
            .Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries));
        var listed = rows.SelectMany(row => row[1].Split(" · ").Select(title => (Title: title.Split(':')[0], Statuses: row[0]))).ToList();
        var reserved = text[text.IndexOf("answered by no route today: ", StringComparison.Ordinal)..].Split(": ", 2)[1].Split('.')[0]
            .Replace('\n', ' ').Split(" · ");

        Assert.Equal(
            ProblemKind.All.Select(k => k.Title).Order(StringComparer.Ordinal),
            listed.Select(l => l.Title).Concat(reserved).Order(StringComparer.Ordinal));
        Assert.All(listed, l => Assert.Contains(
            ProblemKind.All.Single(k => k.Title == l.Title).Status.ToString(System.Globalization.CultureInfo.InvariantCulture), l.Statuses, StringComparison.Ordinal));
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, int status, string title)
    {
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(title, JsonDocument.Parse(text).RootElement.GetProperty("title").GetString());
        Assert.Equal(status, (int)answer.StatusCode);
    }
}
