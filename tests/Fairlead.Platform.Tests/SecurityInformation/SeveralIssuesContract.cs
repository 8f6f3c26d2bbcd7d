using System.Globalization;
using System.Text.Json.Nodes;
using Fairlead.Platform.Tickets;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>Vulnerabilities that providers associate with several issues, or with one by several names; what comes of it needs no run of the configuration.</summary>
public abstract class SeveralIssuesContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_issue_of_one_keeps_no_other_from_that_issue()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var (first, second) = (jira.State.Create("SEC", "Bug", "First").Key, jira.State.Create("SEC", "Bug", "Second").Key);

        await world.PushAsync(Ct, With("z1", added: second), With("z2", added: $"{first} {second}"), With("z3", added: second));
        await world.LinkAsync(Ct);

        Assert.Equal($"{first}: z2; {second}: z1 z3", await BehindAsync(world));
        var refused = Assert.Single(await world.FailedAsync(Ct));
        Assert.Equal(("z2", second), (refused.Vulnerability, refused.Issue));
        Assert.StartsWith($"The finding is behind {first} already, and a finding is behind one open issue of on jira.", refused.Problem);

        // Also when it is a ticket's by then; the refused one waits twice as long.
        await world.PushAsync(Ct, With("z4", added: second), With("z5", added: $"{first} {second}"));
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.LinkAsync(Ct);
        Assert.Equal($"{first}: z2 z5; {second}: z1 z3 z4", await BehindAsync(world));
        Assert.Equal(["z2", "z5"], (await world.FailedAsync(Ct)).Select(f => f.Vulnerability));
        Assert.Equal([10.0, 5.0], (await world.FailedAsync(Ct)).Select(f => (f.RetryAt!.Value - world.Clock.GetUtcNow()).TotalMinutes));

        // As it says: once the first is taken back, the second is its issue.
        await world.PushAsync(Ct, With("z2", removed: first), With("z5", removed: second));
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.LinkAsync(Ct);
        Assert.Equal($"{first}: z5; {second}: z1 z2 z3 z4", await BehindAsync(world));
        Assert.Empty(await world.FailedAsync(Ct));
    }

    [Fact]
    public async Task What_a_push_joins_to_a_ticket_or_takes_from_it_counts_without_a_run_and_the_issue_is_told_by_the_next()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var (first, second) = (jira.State.Create("SEC", "Bug", "First").Key, jira.State.Create("SEC", "Bug", "Second").Key);
        await world.PushAsync(Ct, With("a", added: first));
        await world.LinkAsync(Ct);

        await world.PushAsync(Ct, With("b", added: first), With("c", added: first));
        await world.LinkAsync(Ct);
        Assert.Equal($"{first}: a b c", await BehindAsync(world));
        Assert.Equal(3, Assert.Single(await TicketsAsync(world)).Findings);

        // Both in one push: what is taken back stands in no way.
        await world.PushAsync(Ct, With("b", added: second, removed: first), With("a", removed: first));
        await world.LinkAsync(Ct);
        Assert.Equal($"{first}: c; {second}: b", await BehindAsync(world));
        Assert.Empty(await world.FailedAsync(Ct));

        await RunAsync(world);
        Assert.Equal($"{first}: c; {second}: b", await BehindAsync(world));
        await world.PushAsync(Ct, HubWorld.Vulnerability("c", "closed"), HubWorld.Vulnerability("a"));
        await world.LinkAsync(Ct);
        await RunAsync(world);
        Assert.True(jira.State.Find(first)!.IsDone);
        Assert.False(jira.State.Find(second)!.IsDone);
    }

    [Fact]
    public async Task What_joins_an_issue_that_is_done_opens_it()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "First").Key;
        await world.PushAsync(Ct, With("b"), With("a", added: issue));
        await world.LinkAsync(Ct);
        // What was open before it was done is told by nothing but that it was not behind it.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.PushAsync(Ct, HubWorld.Vulnerability("a", "closed"));
        await world.LinkAsync(Ct);
        await RunAsync(world);
        Assert.True(jira.State.Find(issue)!.IsDone);

        await world.PushAsync(Ct, With("b", added: issue));
        await world.LinkAsync(Ct);
        await RunAsync(world);

        Assert.False(jira.State.Find(issue)!.IsDone);
        Assert.Equal($"{issue}: a b", await BehindAsync(world));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_an_issue_that_is_done_and_an_open_one_the_first_stands_and_the_other_is_told(bool doneFirst)
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var (first, second) = (jira.State.Create("SEC", "Bug", "First").Key, jira.State.Create("SEC", "Bug", "Second").Key);
        var (done, open) = doneFirst ? (first, second) : (second, first);
        await world.PushAsync(Ct, With("b"), With("a", added: done));
        await world.LinkAsync(Ct);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.PushAsync(Ct, HubWorld.Vulnerability("a", "closed"));
        await world.LinkAsync(Ct);
        await RunAsync(world);
        Assert.True(jira.State.Find(done)!.IsDone);

        await world.PushAsync(Ct, With("b", added: $"{done} {open}"));
        await world.LinkAsync(Ct);
        await RunAsync(world);

        Assert.Equal(doneFirst ? $"{done}: a b" : $"{open}: b; {done}: a", await BehindAsync(world));
        Assert.Equal(!doneFirst, jira.State.Find(done)!.IsDone);
        var refused = Assert.Single(await world.FailedAsync(Ct));
        Assert.Equal(("b", second), (refused.Vulnerability, refused.Issue));
        Assert.StartsWith($"The finding is behind {first} already", refused.Problem);

        // As it says: once the first is taken back, the second is its issue.
        await world.PushAsync(Ct, With("b", removed: first));
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.LinkAsync(Ct);
        await RunAsync(world);
        Assert.Equal(doneFirst ? $"{done}: a; {open}: b" : $"{done}: a b", await BehindAsync(world));
        Assert.Empty(await world.FailedAsync(Ct));
    }

    [Fact]
    public async Task One_issue_by_its_id_its_key_and_its_key_in_small_letters_is_one_link()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");
        var id = issue.Id.ToString(CultureInfo.InvariantCulture);
        await world.PushAsync(Ct, With("a", added: issue.Key.ToLowerInvariant()), With("b", added: id));
        await world.LinkAsync(Ct);
        await world.PushAsync(Ct, With("a", added: $"{id} {issue.Key}"));
        await world.LinkAsync(Ct);

        Assert.Equal($"{issue.Key}: a b", await BehindAsync(world));
        Assert.Empty(await world.FailedAsync(Ct));
        Assert.Equal([issue.Key.ToLowerInvariant(), id], (await world.Hub.VulnerabilityAsync(HubWorld.Snyk, "a", Ct))!.Associations);

        // Taken back by one name, it is there by the other still; taken back and named otherwise in one push, too.
        await world.PushAsync(Ct, With("a", removed: issue.Key), With("b", added: issue.Key, removed: id));
        await world.LinkAsync(Ct);
        Assert.Equal($"{issue.Key}: a b", await BehindAsync(world));
        Assert.Single(jira.State.Find(issue.Key)!.Comments);
        await world.PushAsync(Ct, With("a", removed: id), With("b", removed: issue.Key.ToLowerInvariant()));
        await world.LinkAsync(Ct);
        Assert.Equal("", await BehindAsync(world));
        Assert.Empty(jira.State.Find(issue.Key)!.Labels);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_problem_goes_with_its_vulnerability_and_what_is_pushed_anew_is_tried_at_once(bool byProperty)
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        var properties = new JsonObject { ["build"] = "7" };
        await world.PushAsync(HubWorld.Snyk, properties, Ct, With("a", added: "SEC-1"));
        await world.LinkAsync(Ct);
        Assert.Single(await world.FailedAsync(Ct));

        if (byProperty)
            await world.Hub.DeleteAsync(HubWorld.Snyk, Platform.Operations.Actor.System, [new("build", "7")], Ct);
        else
            await world.Hub.DeleteAsync(HubWorld.Snyk, Platform.Operations.Actor.System, "a", Ct);
        Assert.Empty(await world.FailedAsync(Ct));
        Assert.DoesNotContain(await world.HealthAsync(Ct), r => r.Code == "associations_not_linked");

        jira.State.Create("SEC", "Bug", "Made later");
        await world.PushAsync(Ct, With("a", added: "SEC-1"));
        await world.LinkAsync(Ct);
        Assert.Equal("SEC-1: a", await BehindAsync(world));
    }

    private static JsonObject With(string id, string? added = null, string? removed = null) => AssociationContract.With(id, added, removed);

    private static Task<IReadOnlyList<Ticket>> TicketsAsync(HubWorld world) => world.Tickets.ListAsync(null, null, null, 100, Ct);

    private static async Task RunAsync(HubWorld world)
    {
        foreach (var configuration in await world.Configurations.ListAsync(Ct))
            await world.Sync.RunAsync(configuration.Id, null, Ct);
    }

    /// <summary>Which vulnerabilities are behind which issues.</summary>
    private static async Task<string> BehindAsync(HubWorld world)
    {
        var findings = await world.FindingsAsync(Ct);
        var behind = await world.Tickets.OfFindingsAsync([.. findings.Select(f => f.Id)], Ct);
        return string.Join("; ", findings
            .SelectMany(f => behind[f.Id].Where(t => t.IssueKey is not null).Select(t => (t.IssueKey, Vulnerability: f.Detail.Labels["vulnerability"])))
            .GroupBy(l => l.IssueKey, l => l.Vulnerability)
            .OrderBy(i => i.Key, StringComparer.Ordinal)
            .Select(i => $"{i.Key}: {string.Join(' ', i.Order(StringComparer.Ordinal))}"));
    }

    public class OnSqlite(SqliteTestDatabase db) : SeveralIssuesContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SeveralIssuesContract(db), IClassFixture<PostgresTestDatabase>;
}
