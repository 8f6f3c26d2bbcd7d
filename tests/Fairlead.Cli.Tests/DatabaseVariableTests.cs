namespace Fairlead.Cli.Tests;

/// <summary>Commands without a server use the database that serve would use.</summary>
public sealed class DatabaseVariableTests(PostgresTestDatabase databases) : IClassFixture<PostgresTestDatabase>
{
    [Fact]
    public async Task A_command_without_a_server_uses_the_database_of_the_environment()
    {
        using var fairlead = new FairleadProcess();
        var report = Path.Combine(SharedData.RepositoryRoot, "samples", "reports", "ledger-1.sarif");
        var postgres = (await databases.LocationAsync(TestContext.Current.CancellationToken)).Location;

        (await fairlead.ShellAsync($"FAIRLEAD_DATABASE='{postgres}' \"$@\" import '{report}'")).Succeeded();

        Assert.Contains("\"ruleId\"", (await fairlead.ShellAsync($"FAIRLEAD_DATABASE='{postgres}' \"$@\" finding list --limit 0 --json")).Succeeded());
        Assert.Equal("[]", (await fairlead.RunAsync("finding", "list", "--json")).Succeeded().Trim());
        Assert.Contains("FAIRLEAD_DATABASE", (await fairlead.ShellAsync("FAIRLEAD_DATABASE=nonsense \"$@\" finding list")).FailedWith(78));
    }
}
