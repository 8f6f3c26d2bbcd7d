using System.Text;
using Fairlead.Platform.Tickets.Webhooks;

namespace Fairlead.Platform.Tests.Tickets.Webhooks;

/// <summary>What is taken from a webhook's body: the event's name and the issue's number, and nothing that stands beside them.</summary>
public sealed class WebhookBodyTests
{
    /// <summary>WH-05: it is an event of no issue, and no error.</summary>
    [Theory]
    [InlineData("""{"webhookEvent":"jira:issue_updated"}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":null}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":[]}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"key":"SEC-1"}}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"id":null}}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"id":["10001"]}}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"id":""}}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"id":"10001 "}}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"id":-1}}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"id":1e30}}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"id":"1000000000000000000000000000000"}}""")]
    public void Without_the_number_of_an_issue_it_is_of_none(string body) =>
        Assert.Equal(new WebhookBody("jira:issue_updated", null), Read(body));

    /// <summary>WH-05, WH-08, WH-09.</summary>
    [Theory]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"id":10001}}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","timestamp":-1,"issue":{"id":"10001","key":"OTHER-7","fields":null},"changelog":{"items":"none"}}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"id":"10001","self":"https://other.example/rest/api/2/issue/7"}}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"id":"10001"},"user":null,"comment":null}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","issue":{"id":"10001"},"comment":{"body":{"type":"doc","content":[]},"author":null}}""")]
    [InlineData("""{"webhookEvent":"jira:issue_updated","comment":{"self":"https://other.example/rest/api/2/issue/10001/comment/5","body":null}}""")]
    public void Whatever_stands_beside_the_number_of_the_issue_makes_no_difference(string body) =>
        Assert.Equal(new WebhookBody("jira:issue_updated", "10001"), Read(body));

    private static WebhookBody? Read(string body) => WebhookBody.Read(Encoding.UTF8.GetBytes(body));
}
