using System.Text;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Limits;
using Fairlead.Jira.Resources;

namespace Fairlead.Jira.Tests.Calls;

/// <summary>The one classifier, answer by answer; numbers are those of the fault catalogue.</summary>
public sealed class OutcomeClassifierTests
{
    private const string Json = "application/json";
    private const string Html = "text/html";

    /// <summary>Status, media type, body, expected outcome, expected cause.</summary>
    public static TheoryData<string, int, string?, string, string, string?> Creates { get; } = new()
    {
        { "created", 201, Json, """{"id":"10001","key":"SEC-7","self":"x"}""", "Committed", null },
        { "created with 200", 200, Json, """{"id":"10001","key":"SEC-7"}""", "Committed", null },
        { "created behind a BOM", 201, Json, "\uFEFF{\"id\":\"10001\",\"key\":\"SEC-7\"}", "Committed", null },
        { "created, key of a Data Center pattern", 201, Json, """{"id":"1","key":"MY_PROJ2-1"}""", "Committed", null },
        { "F011 truncated JSON", 201, Json, """{"id":"10001","key":"SEC-""", "Uncertain", "Unreadable" },
        { "F012 empty body", 201, Json, "", "Uncertain", "Unreadable" },
        { "F012 empty object", 201, Json, "{}", "Uncertain", "Unreadable" },
        { "F012 null", 201, Json, "null", "Uncertain", "Unreadable" },
        { "F012 array", 201, Json, "[]", "Uncertain", "Unreadable" },
        { "F012 key missing", 201, Json, """{"id":"10001"}""", "Uncertain", "Unreadable" },
        { "F012 key strange", 201, Json, """{"id":"10001","key":"hello"}""", "Uncertain", "Unreadable" },
        { "F012 key null", 201, Json, """{"id":"10001","key":null}""", "Uncertain", "Unreadable" },
        { "F012 id numeric", 201, Json, """{"id":10001,"key":"SEC-7"}""", "Uncertain", "Unreadable" },
        { "no content", 204, null, "", "Uncertain", "Unreadable" },
        { "accepted only", 202, Json, """{"id":"10001","key":"SEC-7"}""", "Uncertain", "Unreadable" },
        { "F013 login page", 200, Html, "<html><form><input type=\"password\"></form></html>", "Uncertain", "LoginPage" },
        { "page of something else", 200, Html, "<html>It works!</html>", "Uncertain", "NotJira" },
        { "page without media type", 200, null, "<!DOCTYPE html><title>Log in</title>", "Uncertain", "LoginPage" },
        { "F014 301", 301, Html, "", "Uncertain", "Redirected" },
        { "F014 302", 302, Html, "", "Uncertain", "Redirected" },
        { "F014 303", 303, Html, "", "Uncertain", "Redirected" },
        { "F014 307", 307, Html, "", "Uncertain", "Redirected" },
        { "F014 308", 308, Html, "", "Uncertain", "Redirected" },
        { "F014 302 in Jira's words", 302, Json, """{"errorMessages":["moved"]}""", "Uncertain", "Redirected" },
        { "F005 500 JSON", 500, Json, """{"errorMessages":["Internal server error"],"errors":{}}""", "Uncertain", "ServerError" },
        { "F005 500 HTML", 500, Html, "<html>oops</html>", "Uncertain", "ServerError" },
        { "F005 500 empty", 500, null, "", "Uncertain", "ServerError" },
        { "F005 502 JSON", 502, Json, """{"errorMessages":["x"]}""", "Uncertain", "ServerError" },
        { "F005 502 HTML", 502, Html, "<html>bad gateway</html>", "Uncertain", "ServerError" },
        { "F005 502 empty", 502, null, "", "Uncertain", "ServerError" },
        { "F005 503 JSON", 503, Json, """{"errorMessages":["x"]}""", "Uncertain", "ServerError" },
        { "F005 503 HTML", 503, Html, "<html>maintenance</html>", "Uncertain", "ServerError" },
        { "F005 503 empty", 503, null, "", "Uncertain", "ServerError" },
        { "F005 504 JSON", 504, Json, """{"errorMessages":["x"]}""", "Uncertain", "ServerError" },
        { "F005 504 HTML", 504, Html, "<html>timeout</html>", "Uncertain", "ServerError" },
        { "F005 504 empty", 504, null, "", "Uncertain", "ServerError" },
        { "599", 599, null, "", "Uncertain", "ServerError" },
        { "408 in Jira's words", 408, Json, """{"errorMessages":["x"]}""", "Uncertain", "Timeout" },
        { "F028 field", 400, Json, """{"errorMessages":[],"errors":{"labels":"Field 'labels' cannot be set."}}""", "Rejected", "Invalid" },
        { "F029 errors only", 400, Json, """{"errors":{"customfield_10010":"is required."}}""", "Rejected", "Invalid" },
        { "messages only", 400, Json, """{"errorMessages":["Bad."]}""", "Rejected", "Invalid" },
        { "errors of the bulk kind", 400, Json, """{"errors":[{"message":"no"}]}""", "Rejected", "Invalid" },
        { "REST framework's shape", 400, Json, """{"message":"no","status-code":400}""", "Rejected", "Invalid" },
        { "F030 400 of a firewall", 400, Html, "<html>blocked</html>", "Uncertain", "NotJira" },
        { "F030 400 of a gateway", 400, Json, """{"message":"Bad request"}""", "Uncertain", "NotJira" },
        { "400 empty", 400, null, "", "Uncertain", "NotJira" },
        { "400 plain text", 400, "text/plain", "errorMessages", "Uncertain", "NotJira" },
        { "F031 401", 401, Json, """{"errorMessages":["You are not authenticated."]}""", "Rejected", "AuthenticationFailed" },
        { "F031 token expired", 401, Json, """{"message":"The token has expired"}""", "Rejected", "TokenExpiredOrRevoked" },
        { "scope gap", 401, Json, """{"code":401,"message":"Unauthorized; scope does not match"}""", "Rejected", "ScopeMismatch" },
        { "401 of a proxy", 401, Html, "<html>proxy</html>", "Uncertain", "NotJira" },
        { "F033 403", 403, Json, """{"errorMessages":["You do not have permission."]}""", "Rejected", "Forbidden" },
        { "account suspended", 403, Json, """{"message":"The user is suspended"}""", "Rejected", "CaptchaOrDisabled" },
        { "403 of a firewall", 403, Html, "<html>Access denied</html>", "Uncertain", "NotJira" },
        { "403 of single sign-on", 403, Html, "<html>SAML login</html>", "Uncertain", "LoginPage" },
        { "F034 404", 404, Json, """{"errorMessages":["No project could be found."],"errors":{}}""", "Rejected", "NotFound" },
        { "404 of a web server", 404, Html, "<html>nginx</html>", "Uncertain", "NotJira" },
        { "405", 405, Json, """{"errorMessages":["x"]}""", "Rejected", "NotSupported" },
        { "409", 409, Json, """{"errorMessages":["concurrent update"]}""", "Rejected", "Conflict" },
        { "410", 410, Json, """{"errorMessages":["removed"]}""", "Rejected", "NotSupported" },
        { "F035 413", 413, Json, """{"errorMessages":["too many comments"]}""", "Rejected", "TooLarge" },
        { "413 of a proxy", 413, Html, "<html>nginx</html>", "Uncertain", "NotJira" },
        { "422", 422, Json, """{"errors":{"x":"y"}}""", "Rejected", "Invalid" },
        { "418", 418, Json, """{"errorMessages":["x"]}""", "Rejected", "Invalid" },
        { "429 in Jira's words", 429, Json, """{"errorMessages":["Rate limited"]}""", "Rejected", "RateLimited" },
        { "429 of a proxy", 429, Html, "<html>slow down</html>", "Uncertain", "RateLimited" },
        { "errors of a strange kind", 400, Json, """{"errors":"x"}""", "Uncertain", "NotJira" },
        { "errorMessages of a strange kind", 400, Json, """{"errorMessages":"x"}""", "Uncertain", "NotJira" },
        { "JSON that is no object", 400, Json, """["x"]""", "Uncertain", "NotJira" },
    };

    [Theory]
    [MemberData(nameof(Creates))]
    public void Answers_to_a_create(string what, int status, string? mediaType, string body, string expected, string? cause)
    {
        Assert.NotEmpty(what);
        var outcome = OutcomeClassifier.Classify(Answer(status, mediaType, body), IssuesResource.ReadCreated);
        Assert.Equal((expected, cause), Shape(outcome));
        if (outcome is JiraOutcome<CreatedIssue>.Rejected rejected)
            Assert.Equal(status, rejected.Status);
    }

    [Theory]
    [InlineData(204, null, "", "Committed")]
    [InlineData(204, Html, "", "Committed")] // as Jira Cloud really answers an edit
    [InlineData(200, Json, """{"id":"1"}""", "Committed")]
    [InlineData(201, null, "", "Committed")]
    [InlineData(202, null, "", "Uncertain")]
    [InlineData(200, Html, "<html>login</html>", "Uncertain")]
    [InlineData(200, Json, """{"id":""", "Uncertain")]
    [InlineData(302, null, "", "Uncertain")]
    [InlineData(400, Json, """{"errorMessages":["x"]}""", "Rejected")]
    [InlineData(500, Json, """{"errorMessages":["x"]}""", "Uncertain")]
    public void Answers_to_an_edit(int status, string? mediaType, string body, string expected) =>
        Assert.Equal(expected, Shape(OutcomeClassifier.Classify(Answer(status, mediaType, body))).Kind);

    [Theory]
    [InlineData("AUTHENTICATION_DENIED", "CaptchaOrDisabled")]
    [InlineData("CAPTCHA_CHALLENGE; login-url=https://x", "CaptchaOrDisabled")]
    [InlineData("AUTHENTICATED_FAILED", "AuthenticationFailed")]
    public void F032_a_refused_sign_in_is_Jiras_whatever_its_body(string reason, string cause)
    {
        foreach (var status in new[] { 401, 403 })
        {
            foreach (var (media, body) in new[] { (Html, "<html>Log in</html>"), ("text/plain", "no"), (Json, """{"errorMessages":["no"]}""") })
            {
                var answer = Answer(status, media, body) with { SeraphReason = reason };
                Assert.Equal(("Rejected", cause), Shape(OutcomeClassifier.Classify(answer, IssuesResource.ReadCreated)));
            }
        }
    }

    [Fact]
    public void F036_a_limit_is_a_refusal_with_its_pause()
    {
        var answer = Answer(429, Html, "<html/>") with { Limits = new LimitHeaders(RetryAfter: TimeSpan.FromSeconds(30)) };
        var rejected = Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(OutcomeClassifier.Classify(answer, IssuesResource.ReadCreated));
        Assert.Equal((JiraRefusalCause.RateLimited, TimeSpan.FromSeconds(30)), (rejected.Cause, rejected.RetryAfter));
    }

    [Fact]
    public void F039_maintenance_is_uncertain_with_its_pause()
    {
        var answer = Answer(503, Html, "<html/>") with { Limits = new LimitHeaders(RetryAfter: TimeSpan.FromMinutes(10)) };
        var uncertain = Assert.IsType<JiraOutcome<CreatedIssue>.Uncertain>(OutcomeClassifier.Classify(answer, IssuesResource.ReadCreated));
        Assert.Equal(TimeSpan.FromMinutes(10), uncertain.RetryAfter);
    }

    [Fact]
    public void F015_a_redirect_tells_where_it_points()
    {
        var answer = Answer(302, Html, "") with { Location = new Uri("https://new.atlassian.net/rest/api/3/issue") };
        var uncertain = Assert.IsType<JiraOutcome<CreatedIssue>.Uncertain>(OutcomeClassifier.Classify(answer, IssuesResource.ReadCreated));
        Assert.Equal("new.atlassian.net", uncertain.RedirectTarget!.Host);
    }

    [Fact]
    public void Every_cause_of_a_broken_call_is_uncertain_unless_nothing_left()
    {
        foreach (var cause in Enum.GetValues<JiraFailureCause>())
        {
            var left = OutcomeClassifier.Classify(new JiraAttempt.Broken(cause, "x", MayHaveLeft: true), IssuesResource.ReadCreated);
            Assert.Equal(("Uncertain", cause.ToString()), Shape(left));
            var stayed = OutcomeClassifier.Classify(new JiraAttempt.Broken(cause, "x", MayHaveLeft: false), IssuesResource.ReadCreated);
            Assert.Equal(("NotSent", cause.ToString()), Shape(stayed));
        }
    }

    [Fact]
    public void A_refused_sign_in_before_the_call_is_a_refusal()
    {
        var refused = new JiraAttempt.SignInRefused(JiraRefusalCause.AuthenticationFailed, 401, JiraError.Of("invalid_client"));
        Assert.Equal(("Rejected", "AuthenticationFailed"), Shape(OutcomeClassifier.Classify(refused, IssuesResource.ReadCreated)));
    }

    [Fact]
    public void Every_status_gives_one_of_the_four_and_never_commits_without_a_2xx()
    {
        for (var status = 100; status < 600; status++)
        {
            foreach (var body in new[] { "", "<html/>", """{"errorMessages":["x"]}""", """{"id":"10001","key":"SEC-7"}""" })
            {
                var (kind, _) = Shape(OutcomeClassifier.Classify(Answer(status, Json, body), IssuesResource.ReadCreated));
                Assert.Equal(kind == "Committed", status is 200 or 201 && body.Contains("key"));
                if (kind == "Rejected")
                    Assert.True(status is >= 400 and < 500 && body.Contains("errorMessages"));
            }
        }
    }

    [Fact]
    public void Jiras_words_are_kept_and_bounded()
    {
        var body = $$"""{"errorMessages":["a","b{{new string('x', 5000)}}"],"errors":{"summary":"c","n":{"deep":1} } }""";
        var rejected = Assert.IsType<JiraOutcome<CreatedIssue>.Rejected>(
            OutcomeClassifier.Classify(Answer(400, Json, body), IssuesResource.ReadCreated));
        Assert.Equal("a", rejected.Error.Messages[0]);
        Assert.Equal(2000, rejected.Error.Messages[1].Length);
        Assert.Equal("c", rejected.Error.FieldErrors["summary"]);
        Assert.Equal("""{"deep":1}""", rejected.Error.FieldErrors["n"]);
    }

    internal static JiraAttempt.Answered Answer(int status, string? mediaType, string body) =>
        new(status, Encoding.UTF8.GetBytes(body)) { MediaType = mediaType };

    internal static (string Kind, string? Cause) Shape<T>(JiraOutcome<T> outcome) => outcome switch
    {
        JiraOutcome<T>.Committed => ("Committed", null),
        JiraOutcome<T>.Rejected r => ("Rejected", r.Cause.ToString()),
        JiraOutcome<T>.NotSent n => ("NotSent", n.Cause.ToString()),
        JiraOutcome<T>.Uncertain u => ("Uncertain", u.Cause.ToString()),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
