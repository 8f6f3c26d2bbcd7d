using System.Net;
using System.Net.Http.Headers;
using Fairlead.Client.Access;
using Fairlead.Sandbox;

namespace Fairlead.Web.Tests.SecretScanning;

/// <summary>The scanner API of seed 003 as its scripts call it: who gets in, and what scans and findings look like.</summary>
public abstract class ScannerApiContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_signs_in_to_Jira_signs_in_here_and_nobody_else()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);

        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("project/SEC", world.Alice)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("rest/security/1.0/project/SEC", world.Alice)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("project/SEC", world.Bot)).Status);
        var personal = await world.GetAsync("project/SEC", new AuthenticationHeaderValue("Bearer", world.Sandbox.Accounts.PersonalAccessToken));
        Assert.Equal(edition == SandboxEdition.Cloud ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, personal.Status);

        AuthenticationHeaderValue?[] wrong =
        [
            null, ScannerWorld.Basic("alice", "wrong"), new("Basic", "%%%"), new("Basic", Convert.ToBase64String("no colon"u8)), new("Basic", Convert.ToBase64String(":empty"u8)),
            new("Basic", Convert.ToBase64String([0xff, 0xfe, (byte)':', 0x80])), new("Basic", new string('A', 10_000)), new("Bearer", "fl_" + new string('A', 43)), new("Digest", "x"),
        ];
        foreach (var caller in wrong)
        {
            var refused = await world.GetAsync("project/SEC", caller);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
            Assert.StartsWith("Basic realm=", refused.Challenge, StringComparison.Ordinal);
            Assert.NotEmpty(refused.Message);
        }

        // A token of ours never goes to Jira, and a wrong password goes there once.
        var calls = await world.Host.Client.Operations.ActivityAsync(null, 10, Ct);
        Assert.DoesNotContain(calls.Items, a => a.Summary.Contains("fl_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Jira_is_asked_once_a_minute_about_a_credential_and_not_at_all_by_who_guesses()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        var before = world.Asked("myself");
        for (var i = 0; i < 3; i++)
        {
            await world.GetAsync("project/SEC", world.Alice);
            await world.GetAsync("project/SEC", ScannerWorld.Basic("alice", "wrong"));
        }

        Assert.Equal(before + 2, world.Asked("myself"));
        // All at once they are no more, and the spelling of the name makes no other one of it.
        var guesses = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => world.GetAsync("project/SEC", ScannerWorld.Basic(i % 2 == 0 ? "alice" : "Alice", $"guess {i}"))));
        Assert.Equal(before + 3, world.Asked("myself"));
        Assert.Equal(19, guesses.Count(answer => answer.Status == HttpStatusCode.TooManyRequests));
        // From one address ten wrong ones, whosever.
        for (var i = 0; i < 20; i++)
            await world.GetAsync("project/SEC", ScannerWorld.Basic($"user{i}", "guess"));
        Assert.Equal(before + 11, world.Asked("myself"));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await world.GetAsync("project/SEC", ScannerWorld.Basic("bob", "another"))).Status);
        // Who was known before is not locked out by others.
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("project/SEC", world.Alice)).Status);
    }

    [Fact]
    public async Task A_project_is_open_to_its_administrators_and_to_nobody_who_only_sees_it()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        var issue = world.Sandbox.State.Create("SEC", "Task", "one").Key;
        string[] reads = ["project/SEC", $"issue/{issue}", $"scan/issue/{issue}"];
        string[] writes = ["scan/project?key=SEC", $"scan/issue?key={issue}"];
        Assert.All(await AskAllAsync(world, world.Bot, reads, writes), a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(HttpStatusCode.Forbidden, (await world.PostAsync("scan/all", world.Bot)).Status);

        world.Sandbox.State.RemovePermission("ADMINISTER_PROJECTS", "SEC");
        Assert.All(await AskAllAsync(world, world.Bot, reads, writes), a => Assert.Equal(HttpStatusCode.Forbidden, a.Status));
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("project/OPS", world.Bot)).Status);
        Assert.All(await AskAllAsync(world, world.Alice, reads, [.. writes, "scan/all"]), a => Assert.Equal(HttpStatusCode.OK, a.Status));

        // Who administers Jira need not see every project.
        world.Sandbox.State.Create("OPS", "Task", $"see {ScannerWorld.Token("ops")}");
        await world.ScanAsync("OPS");
        Assert.Contains("\"OPS\",", (await world.GetAsync("export/findings", world.Alice)).Text, StringComparison.Ordinal);
        world.Sandbox.State.RemovePermission("BROWSE_PROJECTS", "OPS", "alice");
        var all = (await world.PostAsync("scan/all?force=true", world.Alice)).Json.GetProperty("projects").EnumerateArray().Select(key => key.GetString()).ToList();
        Assert.Contains("SEC", all);
        Assert.DoesNotContain("OPS", all);
        Assert.DoesNotContain("OPS", (await world.GetAsync("export/findings", world.Alice)).Text, StringComparison.Ordinal);

        // What there is not and what is not shown answer alike.
        world.Sandbox.State.RemovePermission("BROWSE_PROJECTS", "SEC");
        Answer[] missing = [await world.GetAsync("project/SEC", world.Bot), await world.GetAsync("project/NONE", world.Bot), await world.GetAsync("project/sec", world.Alice)];
        Assert.All(missing, a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.Single(missing.Select(a => a.Message.Replace("SEC", "X", StringComparison.OrdinalIgnoreCase).Replace("NONE", "X", StringComparison.Ordinal)).Distinct());
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync($"issue/{issue}", world.Bot)).Status);
    }

    [Fact]
    public async Task A_token_of_Fairlead_may_what_its_role_may()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        var (viewer, editor) = (await world.TokenAsync(Role.Viewer), await world.TokenAsync(Role.Editor));

        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("project/SEC", viewer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.PostAsync("scan/project?key=SEC", viewer)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync("scan/project?key=SEC", editor)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync("scan/all?force=true", editor)).Status);
    }

    [Fact]
    public async Task With_several_connections_a_request_says_which_it_means()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        await world.ConnectAgainAsync("second");

        var refused = await world.GetAsync("project/SEC", world.Alice);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("team", refused.Message, StringComparison.Ordinal);
        Assert.Contains("second", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync("project/SEC?connection=second", world.Alice)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.GetAsync("project/SEC?connection=third", world.Alice)).Status);
    }

    [Fact]
    public async Task A_browser_or_another_site_must_prove_that_a_change_is_wanted()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        const string Path = "scan/project?key=SEC";
        Action<HttpRequestHeaders>[] suspect =
        [
            h => h.Add("Origin", "https://evil.example"), h => h.Add("Referer", "https://evil.example/page"), h => h.Add("User-Agent", "Mozilla/5.0 (X11)"),
        ];
        foreach (var headers in suspect)
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await world.AskAsync(HttpMethod.Post, Path, world.Alice, headers: headers)).Status);
            Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(HttpMethod.Post, Path, world.Alice, headers: headers + (h => h.Add("X-Atlassian-Token", "no-check")))).Status);
            Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(HttpMethod.Get, "project/SEC", world.Alice, headers: headers)).Status);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await world.AskAsync(HttpMethod.Post, Path, world.Alice, headers: h => { h.Add("Sec-Fetch-Site", "cross-site"); h.Add("X-Atlassian-Token", "no-check"); })).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.AskAsync(HttpMethod.Post, Path, world.Alice, headers: h => h.Add("User-Agent", "curl/8.5.0"))).Status);
    }

    [Fact]
    public async Task A_scan_goes_through_its_states_and_says_what_is_out_of_date()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        var key = world.Sandbox.State.Create("SEC", "Task", "one").Key;

        Assert.Equal(("UNSCANNED", false, false), (await world.GetAsync("project/SEC", world.Alice)).Standing);
        // As the scanner that this API is of answers straight after the call; how it is until the scan is over a page tells.
        Assert.Equal(("SCHEDULED", true, true), (await world.PostAsync("scan/project?key=SEC", world.Alice)).Standing);
        Assert.Equal(("SCHEDULED", false, false), (await world.GetAsync("project/SEC", world.Alice)).Standing);
        Assert.Equal("SCHEDULED", (await world.GetAsync($"issue/{key}", world.Alice)).Standing.Item1);
        await world.RunAsync();
        Assert.Equal(("UP_TO_DATE", true, true), (await world.GetAsync("project/SEC", world.Alice)).Standing);
        Assert.Equal(("UP_TO_DATE", true, true), (await world.GetAsync($"scan/issue/{key}", world.Alice)).Standing);

        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        world.Sandbox.State.Comment(key, "something else");
        Assert.Equal(("OUTDATED", false, true), (await world.GetAsync("project/SEC", world.Alice)).Standing);
        Assert.Equal(("OUTDATED", false, true), (await world.GetAsync($"issue/{key}", world.Alice)).Standing);
        Assert.Equal(("SCHEDULED", true, true), (await world.PostAsync($"scan/issue?key={key}", world.Alice)).Standing);
        await world.RunAsync();
        Assert.Equal(("UP_TO_DATE", true, true), (await world.GetAsync($"issue/{key}", world.Alice)).Standing);
        // All that changed in it was looked through.
        Assert.Equal(("UP_TO_DATE", true, true), (await world.GetAsync("project/SEC", world.Alice)).Standing);
        await world.World.ChangeAsync("UPDATE secret_projects SET rules_version = 'others'");
        Assert.Equal(("OUTDATED", true, false), (await world.GetAsync("project/SEC", world.Alice)).Standing);

        var all = await world.PostAsync("scan/all?force=true", world.Alice);
        Assert.Equal(("SCHEDULED", true, true), all.Standing);
        Assert.Contains("SEC", all.Json.GetProperty("projects").EnumerateArray().Select(p => p.GetString()));
    }

    [Fact]
    public async Task A_project_that_the_connection_lost_still_shows_what_was_found_in_it()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        var key = world.Sandbox.State.Create("SEC", "Task", $"see {ScannerWorld.Token("one")}").Key;
        await world.ScanAsync("SEC");
        world.Sandbox.State.RemovePermission("BROWSE_PROJECTS", "SEC", world.Sandbox.Accounts.UserName);

        var page = await world.GetAsync("project/SEC", world.Alice);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(("ERROR", false, true), page.Standing);
        Assert.Contains(key, page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await world.GetAsync($"issue/{key}", world.Alice)).Status);
    }

    [Fact]
    public async Task Findings_come_in_pages_with_their_places_and_never_with_the_secret()
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);
        string[] tokens = [.. Enumerable.Range(0, 5).Select(i => ScannerWorld.Token($"t{i}"))];
        var key = world.Sandbox.State.Create("SEC", "Task", "one", fields: $$"""{"description": "the first is {{tokens[0]}} here"}""").Key;
        foreach (var token in tokens)
            world.Sandbox.State.Comment(key, $"see {token}");
        world.Sandbox.State.Edit(key, """{"description": "gone"}""");
        var other = world.Sandbox.State.Create("SEC", "Task", $"also {tokens[1]}").Key;
        await world.ScanAsync("SEC");

        var whole = await world.GetAsync("project/SEC?start=0&size=100&unknown=x", world.Alice);
        Assert.Equal((0, 100, 5, true), (whole.Json.GetProperty("start").GetInt32(), whole.Json.GetProperty("size").GetInt32(), whole.Json.GetProperty("total").GetInt32(), whole.Json.GetProperty("isLast").GetBoolean()));
        var ids = new List<Guid>();
        for (var start = 0; start < 5; start += 2)
        {
            var page = (await world.GetAsync($"project/SEC?start={start}&size=2", world.Alice)).Json;
            Assert.Equal(start == 4, page.GetProperty("isLast").GetBoolean());
            ids.AddRange(page.GetProperty("values").EnumerateArray().Select(v => v.GetProperty("id").GetGuid()));
        }

        Assert.Equal(5, ids.Distinct().Count());
        Assert.Empty((await world.GetAsync("project/SEC?start=9&size=2", world.Alice)).Json.GetProperty("values").EnumerateArray());
        var values = whole.Json.GetProperty("values").EnumerateArray().ToList();
        Assert.All(values, v => Assert.Equal(("NPM_TOKEN", $"npm_…({tokens[0].Length})", false), (v.GetProperty("ruleName").GetString(), v.GetProperty("matchText").GetString(), v.GetProperty("reviewed").GetBoolean())));
        Assert.All(tokens, token => Assert.DoesNotContain(token[4..], whole.Text, StringComparison.Ordinal));
        Assert.Single(values, v => v.GetProperty("places").EnumerateArray().Any(p => p.GetProperty("location").GetProperty("type").GetString() == "DESCRIPTION_HISTORY"));

        var single = (await world.GetAsync($"issue/{other}", world.Alice)).Json;
        var found = Assert.Single(single.GetProperty("values").EnumerateArray());
        Assert.Equal((other, "SUMMARY", 1, 6), (found.GetProperty("issueKey").GetString(), found.GetProperty("location").GetProperty("type").GetString(), found.GetProperty("line").GetInt32(), found.GetProperty("column").GetInt32()));
        Assert.Single(found.GetProperty("places").EnumerateArray());
        Assert.Equal(0, (await world.GetAsync("project/SEC?reviewed=true", world.Alice)).Json.GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("POST", "scan/project?key=SEC&force=maybe", 400)]
    [InlineData("POST", "scan/project?key=SEC&force=TRUE", 400)]
    [InlineData("POST", "scan/project", 400)]
    [InlineData("POST", "scan/issue?key=", 400)]
    [InlineData("POST", "scan/issue?key=NONE-1", 404)]
    [InlineData("GET", "project/SEC?start=-1", 400)]
    [InlineData("GET", "project/SEC?size=0", 400)]
    [InlineData("GET", "project/SEC?size=1001", 400)]
    [InlineData("GET", "project/SEC?size=1&size=2", 400)]
    [InlineData("GET", "project/SEC?reviewed=1", 400)]
    [InlineData("GET", "project/..%2Fissue", 404)]
    [InlineData("GET", "issue/SEC-999", 404)]
    public async Task What_makes_no_sense_is_refused_as_Jira_refuses(string verb, string path, int status)
    {
        await using var world = await ScannerWorld.StartAsync(databases, edition);

        var refused = await world.AskAsync(new HttpMethod(verb), path, world.Alice);

        Assert.Equal(status, (int)refused.Status);
        Assert.NotEmpty(refused.Message);
    }

    private static async Task<List<Answer>> AskAllAsync(ScannerWorld world, AuthenticationHeaderValue caller, string[] reads, string[] writes)
    {
        var answers = new List<Answer>();
        foreach (var path in reads)
            answers.Add(await world.GetAsync(path, caller));
        foreach (var path in writes)
            answers.Add(await world.PostAsync(path, caller));
        return answers;
    }

    public sealed class CloudOnSqlite(SqliteTestDatabase db) : ScannerApiContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public sealed class CloudOnPostgres(PostgresTestDatabase db) : ScannerApiContract(db, SandboxEdition.Cloud), IClassFixture<PostgresTestDatabase>;

    public sealed class DataCenterOnSqlite(SqliteTestDatabase db) : ScannerApiContract(db, SandboxEdition.DataCenter), IClassFixture<SqliteTestDatabase>;

    public sealed class DataCenterOnPostgres(PostgresTestDatabase db) : ScannerApiContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
