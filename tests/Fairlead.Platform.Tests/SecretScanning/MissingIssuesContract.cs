using System.Globalization;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecretScanning;
using Fairlead.Platform.SecretScanning.Crawling;
using Fairlead.Platform.SecretScanning.Storage;
using Fairlead.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Platform.Tests.SecretScanning;

/// <summary>Issues that a crawl knew of when it began, and that Jira does not give when it reads them.</summary>
public abstract class MissingIssuesContract(TestDatabase databases, SandboxEdition edition)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_issue_that_was_listed_and_is_not_given_is_told_and_asked_for_again()
    {
        await using var world = await ScanWorld.StartAsync(databases, edition, Ct);
        var issues = Enumerable.Range(0, 4).Select(i => world.Sandbox.State.Create("SEC", "Task", $"see {ScanWorld.Token($"n{i}")}")).ToList();
        world.Clock.Advance(TimeSpan.FromHours(1));
        // The first one was read before; of the others nothing is known.
        await world.Scans.AskForIssueAsync(world.Connection, issues[0].Key, true, Actor.System, Ct);
        await world.Scans.RunDueAsync(Ct);
        var asked = await PlannedAsync(world);
        world.Sandbox.State.Hide(issues[0].Key);
        world.Sandbox.State.Hide(issues[1].Key);
        world.Sandbox.State.Delete(issues[2].Key);
        await world.Scans.RunDueAsync(Ct);

        var scan = (await world.Scans.FindAsync(asked, Ct))!;
        Assert.Equal((SecretScanState.Done, scan.Total), (scan.State, scan.Issues));
        var hidden = edition == SandboxEdition.Cloud ? SkipCause.Gone : SkipCause.Forbidden;
        Assert.Equal(3, scan.Skipped.Values.Sum());
        var told = (await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 10, Ct)).Skipped.Select(skip => (skip.IssueKey, skip.Cause));
        Assert.Equal([(issues[1].Id.ToString(CultureInfo.InvariantCulture), hidden), (issues[2].Id.ToString(CultureInfo.InvariantCulture), SkipCause.Gone), (issues[0].Key, hidden)], told.OrderBy(skip => skip.Item1, StringComparer.Ordinal));
        Assert.Equal([issues[0].Key, issues[3].Key], await FoundAsync(world));

        // Nothing of them changes.
        world.Sandbox.State.Hide(issues[0].Key, isHidden: false);
        world.Sandbox.State.Hide(issues[1].Key, isHidden: false);
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, (await world.ScanAsync("SEC", forced: false, Ct)).Issues);
        Assert.Equal([issues[0].Key, issues[1].Key, issues[3].Key], await FoundAsync(world));
        Assert.Empty((await world.Scans.SkippedAsync(world.Connection.Id, null, 0, 10, Ct)).Skipped);
    }

    /// <summary>As a node leaves it that found out which issues there are.</summary>
    private static async Task<SecretScanId> PlannedAsync(ScanWorld world)
    {
        await using var node = world.AnotherNode();
        var asked = await world.Scans.AskForProjectAsync(world.Connection, "SEC", forced: true, Actor.System, Ct);
        var (owner, until) = (Guid.CreateVersion7(), world.Clock.GetUtcNow() + TimeSpan.FromMinutes(5));
        var planner = (await node.GetRequiredService<SecretScanStore>().ClaimAsync(new DueShard { ScanId = asked.Id, No = 0 }, owner, world.Clock.GetUtcNow(), until, Ct))!;
        long[] ids = [.. world.Sandbox.State.Issues.Where(issue => issue.Key.StartsWith("SEC-", StringComparison.Ordinal)).Select(issue => issue.Id).Order()];
        var rules = (await world.InUse.CurrentAsync(Ct)).In(world.Connection.Id, asked.ProjectId, world.Clock.GetUtcNow()).Version;
        await using var work = await world.Database.BeginAsync(Ct);
        var first = (await SecretScanStore.PlanAsync(work, planner, owner, new ReadingPlan(ids, [], [], world.Clock.GetUtcNow()), 1_000, until, rules, Ct))!;
        await SecretScanStore.WaitAsync(work, first, owner, null, null, Ct);
        await work.CommitAsync(Ct);
        return asked.Id;
    }

    private static async Task<IEnumerable<string>> FoundAsync(ScanWorld world) =>
        (await world.AllAsync(Ct)).SelectMany(finding => finding.Places).Select(place => place.IssueKey).Order(StringComparer.Ordinal);

    public class CloudOnSqlite(SqliteTestDatabase db) : MissingIssuesContract(db, SandboxEdition.Cloud), IClassFixture<SqliteTestDatabase>;

    public class DataCenterOnPostgres(PostgresTestDatabase db) : MissingIssuesContract(db, SandboxEdition.DataCenter), IClassFixture<PostgresTestDatabase>;
}
