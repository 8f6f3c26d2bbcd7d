using System.Text.Json;
using Fairlead.Sandbox;
using Fairlead.Storage;

namespace Fairlead.Cli.Tests.Secrets;

/// <summary>A process that is killed for good while it tells of a secret: the next one tells what was not told, and nothing twice.</summary>
public sealed class SecretCrashTests : ConnectedCrawl
{
    [Theory]
    [InlineData("secrets.after-report", 1)]
    [InlineData("import.before-publish", 0)]
    [InlineData("import.after-publish", 1)]
    public async Task A_crawl_that_is_killed_while_it_tells_its_secrets_makes_each_one_finding(string at, int told)
    {
        await ConnectAsync(SandboxEdition.Cloud);
        Sandbox.State.Create("SEC", "Task", $"it is {Token("one")}");

        await KilledAsync(at, "secrets", "crawl", "--connection", "team", "--project", "SEC");
        Assert.Equal(told, await FindingsAsync());
        // The ten minutes for which the killed one holds it are over.
        await ChangeAsync("UPDATE secret_reports SET claimed_until = 0 WHERE claimed_until IS NOT NULL");
        await ChangeAsync("UPDATE secret_shards SET claimed_until = 0 WHERE claimed_until IS NOT NULL");
        Assert.Equal(3, (await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC")).ExitCode);

        Assert.Equal(1, await FindingsAsync());
        await using var database = await OpenAsync();
        Assert.Equal(0, await database.FirstAsync<long>(SqlText.FromFixedParts("SELECT COUNT(*) FROM secret_reports WHERE wanted > reported"), null, Ct));
    }

    [Theory]
    [InlineData("secrets.before-notice", 0)]
    [InlineData("secrets.after-notice", 1)]
    public async Task An_author_is_told_once_also_when_whoever_told_him_was_killed(string at, int said)
    {
        await ConnectAsync(SandboxEdition.Cloud);
        var key = Sandbox.State.Create("SEC", "Task", "deploy").Key;
        (await _fairlead.RunAsync("secrets", "notices", "--connection", "team", "--project", "SEC", "--on")).Succeeded();
        Sandbox.State.Comment(key, $"it is {Token("told")}", "bob");
        Assert.Equal(3, (await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC")).ExitCode);
        using var listed = JsonDocument.Parse((await _fairlead.RunAsync("secrets", "list", "--connection", "team", "--json")).Succeeded());
        var id = Assert.Single(listed.RootElement.EnumerateArray()).GetProperty("id").GetString()!;

        await KilledAsync(at, "secrets", "notify", id);
        Assert.Equal(said, Comments());
        // Whoever comes at once does not know whether the other one is still at it.
        await _fairlead.RunAsync("secrets", "notify", id);
        Assert.Equal(said, Comments());
        // The five minutes after which it is given up are over.
        await ChangeAsync("UPDATE secret_notices SET tried_at = 0");
        (await _fairlead.RunAsync("secrets", "notify", id)).Succeeded();
        Assert.Equal(1, Comments());
        (await _fairlead.RunAsync("secrets", "notify", id)).Succeeded();
        Assert.Equal(1, Comments());

        int Comments() => Sandbox.Requests.All.Count(request => request.Method == "POST" && request.Path.EndsWith($"/issue/{key}/comment", StringComparison.Ordinal));
    }

    private async Task KilledAsync(string at, params string[] arguments)
    {
        _fairlead.With("FAIRLEAD_KILL", $"{at}:1");
        Assert.Equal(137, (await _fairlead.RunAsync(arguments)).ExitCode);
        _fairlead.With("FAIRLEAD_KILL", null);
    }

    private async Task<int> FindingsAsync()
    {
        using var listed = JsonDocument.Parse((await _fairlead.RunAsync("finding", "list", "--all", "--json")).Succeeded());
        return listed.RootElement.GetArrayLength();
    }

    private Task<Database> OpenAsync() => Database.OpenAsync(DatabaseOptions.Sqlite(Path.Combine(_fairlead.Home, "share", "fairlead", "fairlead.db")), Ct);

    private async Task ChangeAsync(string statement)
    {
        await using var database = await OpenAsync();
        await database.ExecuteAsync(SqlText.FromFixedParts(statement), null, Ct);
    }
}
