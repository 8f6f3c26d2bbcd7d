using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>Entries of one report: what the source says of them, and several with one identity.</summary>
public abstract class EntryContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
    [Trait("Complaint", "U-11")]
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

    private Task<FindingsRoom> RoomAsync() => FindingsRoom.OpenAsync(databases, Ct);

    public class OnSqlite(SqliteTestDatabase databases) : EntryContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : EntryContract(databases), IClassFixture<PostgresTestDatabase>;
}
