using System.Text.RegularExpressions;
using Fairlead.Sandbox.Tests.Driving;

namespace Fairlead.Sandbox.Tests.Pages;

public sealed partial class PageTests
{
    [Fact]
    public async Task The_list_shows_and_filters_issues_and_explains_bad_JQL()
    {
        await using var jira = await JiraDriver.StartAsync(new SandboxOptions { Seed = SandboxSeed.WithIssues, ContextPath = "/jira" });
        jira.SignIn = null;
        var all = await jira.GetAsync("/");
        Assert.Equal(200, all.Status);
        Assert.Contains("href=\"/jira/browse/SEC-2\"", all.Text);
        Assert.Contains("default-src 'none'", all.Headers["Content-Security-Policy"]);
        var some = await jira.GetAsync("/?project=OPS&category=done");
        Assert.Contains("OPS-3", some.Text);
        Assert.DoesNotContain("OPS-1", some.Text);
        Assert.Contains("Field &#x27;nope&#x27; does not exist", (await jira.GetAsync("/?jql=nope%3D1")).Text);
        Assert.Contains("No issue matches", (await jira.GetAsync("/?text=zzz")).Text);
        Assert.Equal(200, (await jira.GetAsync("/sandbox/style.css")).Status);
        Assert.Equal(0, jira.Server.Requests.Count);
    }

    [Fact]
    public async Task A_person_comments_edits_and_moves_an_issue_along_by_plain_forms()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync(project: "PAY", more: """{"customfield_10054":{"value":"Low"},"customfield_10053":"2026-01-01"}""");
        var page = await jira.GetAsync($"/browse/{key}");
        var token = FormToken().Match(page.Text).Groups["token"].Value;
        Assert.Equal(302, (await PostAsync(jira, $"/browse/{key}/comment", ("token", token), ("body", "Hello *there*"))).Status);
        Assert.Equal(302, (await PostAsync(
            jira, $"/browse/{key}/edit", ("token", token), ("summary", "New"), ("priority", "High"), ("assignee", "bob"), ("labels", "a b"))).Status);
        Assert.Equal(302, (await PostAsync(jira, $"/browse/{key}/transition", ("token", token), ("transition", "41"), ("resolution", "Won't Do"))).Status);
        var issue = jira.Server.State.Find(key)!;
        Assert.Equal(("New", "High", "Bob Tanaka", "Rejected", "Won't Do"), (issue.Summary, issue.Priority, issue.Assignee, issue.Status, issue.Resolution));
        Assert.Equal(["a", "b"], issue.Labels);
        Assert.Equal("Hello *there*", issue.Comments.Single().Text);
        var after = await jira.GetAsync($"/browse/{key}");
        Assert.Contains("summary: A finding → New", System.Net.WebUtility.HtmlDecode(after.Text));
        var refused = await PostAsync(jira, $"/browse/{key}/edit", ("token", token), ("summary", " "), ("priority", "High"));
        Assert.Equal(400, refused.Status);
        Assert.Contains("You must specify a summary of the issue.", refused.Text);
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_refused_and_an_unknown_issue_is_404()
    {
        await using var jira = await JiraDriver.StartAsync();
        var key = await jira.CreateAsync();
        Assert.Equal(403, (await PostAsync(jira, $"/browse/{key}/comment", ("body", "x"))).Status);
        Assert.Empty(jira.Server.State.Find(key)!.Comments);
        Assert.Equal(404, (await jira.GetAsync("/browse/SEC-99")).Status);
    }

    [Fact]
    public async Task A_page_of_another_site_can_neither_drive_nor_read_the_sandbox()
    {
        await using var jira = await JiraDriver.StartAsync();
        var forged = await jira.SendAsync(
            HttpMethod.Post, "/sandbox/reset", with: r => r.Headers.Add("Sec-Fetch-Site", "cross-site"));
        Assert.Equal(403, forged.Status);
        var rebound = await jira.SendAsync(HttpMethod.Get, "/", with: r =>
        {
            r.Headers.Add("Sec-Fetch-Site", "same-origin");
            r.Headers.Host = "rebound.example";
        });
        Assert.Equal(403, rebound.Status);
    }

    [Fact]
    public async Task Hostile_text_stays_text()
    {
        await using var jira = await JiraDriver.StartAsync();
        const string Hostile = "<img src=x onerror=alert(1)>";
        var key = await jira.CreateAsync(Hostile, more: """{"labels":["<b>"]}""");
        await jira.PostAsync($"/rest/api/2/issue/{key}/comment", $$"""{"body":"{{Hostile}} [x|javascript:alert(1)]"}""");
        await jira.PostAsync($"issue/{key}/remotelink", """{"object":{"url":"javascript:alert(1)","title":"<i>"}}""");
        foreach (var path in (string[])["/", $"/browse/{key}"])
        {
            var page = (await jira.GetAsync(path)).Text;
            Assert.DoesNotContain("<img", page);
            Assert.DoesNotContain("<b>&lt;", page);
            Assert.DoesNotContain("href=\"javascript:", page);
        }
    }

    private static Task<JiraReply> PostAsync(JiraDriver jira, string path, params (string Name, string Value)[] fields) => jira.SendAsync(
        HttpMethod.Post, path, with: r => r.Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    [GeneratedRegex("name=\"token\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormToken();
}
