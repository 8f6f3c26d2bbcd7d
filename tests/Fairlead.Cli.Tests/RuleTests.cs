using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>Rules as they are typed.</summary>
public sealed class RuleTests : IDisposable
{
    private const string Two = """
        rules:
        - {name: one, existing: true, when: {rules: [CVE-*]}, then: {status: {to: potential}}}
        - {name: two, then: {status: {to: falsePositive}}}
        """;

    private readonly FairleadProcess _fairlead = new();

    public void Dispose() => _fairlead.Dispose();

    [Fact]
    public async Task Rules_are_applied_simulated_enabled_renewed_and_deleted_by_name()
    {
        (await _fairlead.RunAsync("title,severity,ruleId\na,high,CVE-1\nb,low,X-1\n", ["import", "-", "--asset", "api", "--scanner", "hand"])).Succeeded();
        var applied = await _fairlead.RunAsync(Two, ["rule", "apply", "-f", "-"]);
        Assert.Contains("one: created; it is disabled", applied.Succeeded());
        Assert.Contains("fairlead rule simulate one", applied.Error);

        var simulated = (await _fairlead.RunAsync("rule", "simulate", "one")).Succeeded();
        Assert.Matches("Open findings that match +1\\nWould become potential +1\\n", simulated);
        Assert.Equal(66, (await _fairlead.RunAsync("rule", "enable", "one", "nobody-s")).ExitCode);
        (await _fairlead.RunAsync("rule", "enable", "one")).Succeeded();
        var day = TimeProvider.System.GetUtcNow().AddDays(100).ToString("yyyy-MM-dd");
        Assert.Contains(day, (await _fairlead.RunAsync("rule", "renew", "one", "--until", day)).Error);
        Assert.Equal(64, (await _fairlead.RunAsync("rule", "renew", "one", "--until", "soon")).ExitCode);
        (await _fairlead.RunAsync("rule", "delete", "two")).Succeeded();

        using var left = JsonDocument.Parse((await _fairlead.RunAsync("rule", "list", "--json")).Succeeded());
        var one = Assert.Single(left.RootElement.EnumerateArray()).GetProperty("rule");
        Assert.Equal((true, day), (one.GetProperty("enabled").GetBoolean(), one.GetProperty("expires").GetString()));
    }

    [Fact]
    public async Task A_rule_that_ends_soon_says_so()
    {
        (await _fairlead.RunAsync(Two, ["rule", "apply", "-f", "-"])).Succeeded();
        (await _fairlead.RunAsync("rule", "enable", "one")).Succeeded();
        (await _fairlead.RunAsync("rule", "enable", "two")).Succeeded();
        (await _fairlead.RunAsync("rule", "renew", "two", "--until", TimeProvider.System.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd"))).Succeeded();

        var listed = (await _fairlead.RunAsync("rule", "list")).Succeeded();

        Assert.Matches("\none .* enabled *\n", listed);
        Assert.Matches("\ntwo .* enabled, ends soon *\n", listed);
    }

    [Fact]
    public async Task A_mistake_is_told_with_its_line()
    {
        var wrong = await _fairlead.RunAsync("rules:\n- name: one\n  then:\n    status: {to: riskAcepted}\n", ["rule", "apply", "-f", "-"]);
        Assert.Equal(78, wrong.ExitCode);
        Assert.Contains("standard input:4:", wrong.Error);
        Assert.Contains("did you mean riskAccepted?", wrong.Error);
    }
}
