namespace Fairlead.Jira.Tests;

public sealed class JiraBaseUrlTests
{
    [Theory]
    [InlineData("https://acme.atlassian.net", "https://acme.atlassian.net/", JiraEdition.Cloud, 0)]
    [InlineData("https://acme.atlassian.net/", "https://acme.atlassian.net/", JiraEdition.Cloud, 0)]
    [InlineData(" acme.atlassian.net ", "https://acme.atlassian.net/", JiraEdition.Cloud, 1)]
    [InlineData("https://acme.atlassian.net/jira/software/projects/SEC/boards/1", "https://acme.atlassian.net/", JiraEdition.Cloud, 1)]
    [InlineData("https://acme.atlassian.net/browse/SEC-1?x=1#y", "https://acme.atlassian.net/", JiraEdition.Cloud, 3)]
    [InlineData("HTTPS://ACME.Atlassian.NET:443/secure/Dashboard.jspa", "https://acme.atlassian.net/", JiraEdition.Cloud, 1)]
    [InlineData("https://jira.example.com", "https://jira.example.com/", JiraEdition.DataCenter, 0)]
    [InlineData("https://example.com/jira/", "https://example.com/jira", JiraEdition.DataCenter, 0)]
    [InlineData("https://example.com/jira/browse/SEC-1", "https://example.com/jira", JiraEdition.DataCenter, 1)]
    [InlineData("https://example.com/tools/jira/secure/RapidBoard.jspa?rapidView=1", "https://example.com/tools/jira", JiraEdition.DataCenter, 2)]
    [InlineData("https://example.com/jira/rest/api/2/", "https://example.com/jira", JiraEdition.DataCenter, 1)]
    [InlineData("https://example.com/projects/SEC/issues", "https://example.com/", JiraEdition.DataCenter, 1)]
    [InlineData("https://example.com/jira/login.jsp?os_destination=x", "https://example.com/jira", JiraEdition.DataCenter, 2)]
    [InlineData("http://localhost:8080", "http://localhost:8080/", JiraEdition.DataCenter, 0)]
    [InlineData("jira.example.com:8443/jira", "https://jira.example.com:8443/jira", JiraEdition.DataCenter, 1)]
    [InlineData("localhost:8080", "https://localhost:8080/", JiraEdition.DataCenter, 1)]
    [InlineData("http://[::1]:8080/jira", "http://[::1]:8080/jira", JiraEdition.DataCenter, 0)]
    [InlineData("https://a.atlassian.net.evil.com", "https://a.atlassian.net.evil.com/", JiraEdition.DataCenter, 0)]
    [InlineData("https://evil.com/.atlassian.net", "https://evil.com/.atlassian.net", JiraEdition.DataCenter, 0)]
    [InlineData("https://аtlassian.net", "https://xn--tlassian-06g.net/", JiraEdition.DataCenter, 1)]
    public void What_people_paste_becomes_the_base(string text, string expected, JiraEdition edition, int notices)
    {
        Assert.True(JiraBaseUrl.TryNormalise(text, null, out var normalised, out _));
        Assert.Equal(expected, normalised.Url.AbsoluteUri);
        Assert.Equal(edition, normalised.LikelyEdition);
        Assert.True(notices == normalised.Notices.Count, string.Join(" ", normalised.Notices));
        Assert.True(JiraBaseUrl.TryNormalise(normalised.Url.AbsoluteUri, null, out var again, out _));
        Assert.Equal(normalised.Url, again.Url);
    }

    [Theory]
    [InlineData(null, JiraBaseUrlProblem.Empty)]
    [InlineData("  ", JiraBaseUrlProblem.Empty)]
    [InlineData("https://user:pw@jira.example", JiraBaseUrlProblem.HasCredentials)]
    [InlineData("https://user@jira.example", JiraBaseUrlProblem.HasCredentials)]
    [InlineData("atlassian.net@evil.example", JiraBaseUrlProblem.HasCredentials)]
    [InlineData("ftp://x", JiraBaseUrlProblem.WrongScheme)]
    [InlineData("file:///etc/passwd", JiraBaseUrlProblem.WrongScheme)]
    [InlineData("gopher://x", JiraBaseUrlProblem.WrongScheme)]
    [InlineData("javascript:alert(1)", JiraBaseUrlProblem.WrongScheme)]
    [InlineData("data:text/html,x", JiraBaseUrlProblem.WrongScheme)]
    [InlineData("//evil.example", JiraBaseUrlProblem.NotAUrl)]
    [InlineData("https:\\\\evil", JiraBaseUrlProblem.NotAUrl)]
    [InlineData("https:///x", JiraBaseUrlProblem.NotAUrl)]
    [InlineData(":443", JiraBaseUrlProblem.NotAUrl)]
    [InlineData("https://exa mple.com", JiraBaseUrlProblem.NotAUrl)]
    [InlineData("https://example.com\r\nHost: x", JiraBaseUrlProblem.NotAUrl)]
    public void What_cannot_be_a_base_is_named(string? text, JiraBaseUrlProblem expected)
    {
        Assert.False(JiraBaseUrl.TryNormalise(text, null, out var normalised, out var problem));
        Assert.Null(normalised);
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void A_text_of_5_KB_is_too_long()
    {
        Assert.False(JiraBaseUrl.TryNormalise("https://" + new string('a', 5000), null, out _, out var problem));
        Assert.Equal(JiraBaseUrlProblem.TooLong, problem);
    }
}
