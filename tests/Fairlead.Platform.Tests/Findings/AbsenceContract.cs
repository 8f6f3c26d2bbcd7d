using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>What becomes of findings that a report does not hold any more, and of those that come back.</summary>
public abstract class AbsenceContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Complaint", "U-14")]
    public async Task Absent_once_waits_for_verification_and_absent_twice_is_fixed()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(3), Ct);

        var once = await room.ImportAsync(Report.Of(2), Ct);
        var afterOnce = await room.OneAsync("E-0002", Ct);
        var twice = await room.ImportAsync(Report.Of(2), Ct);
        var afterTwice = await room.OneAsync("E-0002", Ct);

        Assert.Equal((1, 0), (once.Counts.AwaitingVerification, once.Counts.Fixed));
        Assert.True(afterOnce is { Status: FindingStatus.WaitingForVerification, IsOpen: true });
        Assert.Equal((0, 1), (twice.Counts.AwaitingVerification, twice.Counts.Fixed));
        Assert.True(afterTwice is { Status: FindingStatus.Fixed, IsOpen: false });
    }

    [Fact]
    public async Task An_absent_finding_was_last_seen_with_the_last_report_that_held_it()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(2), Ct);
        var held = await room.ImportAsync(Report.Of(2), Ct);
        await room.ImportAsync(Report.Of(1), Ct);
        await room.ImportAsync(Report.Of(1), Ct);

        var gone = (await room.Catalog.GetAsync((await room.OneAsync("E-0001", Ct)).Id, Ct))!;

        Assert.Equal(held.StartedAt, gone.LastSeenAt);
        Assert.NotNull(gone.ClosedAt);
    }

    [Theory]
    [InlineData(1, FindingStatus.Fixed)]
    [InlineData(3, FindingStatus.WaitingForVerification)]
    [Trait("Complaint", "U-14")]
    public async Task How_many_absences_close_is_a_setting(int closeAfter, FindingStatus afterTwo)
    {
        var room = await FindingsRoom.OpenAsync(databases, Ct, new FindingsOptions { CloseAfterAbsences = closeAfter });
        await room.ImportAsync(Report.Of(3), Ct);
        await room.ImportAsync(Report.Of(2), Ct);
        await room.ImportAsync(Report.Of(2), Ct);

        Assert.Equal(afterTwo, (await room.OneAsync("E-0002", Ct)).Status);
    }

    [Fact]
    public async Task A_finding_reported_again_after_its_first_absence_is_active_and_its_absences_start_anew()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(3), Ct);
        await room.ImportAsync(Report.Of(2), Ct);
        var back = await room.ImportAsync(Report.Of(3), Ct);
        await room.ImportAsync(Report.Of(2), Ct);

        Assert.Equal(1, back.Counts.Reopened);
        Assert.Equal(FindingStatus.WaitingForVerification, (await room.OneAsync("E-0002", Ct)).Status);
    }

    [Fact]
    public async Task A_fixed_finding_reported_again_opens_as_itself()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(3), Ct);
        var before = await room.OneAsync("E-0002", Ct);
        await room.ImportAsync(Report.Of(2), Ct);
        await room.ImportAsync(Report.Of(2), Ct);

        var import = await room.ImportAsync(Report.Of(3), Ct);
        var after = await room.OneAsync("E-0002", Ct);

        Assert.Equal(1, import.Counts.Reopened);
        Assert.Equal(before.Id, after.Id);
        Assert.Equal(FindingStatus.Active, after.Status);
        Assert.True(after.OpenedAt > before.OpenedAt);
    }

    [Fact]
    [Trait("Complaint", "U-13")]
    public async Task A_partial_report_closes_nothing_however_often_it_comes()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(5), Ct);
        for (var i = 0; i < 3; i++)
        {
            var import = await room.ImportAsync(Report.Of(1) with { IsComplete = false }, Ct);
            Assert.NotNull(import.Incomplete);
        }

        Assert.Equal(5, (await room.StatusesAsync(Ct))[FindingStatus.Active]);
    }

    [Fact]
    public async Task An_older_report_is_stale_unless_allowed_and_then_closes_nothing()
    {
        var room = await RoomAsync();
        var at = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        await room.ImportAsync(Report.Of(5) with { CreatedAt = at }, Ct);
        var older = Report.Of(2) with { CreatedAt = at.AddDays(-1) };

        var stale = Assert.IsType<ImportOutcome.Stale>(await room.TryImportAsync(older, Ct));
        var allowed = await room.ImportAsync(older, Ct, new ImportRequest { AllowStale = true });

        Assert.Equal(at, stale.LatestAt);
        Assert.NotNull(allowed.Incomplete);
        Assert.Equal(5, (await room.StatusesAsync(Ct))[FindingStatus.Active]);
        Assert.IsType<ImportOutcome.Stale>(await room.TryImportAsync(Report.Of(1) with { CreatedAt = at.AddHours(-1) }, Ct));
    }

    [Fact]
    public async Task A_stale_or_unreadable_report_leaves_nothing()
    {
        var room = await RoomAsync();
        var bytes = Report.Of(5000).ToBytes();
        using var cut = new MemoryStream(bytes, 0, bytes.Length * 9 / 10);

        var refused = Assert.IsType<ImportOutcome.Refused>(await room.Imports.ImportAsync(cut, new ImportRequest(), null, Ct));

        Assert.Equal("malformed-json", refused.Slug);
        Assert.Empty(await room.AllAsync(Ct));
        Assert.Equal(5000, (await room.ImportAsync(Report.Of(5000), Ct)).Counts.Created);
    }

    private Task<FindingsRoom> RoomAsync() => FindingsRoom.OpenAsync(databases, Ct);

    public class OnSqlite(SqliteTestDatabase databases) : AbsenceContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : AbsenceContract(databases), IClassFixture<PostgresTestDatabase>;
}
