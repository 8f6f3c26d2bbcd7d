using Fairlead.Kernel;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>What an import makes, changes, tells and lists.</summary>
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
    [Trait("Complaint", "U-10")]
    public async Task The_same_bytes_again_are_already_imported_and_no_second_absence()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(3), Ct);
        var smaller = Report.Of(2);
        await room.ImportAsync(smaller, Ct);

        Assert.IsType<ImportOutcome.AlreadyImported>(await room.TryImportAsync(smaller, Ct));
        Assert.Equal(FindingStatus.WaitingForVerification, (await room.OneAsync("E-0002", Ct)).Status);
    }

    /// <summary>Scanners that write no time give the same bytes as long as the code is the same.</summary>
    [Fact]
    [Trait("Complaint", "U-10")]
    public async Task The_same_bytes_are_a_new_scan_later_which_counts_absences_and_opens_what_was_closed()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(3), Ct);
        var smaller = Report.Of(2);
        await room.ImportAsync(smaller, Ct);
        await room.Catalog.EditAsync((await room.OneAsync("E-0000", Ct)).Id, new FindingEdit { Status = FindingStatus.Fixed }, Ct);
        room.Clock.Advance(TimeSpan.FromHours(1));

        var nextNight = await room.ImportAsync(smaller, Ct);

        Assert.Equal(ImportCounts.None with { Read = 2, Seen = 1, Reopened = 1, Fixed = 1 }, nextNight.Counts);
        Assert.Equal(FindingStatus.Active, (await room.OneAsync("E-0000", Ct)).Status);
        Assert.Equal(FindingStatus.Fixed, (await room.OneAsync("E-0002", Ct)).Status);
        Assert.IsType<ImportOutcome.AlreadyImported>(await room.TryImportAsync(smaller, Ct));
        Assert.Equal(ImportCounts.None with { Read = 2, Seen = 2 }, (await LaterAsync(room, smaller)).Counts);

        static async Task<Import> LaterAsync(FindingsRoom room, Report report)
        {
            room.Clock.Advance(TimeSpan.FromDays(1));
            return await room.ImportAsync(report, Ct);
        }
    }

    [Fact]
    public async Task The_same_bytes_with_a_time_of_their_own_are_the_same_scan_for_ever()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(3), Ct);
        var smaller = Report.Of(2) with { CreatedAt = room.Clock.GetUtcNow() };
        await room.ImportAsync(smaller, Ct);
        room.Clock.Advance(TimeSpan.FromDays(30));

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
        const string Nasty = "<script>alert(1)</script> =cmd|'/c calc'!A1 {code} {{7*7}} h1. x ' OR 1=1 -- \u200f 😀 [~admin] %_\\";
        await room.ImportAsync(new Report(new Entry("A") { Title = $"\u202e{Nasty}\u2066", Description = "a\u0000b\ud800c" + Nasty }), Ct);

        var finding = (await room.Catalog.GetAsync(Assert.Single(await room.AllAsync(Ct)).Id, Ct))!;

        Assert.Equal(Nasty, finding.Title);
        Assert.DoesNotContain('\0', finding.Description!);
        Assert.EndsWith(Nasty, finding.Description, StringComparison.Ordinal);
    }

    private static bool SameSummary(FindingSummary one, FindingSummary other) =>
        one with { VulnerabilityIds = [] } == other with { VulnerabilityIds = [] };

    private Task<FindingsRoom> RoomAsync() => FindingsRoom.OpenAsync(databases, Ct);

    public class OnSqlite(SqliteTestDatabase databases) : ImportContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : ImportContract(databases), IClassFixture<PostgresTestDatabase>;
}
