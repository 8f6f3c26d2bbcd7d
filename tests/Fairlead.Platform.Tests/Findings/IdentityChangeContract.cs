using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Findings.Importing;
using Fairlead.Platform.Findings.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Reports;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>A reader whose identity rule changes between two versions of the program.</summary>
public abstract class IdentityChangeContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Complaint", "U-08")]
    public async Task A_new_name_for_each_finding_opens_and_closes_nothing()
    {
        var room = await RoomAsync();
        await ImportAsync(room, Old("a"), Old("b"), Old("c"));
        var before = await room.AllAsync(Ct);

        var counts = await ImportAsync(room, New("A", "a"), New("B", "b"), New("C", "c"));
        var again = await ImportAsync(room, New("C", "c"), New("B", "b"), New("A", "a"));

        Assert.False(counts.ChangedAnything);
        Assert.False(again.ChangedAnything);
        Assert.Equal(before.Select(f => f.Id), (await room.AllAsync(Ct)).Select(f => f.Id));
    }

    [Fact]
    [Trait("Complaint", "U-09")]
    public async Task Two_findings_that_the_new_rule_takes_for_one_stay_open_as_long_as_it_is_reported()
    {
        var room = await RoomAsync();
        await ImportAsync(room, Old("a"), Old("b"));
        for (var i = 0; i < 3; i++)
            Assert.False((await ImportAsync(room, New("AB", "a"), New("AB", "b"))).ChangedAnything);

        Assert.All(await room.AllAsync(Ct), f => Assert.Equal(FindingStatus.Active, f.Status));
    }

    [Fact]
    [Trait("Complaint", "U-09")]
    public async Task One_finding_that_the_new_rule_takes_for_two_makes_no_second_one()
    {
        var room = await RoomAsync();
        await ImportAsync(room, Old("a"));
        for (var i = 0; i < 3; i++)
            Assert.False((await ImportAsync(room, New("A1", "a"), New("A2", "a"))).ChangedAnything);

        Assert.Single(await room.AllAsync(Ct));
    }

    [Fact]
    public async Task What_really_is_new_or_gone_is_noticed_with_the_new_rule_too()
    {
        var room = await RoomAsync();
        await ImportAsync(room, Old("a"), Old("b"));
        var counts = await ImportAsync(room, New("A", "a"), New("C", "c"));
        var second = await ImportAsync(room, New("A", "a"), New("C", "c"));

        Assert.Equal((1, 1, 1), (counts.Created, counts.Seen, counts.AwaitingVerification));
        Assert.Equal((2, 1), (second.Seen, second.Fixed));
    }

    private static ReportFinding Old(string id) => new()
    {
        Kind = FindingKind.CodeWeakness,
        Scanner = "checker",
        RuleId = "R",
        Title = "A weakness",
        Severity = Severity.High,
        Asset = "shop",
        IdentityKeys = [new("old", id)],
        IdentityVersion = 1,
    };

    private static ReportFinding New(string id, string former) => Old(former) with
    {
        IdentityKeys = [new("new", id)],
        IdentityVersion = 2,
        FormerIdentities = [new(1, [new("old", former)])],
    };

    /// <summary>As <see cref="FindingImports"/> does it, with findings instead of a file.</summary>
    private static async Task<ImportCounts> ImportAsync(FindingsRoom room, params ReportFinding[] findings)
    {
        room.Clock.Advance(TimeSpan.FromHours(1));
        var store = new ImportStore(room.Database, room.Clock);
        var header = new ReportHeader(ReportFormat.GenericJson, [new ReportRun("checker", null, "shop", null, null, null)], null);
        var import = await store.BeginAsync(
            new ImportRow
            {
                Id = ImportId.New(room.Clock),
                State = (int)ImportState.Running,
                Owner = Guid.CreateVersion7(room.Clock.GetUtcNow()),
                Digest = [1],
                ContentSha256 = "",
                Format = "generic-json",
                ByName = "test",
                StartedAt = room.Clock.GetUtcNow(),
                FirstFindingNo = await store.NextFindingNoAsync(Ct),
            },
            Ct);
        await using var rows = await BulkPath.OpenAsync(room.Database, Ct);
        var aliases = new AliasResolver(store, rows);
        await using var writer = new ImportWriter(room.Database, rows, aliases, import);
        var run = new ImportRun(store, rows, aliases, writer, import, new ImportRequest());
        await run.ReadAsync(findings.ToAsyncEnumerable(), header, name: null, () => { }, Ct);
        await run.EndAsync(Ct);
        var absence = new AbsenceStep(rows, run, closeAfter: 2, isProof: false, areClosesConfirmed: false);
        foreach (var scope in run.Scopes)
            await absence.RunAsync(scope, Ct);
        var counts = new ImportCounts(
            run.Read, run.Repeated, run.Created, run.Seen, run.Changed, run.Reopened, absence.AwaitingVerification, absence.Fixed, absence.Held, 0);
        var publisher = new ImportPublisher(room.Database, store, room.Events, room.Activity, room.Clock);
        await publisher.PublishAsync(
            import with { Counts = ImportRow.Write(counts) }, run.Scopes, mayClose: true, run.StagedChanges, Actor.System, Ct);
        return counts;
    }

    private Task<FindingsRoom> RoomAsync() => FindingsRoom.OpenAsync(databases, Ct);

    public class OnSqlite(SqliteTestDatabase databases) : IdentityChangeContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : IdentityChangeContract(databases), IClassFixture<PostgresTestDatabase>;
}
