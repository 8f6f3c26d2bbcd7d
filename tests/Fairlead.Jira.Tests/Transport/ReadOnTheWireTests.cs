using Fairlead.Jira.Resources;

namespace Fairlead.Jira.Tests.Transport;

/// <summary>Reads against peers that are no Jira, or not today.</summary>
public sealed class ReadOnTheWireTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, "<html><input type=password>login</html>", JiraFailureCause.LoginPage)]
    [InlineData(200, "<html>It works</html>", JiraFailureCause.NotJira)]
    [InlineData(200, "{\"name\":", JiraFailureCause.Unreadable)]
    [InlineData(302, "", JiraFailureCause.Redirected)]
    [InlineData(403, "<html>SAML</html>", JiraFailureCause.LoginPage)]
    [InlineData(404, "<html>nginx</html>", JiraFailureCause.NotJira)]
    [InlineData(500, "{}", JiraFailureCause.ServerError)]
    [InlineData(503, "<html>maintenance</html>", JiraFailureCause.ServerError)]
    [InlineData(429, "{}", JiraFailureCause.RateLimited)]
    public async Task Other_answers_are_named(int status, string body, JiraFailureCause expected)
    {
        await using var server = ScriptedServer.Always(status, body, "Retry-After: 7", "Location: /login.jsp");
        using var under = new ClientUnderTest(server.Url);
        var error = await Assert.ThrowsAsync<JiraUnavailableException>(() => under.Client.Myself.GetAsync(Ct));
        Assert.Equal(expected, error.Cause);
        if (status >= 429)
            Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
        if (status == 302)
            Assert.Equal("/login.jsp", error.RedirectTarget!.AbsolutePath);
    }

    [Theory]
    [InlineData(401, """{"errorMessages":["x"]}""", JiraRefusalCause.AuthenticationFailed)]
    [InlineData(401, "Client must be authenticated", JiraRefusalCause.AuthenticationFailed)]
    [InlineData(401, """{"code":401,"message":"Unauthorized; scope does not match"}""", JiraRefusalCause.ScopeMismatch)]
    [InlineData(403, """{"errorMessages":["x"]}""", JiraRefusalCause.Forbidden)]
    [InlineData(404, """{"errorMessages":["x"]}""", JiraRefusalCause.NotFound)]
    [InlineData(410, """{"errorMessages":["removed"]}""", JiraRefusalCause.NotSupported)]
    public async Task Refusals_are_named(int status, string body, JiraRefusalCause expected)
    {
        await using var server = ScriptedServer.Always(status, body);
        using var under = new ClientUnderTest(server.Url);
        var error = await Assert.ThrowsAsync<JiraRefusedException>(() => under.Client.Myself.GetAsync(Ct));
        Assert.Equal((expected, status), (error.Cause, error.Status));
        Assert.Single(server.Calls);
    }

    [Fact]
    [Trait("Complaint", "U-40")]
    public async Task A_wrong_token_that_reads_as_a_visitor_is_a_refusal_not_an_empty_list()
    {
        await using var server = ScriptedServer.Always(200, """{"values":[],"isLast":true,"total":0}""", "X-Seraph-LoginReason: AUTHENTICATED_FAILED");
        using var under = new ClientUnderTest(server.Url);
        var error = await Assert.ThrowsAsync<JiraRefusedException>(async () => await under.Client.Projects.ListAsync(null, Ct).ToListAsync(Ct));
        Assert.Equal(JiraRefusalCause.AuthenticationFailed, error.Cause);
    }

    /// <summary>Data Center serves files beside its API, in pages for browsers.</summary>
    [Theory]
    [InlineData(404, 404, typeof(JiraFile.Gone))]
    [InlineData(404, 200, typeof(JiraFile.Lost))]
    [InlineData(302, 404, typeof(JiraFile.Gone))]
    [InlineData(302, 401, typeof(JiraRefusedException))]
    [InlineData(302, 200, typeof(JiraUnavailableException))]
    [InlineData(403, 403, typeof(JiraRefusedException))]
    [InlineData(500, 200, typeof(JiraUnavailableException))]
    [InlineData(200, 200, typeof(JiraUnavailableException))]
    public async Task A_page_instead_of_a_file_is_looked_into(int status, int apiStatus, Type expected)
    {
        await using var server = ScriptedServer.InOrder(
            (_, reply) => reply.AnswerAsync(status, "<html><input type=password>log in</html>", "Content-Type: text/html", "Location: /login.jsp"),
            (_, reply) => reply.AnswerAsync(apiStatus, """{"errorMessages":["x"]}"""));
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter);
        var attachment = new JiraAttachment("10", "page.html", 7, "text/html", null, null, null);
        Assert.IsType(expected, await OutcomeAsync(() => under.Client.Attachments.ContentAsync(attachment, 1000, Ct)));
    }

    [Fact]
    public async Task A_page_that_was_attached_is_a_file()
    {
        const string Page = "<html><input type=password>log in</html>";
        await using var server = ScriptedServer.Always(200, Page, "Content-Type: text/html");
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter);
        var file = await under.Client.Attachments.ContentAsync(new("10", "page.html", Page.Length, "text/html", null, null, null), 1000, Ct);
        Assert.Equal(Page.Length, Assert.IsType<JiraFile.Whole>(file).Bytes.Length);
        Assert.Equal("/secure/attachment/10/page.html", Assert.Single(server.Calls).Target);
    }

    [Theory]
    [InlineData(1_000_000_000, 2_000_000_000, false, typeof(JiraFile.Unwanted))]
    [InlineData(1_000_000_000, 10_000, false, typeof(JiraFile.Unwanted))]
    [InlineData(1_000_000_000, 10_000, true, typeof(JiraFile.TooLarge))]
    [InlineData(1_000, 2_000, false, typeof(JiraFile.Whole))]
    [InlineData(6_000, 7_000, true, typeof(JiraFile.Whole))]
    public async Task Of_a_file_that_is_not_wanted_the_beginning_alone_is_read(int bytes, int maxBytes, bool isWanted, Type expected)
    {
        const int HeadBytes = 2_000;
        // More than that never comes, unless the file has no more.
        var sent = bytes > 10_000 ? HeadBytes : bytes;
        await using var server = new ScriptedServer(async (_, reply) =>
        {
            await reply.RawAsync($"HTTP/1.1 200 X\r\nContent-Type: image/png\r\nContent-Length: {bytes}\r\n\r\n");
            await reply.RawAsync(Enumerable.Range(0, sent).Select(i => (byte)i).ToArray());
        });
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter);
        var asked = new List<int>();

        var file = await under.Client.Attachments.ContentAsync(
            new("10", "a.png", bytes, "image/png", null, null, null), maxBytes, HeadBytes, head => { asked.Add(head.Length); return isWanted; }, Ct);

        Assert.IsType(expected, file);
        Assert.Equal(bytes > HeadBytes ? [HeadBytes] : [], asked);
        Assert.Single(server.Calls);
        if (file is JiraFile.Whole whole)
            Assert.Equal(Enumerable.Range(0, bytes).Select(i => (byte)i), whole.Bytes.ToArray());
    }

    private static async Task<object> OutcomeAsync<T>(Func<Task<T>> call)
        where T : notnull
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is JiraRefusedException or JiraUnavailableException)
        {
            return e;
        }
    }

    [Fact]
    public async Task Server_info_is_asked_without_a_credential()
    {
        await using var server = ScriptedServer.Always(200, """{"deploymentType":"Cloud","versionNumbers":[1001,0,0]}""", "X-Seraph-LoginReason: AUTHENTICATED_FAILED");
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter);
        Assert.Equal(JiraEdition.Cloud, (await under.Client.ServerInfo.GetAsync(Ct)).Edition);
        Assert.DoesNotContain("Authorization", Assert.Single(server.Calls).Headers.Keys);
    }

    [Fact]
    public async Task A_missing_issue_is_null_and_a_missing_server_is_not()
    {
        await using var server = ScriptedServer.InOrder(
            (_, reply) => reply.AnswerAsync(404, """{"errorMessages":["Issue does not exist"],"errors":{}}"""),
            (_, reply) => reply.AnswerAsync(404, "<html>nginx</html>", "Content-Type: text/html"));
        using var under = new ClientUnderTest(server.Url);
        Assert.Null(await under.Client.Issues.GetAsync("SEC-1", Fairlead.Jira.Issues.IssueSelection.All, Ct));
        await Assert.ThrowsAsync<JiraUnavailableException>(() => under.Client.Issues.GetAsync("SEC-1", Fairlead.Jira.Issues.IssueSelection.All, Ct));
    }

    [Fact]
    public async Task A_read_over_a_stale_connection_is_asked_once_more_and_only_once()
    {
        await using var server = ScriptedServer.InOrder(
            (_, reply) => reply.AnswerAsync(200, """{"count":3}"""),
            (_, reply) => { reply.Reset(); return Task.CompletedTask; },
            (_, reply) => reply.AnswerAsync(200, """{"count":4}"""),
            (_, reply) => { reply.Reset(); return Task.CompletedTask; });
        using var under = new ClientUnderTest(server.Url);
        var query = Fairlead.Jira.Queries.Jql.Field("labels").Equal("x");
        Assert.Equal(3, await under.Client.Search.CountAsync(query, Ct));
        Assert.Equal(4, await under.Client.Search.CountAsync(query, Ct));
        var error = await Assert.ThrowsAsync<JiraUnavailableException>(() => under.Client.Search.CountAsync(query, Ct));
        Assert.Equal(JiraFailureCause.ConnectionLost, error.Cause);
        Assert.Equal(5, server.Calls.Count);
    }

    [Fact]
    public async Task No_id_and_no_secret_is_reported()
    {
        await using var server = ScriptedServer.Always(200, """{"id":"10001","key":"SEC-77","fields":{}}""");
        using var under = new ClientUnderTest(server.Url, JiraEdition.DataCenter);
        await under.Client.Issues.GetAsync("SEC-77", Fairlead.Jira.Issues.IssueSelection.Of("summary").With("fl"), Ct);
        var report = Assert.Single(under.Calls);
        Assert.Equal("/rest/api/2/issue/{issueIdOrKey}", report.PathTemplate);
        Assert.DoesNotContain("SEC-77", report.ToString());
        Assert.DoesNotContain("pat-1", report.ToString());
        Assert.Equal("Bearer pat-1", Assert.Single(server.Calls).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_context_path_is_kept()
    {
        await using var server = ScriptedServer.Always(200, """{"name":"bot"}""");
        using var under = new ClientUnderTest(new Uri(server.Url, "jira"), JiraEdition.DataCenter);
        await under.Client.Myself.GetAsync(Ct);
        Assert.Equal("/jira/rest/api/2/myself", Assert.Single(server.Calls).Target);
    }
}
