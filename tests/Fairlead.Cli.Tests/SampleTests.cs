using System.Text.Json;

namespace Fairlead.Cli.Tests;

/// <summary>A sample issue in a project that demands more of an issue than a summary.</summary>
public sealed class SampleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_filled_is_told_and_can_be_given_instead()
    {
        await using var team = await ConnectedTeam.StartAsync(Ct);
        team.Sandbox.State.AddToScreen("SEC", "customfield_10050", isRequired: true);
        team.Sandbox.State.AddToScreen("SEC", "customfield_10054", isRequired: true);
        string[] sample = ["connection", "sample", "team", "--project", "SEC", "--type", "Bug"];

        var filled = await team.Fairlead.RunAsync(sample);
        filled.Succeeded();
        Assert.Contains("Jira demands Scanner (customfield_10050); it was filled with: A sample by Fairlead", filled.Error);
        Assert.Contains("Jira demands Severity (customfield_10054); it was filled with: Critical", filled.Error);

        using var given = JsonDocument.Parse((await team.Fairlead.RunAsync([.. sample, "--field", "Severity=low", "--field", "customfield_10050=a=b", "--json"])).Succeeded());
        Assert.Equal(
            [("Scanner", "a=b", true), ("Severity", "Low", true)],
            given.RootElement.GetProperty("fields").EnumerateArray()
                .Select(f => (f.GetProperty("name").GetString()!, f.GetProperty("value").GetString()!, f.GetProperty("given").GetBoolean())).Order());

        var refused = await team.Fairlead.RunAsync([.. sample, "--field", "Severity=Hgih"]);
        Assert.Equal(65, refused.ExitCode);
        Assert.Contains("did you mean High?", refused.Error);
        Assert.Equal(64, (await team.Fairlead.RunAsync([.. sample, "--field", "Severity"])).ExitCode);
        Assert.Equal(64, (await team.Fairlead.RunAsync([.. sample, "--field", "a=1", "--field", "a=2"])).ExitCode);
        Assert.Empty(team.Sandbox.State.Issues);
    }
}
