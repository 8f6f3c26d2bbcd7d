using Fairlead.Kernel;
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
            ExploitMaturity = ExploitMaturity.Attacked,
            ExploitMaturitySource = ExploitMaturitySource.Kev,
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

    [Fact]
    public async Task The_furthest_that_list_catalogue_or_scanner_say_of_exploitation_counts_and_its_source_is_named()
    {
        var room = await RoomAsync();
        await room.ImportAsync(
            new Report(
                new Entry("listed") { Cves = ["CVE-2020-0001", "CVE-2020-0002"], Cvss = "CVSS:4.0/AV:N/E:U" },
                new Entry("said") { Cves = ["CVE-2020-0001"], Cvss = "CVSS:4.0/AV:N/E:A" },
                new Entry("both") { Cves = ["CVE-2020-0001"], Cvss = "CVSS:4.0/AV:N/E:P" },
                new Entry("catalogued") { Cves = ["CVE-2020-0003"] },
                new Entry("silent") { Cves = ["CVE-2020-0004"] }),
            Ct);
        var said = (await room.OneAsync("said", Ct)).Threat;
        Assert.Equal(new Threat { ExploitMaturity = ExploitMaturity.Attacked, ExploitMaturitySource = ExploitMaturitySource.Scanner }, said);

        await TakeAsync(room, Packed(Maturities(("CVE-2020-0001", "poc"), ("CVE-2020-0002", "CVSS:3.1/AV:N/E:F"), ("CVE-2020-0003", "U"), ("CVE-2020-0004", "X"))));
        await TakeAsync(room, Kev("2025-12-30", ("CVE-2020-0003", "2021-01-31", "Unknown")));

        Assert.Equal(
            [
                ("listed", ExploitMaturity.Functional, ExploitMaturitySource.List),
                ("said", ExploitMaturity.Attacked, ExploitMaturitySource.Scanner),
                ("both", ExploitMaturity.ProofOfConcept, ExploitMaturitySource.List),
                ("catalogued", ExploitMaturity.Attacked, ExploitMaturitySource.Kev),
                ("silent", null, (ExploitMaturitySource?)null),
            ],
            (await room.AllAsync(Ct)).Select(f => (f.Title, f.Threat.ExploitMaturity, f.Threat.ExploitMaturitySource)));
        var whole = (await room.Catalog.GetAsync((await room.OneAsync("listed", Ct)).Id, Ct))!;
        Assert.Equal((ExploitMaturity.Functional, ExploitMaturity.Unreported), (whole.Threat.ExploitMaturity, whole.ReportedExploitMaturity));
    }

    /// <summary>It has no date of its own: whichever was given last is in force.</summary>
    [Fact]
    public async Task Another_list_of_maturities_replaces_the_whole_of_the_one_before_and_the_same_one_nothing()
    {
        var room = await RoomAsync();
        await room.ImportAsync(new Report(new Entry("A") { Cves = ["CVE-2020-0001"] }, new Entry("B") { Cves = ["CVE-2020-0002"] }), Ct);
        var first = Maturities(("CVE-2020-0001", "attacked"));
        await TakeAsync(room, first);
        var source = Assert.Single(await room.Intelligence.SourcesAsync(Ct));
        Assert.Equal((IntelligenceKind.ExploitMaturity, 1L, source.ImportedAt, source.Sha256[..12]), (source.Kind, source.Entries, source.DatedAt, source.Version));

        room.Clock.Advance(TimeSpan.FromHours(1));
        Assert.False(Assert.IsType<IntelligenceOutcome.Taken>(await ImportAsync(room, Packed(first))).IsChanged);
        Assert.Equal(2, Assert.IsType<IntelligenceOutcome.Refused>(await ImportAsync(room, Maturities(("CVE-2020-0002", "soon")))).Line);
        Assert.Equal([ExploitMaturity.Attacked, null], (await room.AllAsync(Ct)).Select(f => f.Threat.ExploitMaturity));

        await TakeAsync(room, Maturities(("CVE-2020-0002", "unreported")));
        Assert.Equal([null, ExploitMaturity.Unreported], (await room.AllAsync(Ct)).Select(f => f.Threat.ExploitMaturity));
        Assert.StartsWith("Exploit maturity of ", (await room.Activity.ListAsync(null, 1, Ct))[0].Summary);
        await TakeAsync(room, first);
        Assert.Equal(3, Assert.Single(await room.Intelligence.SourcesAsync(Ct)).Revision);
    }

    [Fact]
    public async Task What_the_scanner_comes_to_say_of_exploitation_changes_a_finding()
    {
        var room = await RoomAsync();
        await room.ImportAsync(new Report(new Entry("A") { Cvss = "CVSS:4.0/AV:N/E:U" }, new Entry("B")), Ct);
        await room.ImportAsync(new Report(new Entry("A") { Cvss = "CVSS:4.0/AV:N/E:P" }, new Entry("B")), Ct);

        Assert.Equal([ExploitMaturity.ProofOfConcept, null], (await room.AllAsync(Ct)).Select(f => f.Threat.ExploitMaturity));
    }

    /// <summary>The database takes lists of ids apart in words of its own, and must find what is shown.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_filter_on_exploit_maturity_finds_what_shows_it(bool isImported)
    {
        var room = await RoomAsync();
        string[] ids =
        [
            "CVE-2020-0001", "cve-2020-0002", "CVE-2020-0003", "CVE-2020-0004", "CVE-2020-1234567890", "CVE-2020-12345678901", "CVE-2020-001", "CVE-2020-0001x",
            "CVE-2O20-0001", "CVE-2020_0001", " CVE-2020-0001", "CVE-2020-00001", "GHSA-aaaa-bbbb-cccc", "\"", "\\", "a\\nCVE-2020-0001", "\\nCVE-2020-0001", "CVE-%-____", "[1]", "é",
        ];
        string?[] vectors = [null, "CVSS:4.0/AV:N/E:P", "CVSS:3.1/AV:N/E:F"];
        var entries = ids.SelectMany((id, i) => vectors.Select((v, j) => new Entry($"{i:00}-{j}") { Cves = [id], Cvss = v }))
            .Concat(ids.Select((_, i) => new Entry($"{i:00}-all") { Cves = [.. ids.Skip(i)] }))
            .Append(new Entry("none"));
        await room.ImportAsync(new Report([.. entries]), Ct);
        if (isImported)
        {
            await TakeAsync(room, Maturities(("CVE-2020-0001", "A"), ("CVE-2020-0002", "F"), ("CVE-2020-0003", "U"), ("CVE-2020-1234567890", "P")));
            await TakeAsync(room, Kev("2025-12-30", ("CVE-2020-0004", "2021-01-31", "Unknown")));
        }

        var all = await room.AllAsync(Ct);
        foreach (var least in Enum.GetValues<ExploitMaturity>())
        {
            var filter = new FindingFilter { ExploitMaturity = least };
            var expected = all.Where(f => f.Threat.ExploitMaturity >= least).Select(f => f.Title).ToList();
            Assert.Equal(expected, (await room.AllAsync(Ct, filter)).Select(f => f.Title));
            Assert.Equal(expected, (await room.Catalog.SearchAsync(filter, FindingOrder.OldestFirst, null, 1000, Ct)).Items.Select(f => f.Title));
            Assert.Equal(expected.Count, (await room.Catalog.CountAsync(filter, Ct)).Total);
            Assert.Equal(isImported || least <= ExploitMaturity.Functional, expected.Count > 0);
        }
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
