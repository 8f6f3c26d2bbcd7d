using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tests.Findings;

/// <summary>For what a report speaks: asset, scanner, branch and kind of report.</summary>
public abstract class ScopeContract(TestDatabase databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Complaint", "U-13")]
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

    private static (string?, string) Scope(Occurrence occurrence) => (occurrence.Scope.Branch, occurrence.Scope.ReportKind);

    private Task<FindingsRoom> RoomAsync() => FindingsRoom.OpenAsync(databases, Ct);

    public class OnSqlite(SqliteTestDatabase databases) : ScopeContract(databases), IClassFixture<SqliteTestDatabase>;

    public class OnPostgres(PostgresTestDatabase databases) : ScopeContract(databases), IClassFixture<PostgresTestDatabase>;
}
