using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using static Fairlead.Platform.Tests.Findings.Intelligence.SampleIntelligence;

namespace Fairlead.Platform.Tests.Findings;

public abstract class IntelligenceContract(TestDatabase databases)
{
    private static readonly Actor Ada = new(Client.Operations.ActorKind.User, "ada", "Ada");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_finding_has_the_worst_score_and_the_first_due_day_of_all_its_ids()
    {
        var room = await RoomAsync();
        await room.ImportAsync(
            new Report(new Entry("A") { Cves = ["CVE-2020-0001", "GHSA-aaaa-bbbb-cccc", "cve-2020-0002", "CVE-2020-0003"] }, new Entry("B") { Cves = ["CVE-2020-0009"] }), Ct);

        await TakeAsync(room, Packed(Epss("2025-12-30", ("CVE-2020-0002", 0.9), ("CVE-2020-0001", 0.1), ("CVE-2020-0004", 1))));
        await TakeAsync(room, Kev("2025-12-30", ("CVE-2020-0003", "2021-01-31", "Unknown"), ("CVE-2020-0001", "2020-06-30", "Known")));

        var expected = new Threat
        {
            Epss = 0.9,
            EpssPercentile = 0.45,
            EpssCve = "CVE-2020-0002",
            KevDueDate = new DateOnly(2020, 6, 30),
            IsUsedByRansomware = true,
        };
        var finding = await room.OneAsync("A", Ct);
        Assert.Equal(expected, finding.Threat);
        Assert.Equal(expected, (await room.Catalog.GetAsync(finding.Id, Ct))!.Threat);
        Assert.Equal(expected, (await room.Catalog.SearchAsync(FindingFilter.Everything, FindingOrder.OldestFirst, null, 1, Ct)).Items[0].Threat);
        Assert.Equal(Threat.None, (await room.OneAsync("B", Ct)).Threat);
    }

    [Fact]
    public async Task A_file_replaces_all_of_its_kind_also_for_other_processes_and_tells_that_findings_changed()
    {
        var room = await RoomAsync();
        var other = await room.AgainAsync(Ct);
        await room.ImportAsync(new Report(new Entry("A") { Cves = ["CVE-2020-0001"] }), Ct);
        await TakeAsync(room, Epss("2025-12-30", ("CVE-2020-0001", 0.1)));
        await TakeAsync(room, Kev("2025-12-30", ("CVE-2020-0001", "2020-06-30", "Known")));
        Assert.Equal(0.1, (await other.OneAsync("A", Ct)).Threat.Epss);
        var events = await room.Events.ReadAfterAsync(0, 100, Ct);

        await TakeAsync(room, Epss("2025-12-31", ("CVE-2020-0002", 0.5)));

        var threat = (await other.OneAsync("A", Ct)).Threat;
        Assert.Equal((null, true), (threat.Epss, threat.IsKnownExploited));
        Assert.Equal(
            [(IntelligenceKind.Epss, 1L, 2L), (IntelligenceKind.Kev, 1L, 1L)],
            (await other.Intelligence.SourcesAsync(Ct)).Select(s => (s.Kind, s.Entries, s.Revision)));
        Assert.Equal("findings.changed", Assert.Single(await room.Events.ReadAfterAsync(events[^1].Number, 100, Ct)).Kind);
        Assert.Contains("EPSS of 2025-12-31", (await room.Activity.ListAsync(null, 1, Ct))[0].Summary);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_an_older_a_wrong_or_a_future_one_is_refused()
    {
        var room = await RoomAsync();
        var file = Epss("2025-12-30", ("CVE-2020-0001", 0.1));
        await TakeAsync(room, file);
        var events = await room.Events.ReadAfterAsync(0, 100, Ct);

        Assert.False(Assert.IsType<IntelligenceOutcome.Taken>(await ImportAsync(room, Packed(file))).IsChanged);
        Assert.IsType<IntelligenceOutcome.Outdated>(await ImportAsync(room, Epss("2025-12-29", ("CVE-2020-0001", 0.2))));
        Assert.Equal(4, Assert.IsType<IntelligenceOutcome.Refused>(await ImportAsync(room, Epss("2025-12-31", ("CVE-2020-0001", 0.2), ("CVE-2020-0001", 0.3)))).Line);
        Assert.IsType<IntelligenceOutcome.Refused>(await ImportAsync(room, Epss("2026-01-31", ("CVE-2020-0001", 0.2))));
        Assert.Equal(events.Count, (await room.Events.ReadAfterAsync(0, 100, Ct)).Count);
        Assert.Equal(1, Assert.Single(await room.Intelligence.SourcesAsync(Ct)).Revision);
    }

    [Fact]
    public async Task More_scores_than_one_statement_writes_are_all_there()
    {
        var room = await RoomAsync();
        const int Count = 50_001;
        await TakeAsync(room, Epss("2025-12-30", [.. Enumerable.Range(1, Count).Select(i => ($"CVE-2020-{i:00000}", i / (double)Count))]));
        await room.ImportAsync(new Report(new Entry("A") { Cves = ["CVE-2020-00001"] }, new Entry("B") { Cves = [$"CVE-2020-{Count}"] }), Ct);

        Assert.Equal([0.00002, 1], (await room.AllAsync(Ct)).Select(f => f.Threat.Epss));
    }

    private async Task<FindingsRoom> RoomAsync() => await FindingsRoom.OpenAsync(databases, Ct);

    private static async Task TakeAsync(FindingsRoom room, byte[] file) =>
        Assert.True(Assert.IsType<IntelligenceOutcome.Taken>(await ImportAsync(room, file)).IsChanged);

    private static async Task<IntelligenceOutcome> ImportAsync(FindingsRoom room, byte[] file)
    {
        using var stream = new MemoryStream(file);
        return await room.Intelligence.ImportAsync(stream, Ada, Ct);
    }

    public class OnSqlite(SqliteTestDatabase database) : IntelligenceContract(database), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase database) : IntelligenceContract(database), IClassFixture<PostgresTestDatabase>;
}
