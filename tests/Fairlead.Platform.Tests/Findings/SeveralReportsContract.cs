using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>Reports that are imported together speak for their scopes together.</summary>
public abstract class SeveralReportsContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_any_of_them_holds_is_present()
    {
        var room = await FindingsRoom.OpenAsync(databases, Ct);
        await room.ImportAsync(Report.Of(4), Ct);
        for (var round = 0; round < 3; round++)
        {
            var import = await room.ImportAsync([Part(0, 2), Part(1, 3), Part(3, 1)], Ct);
            Assert.Equal(ImportCounts.None with { Read = 6, Repeated = 2, Seen = 4 }, import.Counts with { Changed = 0 });
        }

        Assert.Equal(4, (await room.StatusesAsync(Ct))[FindingStatus.Active]);
    }

    [Fact]
    public async Task What_none_of_them_holds_is_absent_once()
    {
        var room = await FindingsRoom.OpenAsync(databases, Ct);
        await room.ImportAsync([Part(0, 2), Part(2, 2)], Ct);
        Assert.Equal(1, (await room.ImportAsync([Part(0, 2), Part(2, 1)], Ct)).Counts.AwaitingVerification);
        Assert.Equal(1, (await room.ImportAsync([Part(0, 2), Part(2, 1)], Ct)).Counts.Fixed);
    }

    [Fact]
    public async Task Scopes_stay_apart()
    {
        var room = await FindingsRoom.OpenAsync(databases, Ct);
        await room.ImportAsync([Report.Of(2), Report.Of(3) with { Branch = "feature" }, Report.Of(2) with { Asset = "other" }], Ct);
        var import = await room.ImportAsync([Report.Of(1), Report.Of(2) with { Asset = "other" }], Ct);
        Assert.Equal((3, 1), (import.Counts.Seen, import.Counts.AwaitingVerification));
    }

    [Fact]
    public async Task The_same_reports_in_any_order_and_number_change_nothing()
    {
        var room = await FindingsRoom.OpenAsync(databases, Ct);
        var (a, b) = (Part(0, 2), Part(2, 2));
        await room.ImportAsync([a, b], Ct);
        Assert.IsType<ImportOutcome.AlreadyImported>(await room.TryImportAsync([b, a, b], Ct));
        Assert.Equal(1, (await room.ImportAsync([a, a, b, Part(3, 1)], Ct)).Counts.Repeated);
    }

    [Fact]
    public async Task One_that_cannot_be_read_leaves_all_out_and_is_named()
    {
        var room = await FindingsRoom.OpenAsync(databases, Ct);
        ReportPart[] parts = [new(new MemoryStream(Report.Of(3).ToBytes()), "whole.json"), new(new MemoryStream(Report.Of(9).ToBytes()[..^20]), "cut.json")];
        var refused = Assert.IsType<ImportOutcome.Refused>(
            await room.Imports.ImportAsync(parts.ToAsyncEnumerable(), new ImportRequest(), progress: null, Ct));
        Assert.StartsWith("cut.json: ", refused.Message);
        Assert.Empty(await room.AllAsync(Ct));
        Assert.Equal(3, (await room.ImportAsync(Report.Of(3), Ct)).Counts.Created);
    }

    [Fact]
    public async Task One_that_was_cut_closes_nothing_of_any()
    {
        var room = await FindingsRoom.OpenAsync(databases, Ct);
        await room.ImportAsync([Part(0, 3), Part(3, 3)], Ct);
        var import = await room.ImportAsync([Part(0, 1), Part(3, 1) with { IsComplete = false }], Ct);
        Assert.StartsWith("part-1.json: ", import.Incomplete);
        Assert.Equal(6, (await room.StatusesAsync(Ct))[FindingStatus.Active]);
    }

    [Fact]
    public async Task They_are_as_old_as_the_oldest_of_them()
    {
        var room = await FindingsRoom.OpenAsync(databases, Ct);
        var at = room.Clock.GetUtcNow();
        var (older, newer) = (Part(0, 1) with { CreatedAt = at }, Part(1, 1) with { CreatedAt = at.AddMinutes(5) });
        Assert.Equal(at, (await room.ImportAsync([newer, older], Ct)).ReportedAt);
        Assert.Equal(2, (await room.ImportAsync([older.Again(), newer.Again()], Ct)).Counts.Seen);
        Assert.IsType<ImportOutcome.Stale>(
            await room.TryImportAsync([newer.Again(), older.Again() with { CreatedAt = at.AddMinutes(-1) }], Ct));
    }

    [Fact]
    public async Task Too_many_are_refused()
    {
        var room = await FindingsRoom.OpenAsync(databases, Ct);
        var refused = Assert.IsType<ImportOutcome.Refused>(await room.TryImportAsync([.. Enumerable.Range(0, 1001).Select(i => Part(i, 1))], Ct));
        Assert.Equal("content-too-large", refused.Slug);
        Assert.Contains("1,000", refused.Message);
    }

    private static Report Part(int first, int count) => new([.. Enumerable.Range(first, count).Select(Entry.Number)]);

    public class OnSqlite(SqliteTestDatabase databases) : SeveralReportsContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : SeveralReportsContract(databases), IClassFixture<PostgresTestDatabase>;
}
