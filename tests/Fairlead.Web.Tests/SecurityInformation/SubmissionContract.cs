using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Client.Findings;
using Fairlead.Sandbox.Faults;
using Fairlead.Web.Tests.Tickets;

namespace Fairlead.Web.Tests.SecurityInformation;

/// <summary>How findings go to a Jira site: in which calls, what is sent again, and what becomes of what the site refuses as a whole or loses. FAULTS F132 to F137.</summary>
public abstract class SubmissionContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_go_in_a_call_and_only_what_changed_is_sent_again()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", [.. Enumerable.Range(0, 2_500).Select(i => $"weakness-{i}")]);
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(2_500);

        Assert.Equal([1_000, 1_000, 500], Numbers(world).GroupBy(n => n).OrderBy(g => g.Key).Select(g => g.Count()));
        Assert.Equal(3, world.Sent.Count);
        Assert.All(world.Jira.Requests.Matching("POST", "/rest/security/1.0/bulk"), r => Assert.True(r.Body?.Contains("\"BACKFILL\"", StringComparison.Ordinal) != false));
        await world.ImportAsync("other", "one more");
        await world.UntilSubmittedAsync(2_501);
        Assert.Equal((4, "SCAN"), (world.Sent.Count, world.Sent[^1]!.Value.Operation));
        Assert.Single(world.Sent[^1]!.Value.Ids);
        Assert.Equal(2, (await world.Jira.Security.SearchContainersAsync(SiteWorld.App, "fairlead", "", Ct)).Count);

        // As a process leaves it that was killed between Jira's answer and storing it: sent again with a higher number, which changes nothing.
        var before = world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Select(v => (v.Id, v.Title)).ToList();
        var highest = Numbers(world).Max();
        await world.Tickets.ChangeAsync("DELETE FROM provider_submissions");
        await world.Tickets.ChangeAsync("UPDATE provider_sites SET whole = NULL");
        await world.UntilSubmittedAsync(2_501);
        Assert.Equal(before, world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Select(v => (v.Id, v.Title)));
        Assert.All(Numbers(world), n => Assert.True(n > highest));

        // And when a person asks for it.
        await world.Host.Client.Providers.SubmitAsync((await world.SiteAsync()).ClientKey, new(All: true), Ct);
        highest = Numbers(world).Max();
        await TicketsWorld.UntilAsync(() => Numbers(world).Min() > highest);
    }

    [Theory]
    [InlineData(413, "[{\"message\":\"payload too large\"}]")]
    [InlineData(413, "<html>too large</html>")]
    [InlineData(400, "[{\"message\":\"something is wrong\"}]")]
    public async Task A_finding_for_which_a_site_refuses_the_whole_call_keeps_no_other_away(int status, string answer)
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", [.. Enumerable.Range(0, 9).Select(i => $"weakness-{i}")]);
        var bad = (await world.FindingsAsync()).Single(f => f.Title == "weakness-4").Id;
        world.Jira.Faults.Add(new SandboxFault(new FaultBehaviour.Answer(status, answer), "POST", "/rest/security/1.0/bulk", Times: null, BodyContains: $"\"{bad}\""));

        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Count == 8);
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Failed == 1);
        var site = await world.SiteAsync();
        var failure = Assert.Single(site.Failures);
        Assert.Equal((bad, null), (failure.Finding, site.Problem));
        Assert.Contains($"({status})", failure.Problem);
        Assert.NotNull(failure.RetryAt);
        Assert.True(world.Jira.Requests.Matching("POST", "/rest/security/1.0/bulk").Count < 9);

        // It is tried again, and what others have is not sent with it.
        world.Jira.Faults.Clear();
        await world.Tickets.ChangeAsync("UPDATE provider_submissions SET due_at = (SELECT installed_at FROM provider_sites) WHERE due_at IS NOT NULL");
        await TicketsWorld.UntilAsync(async () => await world.SiteAsync() is { Failed: 0, Submitted: 9 });
        Assert.Equal(bad.ToString(), Assert.Single(world.Sent[^1]!.Value.Ids));
    }

    [Fact]
    public async Task A_finding_of_which_an_answer_says_nothing_is_its_own_problem_and_sent_again()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one", "two");
        var findings = await world.FindingsAsync();
        var (one, two) = (findings.Single(f => f.Title == "one").Id, findings.Single(f => f.Title == "two").Id);
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Answer(202, $$$"""{"acceptedVulnerabilities":["{{{two}}}"],"failedVulnerabilities":{}}"""));

        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Failed == 1);
        var failure = Assert.Single((await world.SiteAsync()).Failures);
        Assert.Equal((one, "Jira's answer names it neither as accepted nor as failed."), (failure.Finding, failure.Problem));
        Assert.NotNull(failure.RetryAt);

        await world.Tickets.ChangeAsync("UPDATE provider_submissions SET due_at = (SELECT installed_at FROM provider_sites) WHERE due_at IS NOT NULL");
        await TicketsWorld.UntilAsync(async () => await world.SiteAsync() is { Failed: 0, Submitted: 2 });
        Assert.Equal(one.ToString(), Assert.Single(world.Sent[^1]!.Value.Ids));
    }

    [Fact]
    public async Task A_site_that_refuses_every_finding_is_not_asked_for_each()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", [.. Enumerable.Range(0, 100).Select(i => $"weakness-{i}")]);
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Answer(400, "[{\"message\":\"never\"}]"), times: null);
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Problem is not null);
        Assert.Contains("never", (await world.SiteAsync()).Problem);
        Assert.Equal(20, (await world.SiteAsync()).Failed);
        Assert.True(world.Jira.Requests.Matching("POST", "/rest/security/1.0/bulk").Count < 60);
    }

    [Fact]
    public async Task Long_findings_go_in_more_calls()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        var text = new string('!', 2_500);
        var csv = "title,severity,ruleId,description\n" + string.Concat(Enumerable.Range(0, 1_000).Select(i => $"w{i},high,r{i},{text}\n"));
        using (var report = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv)))
            await world.Host.Client.Findings.UploadAsync(report, new UploadOptions { Asset = "shop", Scanner = "hand" }, Ct);
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(1_000);
        // Written as JSON with what must be escaped there, they are about 8 MB.
        Assert.InRange(world.Sent.Count, 2, 4);
    }

    [Fact]
    public async Task What_was_sent_is_read_after_the_number_as_when_another_server_sends_at_the_same_time()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", [.. Enumerable.Range(0, 1_001).Select(i => $"weakness-{i}")]);
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Slow(TimeSpan.FromSeconds(3)));
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        // While the first thousand are on their way, another server tells that it associated the last one with an issue.
        await TicketsWorld.UntilAsync(() => world.Jira.Faults.Waiting.Count == 0);
        await world.Tickets.ChangeAsync(
            """
            INSERT INTO provider_submissions (client_key, finding_id, sequence, installation, digest, issues, unknown_issues)
            SELECT (SELECT client_key FROM provider_sites), f.id, 0, 1, 'other', '10099', '' FROM findings f WHERE 1 = 1
                ON CONFLICT (client_key, finding_id) DO NOTHING
            """);
        await TicketsWorld.UntilAsync(() => world.Sent.Count == 2);
        var last = world.Jira.Requests.Matching("POST", "/rest/security/1.0/bulk")[^1].Body!;
        Assert.Equal("10099", JsonDocument.Parse(last).RootElement.GetProperty("vulnerabilities")[0].GetProperty("removeAssociations")[0].GetProperty("values")[0].GetString());
    }

    [Fact]
    public async Task What_a_person_asks_for_while_another_wish_is_done_is_done_then()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one", "two");
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(2);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        var key = (await world.SiteAsync()).ClientKey;
        // So that the next look is the one that is asked for.
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Answer(503));
        await world.ImportAsync("other", "three");
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Problem is not null);
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Slow(TimeSpan.FromSeconds(3)));
        await world.Host.Client.Providers.SubmitAsync(key, new(), Ct);
        await TicketsWorld.UntilAsync(() => world.Jira.Faults.Waiting.Count == 0);

        await world.Host.Client.Providers.SubmitAsync(key, new(All: true), Ct);

        var before = Numbers(world).Max();
        await TicketsWorld.UntilAsync(() => Numbers(world) is { Count: 3 } numbers && numbers.Count(n => n > before) >= 2);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
    }

    [Fact]
    public async Task F136_A_clock_that_goes_back_an_hour_holds_nothing_up_and_lowers_no_number()
    {
        var clock = new ShiftedClock();
        await using var world = await SiteWorld.StartAsync(databases, change: o => o with { Clock = clock });
        await world.ImportAsync("shop", "one", "two");
        await world.InstallForgeAsync();
        await world.UntilSubmittedAsync(2);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        var before = Numbers(world).Max();

        clock.Shift = TimeSpan.FromHours(-1);
        await world.Host.Client.Findings.ChangeAsync((await world.FindingsAsync()).Single(f => f.Title == "two").Id, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
        await world.ImportAsync("other", "three");

        await world.UntilSubmittedAsync(3);
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Any(v => v.Status == "ignored"));
        Assert.Equal(1, Numbers(world).Count(n => n <= before));
    }

    [Fact]
    public async Task After_a_restore_numbers_go_on_from_what_the_site_shows_and_all_is_sent_again()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one", "two");
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(2);
        for (var i = 0; i < 3; i++)
        {
            var before = Numbers(world).Min();
            await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
            await world.Host.Client.Providers.SubmitAsync((await world.SiteAsync()).ClientKey, new(All: true), Ct);
            await TicketsWorld.UntilAsync(() => Numbers(world).Min() > before);
        }

        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        var highest = Numbers(world).Max();
        await world.Tickets.ChangeAsync("UPDATE provider_sites SET sequence = 1");
        await world.Tickets.ChangeAsync("UPDATE provider_submissions SET sequence = 1");

        // Jira accepts what has a lower number, and drops it.
        await world.Host.Client.Findings.ChangeAsync((await world.FindingsAsync()).Single(f => f.Title == "two").Id, new ChangeFindingRequest(FindingState.FalsePositive, "no"), Ct);
        await TicketsWorld.UntilAsync(async () => await world.CountAsync("SELECT count(*) FROM provider_submissions WHERE sequence = 2") == 1);
        Assert.All(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App), v => Assert.Equal("open", v.Status));
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());

        await world.Tickets.ChangeAsync("UPDATE provider_sites SET verify_at = installed_at");

        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Single(v => v.Title == "two").Status == "ignored");
        await TicketsWorld.UntilAsync(() => Numbers(world).Min() > highest);
    }

    /// <summary>BADINPUT CON-06.</summary>
    [Fact]
    public async Task What_is_no_valid_vulnerability_is_not_sent_and_is_listed()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one", "two");
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(2);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        var calls = world.Sent.Count;

        // It would be parted from more issues than a vulnerability can be parted from at once.
        var many = string.Join(' ', Enumerable.Range(10_001, 501));
        await world.Tickets.ChangeAsync($"UPDATE provider_submissions SET digest = NULL, issues = '{many}' WHERE finding_id = (SELECT finding_id FROM provider_submissions ORDER BY finding_id LIMIT 1)");
        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Failed == 1);
        var failure = Assert.Single((await world.SiteAsync()).Failures);
        Assert.StartsWith("Invalid vulnerability payload, not sent: removeAssociations[0].values: must be a list of 1 to 500", failure.Problem);
        Assert.Null(failure.RetryAt);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        Assert.Equal(calls, world.Sent.Count);
    }

    [Fact]
    public async Task F137_What_a_site_accepts_and_does_not_show_is_sent_again_and_told_after_the_third_time()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one", "two");
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Answer(202, "{\"acceptedVulnerabilities\":[]}"));
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(2);
        Assert.Empty(world.Jira.Security.VulnerabilitiesOf(SiteWorld.App));
        await AfterAWhileAsync();
        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Count == 2);

        // What is there is there.
        var calls = world.Jira.Requests.CountOf("POST", "/rest/security/1.0/bulk");
        await AfterAWhileAsync();
        Assert.Equal(calls, world.Jira.Requests.CountOf("POST", "/rest/security/1.0/bulk"));

        // Never, and not forever either.
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Answer(202, "{\"acceptedVulnerabilities\":[]}"), times: null);
        await world.Host.Client.Providers.SubmitAsync((await world.SiteAsync()).ClientKey, new(All: true), Ct);
        for (var i = 1; i <= 4; i++)
        {
            await TicketsWorld.UntilAsync(() => world.Jira.Requests.CountOf("POST", "/rest/security/1.0/bulk") == calls + i);
            await TicketsWorld.UntilAsync(async () => await world.SiteAsync() is { Submitted: 2 } && await world.IsSettledAsync());
            await AfterAWhileAsync();
        }

        await TicketsWorld.UntilAsync(async () => (await world.SiteAsync()).Failed == 2);
        Assert.Contains("accepted it 4 times and does not show it", (await world.SiteAsync()).Failures[0].Problem);
        Assert.Equal(calls + 4, world.Jira.Requests.CountOf("POST", "/rest/security/1.0/bulk"));

        async Task AfterAWhileAsync()
        {
            await world.Tickets.ChangeAsync("UPDATE provider_sites SET verify_at = installed_at");
            await TicketsWorld.UntilAsync(async () => await world.CountAsync("SELECT count(*) FROM provider_sites WHERE verify_at IS NULL OR verify_at > installed_at") == 1);
        }
    }

    [Fact]
    public async Task Many_that_are_withdrawn_keep_nothing_new_away()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        const int Many = 1_000;
        await world.PushAsync(HttpMethod.Post, "bulk", Batch(Many));
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await world.UntilSubmittedAsync(Many);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync());
        world.Jira.Faults.Add("DELETE", "/rest/security/1.0/vulnerability/**", new FaultBehaviour.Slow(TimeSpan.FromSeconds(5)));
        await world.PushAsync(HttpMethod.Delete, "bulkByProperties?batch=1");

        // While the first are being deleted, something else is found.
        await TicketsWorld.UntilAsync(() => world.Jira.Faults.Waiting.Count == 0);
        await world.ImportAsync("shop", "new");

        await TicketsWorld.UntilAsync(() => world.Jira.Security.VulnerabilitiesOf(SiteWorld.App) is [{ Title: "new" }]);
        await TicketsWorld.UntilAsync(async () => await world.IsSettledAsync() && await world.CountAsync("SELECT count(*) FROM provider_submissions") == 1);
        Assert.Equal(Many, world.Jira.Requests.CountOf("DELETE", "/rest/security/1.0/vulnerability/**"));
        var calls = world.Jira.Requests.Matching(null, "/rest/security/1.0/**").ToList();
        Assert.True(calls.Skip(calls.FindLastIndex(r => r.Method == "POST")).Count(r => r.Method == "DELETE") > Many / 2);
    }

    /// <summary>Vulnerabilities of a provider that can be deleted together.</summary>
    internal static string Batch(int count)
    {
        var body = JsonNode.Parse(SecurityWorld.Bulk([.. Enumerable.Range(0, count).Select(i => SecurityWorld.Vulnerability($"v{i}"))]))!;
        body["properties"] = new JsonObject { ["batch"] = "1" };
        return body.ToJsonString();
    }

    [Fact]
    public async Task A_site_that_is_slow_keeps_no_other_waiting()
    {
        await using var world = await SiteWorld.StartAsync(databases);
        await world.ImportAsync("shop", "one");
        world.Jira.Faults.Add("POST", "/rest/security/1.0/bulk", new FaultBehaviour.Stall());
        await world.Jira.Security.InstallAsync(world.Descriptor, Ct);
        await TicketsWorld.UntilAsync(() => world.Jira.Faults.Waiting.Count == 0);

        // Another one, to which nobody leads, comes after it.
        await world.Tickets.ChangeAsync(
            """
            INSERT INTO provider_sites (client_key, base_url, state, installed_at, changed_at, installation, linked_installation, sequence, asked, cloud_id, forge_installation)
            SELECT 'forge:other', 'https://zzz.invalid', 1, installed_at, changed_at, 1, 0, 0, 0, 'other', 'other' FROM provider_sites
            """);

        await TicketsWorld.UntilAsync(async () => (await world.Host.Client.Providers.SitesAsync(Ct)).Single(s => s.Kind == Client.Providers.ProviderSiteKind.Forge).Problem is not null);
        Assert.Null((await world.Host.Client.Providers.SitesAsync(Ct)).Single(s => s.Kind == Client.Providers.ProviderSiteKind.Connect).Problem);
        Assert.Empty(world.Sent);
    }

    /// <summary>The number of each vulnerability that stands there.</summary>
    private static List<long> Numbers(SiteWorld world) =>
        [.. world.Jira.Security.VulnerabilitiesOf(SiteWorld.App).Select(v => JsonDocument.Parse(v.Json).RootElement.GetProperty("updateSequenceNumber").GetInt64())];

    /// <summary>The machine's clock, set otherwise.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }

    public class OnSqlite(SqliteTestDatabase db) : SubmissionContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SubmissionContract(db), IClassFixture<PostgresTestDatabase>;
}
