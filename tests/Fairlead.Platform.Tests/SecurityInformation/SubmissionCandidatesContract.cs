using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.SecurityInformation;
using Fairlead.Platform.SecurityInformation.Providing;
using Fairlead.Platform.SecurityInformation.Storage;
using Fairlead.Platform.Tickets;
using Fairlead.Storage;

namespace Fairlead.Platform.Tests.SecurityInformation;

/// <summary>How many findings a look at a site compares: those that changed, whatever changed of what the site shows of them, and no others.</summary>
public abstract class SubmissionCandidatesContract(TestDatabase databases)
{
    private const string Key = "site";
    private const string Settings = "as it is";

    private static readonly SqlText NotedSql = SqlText.FromFixedParts("SELECT count(*) FROM provider_changes");

    /// <summary>The same change so many times.</summary>
    private static readonly SqlText NoteSql = SqlText.FromFixedParts(
        "WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < @count) "
        + "INSERT INTO provider_changes (client_key, finding_id) SELECT @clientKey, (SELECT id FROM findings ORDER BY id LIMIT 1) FROM counted");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_are_compared_once_and_then_what_changed_and_what_is_new()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await InstallAsync(world);
        await PushAsync(world, 0, 2_100);
        var first = await LookAsync(world);
        Assert.Equal((2_100, 2_100, false), (first.Looked, first.Changed.Count, first.HasMore));
        Assert.Equal(0, await LookedAsync(world));
        Assert.False(await HasWorkAsync(world));

        // One of them, however often.
        var one = (await world.FindingsAsync(Ct))[0];
        foreach (var severity in (Severity[])[Severity.Low, Severity.Critical, Severity.Low])
            await EditAsync(world, one.Id, new FindingEdit { Severity = severity, Reason = "ours", By = Actor.System });
        Assert.True(await HasWorkAsync(world));
        var look = await LookAsync(world);
        Assert.Equal((1, one.Id), (look.Looked, Assert.Single(look.Changed)));

        // What is pushed as it was before is no change; what differs is, and what is new.
        await PushAsync(world, 2_090, 2_103, "open", "closed");
        look = await LookAsync(world);
        Assert.Equal((3, 2), (look.Looked, look.Changed.Count));
        Assert.Equal(0, await LookedAsync(world));
        Assert.False(await HasWorkAsync(world));

        // A day later, or when somebody asks for it, all.
        world.Clock.Advance(TimeSpan.FromDays(1));
        look = await LookAsync(world);
        Assert.Equal((2_103, 0), (look.Looked, look.Changed.Count));
        Assert.True(await world.Sites.AskAsync(Actor.System, Key, all: true, Ct));
        look = await LookAsync(world);
        Assert.Equal(2_102, look.Changed.Count);
        Assert.Equal(0, await LookedAsync(world));
        Assert.Equal(2_103, (await LookAsync(world, "by another connection")).Looked);
    }

    [Fact]
    public async Task What_happens_to_the_issues_of_a_finding_is_noted_too()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await using var jira = await world.ConnectAsync("jira", Ct);
        await InstallAsync(world);
        await PushAsync(world, 0, 20);
        Assert.Equal(20, await LookedAsync(world));
        var (one, two) = ((await world.FindingsAsync(Ct))[3], (await world.FindingsAsync(Ct))[4]);
        var issue = jira.State.Create("SEC", "Bug", "Known to us");

        // Linked by a provider; parted by a person; linked again.
        await world.PushAsync(Ct, AssociationContract.With(one.Detail.Labels["vulnerability"], added: issue.Key), AssociationContract.With(two.Detail.Labels["vulnerability"], added: issue.Key));
        await world.LookAsync(Ct);
        var look = await LookAsync(world);
        Assert.Equal([one.Id, two.Id], look.Changed.ToHashSet());
        Assert.Equal(2, look.Looked);
        await world.SiteStore.WantAsync(Key, one.Id, issue.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), wanted: false, world.Clock.GetUtcNow(), Ct);
        Assert.Equal([one.Id], (await LookAsync(world)).Changed);

        // The issue goes.
        var ticket = Assert.Single(await world.Tickets.ListAsync(null, null, null, 100, Ct));
        Assert.Equal(0, await LookedAsync(world));
        Assert.IsType<IssueOutcome.Done>(await world.Links.UnlinkAsync(Actor.System, ticket.Id, Ct));
        Assert.Contains(two.Id, (await LookAsync(world)).Changed);
        Assert.Equal(0, await LookedAsync(world));
    }

    [Fact]
    public async Task Changes_that_nobody_looks_at_become_a_look_at_all()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await InstallAsync(world);
        await PushAsync(world, 0, 20);
        await LookAsync(world);
        await PushAsync(world, 0, 10, "closed");
        await PruneAsync(10);
        Assert.Equal(10, await LookedAsync(world));
        await PushAsync(world, 0, 10);
        await PushAsync(world, 10, 11, "closed");
        await PruneAsync(10);
        Assert.True((await SiteAsync(world)).IsWholeDue(Settings, world.Clock.GetUtcNow()));
        var look = await LookAsync(world);
        Assert.Equal((20, 11), (look.Looked, look.Changed.Count));

        async Task PruneAsync(int most) => await world.Changes.PruneAsync(await SiteAsync(world), most, Ct);
    }

    /// <summary>Without an address of its own Fairlead submits nothing; what changes is noted all the same.</summary>
    [Fact]
    public async Task Changes_become_a_look_at_all_also_while_nothing_can_be_submitted()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await InstallAsync(world);
        await PushAsync(world, 0, 5);
        await LookAsync(world);
        await PushAsync(world, 0, 1, "closed");
        await NoteAsync(Submitter.MaxNoted - 1);
        await world.Submitter.SubmitDueAsync(Ct);
        Assert.False((await SiteAsync(world)).IsWholeDue(Settings, world.Clock.GetUtcNow()));
        Assert.True(await HasWorkAsync(world));

        await NoteAsync(1);
        await world.Submitter.SubmitDueAsync(Ct);

        Assert.Equal(0, await world.Database.FirstAsync<long>(NotedSql, null, Ct));
        Assert.True((await SiteAsync(world)).IsWholeDue(Settings, world.Clock.GetUtcNow()));
        var look = await LookAsync(world);
        Assert.Equal((5, 1), (look.Looked, look.Changed.Count));

        async Task NoteAsync(int count) => await world.Database.ExecuteAsync(NoteSql, new { clientKey = Key, count }, Ct);
    }

    [Fact]
    public async Task What_is_withdrawn_is_noted_to_be_deleted_and_is_sent_when_it_is_back()
    {
        await using var world = await HubWorld.StartAsync(databases, Ct);
        await InstallAsync(world);
        await PushAsync(world, 0, 5);
        await LookAsync(world);
        await world.Hub.DeleteAsync(HubWorld.Snyk, Actor.System, "3", Ct);
        await world.Reporter.ReportDueAsync(Ct);

        var look = await LookAsync(world);

        Assert.Equal((1, 0), (look.Looked, look.Changed.Count));
        var gone = Assert.Single(await world.Changes.WithdrawnAsync(await SiteAsync(world), world.Clock.GetUtcNow(), 10, Ct));
        await PushAsync(world, 3, 4);
        Assert.Equal(1, await LookedAsync(world));
        await world.Changes.TakeBackAsync(await SiteAsync(world), [gone], Ct);
        Assert.Empty(await world.Changes.WithdrawnAsync(await SiteAsync(world), world.Clock.GetUtcNow(), 10, Ct));
        Assert.Equal([gone], await world.Changes.OwedAsync(await SiteAsync(world), ChangeStore.Before, world.Clock.GetUtcNow(), 10, Ct));
    }

    private static Task InstallAsync(HubWorld world) =>
        world.Sites.InstallAsync(Key, "https://team.atlassian.net", new SecretText("secret"), new SiteWord(world.Clock.GetUtcNow()), Ct);

    private static async Task<ProviderSite> SiteAsync(HubWorld world) => (await world.SiteStore.FindAsync(Key, Ct))!;

    private static async Task<bool> HasWorkAsync(HubWorld world) => await world.Changes.HasWorkAsync(await SiteAsync(world), world.Clock.GetUtcNow(), Ct);

    private static async Task<int> LookedAsync(HubWorld world) => (await LookAsync(world)).Looked;

    /// <summary>A turn at which the site takes everything.</summary>
    private static async Task<SubmissionWork> LookAsync(HubWorld world, string settings = Settings)
    {
        var site = await SiteAsync(world);
        var connection = (await world.Connections.ListAsync(Ct)) is [var first, ..] ? first.Id : new ConnectionId(Guid.CreateVersion7());
        var pass = new SitePass(site, connection, "https://fairlead.example.com", null!, await world.Submissions.PartedAsync(site, Ct), world.Clock.GetUtcNow());
        var work = (await world.Candidates.ReadAsync(pass, settings, Ct))!;
        foreach (var ids in work.Changed.Chunk(1_000))
        {
            var number = (await world.Submissions.NumberAsync(site, Ct))!.Value;
            var issues = (await world.Tickets.IssuesOfFindingsAsync(connection, ids, Ct)).ToLookup(i => i.Finding, i => i.IssueId);
            var found = (await world.Catalog.SearchAsync(new FindingFilter { Ids = ids }, FindingOrder.OldestFirst, null, ids.Length, Ct)).Items;
            await world.Submissions.PutAsync(site, number, [.. found.Select(f => SentOf(f, issues[f.Id].Except(pass.Parted[f.Id]).Order(StringComparer.Ordinal)))], isAccepted: true, world.Clock.GetUtcNow(), Ct);
        }

        Assert.True(await world.Changes.AdvanceAsync(site, work.Noted, work.SeenNo, work.WholeNo, Ct));
        return work;
    }

    private static SentSubmission SentOf(FindingSummary finding, IEnumerable<string> issues) =>
        new(finding.Id, FindingVulnerability.DigestOf(finding, "https://fairlead.example.com", issues), string.Join(' ', issues), "", null, null);

    /// <summary>Vulnerabilities of these numbers become findings.</summary>
    private static async Task PushAsync(HubWorld world, int from, int to, string status = "open", string? last = null)
    {
        foreach (var some in Enumerable.Range(from, to - from).Chunk(1_000))
            await world.PushAsync(Ct, [.. some.Select(i => HubWorld.Vulnerability($"{i}", i == to - 1 ? last ?? status : status))]);
        await world.Reporter.ReportDueAsync(Ct);
    }

    private static async Task EditAsync(HubWorld world, FindingId id, FindingEdit edit) => Assert.IsType<EditOutcome.Edited>(await world.Catalog.EditAsync(id, edit, Ct));

    public class OnSqlite(SqliteTestDatabase db) : SubmissionCandidatesContract(db), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase db) : SubmissionCandidatesContract(db), IClassFixture<PostgresTestDatabase>;
}
