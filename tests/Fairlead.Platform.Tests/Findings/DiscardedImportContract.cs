using System.Globalization;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>An import that failed is listed with its reason and the next step, and is nothing else.</summary>
public abstract class DiscardedImportContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_that_cannot_be_read_to_its_end_is_listed_as_discarded()
    {
        var room = await RoomAsync();
        var before = await room.ImportAsync(Report.Of(3), Ct);
        ReportPart[] parts = [new(new MemoryStream(Report.Of(5).ToBytes()), "whole.json"), new(new MemoryStream(Report.Of(9).ToBytes()[..^20]), "cut.json")];
        room.Clock.Advance(TimeSpan.FromHours(1));
        Assert.IsType<ImportOutcome.Refused>(await room.Imports.ImportAsync(parts.ToAsyncEnumerable(), new ImportRequest(), progress: null, Ct));

        var discarded = await DiscardedAsync(room);
        Assert.Equal("whole.json, cut.json", discarded.FileName);
        Assert.StartsWith("cut.json: ", discarded.Failure!.Reason);
        Assert.NotEqual("", discarded.Failure.NextStep);
        Assert.Equal((room.Clock.GetUtcNow(), ImportCounts.None), (discarded.StartedAt, discarded.Counts));
        Assert.Null(discarded.Incomplete);
        Assert.Equal(3, (await room.Catalog.CountAsync(FindingFilter.Everything, Ct)).Total);
        Assert.Equal(before.Id, (await ListAsync(room))[1].Id);
        Assert.IsType<ConfirmOutcome.Unknown>(await room.Imports.ConfirmClosesAsync(discarded.Id, new ImportRequest().By, Ct));
    }

    [Fact]
    public async Task A_stale_report_is_listed_as_discarded()
    {
        var room = await RoomAsync();
        var at = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        await room.ImportAsync(Report.Of(5) with { CreatedAt = at }, Ct);
        Assert.IsType<ImportOutcome.Stale>(await room.TryImportAsync(Report.Of(2) with { CreatedAt = at.AddDays(-1) }, Ct));

        var failure = (await DiscardedAsync(room)).Failure!;
        Assert.Contains("2026-05-01", failure.Reason);
        Assert.Contains("allowStale", failure.NextStep);
    }

    [Fact]
    public async Task An_import_whose_caller_goes_away_is_listed_as_discarded()
    {
        var room = await RoomAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        using var report = new MemoryStream(Report.Of(9_000).ToBytes());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => room.Imports.ImportAsync(report, new ImportRequest { FileName = "nightly.json" }, new Cancels(cancel), cancel.Token));

        var discarded = await DiscardedAsync(room);
        Assert.Equal("nightly.json", discarded.FileName);
        Assert.Contains("connection ended", discarded.Failure!.Reason);
        Assert.Contains("again", discarded.Failure.NextStep);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_is_listed_as_discarded()
    {
        var room = await RoomAsync();
        var broken = new ProblemException(new Problem(ProblemKind.IncompleteUpload, "x"));
        await Assert.ThrowsAsync<ProblemException>(() => ImportBrokenAsync(room, broken));
        var discarded = await DiscardedAsync(room);
        Assert.Equal("upload.json", discarded.FileName);
        Assert.Equal("Import the report again.", discarded.Failure!.NextStep);

        var full = new Storage.DatabaseUnavailableException(Storage.DatabaseFailure.StorageFull, "The disk for temporary files is full.");
        await Assert.ThrowsAsync<Storage.DatabaseUnavailableException>(() => ImportBrokenAsync(room, full));
        Assert.Equal(
            new ImportFailure("The disk for temporary files is full.", "Free space, then import the report again."),
            (await DiscardedAsync(room)).Failure);
        Assert.Equal(0, (await room.Catalog.CountAsync(FindingFilter.Everything, Ct)).Total);
    }

    [Fact]
    public async Task A_file_that_is_no_report_is_listed_as_discarded()
    {
        var room = await RoomAsync();
        using var html = new MemoryStream("<html></html>"u8.ToArray());
        Assert.IsType<ImportOutcome.Refused>(await room.Imports.ImportAsync(html, new ImportRequest(), null, Ct));
        var discarded = await DiscardedAsync(room);
        Assert.Equal(("", 13L), (discarded.Format, discarded.Bytes));
        Assert.NotEqual("", discarded.Failure!.NextStep);
    }

    [Fact]
    public async Task A_client_that_fails_for_ever_does_not_fill_the_list()
    {
        var room = await RoomAsync();
        var kept = await room.ImportAsync(Report.Of(1), Ct);
        for (var i = 0; i < 105; i++)
        {
            using var cut = new MemoryStream(Report.Of(2).ToBytes()[..^5]);
            Assert.IsType<ImportOutcome.Refused>(await room.Imports.ImportAsync(
                cut, new ImportRequest { FileName = i.ToString(CultureInfo.InvariantCulture) }, null, Ct));
        }

        var listed = await ListAsync(room);
        Assert.Equal(Enumerable.Range(5, 100).Reverse().Select(i => i.ToString(CultureInfo.InvariantCulture)), listed.Take(100).Select(i => i.FileName));
        Assert.Equal(kept.Id, Assert.Single(listed.Skip(100)).Id);
    }

    private static async Task<IReadOnlyList<Import>> ListAsync(FindingsRoom room) => (await room.Imports.ListAsync(null, 1000, Ct)).Items;

    private static async Task<Import> DiscardedAsync(FindingsRoom room)
    {
        var import = (await ListAsync(room))[0];
        Assert.Equal(ImportState.Discarded, import.State);
        Assert.NotNull(import.FinishedAt);
        return import;
    }

    private static Task<ImportOutcome> ImportBrokenAsync(FindingsRoom room, Exception exception) => room.Imports.ImportAsync(
        new[] { new ReportPart(new BrokenStream(Report.Of(3).ToBytes()[..50], exception), "upload.json") }.ToAsyncEnumerable(), new ImportRequest(), null, Ct);

    private Task<FindingsRoom> RoomAsync() => FindingsRoom.OpenAsync(databases, Ct);

    private sealed class Cancels(CancellationTokenSource source) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => source.Cancel();
    }

    /// <summary>Gives some bytes, then breaks.</summary>
    private sealed class BrokenStream(byte[] bytes, Exception exception) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw exception;
    }

    public class OnSqlite(SqliteTestDatabase databases) : DiscardedImportContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : DiscardedImportContract(databases), IClassFixture<PostgresTestDatabase>;
}
