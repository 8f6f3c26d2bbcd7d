using System.Text;
using Fairlead.Client.Secrets;
using Fairlead.Platform.Http;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Sandbox;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>What administrators allow is told by no scan, until the entry expires or is removed.</summary>
public abstract class AllowListContract(TestDatabase databases, SandboxEdition edition)
{
    private static readonly Actor Ada = Actor.System with { Name = "Ada" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_exact_value_is_told_again_by_the_next_scan_once_its_entry_expired()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var (sample, real) = (ScanWorld.Token("sample"), ScanWorld.Token("real"));
        var key = world.Sandbox.State.Create("SEC", "Task", $"{sample} and {real}").Key;
        world.Sandbox.State.Attach(key, "a.txt", Encoding.UTF8.GetBytes(sample), "text/plain");
        await world.ScanAsync("SEC", forced: false, Ct);
        var found = (await world.AllAsync(Ct)).ToDictionary(finding => finding.Places.Count);
        Assert.Equal([1, 2], found.Keys.Order());

        await world.Allow.AddAsync(new("from the manual", sample, ExpiresAt: world.Clock.GetUtcNow() + TimeSpan.FromDays(30)), Ada, Ct);
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal(found[1].Id, Assert.Single(await world.AllAsync(Ct)).Id);
        await ScanContract.NothingIsKeptAsync(world, [sample, real]);
        var entry = Assert.Single(await world.Allow.ListAsync(Ct));
        Assert.Equal(("from the manual", "Ada", "npm_…(40)", false), (entry.Entry.Reason, entry.Entry.AddedBy, entry.Entry.Masked, entry.IsExpired));

        world.Clock.Advance(TimeSpan.FromDays(30));
        Assert.True(Assert.Single(await world.Allow.ListAsync(Ct)).IsExpired);
        Assert.Equal(1, (await world.ScanAsync("SEC", forced: false, Ct)).Issues);
        // The same finding as before, at all of its places.
        Assert.Equal(2, (await world.AllAsync(Ct)).Single(finding => finding.Id == found[2].Id).Places.Count);
    }

    [Theory]
    [InlineData("secret: ['^{0}$']")]
    [InlineData("line: ['token {0}']")]
    [InlineData("words: ['{0}']")]
    [InlineData("path: ['x/\\Q{0}\\E']")]
    [InlineData("secret: ['^{1}']")]
    [InlineData("secret: ['^x']\n    name: '{0}'")]
    public async Task A_list_in_which_a_secret_is_written_is_not_kept(string list)
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var token = ScanWorld.Token("written");
        var written = list.Replace("{0}", token, StringComparison.Ordinal).Replace("{1}", token.Replace("_", "\\_", StringComparison.Ordinal), StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<ProblemException>(() => world.Allow.AddAsync(new("fine", List: $"allow:\n  - {written}\n"), Ada, Ct));

        Assert.Contains("npm-token", refused.Problem.Detail, StringComparison.Ordinal);
        Assert.Contains("fairlead secrets allow add", refused.Problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(token[4..], refused.Problem.Detail, StringComparison.Ordinal);
        Assert.Empty(await world.Allow.ListAsync(Ct));
        await Assert.ThrowsAsync<ProblemException>(() => world.Allow.AddAsync(new($"it is {token}", "other"), Ada, Ct));
        Assert.Single(await world.Allow.AddAsync(new("of the manual", List: "allow:\n  - secret: ['^npm_0{36}$']\n    words: [example]\n"), Ada, Ct));
        await ScanContract.NothingIsKeptAsync(world, [token]);
    }

    [Fact]
    public async Task What_is_allowed_in_one_project_is_told_in_the_others_and_changes_nothing_there()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var token = ScanWorld.Token("one");
        world.Sandbox.State.Create("SEC", "Task", token);
        world.Sandbox.State.Create("OPS", "Task", token);
        await world.Allow.AddAsync(new("fine there", token, Connection: "jira", Project: "SEC"), Ada, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));

        await world.ScanAsync("SEC", forced: false, Ct);
        await world.ScanAsync("OPS", forced: false, Ct);
        var place = Assert.Single(Assert.Single(await world.AllAsync(Ct)).Places);
        Assert.StartsWith("OPS-", place.IssueKey, StringComparison.Ordinal);

        // Removing it puts only that project out of date.
        Assert.True(await world.Allow.RemoveAsync((await world.Allow.ListAsync(Ct))[0].Entry.Id, Ada, Ct));
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, (await world.ScanAsync("OPS", forced: false, Ct)).Issues);
        Assert.Equal(1, (await world.ScanAsync("SEC", forced: false, Ct)).Issues);
        Assert.Equal(2, (await world.AllAsync(Ct)).Count);
    }

    [Fact]
    public async Task Lists_hold_by_path_line_and_rule_in_crawls_and_in_scans_of_one_issue()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        await world.Allow.AddAsync(new(
            "test data",
            List: """
                allow:
                  - name: samples
                    path: ['^samples\.txt$']
                  - name: of the sandbox
                    line: ['sandbox only']
                    rules: [npm-token]
                """), Ada, Ct);
        Assert.Equal(["of the sandbox", "samples"], (await world.Allow.ListAsync(Ct)).Select(one => SecretAllowList.WordsOf(one.Entry)).Order());
        var key = world.Sandbox.State.Create("SEC", "Task", $"sandbox only {ScanWorld.Token("one")}").Key;
        world.Sandbox.State.Attach(key, "samples.txt", Encoding.UTF8.GetBytes(ScanWorld.Token("two")), "text/plain");

        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Empty(await world.AllAsync(Ct));

        world.Sandbox.State.Comment(key, $"sandbox only {ScanWorld.Token("three")}\n{ScanWorld.Token("four")}");
        await world.Database.ExecuteAsync(SqlText.FromFixedParts("UPDATE secret_settings SET auto_scan = TRUE"), null, Ct);
        await using (var work = await world.Database.BeginAsync(Ct))
        {
            await world.Events.AppendAsync(work, EventLog.IssueChanged, new IssueTold(world.Connection.Id, $"{world.Sandbox.State.Find(key)!.Id}").ToString(), Ct);
            await work.CommitAsync(Ct);
        }

        Assert.Equal(1, await world.Changes.HearAsync(Ct));
        await world.Scans.RunDueAsync(Ct, onlyIssues: true);
        Assert.Equal(2, Assert.Single(Assert.Single(await world.AllAsync(Ct)).Places).Line);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task A_mark_that_anybody_can_write_counts_only_where_the_server_says_so(bool isHonoured, int found)
    {
        await using var world = await ScanWorld.StartAsync(
            databases, edition, Ct, new() { ["SecretScanning:HonoursAllowMarks"] = isHonoured.ToString() });
        world.Sandbox.State.Create("SEC", "Task", "one", fields: $$"""{"description": "{{ScanWorld.Token("one")}} fairlead:allow\n{{ScanWorld.Token("two")}}"}""");
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal(found, (await world.AllAsync(Ct)).Count);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_told_with_its_place_and_nothing_is_kept()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        await RefusedAsync(world, new(" ", "x"), "/reason");
        await RefusedAsync(world, new("why"), "/value");
        await RefusedAsync(world, new("why", "x", List: "allow: []"), "/value");
        await RefusedAsync(world, new("why", "x", ExpiresAt: world.Clock.GetUtcNow()), "/expiresAt");
        await RefusedAsync(world, new("why", "x", Rule: "npm-tokn"), "/rule");
        await RefusedAsync(world, new("why", "x", Project: "SEC"), "/connection");
        await RefusedAsync(world, new("why", "x", Connection: "other"), "/connection");
        await RefusedAsync(world, new("why", "x", Connection: "jira", Project: "NONE"), "/project");
        await RefusedAsync(world, new("why", List: "allow:\n  - words: ['']"), "/list");
        await RefusedAsync(world, new("why", List: "allow:\n  - secret: ['(a)\\1']"), "/list");
        await RefusedAsync(world, new("why", List: "allow:\n  - words: [sample]\n    rules: [npm-tokn]"), "/list");
        Assert.Empty(await world.Allow.ListAsync(Ct));
    }

    private static async Task RefusedAsync(ScanWorld world, SecretAllowRequest request, string pointer) =>
        Assert.Equal(pointer, Assert.Single((await Assert.ThrowsAsync<ProblemException>(() => world.Allow.AddAsync(request, Ada, Ct))).Problem.Errors!).Pointer);

    public class CloudOnSqlite(SqliteTestDatabase db) : AllowListContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : AllowListContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
