using System.Globalization;
using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Sandbox;
using Fairlead.Sandbox.Faults;
using Fairlead.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>Secrets of Jira as findings like all others: one for each value in a project, open while it is worth something.</summary>
public abstract class SecretsAsFindingsContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_is_one_finding_with_all_its_places_and_without_its_value()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var token = ScanWorld.Token("one");
        var key = world.Sandbox.State.Create("SEC", "Task", "first", fields: $$"""{"description": "before it\nthe token is {{token}}, and after"}""").Key;
        var other = world.Sandbox.State.Create("SEC", "Task", "second").Key;
        var comment = world.Sandbox.State.Comment(other, $"see {token}");

        await world.ScanAsync("SEC", forced: false, Ct);

        var finding = (await world.Catalog.GetAsync(Assert.Single(await AllAsync(world)).Id, Ct))!;
        Assert.Equal((FindingKind.Secret, "fairlead-secrets", "npm-token", "jira:jira/SEC", Severity.Critical), (finding.Kind, finding.Scanner, finding.RuleId, finding.Asset, finding.Severity));
        Assert.Equal($"npm access token in {key} and another issue", finding.Title);
        Assert.Contains($"{key}, description, line 2, column 14: {world.Sandbox.BaseUrl.AbsoluteUri.TrimEnd('/')}/browse/{key}\n", finding.Description);
        Assert.Contains($"{other}, comment {comment}, line 1, column 5: ", finding.Description);
        Assert.Contains("npmjs.com", finding.Detail.Remediation, StringComparison.OrdinalIgnoreCase);
        await ScanContract.NothingIsKeptAsync(world, [token]);

        // What was found again changes nothing.
        await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal(finding.Revision, (await world.Catalog.GetAsync(finding.Id, Ct))!.Revision);
        Assert.Single((await world.Imports.ListAsync(null, 100, Ct)).Items);
    }

    [Fact]
    public async Task What_people_say_of_a_secret_decides_and_can_be_taken_back()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var token = ScanWorld.Token("fine");
        var issue = world.Sandbox.State.Create("SEC", "Task", "first").Key;
        var comment = world.Sandbox.State.Comment(issue, $"use {token}");
        await world.ScanAsync("SEC", forced: false, Ct);
        var secret = Assert.Single(await world.AllAsync(Ct));
        var ada = Actor.System with { Name = "Ada" };

        await world.Findings.ReviewAsync(world.Connection.Id, secret.ProjectId, token, secret.Rule, ada, Ct);
        var reviewed = Assert.Single(await AllAsync(world));
        Assert.Equal(FindingStatus.FalsePositive, reviewed.Status);
        Assert.Contains("reviewed-by=Ada", reviewed.Labels);
        Assert.Contains(reviewed.Labels, label => label.StartsWith("reviewed-at=2026-01-01T", StringComparison.Ordinal));
        await world.Findings.UnreviewAsync(world.Connection.Id, secret.ProjectId, token, ada, Ct);
        Assert.Equal(FindingStatus.Active, Assert.Single(await AllAsync(world)).Status);

        await world.Findings.RevokeAsync(secret.Id, ada, Ct);
        Assert.Equal(FindingStatus.Fixed, Assert.Single(await AllAsync(world)).Status);
        Assert.Equal("Ada", Assert.Single(await world.AllAsync(Ct)).Revocation?.By);
        await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal(FindingStatus.Fixed, Assert.Single(await AllAsync(world)).Status);
        await world.Findings.UnrevokeAsync(secret.Id, ada, Ct);
        Assert.Equal(FindingStatus.Active, Assert.Single(await AllAsync(world)).Status);

        world.Sandbox.State.EditComment(issue, comment, "use the vault");
        await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal(FindingStatus.Fixed, Assert.Single(await AllAsync(world)).Status);
        world.Sandbox.State.Comment(issue, $"again {token}");
        await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal((reviewed.Id, FindingStatus.Active), (Assert.Single(await AllAsync(world)).Id, Assert.Single(await AllAsync(world)).Status));
    }

    [Fact]
    public async Task Where_jobs_run_nobody_waits_for_the_report_and_no_kill_loses_it()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct, new() { ["SecretScanning:JobsEnabled"] = "true" });
        world.Sandbox.State.Create("SEC", "Task", $"use {ScanWorld.Token("worthless")}");
        await world.ScanAsync("SEC", forced: false, Ct);
        var secret = Assert.Single(await world.AllAsync(Ct));

        await world.Findings.RevokeAsync(secret.Id, Actor.System, Ct);
        Assert.Equal(FindingStatus.Active, Assert.Single(await AllAsync(world)).Status);
        // Whoever asked is gone; another process looks what is left.
        await using var next = world.AnotherNode();
        await next.GetRequiredService<SecretScans>().RunDueAsync(Ct, onlyIssues: true);

        Assert.Equal(FindingStatus.Fixed, Assert.Single(await AllAsync(world)).Status);
    }

    [Fact]
    public async Task What_only_the_history_shows_stays_open()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var key = world.Sandbox.State.Create("SEC", "Task", "first", fields: $$"""{"description": "it is {{ScanWorld.Token("edited")}}"}""").Key;
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Sandbox.State.Edit(key, """{"description": "in the vault"}""");
        await world.ScanAsync("SEC", forced: true, Ct);

        var finding = Assert.Single(await AllAsync(world));
        Assert.Equal((FindingStatus.Active, $"npm access token in {key}, in its history only"), (finding.Status, finding.Title));
        Assert.Contains("historical=true", finding.Labels);
    }

    [Fact]
    public async Task A_scan_of_one_issue_or_one_that_was_stopped_closes_no_other()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var keys = Enumerable.Range(0, 150).Select(i => world.Sandbox.State.Create("SEC", "Task", $"it is {ScanWorld.Token($"n{i}")}").Key).ToList();
        await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal(150, await OpenAsync(world));

        var one = await world.Scans.AskForIssueAsync(world.Connection, keys[3], false, Actor.System, Ct);
        await world.Scans.RunDueAsync(Ct);
        Assert.Equal(1, (await world.Scans.FindAsync(one.Id, Ct))!.Issues);
        Assert.Equal(150, await OpenAsync(world));

        FailReadFrom(world, keys[100]);
        await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal(150, await OpenAsync(world));
    }

    [Fact]
    public async Task While_a_project_is_looked_through_nothing_of_it_is_told()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var token = ScanWorld.Token("moved");
        var keys = Enumerable.Range(0, 150).Select(i => world.Sandbox.State.Create("SEC", "Task", "a task").Key).ToList();
        var comment = world.Sandbox.State.Comment(keys[0], $"it is {token}");
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Sandbox.State.EditComment(keys[0], comment, "see the last one");
        world.Sandbox.State.Comment(keys[149], $"it is {token}");

        FailReadFrom(world, keys[100]);
        var half = await world.ScanAsync("SEC", forced: true, Ct);
        Assert.Equal((SecretScanState.Waiting, 100L), (half.State, half.Issues));
        await world.Scans.RunDueAsync(Ct, onlyIssues: true);

        var imports = (await world.Imports.ListAsync(null, 100, Ct)).Items.Count;
        Assert.Equal((1, 1), (await OpenAsync(world), imports));
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Scans.RunDueAsync(Ct);
        Assert.Contains(keys[149], Assert.Single(await AllAsync(world)).Title);
    }

    [Fact]
    public async Task What_people_say_while_a_project_is_looked_through_is_told_at_once_and_closes_nothing()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var (token, other) = (ScanWorld.Token("moved"), ScanWorld.Token("other"));
        var keys = Enumerable.Range(0, 150).Select(i => world.Sandbox.State.Create("SEC", "Task", "a task").Key).ToList();
        var comment = world.Sandbox.State.Comment(keys[0], $"it is {token}");
        world.Sandbox.State.Comment(keys[1], $"it is {other}");
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Sandbox.State.EditComment(keys[0], comment, "see the last one");
        world.Sandbox.State.Comment(keys[149], $"it is {token}");
        FailReadFrom(world, keys[100]);
        Assert.Equal(100, (await world.ScanAsync("SEC", forced: true, Ct)).Issues);
        var secret = Assert.Single(await world.AllAsync(Ct));
        var ada = Actor.System with { Name = "Ada" };

        await world.Findings.ReviewAsync(world.Connection.Id, secret.ProjectId, other, secret.Rule, ada, Ct);
        Assert.Equal([FindingStatus.Active, FindingStatus.FalsePositive], await StatusesAsync());
        await world.Findings.UnreviewAsync(world.Connection.Id, secret.ProjectId, other, ada, Ct);
        Assert.Equal([FindingStatus.Active, FindingStatus.Active], await StatusesAsync());
        await world.Findings.RevokeAsync(secret.Id, ada, Ct);
        Assert.Equal([FindingStatus.Active, FindingStatus.Fixed], await StatusesAsync());
        // Nothing else is told meanwhile, however often somebody looks.
        var imports = (await world.Imports.ListAsync(null, 100, Ct)).Items.Count;
        await world.Scans.RunDueAsync(Ct, onlyIssues: true);
        Assert.Equal(imports, (await world.Imports.ListAsync(null, 100, Ct)).Items.Count);

        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Scans.RunDueAsync(Ct);
        Assert.Equal([FindingStatus.Active, FindingStatus.Fixed], await StatusesAsync());
        Assert.Contains(keys[149], (await AllAsync(world)).Single(finding => finding.IsOpen).Title);
        Assert.Null((await world.Imports.ListAsync(null, 100, Ct)).Items[0].Incomplete);

        async Task<IEnumerable<FindingStatus>> StatusesAsync() => (await AllAsync(world)).Select(finding => finding.Status).OrderBy(status => status.ToString(), StringComparer.Ordinal);
    }

    /// <summary>Which issues must be read was found out under the rules of then.</summary>
    [Fact]
    public async Task Rules_that_change_while_a_scan_waits_are_asked_of_all_issues_by_the_next()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        world.Sandbox.State.Create("SEC", "Task", $"it is acme_{new string('a', 16)}0123456789abcdef");
        var changed = world.Sandbox.State.Create("SEC", "Task", "a task").Key;
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ScanAsync("SEC", forced: false, Ct);
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.Sandbox.State.Edit(changed, """{"summary": "another"}""");
        FailReadFrom(world, changed);
        var waiting = await world.ScanAsync("SEC", forced: false, Ct);
        Assert.Equal(SecretScanState.Waiting, waiting.State);
        await world.Rules.AddAsync(new(OwnRule("acme-a")), Actor.System, Ct);
        world.Sandbox.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Scans.RunDueAsync(Ct);
        Assert.Equal(SecretScanState.Done, (await world.Scans.FindAsync(waiting.Id, Ct))!.State);

        await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal(1, await OpenAsync(world));
    }

    /// <summary>A scan of a project that stopped in the middle may be past the issue.</summary>
    [Fact]
    public async Task A_scan_of_an_issue_does_not_wait_for_one_of_its_project_that_has_begun()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var keys = Enumerable.Range(0, 150).Select(i => world.Sandbox.State.Create("SEC", "Task", "a task").Key).ToList();
        var first = await world.Scans.AskForProjectAsync(world.Connection, "SEC", false, Actor.System, Ct);
        Assert.Equal(first.Id, (await world.Scans.AskForIssueAsync(world.Connection, keys[3], false, Actor.System, Ct)).Id);
        FailReadFrom(world, keys[100]);
        await world.Scans.RunDueAsync(Ct);
        Assert.Equal(SecretScanState.Waiting, (await world.Scans.FindAsync(first.Id, Ct))!.State);

        var one = await world.Scans.AskForIssueAsync(world.Connection, keys[3], false, Actor.System, Ct);
        Assert.NotEqual(first.Id, one.Id);
        Assert.Equal(first.Id, (await world.Scans.AskForProjectAsync(world.Connection, "SEC", false, Actor.System, Ct)).Id);
    }

    /// <summary>A crawl reads ahead; a scan of one issue that was asked for since is the later one.</summary>
    [Fact]
    public async Task What_was_read_before_a_later_change_was_seen_is_past()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var now = world.Clock.GetUtcNow();
        async Task<int> PutAsync(DateTimeOffset? updatedAt)
        {
            await using var work = await world.Database.BeginAsync(Ct);
            var latest = await SeenIssueStore.PutAsync(work, world.Connection.Id, "1", [new ScannedIssue(7, "SEC-7", 1, 1, [], []) { UpdatedAt = updatedAt }], Ct);
            await work.CommitAsync(Ct);
            return latest.Count;
        }

        Assert.Equal(1, await PutAsync(now));
        Assert.Equal(1, await PutAsync(now));
        Assert.Equal(0, await PutAsync(now.AddSeconds(-1)));
        Assert.Equal(1, await PutAsync(now.AddSeconds(1)));
        Assert.Equal(1, await PutAsync(null));
    }

    [Fact]
    public async Task What_a_silent_rule_found_stands_until_it_speaks_again()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var issue = world.Sandbox.State.Create("SEC", "Task", $"it is {ScanWorld.Token("silent")}");
        await world.ScanAsync("SEC", forced: false, Ct);
        var now = new ScannedIssue(issue.Id, issue.Key, 1, 1, [], []);

        await ReplaceAsync(world, now, "npm-token");
        Assert.Equal(1, await OpenAsync(world));
        await ReplaceAsync(world, now);
        Assert.Equal(0, await OpenAsync(world));
    }

    [Fact]
    public async Task Rules_of_one_s_own_that_cannot_be_used_keep_no_other_from_its_work()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        foreach (var (id, yaml, problem) in new (string, string, string?)[] { ("npm-token", OwnRule("npm-token"), "It took too much."), ("acme-a", OwnRule("acme-a"), null), ("acme-b", OwnRule("acme-b"), null), ("acme-c", "rules: [", "It took too much.") })
        {
            await world.Database.ExecuteAsync(
                SqlText.FromFixedParts("INSERT INTO secret_own_rules (id, yaml, problem, changed_by, changed_at) VALUES (@id, @yaml, @problem, 'test', @at)"),
                new { id, yaml, problem, at = world.Clock.GetUtcNow() }, Ct);
        }

        world.Sandbox.State.Create("SEC", "Task", $"it is {ScanWorld.Token("other")}");
        await world.ScanAsync("SEC", forced: false, Ct);

        Assert.Equal(1, await OpenAsync(world));
        var own = (await world.InUse.CurrentAsync(Ct)).Standings.Where(standing => standing.Own is not null).ToList();
        Assert.Equal(["acme-a"], own.Where(standing => standing.IsInUse).Select(standing => standing.Rule.Id));
        Assert.Equal(3, own.Count(standing => standing.Problem is not null));
    }

    [Fact]
    public async Task That_findings_take_no_report_is_told_by_health_until_they_do()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        await world.Database.ExecuteAsync(
            SqlText.FromFixedParts("INSERT INTO secret_reports (connection_id, project_id, asset, wanted, reported, problem) VALUES (@connection, '1', 'jira:jira/OLD', 1, 0, 'it is too large')"),
            new { connection = world.Connection.Id }, Ct);

        var told = Assert.Single(await ReasonsAsync(world));
        Assert.Equal(("jira:jira/OLD", false), (told.About, told.IsBlocking));
        Assert.Contains("it is too large", told.Message);
        await world.Scans.RunDueAsync(Ct);
        Assert.Empty(await ReasonsAsync(world));
    }

    private static async Task<IReadOnlyList<HealthReason>> ReasonsAsync(ScanWorld world)
    {
        var reasons = new List<HealthReason>();
        foreach (var reason in world.Health)
            reasons.AddRange(await reason.CheckAsync(Ct));
        return [.. reasons.Where(reason => reason.Code == "secrets_not_told")];
    }

    private static string OwnRule(string id) => $$"""
        vendor: Acme
        revoke: ask
        source: ours
        rules:
          - id: {{id}}
            title: Acme
            severity: high
            aliases: [acme-old]
            token: 'acme_[0-9a-f]{32}'
            examples: ['acme_{hex:32}']
            counterexamples: ['acme_{hex:31}']
        """;

    private static async Task ReplaceAsync(ScanWorld world, ScannedIssue issue, params string[] silent)
    {
        await using (var work = await world.Database.BeginAsync(Ct))
        {
            await SecretFindingStore.ReplaceAsync(work, world.Connection.Id, "", "", silent, [issue], world.Clock, Ct);
            await work.CommitAsync(Ct);
        }

        await world.Scans.RunDueAsync(Ct);
    }

    private static async Task<IReadOnlyList<FindingSummary>> AllAsync(ScanWorld world) =>
        (await world.Catalog.SearchAsync(FindingFilter.Everything, FindingOrder.OldestFirst, null, 1000, Ct)).Items;

    /// <summary>Reads go side by side, and histories by themselves: what fails is the read that begins with this issue, whichever comes first.</summary>
    private void FailReadFrom(ScanWorld world, string key)
    {
        var id = world.Sandbox.State.Find(key)!.Id.ToString(CultureInfo.InvariantCulture);
        var (path, text) = edition == SandboxEdition.Cloud ? ("/issue/bulkfetch", $"[\"{id}\"") : ("/search", $"({id}");
        world.Sandbox.Faults.Add(new(new FaultBehaviour.Answer(503), "POST", path, Times: null, BodyContains: text));
    }

    private static async Task<int> OpenAsync(ScanWorld world) => (await AllAsync(world)).Count(f => f.IsOpen);

    public class OnCloudAndSqlite(SqliteTestDatabase db) : SecretsAsFindingsContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class OnCloudAndPostgres(PostgresTestDatabase db) : SecretsAsFindingsContract(db, SandboxEdition.Cloud), IClassFixture<PostgresTestDatabase>;

    public class OnDataCenterAndSqlite(SqliteTestDatabase db) : SecretsAsFindingsContract(db, SandboxEdition.DataCenter), IClassFixture<SqliteTestDatabase>;

    public class OnDataCenterAndPostgres(PostgresTestDatabase db) : SecretsAsFindingsContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
