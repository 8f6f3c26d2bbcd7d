using System.Text.Json;

namespace Fairlead.Cli.Tests;

public sealed class FindingShowTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    /// <summary>As a comment in Jira that names a day, and as a rule: the day that was typed is the last one.</summary>
    [Fact]
    public async Task A_day_until_which_a_risk_is_accepted_is_the_last_on_which_it_is()
    {
        (await _fairlead.RunAsync("title,severity\na,high\n", ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();
        using var findings = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--json")).Succeeded());
        var id = Assert.Single(findings.RootElement.EnumerateArray()).GetProperty("id").GetString()!;

        Assert.Contains("until 2099-01-31: goes", await AcceptAsync("2099-01-31"), StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await _fairlead.RunAsync("finding", "show", id, "--json")).Succeeded());
        Assert.Equal(
            new DateTimeOffset(2099, 2, 1, 0, 0, 0, TimeSpan.Zero), json.RootElement.GetProperty("decision").GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Contains("until 2099-01-30: goes", await AcceptAsync("2099-01-31T00:00:00Z"), StringComparison.Ordinal);
        Assert.Contains("until 2099-01-31 18:00Z: goes", await AcceptAsync("2099-01-31T18:00:00Z"), StringComparison.Ordinal);
        Assert.Contains("until 9999-12-31", await AcceptAsync("9999-12-31"), StringComparison.Ordinal);
        string today, told;
        do
        {
            today = $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}";
            told = await AcceptAsync(today);
        }
        while (today != $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}");
        Assert.Contains($"until {today}: goes", told, StringComparison.Ordinal);

        async Task<string> AcceptAsync(string until) => (await _fairlead.RunAsync("finding", "set-status", id, "risk-accepted", "--reason", "goes", "--until", until)).Succeeded();
    }

    [Fact]
    public async Task Labels_and_tags_are_shown_as_they_are_filtered_by()
    {
        const string Report = """{"findings":[{"title":"a","severity":"high","tags":["reviewed"],"labels":{"owner":"payments","container":"acme/shop"}}]}""";
        (await _fairlead.RunAsync(Report, ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();
        using var findings = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--label", "owner=payments", "--json")).Succeeded());
        var id = Assert.Single(findings.RootElement.EnumerateArray()).GetProperty("id").GetString()!;

        var text = (await _fairlead.RunAsync("finding", "show", id)).Succeeded();
        Assert.Matches("(?m)^Labels +container=acme/shop, owner=payments, reviewed$", text);
        using var json = JsonDocument.Parse((await _fairlead.RunAsync("finding", "show", id, "--json")).Succeeded());
        Assert.Equal("payments", json.RootElement.GetProperty("detail").GetProperty("labels").GetProperty("owner").GetString());
    }
}
