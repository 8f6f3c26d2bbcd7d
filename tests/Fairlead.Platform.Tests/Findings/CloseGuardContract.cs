using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tests.Findings;

public abstract class CloseGuardContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(12, 2, 10, 0)]
    [InlineData(12, 1, 0, 11)]
    [InlineData(100, 70, 30, 0)]
    [InlineData(100, 69, 0, 31)]
    [Trait("Complaint", "U-15")]
    public async Task More_than_ten_and_more_than_thirty_percent_are_held(int open, int left, int closed, int held)
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(open), Ct);
        await room.ImportAsync(Report.Of(left), Ct);

        var import = await room.ImportAsync(Report.Of(left), Ct);

        Assert.Equal((closed, held), (import.Counts.Fixed, import.Counts.Held));
        Assert.Equal(closed, (await room.StatusesAsync(Ct)).GetValueOrDefault(FindingStatus.Fixed));
    }

    [Fact]
    [Trait("Complaint", "U-13")]
    public async Task A_report_without_findings_closes_nothing_by_itself()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(3), Ct);
        await room.ImportAsync(Report.Of(0), Ct);
        var import = await room.ImportAsync(Report.Of(0), Ct);

        Assert.Equal(3, import.Counts.Held);
        Assert.Equal(3, (await room.StatusesAsync(Ct))[FindingStatus.WaitingForVerification]);
    }

    [Fact]
    public async Task Held_closes_are_carried_out_when_a_person_confirms_and_only_once()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(40), Ct);
        await room.ImportAsync(Report.Of(10), Ct);
        var import = await room.ImportAsync(Report.Of(10), Ct);

        var first = await room.Imports.ConfirmClosesAsync(import.Id, Actor.System, Ct);
        var second = await room.Imports.ConfirmClosesAsync(import.Id, Actor.System, Ct);

        Assert.Equal(30, import.Counts.Held);
        Assert.Equal(30, Assert.IsType<ConfirmOutcome.Confirmed>(first).Closed);
        Assert.Equal(0, Assert.IsType<ConfirmOutcome.Confirmed>(second).Closed);
        Assert.Equal(30, (await room.StatusesAsync(Ct))[FindingStatus.Fixed]);
        Assert.Equal((30, 0), Fixed(await room.Imports.GetAsync(import.Id, Ct)));
        Assert.Equal(ImportCounts.None with { Read = 10, Seen = 10 }, (await room.ImportAsync(Report.Of(10), Ct)).Counts);
    }

    [Fact]
    public async Task A_finding_held_and_then_seen_again_is_active()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(40), Ct);
        await room.ImportAsync(Report.Of(10), Ct);
        var held = await room.ImportAsync(Report.Of(10), Ct);
        await room.ImportAsync(Report.Of(40), Ct);

        Assert.IsType<ConfirmOutcome.Superseded>(await room.Imports.ConfirmClosesAsync(held.Id, Actor.System, Ct));
        Assert.Equal(40, (await room.StatusesAsync(Ct))[FindingStatus.Active]);
    }

    [Fact]
    public async Task A_later_report_that_holds_too_is_the_one_to_confirm()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(40), Ct);
        await room.ImportAsync(Report.Of(10), Ct);
        var first = await room.ImportAsync(Report.Of(10), Ct);
        var second = await room.ImportAsync(Report.Of(10), Ct);

        Assert.Equal(30, second.Counts.Held);
        Assert.Equal(second.Id, Assert.IsType<ConfirmOutcome.Superseded>(
            await room.Imports.ConfirmClosesAsync(first.Id, Actor.System, Ct)).By);
        Assert.Equal(30, Assert.IsType<ConfirmOutcome.Confirmed>(
            await room.Imports.ConfirmClosesAsync(second.Id, Actor.System, Ct)).Closed);
    }

    [Fact]
    public async Task A_person_can_confirm_in_advance()
    {
        var room = await RoomAsync();
        await room.ImportAsync(Report.Of(40), Ct);
        await room.ImportAsync(Report.Of(0), Ct);
        var import = await room.ImportAsync(Report.Of(0), Ct, new ImportRequest { ConfirmCloses = true });

        Assert.Equal(40, import.Counts.Fixed);
    }

    [Fact]
    public async Task Confirming_an_unknown_import_says_so()
    {
        var room = await RoomAsync();
        Assert.IsType<ConfirmOutcome.Unknown>(
            await room.Imports.ConfirmClosesAsync(Kernel.Identity.ImportId.New(room.Clock), Actor.System, Ct));
    }

    private static (long Fixed, long Held) Fixed(Import? import) => (import!.Counts.Fixed, import.Counts.Held);

    private Task<FindingsRoom> RoomAsync() => FindingsRoom.OpenAsync(databases, Ct);

    public class OnSqlite(SqliteTestDatabase databases) : CloseGuardContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : CloseGuardContract(databases), IClassFixture<PostgresTestDatabase>;
}
