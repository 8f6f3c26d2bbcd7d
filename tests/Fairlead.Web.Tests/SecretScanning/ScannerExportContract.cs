using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fairlead.Client.Access;
using Fairlead.Sandbox;

namespace Fairlead.Web.Tests.SecretScanning;

/// <summary>The scanner API of seed 003: exports.</summary>
public abstract class ScannerExportContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Findings_are_a_file_with_a_line_for_each_place_and_without_the_secret()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        var token = ScannerWorld.Token("a");
        var key = world.Sandbox.State.Create("SEC", "Task", $"see {token}").Key;
        world.Sandbox.State.Comment(key, $"again {token}");
        world.Sandbox.State.Create("OPS", "Task", $"see {token}");
        await world.ScanAsync("SEC");
        await world.ScanAsync("OPS");
        await world.PostAsync("review/project/SEC/create", world.Alice, JsonSerializer.Serialize(new { matchText = token, ruleName = "NPM_TOKEN" }));

        var file = await world.GetAsync("export/project/SEC/findings", world.Bot);
        Assert.Equal("fairlead-secrets-SEC.csv", file.FileName?.Trim('"'));
        var lines = Lines(file);
        Assert.Equal(3, lines.Count);
        Assert.StartsWith("\"project\",\"issue\",\"rule\",", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"\"SEC\",\"{key}\",\"NPM_TOKEN\",", lines[1], StringComparison.Ordinal);
        Assert.Contains($"\"npm_…({token.Length})\"", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(token[4..], file.Text, StringComparison.Ordinal);

        foreach (var path in (string[])["export/findings", "export/reviewed/findings"])
            Assert.Equal(4, Lines(await world.GetAsync(path, world.Alice)).Count);
        Assert.Equal(3, Lines(await world.GetAsync("export/findings?reviewed=true", world.Alice)).Count);
        Assert.Equal(2, Lines(await world.GetAsync("export/findings?reviewed=false", await world.TokenAsync(Role.Viewer))).Count);

        await world.PostAsync("review/project/SEC/create", world.Alice, """{"matchText":"=cmd|' /C calc'!A0 with more","ruleName":"NPM_TOKEN"}""");
        var reviews = Lines(await world.GetAsync("export/project/SEC/reviewed", world.Alice));
        Assert.Equal(3, reviews.Count);
        Assert.Contains("\"'=cmd…(28)\"", string.Join('\n', reviews), StringComparison.Ordinal);
        Assert.Contains("\"Alice Meyer\"", reviews[1], StringComparison.Ordinal);
        Assert.Equal(6, (await world.Host.Client.Operations.ActivityAsync(null, 50, Ct)).Items.Count(a => a.Action == "secrets.exported"));
    }

    [Fact]
    public async Task All_projects_are_those_that_the_caller_may_work_on()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        foreach (var project in (string[])["SEC", "OPS", "WEB"])
        {
            world.Sandbox.State.Create(project, "Task", $"see {ScannerWorld.Token(project)}");
            await world.ScanAsync(project);
        }

        world.Sandbox.State.RemovePermission("ADMINISTER_PROJECTS", "SEC");
        var own = await world.GetAsync("export/reviewed/findings", world.Bot);
        Assert.Equal(["\"OPS\"", "\"WEB\""], Lines(own).Skip(1).Select(line => line.Split(',')[0]));
        Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync("export/project/SEC/findings", world.Bot)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync("export/project/SEC/reviewed", world.Bot)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync("export/project/NONE/findings", world.Alice)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync("export/findings", null)).Status);
    }

    [Fact]
    public async Task What_a_look_found_that_has_not_ended_is_there_too()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        var key = world.Sandbox.State.Create("SEC", "Task", $"see {ScannerWorld.Token("one")}").Key;
        // Of one issue: the project was never looked through to its end.
        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync($"scan/issue?key={key}", world.Alice)).Status);
        await world.RunAsync();

        foreach (var caller in (AuthenticationHeaderValue[])[world.Alice, world.Bot, await world.TokenAsync(Role.Viewer)])
            Assert.Equal([$"\"SEC\",\"{key}\""], Lines(await world.GetAsync("export/findings", caller)).Skip(1).Select(line => string.Join(',', line.Split(',')[..2])));
        world.Sandbox.State.RemovePermission("ADMINISTER_PROJECTS", "SEC");
        Assert.Single(Lines(await world.GetAsync("export/findings", world.Bot)));
    }

    [Fact]
    public async Task A_project_that_is_called_otherwise_is_told_by_its_new_key_before_it_is_looked_through_again()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        var key = world.Sandbox.State.Create("SEC", "Task", $"see {ScannerWorld.Token("one")}").Key;
        await world.ScanAsync("SEC");
        var newKey = $"NEW{key[3..]}";
        world.Sandbox.State.RenameProject("SEC", "NEW");

        var found = (await world.GetAsync($"issue/{newKey}", world.Alice)).Json;
        Assert.Equal(1, found.GetProperty("total").GetInt64());
        Assert.Equal(newKey, found.GetProperty("values")[0].GetProperty("issueKey").GetString());
        foreach (var path in (string[])["export/findings", "export/project/NEW/findings"])
            Assert.StartsWith($"\"NEW\",\"{newKey}\"", Lines(await world.GetAsync(path, world.Alice))[1], StringComparison.Ordinal);
    }

    private static List<string> Lines(Answer file)
    {
        Assert.Equal(HttpStatusCode.OK, file.Status);
        Assert.NotNull(file.FileName);
        return [.. file.Text.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }

    public sealed class CloudOnSqlite(SqliteTestDatabase db) : ScannerExportContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public sealed class DataCenterOnPostgres(PostgresTestDatabase db) : ScannerExportContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
