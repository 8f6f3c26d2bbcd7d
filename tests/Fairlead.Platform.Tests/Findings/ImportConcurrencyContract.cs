using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Findings;

public abstract class ImportConcurrencyContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_idempotency_key_sent_many_times_at_once_is_one_import()
    {
        var room = await RoomAsync();
        var report = Report.Of(200);
        var request = new ImportRequest { IdempotencyKey = "build-17" };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => room.TryImportAsync(report, Ct, request), Ct)));

        var imports = outcomes.Select(o => Assert.IsType<ImportOutcome.Accepted>(o)).ToList();
        Assert.Single(imports, i => !i.Replayed);
        Assert.Single(imports.Select(i => i.Import.Id).Distinct());
        Assert.All(imports, i => Assert.Equal(200, i.Import.Counts.Created));
        Assert.Equal(200, (await room.AllAsync(Ct)).Count);
    }

    /// <summary>Its findings are opened as of its beginning and seen at its end: a ticket that is closed in between has not been closed knowing of them.</summary>
    [Fact]
    public async Task What_is_known_at_a_time_ends_where_an_import_began_that_was_on_its_way()
    {
        var room = await RoomAsync();
        var before = room.Clock.GetUtcNow();
        room.Clock.Advance(TimeSpan.FromMinutes(1));
        var began = room.Clock.GetUtcNow();
        using var report = new MemoryStream(Report.Of(500).ToBytes());
        await room.Imports.ImportAsync(report, new ImportRequest(), new TimePasses(room.Clock), Ct);
        var ended = room.Clock.GetUtcNow();

        Assert.True(ended > began, "no time passed");
        Assert.All(await room.AllAsync(Ct), f => Assert.Equal(began, f.OpenedAt));
        Assert.Equal(before, await room.Catalog.KnownAtAsync(before, Ct));
        Assert.Equal(began, await room.Catalog.KnownAtAsync(ended - TimeSpan.FromSeconds(1), Ct));
        Assert.Equal(ended, await room.Catalog.KnownAtAsync(ended, Ct));
    }

    [Fact]
    public async Task One_idempotency_key_with_another_report_is_refused()
    {
        var room = await RoomAsync();
        var request = new ImportRequest { IdempotencyKey = "build-17" };
        await room.ImportAsync(Report.Of(2), Ct, request);

        var refused = Assert.IsType<ImportOutcome.Refused>(await room.TryImportAsync(Report.Of(3), Ct, request));

        Assert.Equal("idempotency-key-reused", refused.Slug);
    }

    [Fact]
    public async Task A_key_whose_report_was_refused_can_be_used_again()
    {
        var room = await RoomAsync();
        var request = new ImportRequest { IdempotencyKey = "build-17" };
        using (var broken = new MemoryStream(Report.Of(20).ToBytes()[..^10]))
            Assert.IsType<ImportOutcome.Refused>(await room.Imports.ImportAsync(broken, request, null, Ct));

        Assert.Equal(20, (await room.ImportAsync(Report.Of(20), Ct, request)).Counts.Created);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    public async Task A_key_that_is_no_key_is_refused(string key)
    {
        var room = await RoomAsync();
        var refused = Assert.IsType<ImportOutcome.Refused>(
            await room.TryImportAsync(Report.Of(1), Ct, new ImportRequest { IdempotencyKey = key }));

        Assert.Equal("invalid-idempotency-key", refused.Slug);
    }

    [Fact]
    public async Task The_same_report_sent_many_times_at_once_without_a_key_makes_each_finding_once()
    {
        var room = await RoomAsync();
        // On SQLite there is only ever one process.
        var other = databases is PostgresTestDatabase ? await room.AgainAsync(Ct) : room;
        var report = Report.Of(200);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Task.Run(() => (i % 2 == 0 ? room : other).TryImportAsync(report, Ct), Ct)));

        Assert.Single(outcomes.OfType<ImportOutcome.Accepted>());
        Assert.Equal(7, outcomes.OfType<ImportOutcome.AlreadyImported>().Count());
        Assert.Equal(200, (await room.AllAsync(Ct)).Count);
    }

    [Fact]
    public async Task Different_reports_at_once_each_count_once()
    {
        var room = await RoomAsync();
        var reports = Enumerable.Range(0, 6).Select(i => Report.Of(100) with { Branch = $"branch-{i}" }).ToList();

        var imports = await Task.WhenAll(reports.Select(r => Task.Run(() => room.ImportAsync(r, Ct), Ct)));

        Assert.Equal(100, imports.Sum(i => i.Counts.Created));
        Assert.Equal(500, imports.Sum(i => i.Counts.Seen));
        Assert.Equal(100, (await room.AllAsync(Ct)).Count);
    }

    [Fact]
    public async Task Nothing_of_an_import_is_visible_before_all_of_it_is()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(10), Ct);
        using var upload = new PausedStream(Report.Of(30_000).ToBytes());
        var import = Task.Run(() => room.Imports.ImportAsync(upload, new ImportRequest(), null, Ct), Ct);

        var seen = new HashSet<long>();
        upload.Release();
        while (!import.IsCompleted)
            seen.Add((await room.Catalog.CountAsync(FindingFilter.Everything, Ct)).Total);
        Assert.IsType<ImportOutcome.Accepted>(await import);
        seen.Add((await room.Catalog.CountAsync(FindingFilter.Everything, Ct)).Total);

        Assert.Subset(new HashSet<long> { 10, 30_000 }, seen);
        Assert.Contains(30_000, seen);
    }

    [Fact]
    public async Task An_import_that_is_cancelled_leaves_nothing()
    {
        var room = await RoomAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var progress = new CancelAfter(cancel, 6000);
        using var report = new MemoryStream(Report.Of(30_000).ToBytes());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => room.Imports.ImportAsync(report, new ImportRequest(), progress, cancel.Token));

        Assert.Empty(await room.AllAsync(Ct));
        Assert.Equal(30_000, (await room.ImportAsync(Report.Of(30_000), Ct)).Counts.Created);
    }

    private Task<FindingsRoom> RoomAsync() => FindingsRoom.OpenAsync(databases, Ct);

    private sealed class CancelAfter(CancellationTokenSource source, long read) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Read >= read)
                source.Cancel();
        }
    }

    /// <summary>Gives nothing until it is released.</summary>
    private sealed class PausedStream(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _released.Task.WaitAsync(cancellationToken);
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }

    private sealed class TimePasses(TestClock clock) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => clock.Advance(TimeSpan.FromMinutes(1));
    }

    public class OnSqlite(SqliteTestDatabase databases) : ImportConcurrencyContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : ImportConcurrencyContract(databases), IClassFixture<PostgresTestDatabase>;
}
