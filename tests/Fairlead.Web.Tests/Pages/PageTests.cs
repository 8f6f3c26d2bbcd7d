using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.Client.Findings;

namespace Fairlead.Web.Tests.Pages;

/// <summary>The pages as a browser without script gets them.</summary>
public sealed partial class PageTests(SqliteHost fixture) : IClassFixture<SqliteHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Pages => new()
    {
        { "findings", "Findings" },
        { "tickets", "Tickets" },
        { "alerts", "Alerts" },
        { "configurations", "Configurations" },
        { "configurations/new", "New configuration" },
        { "templates", "Templates" },
        { "templates/preview", "Template preview" },
        { "tickets/new", "New tickets" },
        { "alerts/triggers", "Triggers" },
        { "providers", "Providers" },
        { "receivers", "Receivers" },
        { "receivers/new", "New receiver" },
        { "rules", "Rules" },
        { "rules/new", "New rule" },
        { "connections", "Connections" },
        { "connections/guide", "Guide" },
        { "activity", "Activity" },
        { "alerts/triggers/new", "New trigger" },
        { "alerts/channels/new", "New channel" },
        { "comments", "Comments" },
        { "secrets", "Secrets" },
        { "secrets/scans", "Scans for secrets" },
        { "secrets/rules", "Rules for secrets" },
        { "secrets/allowed", "Allowed secrets" },
        { "comments/try", "Try comment rules" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_whole_and_not_kept_by_caches(string path, string title)
    {
        using var answer = await fixture.Server.Http.GetAsync(path, Ct);
        var html = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.Contains($"<title>{title} · Fairlead</title>", html, StringComparison.Ordinal);
        Assert.Contains("</html>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", OwnScript().Replace(html, ""), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", html, StringComparison.OrdinalIgnoreCase);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_sends_a_stranger_to_sign_in_and_back(string path, string title)
    {
        Assert.NotEmpty(title);
        using var browser = fixture.Server.MakeHttp(null);
        browser.DefaultRequestHeaders.Add("Accept", "text/html");
        using var answer = await browser.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal($"/sign-in?returnUrl=%2F{Uri.EscapeDataString(path)}", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Text_from_outside_stays_text()
    {
        const string Attack = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>";
        await fixture.Server.Client.Connections.CreateAsync(
            new(Attack, "https://jira.example", new(Client.Connections.CredentialKind.PersonalAccessToken, "x")), Ct);

        var html = await fixture.Server.Http.GetStringAsync("connections", Ct);

        Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x", html, StringComparison.Ordinal);
    }

    /// <summary>T-01: what a scanner says, on every page that shows it.</summary>
    [Fact]
    public async Task Text_from_a_report_stays_text()
    {
        const string Attack = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>";
        var report = JsonSerializer.Serialize(new
        {
            findings = new[] { new { title = Attack, severity = "high", rule_id = Attack, file_path = Attack, url = "javascript:alert(3)" } },
        });
        await fixture.Server.Client.Findings.UploadAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(report)), new UploadOptions(Asset: Attack, Scanner: "hand", FileName: $"{Attack}.json"), Ct);

        foreach (var (path, _) in Pages.Select(p => p.Data))
        {
            var html = await fixture.Server.Http.GetStringAsync(path, Ct);
            Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", OwnScript().Replace(html, ""), StringComparison.Ordinal);
            Assert.DoesNotContain("=\"javascript:", html, StringComparison.Ordinal);
        }

        Assert.Contains("&lt;img src=x", await fixture.Server.Http.GetStringAsync("findings", Ct), StringComparison.Ordinal);
    }

    /// <summary>UI-02: in a filter that there is, and in one that there is not.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Text_from_an_address_stays_text(string path, string title)
    {
        Assert.NotEmpty(title);
        var attack = Uri.EscapeDataString("\"'><img src=x onerror=alert(1)>");
        foreach (var query in (string[])[$"q={attack}", $"severity={attack}", $"done={attack}", $"{attack}=1"])
        {
            using var answer = await fixture.Server.Http.GetAsync($"{path}?{query}", Ct);
            Assert.DoesNotContain("<img src=x", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        Assert.Contains("&lt;img src=x", await fixture.Server.Http.GetStringAsync($"findings?q={attack}", Ct), StringComparison.Ordinal);
    }

    /// <summary>UI-01: something very large that was pasted.</summary>
    [Fact]
    public async Task A_form_over_the_limit_is_refused_with_a_page()
    {
        using var browser = fixture.Server.MakeHttp(null);
        browser.DefaultRequestHeaders.Add("Accept", "text/html");
        // It asks before it sends: a refusal in the middle of a body may be lost with the connection.
        browser.DefaultRequestHeaders.ExpectContinue = true;
        using var form = new StringContent("name=" + new string('x', 3 << 20), Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await browser.PostAsync("sign-in", form, Ct);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>T-51.</summary>
    [Theory]
    [InlineData("assets/..%2f..%2fappsettings.json")]
    [InlineData("assets/..%5c..%5cfairlead.dll")]
    [InlineData("assets/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("assets//etc/passwd")]
    [InlineData("..%2fmaster.key")]
    [InlineData("master.key")]
    [InlineData("fairlead.db")]
    public async Task No_path_leads_to_a_file(string path)
    {
        using var answer = await fixture.Server.Http.GetAsync(
            new Uri(fixture.Server.BaseAddress + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("findings?severity=zzz", "no severity", "critical")]
    [InlineData("findings?status=zzz", "no status", "active")]
    [InlineData("findings?maturity=zzz", "no maturity", "attacked")]
    [InlineData("findings?order=zzz", "no order", "worstFirst")]
    [InlineData("findings?show=zzz", "no show", "all")]
    [InlineData("findings?ticket=zzz", "no ticket", "links")]
    [InlineData("findings?ticket=0199f0c2-0000-7000-8000-000000000000", "no ticket", "Tickets")]
    [InlineData("tickets?state=zzz", "no state", "parked")]
    [InlineData("tickets?ticket=zzz", "no ticket", "links")]
    [InlineData("findings?severty=high", "did you mean severity? There are: q, severity", "order")]
    [InlineData("tickets?page=2", "There is no filter", "after")]
    [InlineData("alerts?sevrity=high", "did you mean severity?", "alert")]
    [InlineData("tickets?configuration=zzz", "no configuration", "links")]
    [InlineData("configurations?nam=shop", "There is no filter", "left out.")]
    [InlineData("rules?done=gone", "no done", "deleted")]
    [InlineData("rules?nam=x", "There is no filter", "done")]
    [InlineData("templates/preview?use=registry-scam", "no use", "registry-scan")]
    [InlineData("templates/preview?configuration=zzz", "no configuration", "links")]
    [InlineData("connections?name=team", "There is no filter", "left out.")]
    [InlineData("activity?befor=1", "did you mean before?", "before")]
    [InlineData("activity?before=zzz", "no before", "links")]
    public async Task A_filter_that_is_not_understood_is_told_with_what_there_is(string path, string told, string allowed)
    {
        var html = await fixture.Server.Http.GetStringAsync(path, Ct);
        var alert = html.Split("role=\"alert\">")[1].Split("</p>")[0];
        Assert.Contains(told, alert, StringComparison.Ordinal);
        Assert.Contains(allowed, alert, StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"alert\"", await fixture.Server.Http.GetStringAsync(path.Split('?')[0], Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_gets_an_error_as_a_page_and_a_program_as_a_document()
    {
        using var browser = fixture.Server.MakeHttp(fixture.Server.Token);
        browser.DefaultRequestHeaders.Add("Accept", "text/html");
        using var page = await browser.GetAsync("nothing-here", Ct);
        using var document = await fixture.Server.Http.GetAsync("nothing-here", Ct);

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal("application/problem+json", document.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Style_and_icon_are_kept_for_good()
    {
        var html = await fixture.Server.Http.GetStringAsync("setup", Ct);
        var style = html.Split("href=\"").Select(p => p.Split('"')[0]).First(p => p.EndsWith(".css", StringComparison.Ordinal));
        using var answer = await fixture.Server.Http.GetAsync(style, Ct);

        Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.MaxAge > TimeSpan.FromDays(300));
    }

    /// <summary>The one script that a page may have: from this server, by the hash of its content.</summary>
    [GeneratedRegex("""<script src="/assets/[0-9a-f]{12}/forms\.js" defer></script>""", RegexOptions.NonBacktracking)]
    private static partial Regex OwnScript();
}
