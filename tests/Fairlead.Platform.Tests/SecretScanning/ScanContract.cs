using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>Looking through projects of Jira for secrets, on both editions and both databases.</summary>
public abstract class ScanContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Complaint", "U-58")]
    public async Task Secrets_are_found_wherever_they_stand_and_never_kept()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        string[] tokens = [.. Enumerable.Range(0, 6).Select(i => ScanWorld.Token($"token {i}"))];
        var key = world.Sandbox.State.Create("SEC", "Task", $"deploy with {tokens[0]}", fields: $$"""{"description": "line one\nthe token is {{tokens[1]}}, keep it"}""").Key;
        world.Sandbox.State.Comment(key, $"try {tokens[2]}\nand {tokens[3]}");
        world.Sandbox.State.LogWork(key, $"used {tokens[4]}");
        world.Sandbox.State.Edit(key, $$"""{"description": "moved to the vault"}""");
        world.Sandbox.State.Create("SEC", "Task", "nothing here");

        var scan = await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal((SecretScanState.Done, null), (scan.State, scan.Problem));
        Assert.Equal((long)world.Sandbox.State.Issues.Count(i => i.Key.StartsWith("SEC-", StringComparison.Ordinal)), scan.Issues);
        var findings = await world.AllAsync(Ct);
        Assert.Equal(5, findings.Count);
        Assert.All(findings, finding => Assert.Equal(("npm-token", true), (finding.Rule, finding.CheckHolds)));
        var places = findings.SelectMany(f => f.Places).OrderBy(p => p.Kind).ThenBy(p => p.Line).ToList();
        Assert.Equal(
            [(IssueTextKind.Summary, false, 1L, 13L), (IssueTextKind.Description, true, 2L, 14L), (IssueTextKind.Comment, false, 1L, 5L), (IssueTextKind.Comment, false, 2L, 5L), (IssueTextKind.Worklog, false, 1L, 6L)],
            places.Select(p => (p.Kind, p.IsHistorical, p.Line, p.Column)));
        Assert.True(findings.Single(f => f.Places[0].Kind == IssueTextKind.Description).IsHistorical);
        await NothingIsKeptAsync(world, tokens);
    }

    [Fact]
    public async Task Who_has_the_database_alone_cannot_try_values()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var token = ScanWorld.Token("known");
        world.Sandbox.State.Create("SEC", "Task", token);
        await world.ScanAsync("SEC", forced: false, Ct);
        var kept = Assert.Single(await world.Database.QueryAsync<byte[]>(SqlText.FromFixedParts("SELECT value_hash FROM secret_findings"), null, Ct));

        // A value that somebody knows, under every key that the database holds or that one derives from what it holds.
        var instance = Assert.Single(await world.Database.QueryAsync<byte[]>(SqlText.FromFixedParts("SELECT instance_key FROM instance"), null, Ct));
        var keys = new List<byte[]> { instance, Array.Empty<byte>() };
        foreach (var purpose in (string[])["secret-values", "hash_key", "activity", "cursors", "scanner-callers"])
            keys.Add(HKDF.DeriveKey(HashAlgorithmName.SHA256, instance, 32, info: Encoding.UTF8.GetBytes($"fairlead/{purpose}")));
        keys.AddRange(await world.Database.QueryAsync<byte[]>(SqlText.FromFixedParts("SELECT wrapped_key FROM vault UNION ALL SELECT sealed_value FROM vault"), null, Ct));
        Assert.All(keys, key => Assert.NotEqual(kept, HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(token))));
        Assert.NotEqual(kept, SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        // With the master key another node knows it again.
        await using var other = world.AnotherNode();
        var hasher = other.GetRequiredService<SecretHasher>();
        await hasher.ReadyAsync(Ct);
        Assert.Equal(kept, hasher.HashOf(token));
    }

    [Fact]
    public async Task Only_what_changed_is_read_again_unless_all_is_asked_for()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var keys = Enumerable.Range(0, 8).Select(i => world.Sandbox.State.Create("SEC", "Task", $"token {ScanWorld.Token($"n{i}")}").Key).ToList();
        world.Clock.Advance(TimeSpan.FromHours(1));
        var first = await world.ScanAsync("SEC", forced: false, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Comment(keys[3], $"another {ScanWorld.Token("another")}");

        var second = await world.ScanAsync("SEC", forced: false, Ct);
        var third = await world.ScanAsync("SEC", forced: true, Ct);

        Assert.Equal(1, second.Issues);
        Assert.Equal(first.Issues, third.Issues);
        Assert.Equal(9, (await world.AllAsync(Ct)).Count);
    }

    [Fact]
    public async Task A_value_is_one_finding_in_a_project_and_gone_when_it_stands_nowhere()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var token = ScanWorld.Token("shared");
        var one = world.Sandbox.State.Create("SEC", "Task", "first").Key;
        var two = world.Sandbox.State.Create("SEC", "Task", "second").Key;
        var comment = world.Sandbox.State.Comment(one, $"see {token}");
        world.Sandbox.State.Comment(two, $"see {token}");
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal([one, two], Assert.Single(await world.AllAsync(Ct)).Places.Select(p => p.IssueKey));

        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.DeleteComment(one, comment);
        await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal([two], Assert.Single(await world.AllAsync(Ct)).Places.Where(p => !p.IsHistorical).Select(p => p.IssueKey));
    }

    [Fact]
    [Trait("Complaint", "U-57")]
    public async Task A_scan_that_Jira_stopped_goes_on_where_it_was()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct, new() { ["SecretScanning:MaxConcurrentReads"] = "1" });
        for (var i = 0; i < 300; i++)
            world.Sandbox.State.Create("SEC", "Task", string.Create(CultureInfo.InvariantCulture, $"token {ScanWorld.Token($"r{i}")}"));
        var asked = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct);
        var reading = edition == SandboxEdition.Cloud ? "/issue/bulkfetch" : "/search";
        // Data Center is asked by searches alone: for the numbers, then for the texts and the history of each hundred.
        world.Sandbox.Faults.Add("POST", reading, new FaultBehaviour.Answer(503), skip: edition == SandboxEdition.Cloud ? 2 : 5, times: 100);

        await world.Scans.RunDueAsync(Ct);
        var stopped = (await world.Scans.FindAsync(asked.Id, Ct))!;
        world.Sandbox.Faults.Clear();
        world.Sandbox.Requests.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Scans.RunDueAsync(Ct);
        var done = (await world.Scans.FindAsync(asked.Id, Ct))!;

        Assert.Equal(SecretScanState.Waiting, stopped.State);
        Assert.NotNull(stopped.Problem);
        Assert.InRange(stopped.Issues, 1, 299);
        Assert.Equal((SecretScanState.Done, null), (done.State, done.Problem));
        Assert.Equal(300, (await world.AllAsync(Ct)).Count);
        Assert.Equal((long)world.Sandbox.State.Issues.Count(i => i.Key.StartsWith("SEC-", StringComparison.Ordinal)), done.Issues);
    }

    [Fact]
    public async Task Asking_twice_is_one_scan()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);

        var first = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct);
        var second = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: false, Actor.System, Ct);
        var forced = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: true, Actor.System, Ct);

        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.Id, forced.Id);
    }

    [Fact]
    public async Task Asking_at_the_same_moment_on_several_nodes_is_one_scan()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        await using var other = world.AnotherNode();
        var key = world.Sandbox.State.Create("SEC", "Task", "a task").Key;
        SecretScans[] nodes = [world.Scans, other.GetRequiredService<SecretScans>()];

        var projects = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => nodes[i % 2].AskForProjectAsync(world.Connection, "OPS", forced: false, Actor.System, Ct)));
        var issues = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => nodes[i % 2].AskForIssueAsync(world.Connection, key, true, Actor.System, Ct)));

        Assert.Single(projects.Select(scan => scan.Id).Distinct());
        Assert.Single(issues.Select(scan => scan.Id).Distinct());
    }

    [Fact]
    public async Task A_review_holds_for_the_exact_text_in_its_project_also_when_it_comes_again()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var token = ScanWorld.Token("fine");
        world.Sandbox.State.Create("SEC", "Task", $"it is {token}");
        await world.ScanAsync("SEC", forced: false, Ct);
        var project = Assert.Single(await world.AllAsync(Ct)).ProjectId;

        await world.Findings.ReviewAsync(world.Connection.Id, project, token, "npm-token", Actor.System, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Create("SEC", "Task", $"again {token} and {ScanWorld.Token("other")}");
        await world.ScanAsync("SEC", forced: false, Ct);

        Assert.NotNull(Assert.Single(await world.AllAsync(Ct, reviewed: true)).Review);
        Assert.Single(await world.AllAsync(Ct, reviewed: false));
        Assert.True(await world.Findings.UnreviewAsync(world.Connection.Id, project, token, Actor.System, Ct));
        Assert.False(await world.Findings.UnreviewAsync(world.Connection.Id, project, token, Actor.System, Ct));
        Assert.Equal(2, (await world.AllAsync(Ct, reviewed: false)).Count);
    }

    /// <summary>Whoever reviews has the text in front of him as it stands in Jira.</summary>
    [Fact]
    public async Task A_review_of_a_text_that_is_encoded_holds_for_what_it_says()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var (one, two) = (ScanWorld.Token("one"), ScanWorld.Token("two"));
        string[] written = [Convert.ToBase64String(Encoding.UTF8.GetBytes($"token {one}")), Convert.ToHexStringLower(Encoding.UTF8.GetBytes($"token {two}"))];
        world.Sandbox.State.Create("SEC", "Task", $"it is {written[0]}");
        world.Sandbox.State.Create("SEC", "Task", $"it is {written[1]}");
        await world.ScanAsync("SEC", forced: false, Ct);
        var project = (await world.AllAsync(Ct))[0].ProjectId;

        foreach (var text in written)
            await world.Findings.ReviewAsync(world.Connection.Id, project, text, "npm-token", Actor.System, Ct);

        Assert.Equal(2, (await world.AllAsync(Ct, reviewed: true)).Count);
        Assert.True(await world.Findings.UnreviewAsync(world.Connection.Id, project, written[0], Actor.System, Ct));
        Assert.Single(await world.AllAsync(Ct, reviewed: true));
        await NothingIsKeptAsync(world, [one, two]);
    }

    [Fact]
    public async Task A_project_that_the_account_may_not_see_any_more_loses_nothing()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        world.Sandbox.State.Create("SEC", "Task", $"it is {ScanWorld.Token("kept")}");
        await world.ScanAsync("SEC", forced: false, Ct);
        var asked = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: true, Actor.System, Ct);
        world.Sandbox.State.RemovePermission("BROWSE_PROJECTS", "SEC");

        await world.Scans.RunDueAsync(Ct);

        Assert.True((await world.Scans.FindAsync(asked.Id, Ct))!.IsOver);
        Assert.Single(await world.AllAsync(Ct));
    }

    /// <summary>In no column of any table, in no file of the database, and in nothing that was logged.</summary>
    internal static async Task NothingIsKeptAsync(ScanWorld world, string[] tokens)
    {
        var names = world.Database.Engine == DatabaseEngine.Sqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()";
        var tables = await world.Database.QueryAsync<string>(SqlText.FromFixedParts(names), null, Ct);
        Assert.True(tables.Count > 50, $"{tables.Count} tables");
        foreach (var table in tables)
        {
            foreach (var row in await world.Database.QueryAsync<dynamic>(SqlText.FromFixedParts($"SELECT * FROM {table}"), null, Ct))
            {
                foreach (var (_, value) in (IDictionary<string, object?>)row)
                {
                    var text = value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                    HoldsNone(text, table);
                }
            }
        }

        foreach (var line in world.Logged.Lines)
            HoldsNone(line, "the log");
        if (world.Database.Engine == DatabaseEngine.Sqlite)
        {
            // With what was deleted or is still only in the write-ahead log.
            var files = await world.Database.FirstAsync<string>(SqlText.FromFixedParts("SELECT file FROM pragma_database_list WHERE name = 'main'"), null, Ct);
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(files)!, Path.GetFileName(files) + "*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            {
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                HoldsNone(await reader.ReadToEndAsync(Ct), file);
            }
        }

        void HoldsNone(string text, string where) =>
            Assert.All(tokens, token => Assert.False(text.Contains(token[4..], StringComparison.Ordinal), $"{where} holds a secret"));
    }

    public class CloudOnSqlite(SqliteTestDatabase db) : ScanContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class CloudOnPostgres(PostgresTestDatabase db) : ScanContract(db, SandboxEdition.Cloud), IClassFixture<PostgresTestDatabase>;

    public class DataCenterOnSqlite(SqliteTestDatabase db) : ScanContract(db, SandboxEdition.DataCenter), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : ScanContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
