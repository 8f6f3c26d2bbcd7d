using Fairlead.Kernel;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Findings;

public abstract class ImportContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_import_creates_its_findings()
    {
        var room = await RoomAsync();
        var import = await room.ImportAsync(Report.Of(3), Ct);

        Assert.Equal(ImportCounts.None with { Read = 3, Created = 3 }, import.Counts);
        Assert.Equal(["E-0000", "E-0001", "E-0002"], (await room.AllAsync(Ct)).Select(f => f.Title));
    }

    [Fact]
    public async Task The_same_bytes_again_are_already_imported_and_no_second_absence()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(3), Ct);
        var smaller = Report.Of(2);
        await room.ImportAsync(smaller, Ct);

        Assert.IsType<ImportOutcome.AlreadyImported>(await room.TryImportAsync(smaller, Ct));
        Assert.Equal(FindingStatus.WaitingForVerification, (await room.OneAsync("E-0002", Ct)).Status);
    }

    [Fact]
    public async Task The_same_findings_in_other_bytes_and_order_change_nothing()
    {
        var room = await RoomAsync();
        var report = Report.Of(50);
        await room.ImportAsync(report, Ct);
        var before = await room.AllAsync(Ct);

        var import = await room.ImportAsync(new Report([.. report.Entries.Reverse()]), Ct);

        Assert.Equal(ImportCounts.None with { Read = 50, Seen = 50 }, import.Counts);
        Assert.Equal(before, await room.AllAsync(Ct), SameSummary);
    }

    [Fact]
    public async Task A_finding_seen_again_is_last_seen_with_the_later_report()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(1), Ct);
        var id = (await room.OneAsync("E-0000", Ct)).Id;
        var first = (await room.Catalog.GetAsync(id, Ct))!;

        await room.ImportAsync(Report.Of(1), Ct);
        var second = (await room.Catalog.GetAsync(id, Ct))!;

        Assert.Equal(first.FirstSeenAt, second.FirstSeenAt);
        Assert.Equal(first.LastSeenAt + TimeSpan.FromHours(1), second.LastSeenAt);
        Assert.Equal(first.Revision, second.Revision);
    }

    [Fact]
    public async Task A_changed_finding_keeps_its_id_and_gets_the_new_content()
    {
        var room = await RoomAsync();
        await room.ImportAsync(new Report(new Entry("A")), Ct);
        var before = await room.OneAsync("A", Ct);

        var import = await room.ImportAsync(new Report(new Entry("A") { Severity = "Low", Description = "less bad" }), Ct);
        var after = (await room.Catalog.GetAsync(before.Id, Ct))!;

        Assert.Equal(1, import.Counts.Changed);
        Assert.Equal(Severity.Low, after.Severity);
        Assert.Equal("less bad", after.Description);
        Assert.Equal(2, after.Revision);
    }

    [Fact]
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
    public async Task A_report_speaks_only_for_its_own_scope()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(5), Ct);
        foreach (var other in new[]
        {
            Report.Of(1) with { Asset = "other" },
            Report.Of(1) with { Scanner = "other" },
            Report.Of(1) with { Branch = "other" },
            Report.Of(1) with { ScanKind = "other" },
        })
        {
            for (var i = 0; i < 3; i++)
                await room.ImportAsync(other.Again(), Ct);
        }

        Assert.All(await room.AllAsync(Ct), f => Assert.Equal(FindingStatus.Active, f.Status));
    }

    [Fact]
    public async Task A_finding_stays_open_while_one_branch_still_reports_it()
    {
        var room = await RoomAsync();
        var main = Report.Of(3) with { Branch = "main" };
        await room.ImportAsync(main, Ct);
        var branch = await room.ImportAsync(Report.Of(3) with { Branch = "feature" }, Ct);
        await room.ImportAsync(Report.Of(2) with { Branch = "main" }, Ct);
        await room.ImportAsync(Report.Of(2) with { Branch = "main" }, Ct);
        var held = await room.OneAsync("E-0002", Ct);
        await room.ImportAsync(Report.Of(2) with { Branch = "feature" }, Ct);
        await room.ImportAsync(Report.Of(2) with { Branch = "feature" }, Ct);

        Assert.Equal((0, 3), (branch.Counts.Created, branch.Counts.Seen));
        Assert.Equal(FindingStatus.Active, held.Status);
        Assert.Equal(FindingStatus.Fixed, (await room.OneAsync("E-0002", Ct)).Status);
        Assert.Equal(2, (await room.Catalog.OccurrencesAsync(held.Id, Ct)).Count);
    }

    [Fact]
    public async Task A_fixed_finding_that_another_branch_reports_for_the_first_time_opens_again()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(3) with { Branch = "main" }, Ct);
        await room.ImportAsync(Report.Of(2) with { Branch = "main" }, Ct);
        await room.ImportAsync(Report.Of(2) with { Branch = "main" }, Ct);

        var import = await room.ImportAsync(Report.Of(3) with { Branch = "feature" }, Ct);

        Assert.Equal((0, 1, 2), (import.Counts.Created, import.Counts.Reopened, import.Counts.Seen));
        Assert.Equal(FindingStatus.Active, (await room.OneAsync("E-0002", Ct)).Status);
    }

    [Theory]
    [InlineData("suppressed", FindingStatus.RiskAccepted)]
    [InlineData("false_positive", FindingStatus.FalsePositive)]
    [InlineData("not_affected", FindingStatus.FalsePositive)]
    [InlineData("fixed", FindingStatus.Fixed)]
    public async Task What_is_set_aside_at_the_source_is_never_open(string status, FindingStatus expected)
    {
        var room = await RoomAsync();
        await room.ImportAsync(new Report(new Entry("A") { Status = status }, new Entry("B")), Ct);
        var first = await room.OneAsync("A", Ct);
        await room.ImportAsync(new Report(new Entry("B")), Ct);
        var absent = await room.OneAsync("A", Ct);

        Assert.Equal(expected, first.Status);
        Assert.False(first.IsOpen);
        Assert.False(absent.IsOpen);
    }

    [Fact]
    public async Task A_finding_that_is_set_aside_at_the_source_closes_and_opens_with_it()
    {
        var room = await RoomAsync();
        await room.ImportAsync(new Report(new Entry("A")), Ct);
        await room.ImportAsync(new Report(new Entry("A") { Status = "suppressed" }), Ct);
        var aside = await room.OneAsync("A", Ct);
        await room.ImportAsync(new Report(new Entry("A")), Ct);

        Assert.Equal(FindingStatus.RiskAccepted, aside.Status);
        Assert.Equal(FindingStatus.Active, (await room.OneAsync("A", Ct)).Status);
    }

    [Fact]
    public async Task Entries_with_one_identity_are_one_finding_that_no_order_of_them_changes()
    {
        var room = await RoomAsync();
        Entry[] entries = [new("A") { Description = "one" }, new("A") { Description = "two" }, new("A") { Description = "three" }, new("B")];
        var import = await room.ImportAsync(new Report(entries), Ct);
        var finding = await room.OneAsync("A", Ct);

        Assert.Equal((4, 2, 2), (import.Counts.Read, import.Counts.Created, import.Counts.Repeated));
        Assert.Equal(3, Assert.Single(await room.Catalog.OccurrencesAsync(finding.Id, Ct)).Items);
        foreach (var order in new int[][] { [1, 0, 2, 3], [2, 1, 0, 3], [3, 2, 0, 1], [1, 2, 3, 0] })
        {
            var again = await room.ImportAsync(new Report([.. order.Select(i => entries[i])]), Ct);
            Assert.Equal(ImportCounts.None with { Read = 4, Seen = 2, Repeated = 2 }, again.Counts);
        }
    }

    [Fact]
    public async Task A_report_of_many_portions_is_the_same_one_in_every_order()
    {
        const int Count = 9_000;
        var room = await RoomAsync();
        var entries = Report.Of(Count).Entries;

        // Every finding twice, the second time when its row is waiting, being written, or written.
        var first = await room.ImportAsync(new Report([.. entries.Take(5_000), .. entries.Take(5_000), .. entries.Skip(5_000), .. entries.Skip(5_000)]), Ct);
        var inOrder = await room.ImportAsync(new Report([.. entries, .. entries]), Ct);
        var inParts = await room.ImportAsync(new Report([.. entries.Chunk(2_500).Reverse().SelectMany(part => part), .. entries]), Ct);
        var reversed = await room.ImportAsync(new Report([.. entries.Reverse(), .. entries]), Ct);
        var halved = await room.ImportAsync(new Report([.. entries.Skip(3_000), .. Report.Of(Count + 10).Entries.Skip(Count)]), Ct);

        Assert.Equal(ImportCounts.None with { Read = 2 * Count, Created = Count, Repeated = Count }, first.Counts);
        Assert.All(
            [inOrder, inParts, reversed],
            again => Assert.Equal(ImportCounts.None with { Read = 2 * Count, Seen = Count, Repeated = Count }, again.Counts));
        Assert.Equal(
            ImportCounts.None with { Read = 6_010, Seen = 6_000, Created = 10, AwaitingVerification = 3_000 }, halved.Counts);
        Assert.Equal(1, Assert.Single(await room.Catalog.OccurrencesAsync((await room.OneAsync(entries[^1].Id, Ct)).Id, Ct)).Items);
    }

    [Theory]
    [InlineData(null, "suppressed")]
    [InlineData("suppressed", null)]
    public async Task A_finding_is_open_while_one_of_its_entries_is(string? first, string? second)
    {
        var room = await RoomAsync();
        Entry[] entries = [new("A") { Status = first }, new("A") { Status = second }];
        await room.ImportAsync(new Report(entries), Ct);
        var open = await room.OneAsync("A", Ct);
        var again = await room.ImportAsync(new Report([.. entries.Reverse()]), Ct);
        await room.ImportAsync(new Report([entries[0] with { Status = "suppressed" }, entries[1] with { Status = "suppressed" }]), Ct);
        var aside = await room.OneAsync("A", Ct);
        await room.ImportAsync(new Report(entries), Ct);

        Assert.Equal(FindingStatus.Active, open.Status);
        Assert.Equal(ImportCounts.None with { Read = 2, Seen = 1, Repeated = 1 }, again.Counts);
        Assert.Equal(FindingStatus.RiskAccepted, aside.Status);
        Assert.Equal(FindingStatus.Active, (await room.OneAsync("A", Ct)).Status);
    }

    [Fact]
    public async Task When_the_stored_one_of_several_entries_goes_the_next_one_stands_for_the_finding()
    {
        var room = await RoomAsync();
        await room.ImportAsync(new Report(new Entry("A") { Description = "one" }, new Entry("A") { Description = "two" }), Ct);
        var import = await room.ImportAsync(new Report(new Entry("A") { Description = "two" }), Ct);
        var finding = (await room.Catalog.GetAsync((await room.OneAsync("A", Ct)).Id, Ct))!;

        Assert.Equal(1, import.Counts.Changed);
        Assert.Equal("two", finding.Description);
        Assert.Equal(1, Assert.Single(await room.Catalog.OccurrencesAsync(finding.Id, Ct)).Items);
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

    [Fact]
    public async Task What_the_request_names_wins_over_the_report()
    {
        var room = await RoomAsync();
        var request = new ImportRequest { Asset = "backend", Branch = "main", ReportKind = "nightly", Scanner = "our-scanner" };
        await room.ImportAsync(Report.Of(1) with { Asset = "registry/backend:1" }, Ct, request);
        var again = await room.ImportAsync(Report.Of(1) with { Asset = "registry/backend:2" }, Ct, request);
        var finding = Assert.Single(await room.AllAsync(Ct));

        Assert.Equal((0, 1), (again.Counts.Created, again.Counts.Seen));
        Assert.Equal(("backend", "our-scanner"), (finding.Asset, finding.Scanner));
        Assert.Equal(("main", "nightly"), Scope(Assert.Single(await room.Catalog.OccurrencesAsync(finding.Id, Ct))));
    }

    [Fact]
    public async Task A_report_without_an_asset_is_taken_in_with_a_warning()
    {
        var room = await RoomAsync();
        var import = await room.ImportAsync(Report.Of(1) with { Asset = null }, Ct);

        Assert.Contains(import.Warnings, w => w.Contains("asset", StringComparison.Ordinal));
        Assert.Null(Assert.Single(await room.AllAsync(Ct)).Asset);
    }

    [Fact]
    public async Task Only_an_import_that_changes_something_tells_the_rooms_above()
    {
        var room = await RoomAsync();
        var first = await room.ImportAsync(Report.Of(3), Ct);
        await room.ImportAsync(Report.Of(3), Ct);

        var told = Assert.Single(await room.Events.ReadAfterAsync(0, 10, Ct));
        Assert.Equal(("findings.changed", first.Id.ToString()), (told.Kind, told.Subject));
    }

    [Fact]
    public async Task Imports_are_listed_newest_first_page_by_page()
    {
        var room = await RoomAsync();
        for (var i = 1; i <= 5; i++)
            await room.ImportAsync(Report.Of(i), Ct);

        var first = await room.Imports.ListAsync(null, 3, Ct);
        var second = await room.Imports.ListAsync(first.Next, 3, Ct);

        Assert.Equal([5L, 4, 3, 2, 1], first.Items.Concat(second.Items).Select(i => i.Counts.Read));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Text_of_any_kind_is_stored_alike_on_both_databases()
    {
        var room = await RoomAsync();
        const string Nasty = "<script>alert(1)</script> =cmd|'/c calc'!A1 {code} {{7*7}} h1. x ' OR 1=1 -- \u202e 😀 [~admin] %_\\";
        await room.ImportAsync(new Report(new Entry("A") { Title = Nasty, Description = "a\u0000b\ud800c" + Nasty }), Ct);

        var finding = (await room.Catalog.GetAsync(Assert.Single(await room.AllAsync(Ct)).Id, Ct))!;

        Assert.Equal(Nasty, finding.Title);
        Assert.DoesNotContain('\0', finding.Description!);
        Assert.EndsWith(Nasty, finding.Description, StringComparison.Ordinal);
    }

    private static (string?, string) Scope(Occurrence occurrence) => (occurrence.Scope.Branch, occurrence.Scope.ReportKind);

    private static bool SameSummary(FindingSummary one, FindingSummary other) =>
        one with { VulnerabilityIds = [] } == other with { VulnerabilityIds = [] };

    private Task<FindingsRoom> RoomAsync() => FindingsRoom.OpenAsync(databases, Ct);

    public class OnSqlite(SqliteTestDatabase databases) : ImportContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : ImportContract(databases), IClassFixture<PostgresTestDatabase>;
}
