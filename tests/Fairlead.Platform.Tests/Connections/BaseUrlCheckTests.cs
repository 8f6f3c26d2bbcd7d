using Fairlead.Jira;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Connections.Sites;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tests.Connections;

public sealed class BaseUrlCheckTests
{
    public static TheoryData<string> Unsafe => [.. UnsafeUrls.All];

    [Theory]
    [MemberData(nameof(Unsafe))]
    public void An_unsafe_address_is_refused(string text) =>
        Assert.Equal(ProblemKind.UnsafeUrl, Refusal(text, null).Kind);

    [Fact]
    public void A_very_long_address_is_refused() =>
        Assert.Equal(ProblemKind.UnsafeUrl, Refusal("https://jira.example/" + new string('x', 5000), null).Kind);

    [Theory]
    [InlineData("https://a.atlassian.net.evil.example")]
    [InlineData("https://evil.example/.atlassian.net")]
    public void A_cloud_address_ends_exactly_like_one(string text) =>
        Assert.Equal(ProblemKind.UnsafeUrl, Refusal(text, JiraEdition.Cloud).Kind);

    [Fact]
    public void A_host_that_may_look_like_another_must_be_written_as_DNS_does()
    {
        var problem = Refusal("https://\u0430tlassian.net", JiraEdition.DataCenter);

        Assert.Equal(ProblemKind.ValidationFailed, problem.Kind);
        Assert.Contains("xn--", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://jira.example/rest/api/2/", "https://jira.example/")]
    [InlineData("https://jira.example/jira/secure/Dashboard.jspa", "https://jira.example/jira")]
    [InlineData("jira.example", "https://jira.example/")]
    [InlineData("https://team.atlassian.net/jira/projects?x=1#y", "https://team.atlassian.net/")]
    [InlineData("https://10.0.0.5:8443/jira/", "https://10.0.0.5:8443/jira")]
    public void What_people_paste_becomes_the_base(string text, string expected)
    {
        var url = BaseUrlCheck.Check(text, null, new ConnectionOptions());

        Assert.Equal(expected, url.Url.AbsoluteUri);
        Assert.Equal(text.TrimEnd('/') == expected.TrimEnd('/'), url.Notices.Count == 0);
    }

    [Fact]
    public void The_sandbox_is_reachable_where_that_is_allowed() =>
        Assert.Equal("http://127.0.0.1:8081/", BaseUrlCheck.Check(
            "http://127.0.0.1:8081", JiraEdition.Cloud, new ConnectionOptions { AllowLoopback = true }).Url.AbsoluteUri);

    private static Problem Refusal(string text, JiraEdition? edition) =>
        Assert.Throws<ProblemException>(() => BaseUrlCheck.Check(text, edition, new ConnectionOptions())).Problem;
}
