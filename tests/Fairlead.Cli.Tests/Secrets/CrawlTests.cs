using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;

namespace Fairlead.Cli.Tests.Secrets;

/// <summary>Secrets in Jira, by commands that carry their server in themselves, and by those that use a running one.</summary>
public sealed class CrawlTests : ConnectedCrawl
{
    [Theory]
    [InlineData(SandboxEdition.Cloud)]
    [InlineData(SandboxEdition.DataCenter)]
    public async Task What_is_found_is_listed_reviewed_and_taken_back_and_its_value_is_never_shown(SandboxEdition edition)
    {
        await ConnectAsync(edition);
        var token = Token("shown");
        var key = Sandbox.State.Create("SEC", "Task", "deploy", fields: $$"""{"description": "line one\nit is {{token}}"}""").Key;
        Sandbox.State.Edit(key, """{"description": "moved"}""");
        var comment = Sandbox.State.Comment(key, $"it was {token}");

        var crawled = await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC");
        Assert.Equal(3, crawled.ExitCode);
        Assert.Contains("2 places with a secret.", crawled.Output);
        Assert.Contains("1 secret that nobody reviewed stands there, found now or before. See: fairlead secrets list --connection team --project SEC --open", crawled.Output);

        var listed = (await _fairlead.RunAsync("secrets", "list", "--connection", "team", "--open", "--verbose")).Succeeded();
        Assert.Contains("(npm-token, its checksum holds)", listed);
        Assert.Contains($"  {key}  description, 2:7, in its history only\n", listed);
        Assert.Contains($"  {key}  comment {comment}, 1:8\n", listed);
        Assert.Contains("  revoke: ", listed);

        var reviewed = await _fairlead.RunAsync(token + "\n", ["secrets", "review", "--connection", "team", "--project", "SEC", "--rule", "npm-token"]);
        Assert.Equal("The text is fine here from now on, and what was found of it is reviewed.\n", reviewed.Succeeded());
        Assert.Contains("There is no secret that nobody reviewed.", (await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--issue", key)).Succeeded());
        Assert.Contains("reviewed by", (await _fairlead.RunAsync("secrets", "list", "--connection", "team", "--reviewed")).Succeeded());
        (await _fairlead.RunAsync(token, ["secrets", "review", "--connection", "team", "--project", "SEC", "--undo"])).Succeeded();
        Assert.Equal(3, (await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC", "--force")).ExitCode);

        var id = listed.Split("\n  id: ")[1].Split('\n')[0];
        Assert.Contains("is revoked, as ", (await _fairlead.RunAsync("secrets", "revoke", id)).Succeeded());
        Assert.Contains("  revoked, as ", (await _fairlead.RunAsync("secrets", "list", "--connection", "team")).Succeeded());
        Assert.Equal("", (await _fairlead.RunAsync("secrets", "list", "--connection", "team", "--open")).Succeeded());
        Assert.Contains("counts as not revoked", (await _fairlead.RunAsync("secrets", "revoke", id, "--undo")).Succeeded());
        Assert.Equal(64, (await _fairlead.RunAsync("secrets", "revoke", "nothing")).ExitCode);

        var scans = (await _fairlead.RunAsync("secrets", "scans", "--connection", "team", "--json")).Succeeded();
        Assert.Equal(3, JsonDocument.Parse(scans).RootElement.GetArrayLength());
        Assert.All([crawled.Output, crawled.Error, listed, reviewed.Error, scans], text => Assert.DoesNotContain(token[4..], text));
    }

    [Fact]
    public async Task What_is_in_a_file_is_found_and_what_was_not_read_is_listed()
    {
        await ConnectAsync(SandboxEdition.Cloud);
        var key = Sandbox.State.Create("SEC", "Task", "see files").Key;
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = await archive.CreateEntry("conf/app.env").OpenAsync(Ct);
            await entry.WriteAsync(Encoding.UTF8.GetBytes($"A=1\nB={Token("packed")}"), Ct);
        }

        Sandbox.State.Attach(key, "build.zip", zip.ToArray());
        Sandbox.State.Attach(key, "broken.zip", [.. "PK\u0003\u0004"u8, 1, 2, 3]);
        Sandbox.State.Attach(key, "shot.png", [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13], "image/png");

        var crawled = await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC");
        Assert.Equal(3, crawled.ExitCode);
        Assert.Contains("Not looked through: 1 without text, 1 damaged or packed in a way that is not known. See: fairlead secrets skipped --connection team --project SEC\n", crawled.Output);
        Assert.Contains($"  {key}  file build.zip › conf/app.env, 2:3\n", (await _fairlead.RunAsync("secrets", "list", "--connection", "team")).Succeeded());
        var skipped = (await _fairlead.RunAsync("secrets", "skipped", "--connection", "team", "--project", "SEC")).Succeeded();
        Assert.Matches($"{key} +broken.zip +damaged or packed in a way that is not known", skipped);
        Assert.DoesNotContain("shot.png", skipped);
        Assert.Contains("1 without text, 1 damaged or packed in a way that is not known", (await _fairlead.RunAsync("secrets", "scans", "--connection", "team", "--verbose")).Succeeded());
    }

    [Fact]
    public async Task Nothing_found_ends_with_0_and_a_text_that_stands_nowhere_is_told()
    {
        await ConnectAsync(SandboxEdition.Cloud);

        var crawled = (await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--json")).Succeeded();
        var report = JsonDocument.Parse(crawled).RootElement;
        Assert.Equal(0, report.GetProperty("openSecrets").GetInt64());
        Assert.All(report.GetProperty("scans").EnumerateArray(), scan => Assert.Equal("done", scan.GetProperty("state").GetString()));
        Assert.Contains("No secret stands there", (await _fairlead.RunAsync("secrets", "list", "--connection", "team")).Error);
        var reviewed = await _fairlead.RunAsync(Token("nowhere"), ["secrets", "review", "--connection", "team", "--project", "SEC", "--rule", "npm-token"]);
        Assert.Contains("was it given exactly?", reviewed.Succeeded());
    }

    [Fact]
    public async Task What_Jira_stopped_ends_with_75_and_goes_on_where_it_was()
    {
        await ConnectAsync(SandboxEdition.Cloud);
        for (var i = 0; i < 150; i++)
            Sandbox.State.Create("SEC", "Task", $"it is {Token($"{i}")}");
        Sandbox.Faults.Add("POST", "/issue/bulkfetch", new FaultBehaviour.RateLimited("1800"), skip: 1, times: 1_000);

        var stopped = await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC");

        Assert.Equal(75, stopped.ExitCode);
        Assert.Contains("fairlead: SEC was stopped after ", stopped.Error);
        Assert.Contains("fairlead: what is done is stored. Next, to go on where it was: fairlead secrets crawl --connection team --project SEC\n", stopped.Error);
        Assert.Contains("waits", (await _fairlead.RunAsync("secrets", "scans", "--connection", "team")).Succeeded());
    }

    [Fact]
    public async Task A_crawl_that_is_interrupted_says_how_far_it_is_and_the_next_one_goes_on_at_once()
    {
        using var process = await HalfDoneAsync();
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString()]);
        var error = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("fairlead: interrupted. SEC: 100 of ", error);
        Assert.Contains("Next, to go on there: fairlead secrets crawl --connection team --project SEC", error);

        Sandbox.Requests.Clear();
        var next = await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC", "--json");
        Assert.Equal(3, next.ExitCode);
        Assert.Equal(150, JsonDocument.Parse(next.Output).RootElement.GetProperty("openSecrets").GetInt64());
        Assert.Equal(1, Sandbox.Requests.CountOf("POST", "/issue/bulkfetch"));
    }

    /// <summary>FAULTS F146, with a process that is killed for good.</summary>
    [Fact]
    public async Task A_crawl_that_is_killed_goes_on_behind_what_it_stored_and_finds_the_same()
    {
        using (var process = await HalfDoneAsync())
        {
            process.Kill();
            await process.WaitForExitAsync(Ct);
        }

        var waits = await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC");
        Assert.Equal(75, waits.ExitCode);
        Assert.Contains("by one that was killed", waits.Error);
        // The five minutes for which the killed one holds it are over.
        await using (var database = await Database.OpenAsync(DatabaseOptions.Sqlite(Path.Combine(_fairlead.Home, "share", "fairlead", "fairlead.db")), Ct))
            await database.ExecuteAsync(SqlText.FromFixedParts("UPDATE secret_shards SET claimed_until = 0"), null, Ct);
        Sandbox.Requests.Clear();
        var next = await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC", "--json");

        Assert.Equal(3, next.ExitCode);
        Assert.Equal(150, JsonDocument.Parse(next.Output).RootElement.GetProperty("openSecrets").GetInt64());
        Assert.Equal(1, Sandbox.Requests.CountOf("POST", "/issue/bulkfetch"));
    }

    [Fact]
    public async Task What_limited_its_speed_is_told_at_the_end()
    {
        await ConnectAsync(SandboxEdition.Cloud);
        Sandbox.State.Create("SEC", "Task", $"it is {Token("slow")}");
        Sandbox.Faults.Add("POST", "/issue/bulkfetch", new FaultBehaviour.Slow(TimeSpan.FromSeconds(3)), times: 2);

        var told = await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC");
        Assert.Matches("\\nIts speed was limited by .*how fast Jira answers \\([0-9]+ % of the time\\)", told.Output);
        var json = await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC", "--force", "--json");
        var limits = JsonDocument.Parse(json.Output).RootElement.GetProperty("limitedBy").EnumerateArray().ToList();
        Assert.Contains("how fast Jira answers", limits.Select(limit => limit.GetProperty("what").GetString()));
        Assert.InRange(limits.Sum(limit => limit.GetProperty("share").GetDouble()), 0.98, 1.02);
    }

    [Fact]
    public async Task A_running_server_carries_it_out_and_the_command_watches()
    {
        await using var team = await ConnectedTeam.StartAsync(Ct);
        team.Sandbox.State.Create("SEC", "Task", $"it is {Token("served")}");

        var crawled = await team.Fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC", "--project", "OPS");

        Assert.Equal(3, crawled.ExitCode);
        Assert.Contains("1 place with a secret.", crawled.Output);
        Assert.Equal(2, crawled.Output.Split('\n').Count(line => line.Contains("done", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_typed_wrongly_is_refused()
    {
        await ConnectAsync(SandboxEdition.Cloud);

        (await _fairlead.RunAsync("secrets", "crawl")).FailedWith(64);
        (await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "SEC", "--issue", "SEC-1")).FailedWith(64);
        (await _fairlead.RunAsync("secrets", "list", "--connection", "team", "--open", "--reviewed")).FailedWith(64);
        (await _fairlead.RunAsync("x", ["secrets", "review", "--connection", "team", "--project", "SEC"])).FailedWith(64);
        (await _fairlead.RunAsync("\n", ["secrets", "review", "--connection", "team", "--project", "SEC", "--rule", "npm-token"])).FailedWith(66);
        (await _fairlead.RunAsync("x", ["secrets", "review", "--connection", "team", "--project", "SEC", "--rule", "nobody-s"])).FailedWith(66);
        (await _fairlead.RunAsync("secrets", "crawl", "--connection", "team", "--project", "NONE")).FailedWith(66);
        (await _fairlead.RunAsync("secrets", "crawl", "--connection", "nobody-s")).FailedWith(66);
    }

    /// <summary>A crawl of 150 issues that has stored the first hundred, and waits for Jira.</summary>
    private async Task<Process> HalfDoneAsync()
    {
        await ConnectAsync(SandboxEdition.Cloud);
        for (var i = 0; i < 150; i++)
            Sandbox.State.Create("SEC", "Task", $"it is {Token($"{i}")}");
        Sandbox.Faults.Add("POST", "/issue/bulkfetch", new FaultBehaviour.Stall(), skip: 1, times: 1);
        var process = _fairlead.StartProgram("secrets", "crawl", "--connection", "team", "--project", "SEC");
        while (await process.StandardError.ReadLineAsync(Ct) is { } line && !line.Contains("100 of ", StringComparison.Ordinal))
        {
        }

        return process;
    }
}
