using System.Text.Json.Nodes;
using Fairlead.Kernel;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>What providers push as findings like all others, with their ends and their returns.</summary>
public abstract class ProviderReportContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_vulnerability_is_a_finding_that_says_where_it_is_from()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.PushAsync(HubWorld.Snyk, new JsonObject { ["workspaceId"] = "w1" }, Ct, HubWorld.Vulnerability("v/1 "));

        await world.Reporter.ReportDueAsync(Ct);

        var finding = Assert.Single(await world.FindingsAsync(Ct));
        Assert.Equal(
            (FindingKind.Vulnerability, "snyk", "CVE-2026-1234", "snyk:acme/shop", Severity.High, FindingStatus.Active),
            (finding.Kind, finding.Scanner, finding.RuleId, finding.Asset, finding.Severity, finding.Status));
        Assert.Equal(("Weakness v/1", "It reads too far.", "https://scanner.example/v/1"), (finding.Title, finding.Description, finding.Url));
        Assert.Equal(["CVE-2026-1234"], finding.VulnerabilityIds);
        Assert.Equal(["container=acme/shop", "vulnerability=v/1", "workspaceId=w1"], finding.Detail.Labels.Select(l => $"{l.Key}={l.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(new DateTimeOffset(2025, 12, 31, 9, 30, 0, TimeSpan.Zero), finding.Detail.ReportedAt);
        Assert.Contains("https://cve.example/1", finding.Detail.Urls);
        var occurrence = Assert.Single(await world.Catalog.OccurrencesAsync(finding.Id, Ct));
        Assert.Equal("security-information", occurrence.Scope.ReportKind);
        Assert.Empty(Assert.Single((await world.Imports.ListAsync(null, 10, Ct)).Items).Warnings);
    }

    [Fact]
    public async Task While_much_comes_in_no_findings_are_made()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        for (var sent = 0; sent < PushBurst.Vulnerabilities; sent += 1_000)
            await world.PushAsync(Ct, [.. Enumerable.Range(sent, 1_000).Select(n => HubWorld.Vulnerability($"v{n}"))]);

        var reporting = world.Reporter.ReportDueAsync(Ct);
        while (!reporting.IsCompleted && !world.Clock.IsAwaited(TimeSpan.FromMilliseconds(500)))
            await Task.Delay(10, Ct);
        Assert.Empty(await world.FindingsAsync(Ct));
        Assert.False(reporting.IsCompleted);

        while (!reporting.IsCompleted)
        {
            world.Clock.Advance(PushBurst.Window);
            await Task.Delay(10, Ct);
        }

        await reporting;
        Assert.Equal(PushBurst.Vulnerabilities, (await world.Catalog.CountAsync(FindingFilter.Everything, Ct)).Total);
    }

    [Fact]
    public async Task Containers_of_two_providers_are_two_assets_however_the_colons_stand()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.PushAsync(new("app:one", "A:b"), [], Ct, HubWorld.Vulnerability("v", container: "c"));
        await world.PushAsync(new("app:two", "A"), [], Ct, HubWorld.Vulnerability("v", container: "b:c"));
        Assert.Equal("v Active, v Active", await world.ReportAsync(Ct));
        Assert.Equal(["A%3Ab:c", "A:b:c"], (await world.FindingsAsync(Ct)).Select(f => f.Asset).Order(StringComparer.Ordinal));

        await world.Hub.DeleteAsync(new("app:one", "A:b"), Actor.System, "v", Ct);
        await world.Reporter.ReportDueAsync(Ct);
        Assert.Equal("A:b:c", Assert.Single(await world.FindingsAsync(Ct), f => f.IsOpen).Asset);
    }

    [Fact]
    public async Task Statuses_and_deletions_follow_and_what_returns_opens()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"), HubWorld.Vulnerability("b", "unknown"), HubWorld.Vulnerability("c"), HubWorld.Vulnerability("d"));
        Assert.Equal("a Active, b Active, c Active, d Active", await world.ReportAsync(Ct));

        await world.PushAsync(Ct, HubWorld.Vulnerability("a", "closed"), HubWorld.Vulnerability("b", "ignored"));
        await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, "c", Ct);
        Assert.Equal("a Fixed, b RiskAccepted, c Fixed, d Active", await world.ReportAsync(Ct));
        Assert.Equal(["c"], (await world.FindingsAsync(Ct)).Where(f => f.Detail.Labels.ContainsKey("deleted")).Select(f => f.Detail.Labels["vulnerability"]));

        // A late one says nothing.
        await world.PushAsync(Ct, HubWorld.Vulnerability("a", "open", number: 0));
        Assert.Equal("a Fixed, b RiskAccepted, c Fixed, d Active", await world.ReportAsync(Ct));

        var ids = (await world.FindingsAsync(Ct)).Select(f => f.Id).ToList();
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"), HubWorld.Vulnerability("b"), HubWorld.Vulnerability("c"));
        Assert.Equal("a Active, b Active, c Active, d Active", await world.ReportAsync(Ct));
        Assert.Equal(ids, (await world.FindingsAsync(Ct)).Select(f => f.Id));
        Assert.DoesNotContain(await world.FindingsAsync(Ct), f => f.Detail.Labels.ContainsKey("deleted"));
    }

    [Fact]
    public async Task What_is_deleted_and_cannot_be_read_any_more_ends_by_its_ids()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.PushAsync(HubWorld.Snyk, new JsonObject { ["workspaceId"] = "w1" }, Ct, HubWorld.Vulnerability("a"), HubWorld.Vulnerability("b"));
        Assert.Equal("a Active, b Active", await world.ReportAsync(Ct));
        var before = (await world.FindingsAsync(Ct))[0];
        await world.PushAsync(Ct, HubWorld.Vulnerability("never told"));
        foreach (var id in (string[])["a", "never told"])
            await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, id, Ct);
        await world.Database.ChangeRowsAsync("UPDATE security_removals SET body = 'broken'", Ct);

        Assert.Equal("a Fixed, b Active", await world.ReportAsync(Ct));

        var after = (await world.FindingsAsync(Ct))[0];
        Assert.Equal(
            (before.Title, before.Description, before.RuleId, before.Kind, before.ReportedSeverity, before.Url, before.Detail.ReportedAt),
            (after.Title, after.Description, after.RuleId, after.Kind, after.ReportedSeverity, after.Url, after.Detail.ReportedAt));
        Assert.Equal(before.VulnerabilityIds, after.VulnerabilityIds);
        Assert.Equal(before.Detail.Urls, after.Detail.Urls);
        Assert.Equal(["container=acme/shop", "deleted=true", "vulnerability=a", "workspaceId=w1"], after.Detail.Labels.Select(l => $"{l.Key}={l.Value}").Order(StringComparer.Ordinal));
        Assert.Empty(await world.HealthAsync(Ct) is var reasons ? reasons.Where(r => r.Code is "vulnerabilities_not_told" or "vulnerabilities_left_out") : []);

        // Stored again it is as all others.
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        Assert.Equal("a Active, b Active", await world.ReportAsync(Ct));
    }

    /// <summary>Each of the reports is the same as one before.</summary>
    [Fact]
    public async Task A_vulnerability_that_goes_and_comes_is_told_each_time()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        for (var i = 0; i < 3; i++)
        {
            await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
            Assert.Equal("a Active", await world.ReportAsync(Ct));
            await world.PushAsync(Ct, HubWorld.Vulnerability("a", "closed"));
            Assert.Equal("a Fixed", await world.ReportAsync(Ct));
        }
    }

    [Fact]
    public async Task What_is_deleted_by_properties_is_closed_however_much_it_is()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.PushAsync(HubWorld.Snyk, new JsonObject { ["account"] = "1" }, Ct, [.. Enumerable.Range(0, 50).Select(i => HubWorld.Vulnerability($"v{i}"))]);
        await world.PushAsync(Ct, HubWorld.Vulnerability("other"));
        await world.ReportAsync(Ct);

        await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, [KeyValuePair.Create("account", "1")], Ct);
        await world.ReportAsync(Ct);

        Assert.Equal("other", Assert.Single(await world.FindingsAsync(Ct), f => f.IsOpen).Detail.Labels["vulnerability"]);
    }

    [Fact]
    public async Task What_moved_to_another_container_is_closed_where_it_was()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        await world.ReportAsync(Ct);

        // Told once more before it moves.
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        await world.PushAsync(Ct, HubWorld.Vulnerability("a", container: "acme/new"));
        await world.ReportAsync(Ct);
        Assert.Equal(["snyk:acme/shop Fixed", "snyk:acme/new Active"], (await world.FindingsAsync(Ct)).Select(f => $"{f.Asset} {f.Status}"));

        await world.PushAsync(Ct, HubWorld.Vulnerability("a", container: "elsewhere"));
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        await world.ReportAsync(Ct);
        Assert.Equal(["snyk:acme/shop Active", "snyk:acme/new Fixed"], (await world.FindingsAsync(Ct)).Select(f => $"{f.Asset} {f.Status}"));
    }

    [Fact]
    public async Task What_was_deleted_and_came_again_before_it_was_told_stays_open_and_what_was_never_told_leaves_no_trace()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        await world.ReportAsync(Ct);

        await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, "a", Ct);
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"), HubWorld.Vulnerability("short-lived"));
        await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, "short-lived", Ct);

        Assert.Equal("a Active", await world.ReportAsync(Ct));
        await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, "a", Ct);
        Assert.Equal("a Fixed", await world.ReportAsync(Ct));
    }

    [Fact]
    public async Task The_same_told_again_or_with_another_time_changes_nothing()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        await world.ReportAsync(Ct);
        var before = Assert.Single(await world.FindingsAsync(Ct));

        var again = HubWorld.Vulnerability("a");
        again["lastUpdated"] = "2026-06-01T00:00:00Z";
        await world.PushAsync(Ct, again);
        await world.ReportAsync(Ct);
        // As a process leaves it that was killed between what it told and noting that.
        await world.Database.ChangeRowsAsync("UPDATE security_providers SET reported = 0", Ct);
        await world.ReportAsync(Ct);

        Assert.Equal(before.Revision, Assert.Single(await world.FindingsAsync(Ct)).Revision);
        Assert.All((await world.Imports.ListAsync(null, 10, Ct)).Items.SkipLast(1), i => Assert.False(i.Counts.ChangedAnything));
    }

    [Fact]
    public async Task What_a_killed_process_had_begun_is_done_once_its_claim_ends()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        var now = world.Clock.GetUtcNow();
        Assert.NotNull(await world.Reports.ClaimAsync(Assert.Single(await world.Reports.DueAsync(now, Ct)), Guid.CreateVersion7(now), now, now + TimeSpan.FromMinutes(2), Ct));

        Assert.Equal("", await world.ReportAsync(Ct));
        await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, "a", Ct);
        await world.PushAsync(Ct, HubWorld.Vulnerability("b"));
        world.Clock.Advance(TimeSpan.FromMinutes(3));

        // The dead process may have told of it.
        Assert.Equal("a Fixed, b Active", await world.ReportAsync(Ct));
    }

    [Fact]
    public async Task Two_providers_with_the_same_ids_are_two_also_when_they_are_called_the_same()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        var other = HubWorld.Snyk with { Key = "user:2" };
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        await world.PushAsync(other, [], Ct, HubWorld.Vulnerability("a"));
        await world.ReportAsync(Ct);

        await world.Hub.DeleteAsync(other, Actor.System, "a", Ct);
        // A new name is for people only.
        await world.PushAsync(HubWorld.Snyk with { Name = "Snyk Inc." }, [], Ct, HubWorld.Vulnerability("b"));

        Assert.Equal("a Active, a Fixed, b Active", await world.ReportAsync(Ct));
        Assert.Equal(["snyk", "snyk (user:2)", "snyk"], (await world.FindingsAsync(Ct)).Select(f => f.Scanner));
    }

    [Fact]
    public async Task Many_are_told_in_several_reports_and_none_is_left_out()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        for (var request = 0; request < 45; request++)
            await world.PushAsync(Ct, [.. Enumerable.Range(0, 1000).Select(i => HubWorld.Vulnerability($"{request}-{i}"))]);

        world.Clock.Advance(PushBurst.Window);
        await world.Reporter.ReportDueAsync(Ct);

        Assert.Equal(45_000, (await world.Catalog.CountAsync(FindingFilter.Everything, Ct)).Open);
        Assert.Equal(3, (await world.Imports.ListAsync(null, 10, Ct)).Items.Count);
    }

    [Fact]
    public async Task Many_associations_are_noted_some_at_a_time_and_once_all_are_none_is_left_out()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.PushAsync(Ct, [.. Enumerable.Range(0, 12).Select(i => With($"v{i}", (500 * i) + 1, 500))]);
        await world.PushAsync(Ct, With("last", 6_001, 1), HubWorld.Vulnerability("none"));
        await world.Database.ChangeRowsAsync("UPDATE security_vulnerabilities SET associations = 'broken' WHERE vulnerability_id = 'last'", Ct);
        await world.Reporter.ReportDueAsync(Ct);

        // What was noted before something went wrong was not held for one transaction of all.
        Assert.Equal(5_000, await CountAsync(world));
        Assert.Single(await world.HealthAsync(Ct), r => r.Code == "vulnerabilities_not_told");
        await world.Database.ChangeRowsAsync("""UPDATE security_vulnerabilities SET associations = '["SEC-6001"]' WHERE vulnerability_id = 'last'""", Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Reporter.ReportDueAsync(Ct);
        Assert.Equal(6_001, await CountAsync(world));
        Assert.DoesNotContain(await world.HealthAsync(Ct), r => r.Code == "vulnerabilities_not_told");

        // What is taken back is noted, too, also where nothing is left.
        var gone = HubWorld.Vulnerability("v0");
        gone["removeAssociations"] = Issues(1, 500);
        await world.PushAsync(Ct, gone);
        await world.Reporter.ReportDueAsync(Ct);
        Assert.Equal(5_501, await CountAsync(world));

        static JsonObject With(string id, int first, int count)
        {
            var vulnerability = HubWorld.Vulnerability(id);
            vulnerability["addAssociations"] = Issues(first, count);
            return vulnerability;
        }

        static JsonArray Issues(int first, int count) =>
            [new JsonObject { ["associationType"] = "issueIdOrKeys", ["values"] = new JsonArray([.. Enumerable.Range(first, count).Select(i => JsonValue.Create($"SEC-{i}"))]) }];

        async Task<long> CountAsync(HubWorld hub) => (await hub.Database.QueryAsync<long>(SqlText.FromFixedParts("SELECT count(*) FROM security_associations WHERE wanted = 1"), null, Ct))[0];
    }

    [Fact]
    public async Task That_findings_take_no_report_is_told_by_health_until_they_do()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        await world.Database.ChangeRowsAsync("UPDATE security_vulnerabilities SET associations = 'broken'", Ct);
        await world.Reporter.ReportDueAsync(Ct);

        var told = Assert.Single(await world.HealthAsync(Ct), r => r.Code == "vulnerabilities_not_told");
        Assert.Equal(("snyk", false), (told.About, told.IsBlocking));
        await world.Database.ChangeRowsAsync("UPDATE security_vulnerabilities SET associations = '[]'", Ct);
        await world.PushAsync(Ct, HubWorld.Vulnerability("b"));
        Assert.Equal("a Active", await world.ReportAsync(Ct));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("a Active, b Active", await world.ReportAsync(Ct));
        Assert.DoesNotContain(await world.HealthAsync(Ct), r => r.Code == "vulnerabilities_not_told");
    }

    [Fact]
    public async Task One_that_cannot_be_a_finding_is_told_and_keeps_no_other_away()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        var odd = HubWorld.Vulnerability("odd");
        odd["identifiers"] = new JsonArray(new JsonObject { ["displayName"] = "CWE-\uFF17\uFF19", ["url"] = "https://cwe.example/79" });
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"), HubWorld.Vulnerability("b"), odd, HubWorld.Vulnerability("c"));
        await world.Database.ChangeRowsAsync("UPDATE security_vulnerabilities SET body = 'broken' WHERE vulnerability_id IN ('a', 'b')", Ct);

        Assert.Equal("c Active, odd Active", Sorted(await world.ReportAsync(Ct)));
        var told = Assert.Single(await world.HealthAsync(Ct), r => r.Code.StartsWith("vulnerabilities_", StringComparison.Ordinal));
        Assert.Equal(("vulnerabilities_left_out", "snyk", false), (told.Code, told.About, told.IsBlocking));
        Assert.Contains("a (an error of Fairlead itself; the server's log tells it); b (", told.Message);
        Assert.Empty(await world.Reports.DueAsync(world.Clock.GetUtcNow(), Ct));

        // What is pushed again is tried again, and what is deleted is told no more.
        await world.PushAsync(Ct, HubWorld.Vulnerability("a"));
        await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, "b", Ct);
        Assert.Equal("a Active, c Active, odd Active", Sorted(await world.ReportAsync(Ct)));
        Assert.DoesNotContain(await world.HealthAsync(Ct), r => r.Code.StartsWith("vulnerabilities_", StringComparison.Ordinal));

        static string Sorted(string told) => string.Join(", ", told.Split(", ").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Properties_are_kept_as_long_as_something_has_them()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        for (var scan = 0; scan < 3; scan++)
            await PushAsync(scan, "a", number: null);
        Assert.Equal("2", await SetsAsync());
        // A late one is dropped, and its properties with it.
        await PushAsync(3, "a", number: 0);
        Assert.Equal("2", await SetsAsync());
        await PushAsync(4, "b", number: null);
        Assert.Equal("2 4", await SetsAsync());

        // Never told: gone at once. Told: kept until Findings knows that it is gone.
        await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, "a", Ct);
        Assert.Equal("4", await SetsAsync());
        await world.ReportAsync(Ct);
        await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, "b", Ct);
        Assert.Equal("4", await SetsAsync());
        Assert.Equal("b Fixed", await world.ReportAsync(Ct));
        Assert.Equal("", await SetsAsync());

        // The other ways to go.
        await PushAsync(5, "c", number: null);
        await PushAsync(6, "d", number: null);
        await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, [KeyValuePair.Create("scan", "5")], Ct);
        Assert.Equal("6", await SetsAsync());
        await world.Hub.LinkAsync(HubWorld.Snyk, Actor.System, ["w"], Ct);
        await world.Hub.UnlinkAsync(HubWorld.Snyk, Actor.System, ["w"], Ct);
        Assert.Equal("", await SetsAsync());

        Task PushAsync(int scan, string id, long? number) =>
            world.PushAsync(HubWorld.Snyk, new JsonObject { ["scan"] = $"{scan}" }, Ct, HubWorld.Vulnerability(id, number: number));

        async Task<string> SetsAsync()
        {
            const string Having = "SELECT p.value FROM security_property_sets s LEFT JOIN security_properties p ON p.set_no = s.no ORDER BY s.no";
            var values = await world.Database.QueryAsync<string>(SqlText.FromFixedParts(Having), null, Ct);
            Assert.Equal(values.Count, (await world.Database.QueryAsync<long>(SqlText.FromFixedParts("SELECT count(*) FROM security_properties"), null, Ct))[0]);
            return string.Join(' ', values);
        }
    }

    public class OnSqlite(SqliteTestDatabase db) : ProviderReportContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : ProviderReportContract(db), IClassFixture<PostgresTestDatabase>;
}
