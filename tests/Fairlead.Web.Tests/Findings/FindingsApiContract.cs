using System.Net;
using System.Text;
using Fairlead.Client;
using Fairlead.Client.Findings;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using static Fairlead.Web.Tests.Findings.UploadSteps;

namespace Fairlead.Web.Tests.Findings;

public abstract class FindingsApiContract(HostFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RunningHost Server => fixture.Server;

    private FindingsClient Findings => fixture.Server.Client.Findings;

    [Fact]
    public async Task A_report_becomes_findings_that_can_be_listed_counted_and_read()
    {
        var asset = NewAsset();
        var upload = await Server.UploadAsync(asset, "A", "B", "C");
        var query = new FindingQuery(Asset: asset);
        var first = await Findings.SearchAsync(query, FindingSort.OldestFirst, null, 2, Ct);
        var second = await Findings.SearchAsync(query, FindingSort.OldestFirst, first.Next, 2, Ct);
        var whole = await Findings.GetAsync(first.Items[0].Id, Ct);

        Assert.Equal((ImportVerdict.Accepted, 3L), (upload.Verdict, upload.Import.Counts.Created));
        Assert.Equal(["A", "B", "C"], first.Items.Concat(second.Items).Select(f => f.Title));
        Assert.Null(second.Next);
        Assert.Equal((3L, 3L), (await Server.CountAsync(query)));
        Assert.Equal((FindingState.Active, asset), (whole.Item.Status, whole.Item.Asset));
        Assert.Equal(SightingState.Reported, Assert.Single(whole.Occurrences).State);
    }

    [Fact]
    public async Task Threat_intelligence_is_taken_in_shown_and_refused_with_the_line()
    {
        using var catalogue = new MemoryStream(Encoding.UTF8.GetBytes(
            """{"catalogVersion":"2026.01.01","dateReleased":"2026-01-01","count":1,"vulnerabilities":[{"cveID":"CVE-2020-0001","dueDate":"2020-06-30"}]}"""));
        using var wrong = new MemoryStream("#model_version:v1,score_date:2026-01-01T00:00:00Z\ncve,epss,percentile\nCVE-2020-0001,2,0\n"u8.ToArray());

        var taken = await Findings.ImportIntelligenceAsync(catalogue, Ct);
        var refused = await Assert.ThrowsAsync<FairleadProblemException>(() => Findings.ImportIntelligenceAsync(wrong, Ct));

        Assert.Equal((true, IntelligenceKind.Kev, 1L), (taken.Changed, taken.Source.Kind, taken.Source.Entries));
        Assert.Contains(taken.Source, (await Findings.IntelligenceAsync(Ct)).Sources);
        Assert.Equal("Line 3: The score is no number from 0 to 1.", refused.Problem.Detail);
        var finding = await ImportedAsync("{\"id\":\"A\",\"title\":\"A\",\"severity\":\"high\",\"vulnerability_ids\":[\"CVE-2020-0001\"]}");
        Assert.Equal(
            new ThreatResponse(
                KnownExploited: true, Ransomware: false, KevDueDate: new DateOnly(2020, 6, 30),
                ExploitMaturity: ExploitMaturity.Attacked, ExploitMaturitySource: ExploitMaturitySource.Kev),
            finding.Threat);
        Assert.Equal(finding.Threat, (await Findings.GetAsync(finding.Id, Ct)).Item.Threat);
        Assert.Contains("Known exploited, mend by 2020-06-30", await Server.Http.GetStringAsync(new Uri("findings?q=CVE-2020-0001", UriKind.Relative), Ct));
    }

    [Fact]
    public async Task Exploit_maturity_is_taken_in_shown_beside_the_scanners_and_filters()
    {
        using var list = new MemoryStream("cve,exploit_maturity\nCVE-2020-0077,F\n"u8.ToArray());
        using var wrong = new MemoryStream("cve,exploit_maturity\nCVE-2020-0077,weaponised\n"u8.ToArray());

        var taken = await Findings.ImportIntelligenceAsync(list, Ct);
        var refused = await Assert.ThrowsAsync<FairleadProblemException>(() => Findings.ImportIntelligenceAsync(wrong, Ct));

        Assert.Equal((true, IntelligenceKind.ExploitMaturity, 1L), (taken.Changed, taken.Source.Kind, taken.Source.Entries));
        Assert.StartsWith("Line 2: \"weaponised\" is no exploit maturity. Write attacked", refused.Problem.Detail);
        var finding = await ImportedAsync("{\"id\":\"A\",\"title\":\"A\",\"cvssv4\":\"CVSS:4.0/AV:N/E:P\",\"vulnerability_ids\":[\"CVE-2020-0077\"]}");
        Assert.Equal((ExploitMaturity.Functional, ExploitMaturitySource.List), (finding.Threat!.ExploitMaturity, finding.Threat.ExploitMaturitySource));
        Assert.Equal(ExploitMaturity.ProofOfConcept, (await Findings.GetAsync(finding.Id, Ct)).Detail.ExploitMaturity);
        foreach (var (least, count) in ((ExploitMaturity, int)[])[(ExploitMaturity.ProofOfConcept, 1), (ExploitMaturity.Functional, 1), (ExploitMaturity.Attacked, 0)])
        {
            var query = new FindingQuery(Asset: finding.Asset, ExploitMaturity: least);
            Assert.Equal(count, (await Findings.SearchAsync(query, FindingSort.OldestFirst, null, 10, Ct)).Items.Count);
            Assert.Equal(count, (await Findings.CountAsync(query, Ct)).Total);
        }

        var page = await Server.Http.GetStringAsync(new Uri("findings?q=CVE-2020-0077&maturity=functional", UriKind.Relative), Ct);
        Assert.Contains("Exploit maturity: functional", page);
        Assert.Contains("<option value=\"functional\" selected>Functional or further</option>", page);
        Assert.Contains("no maturity", await Server.Http.GetStringAsync(new Uri("findings?maturity=zzz", UriKind.Relative), Ct));
        Assert.DoesNotContain("Exploit maturity: functional", await Server.Http.GetStringAsync(new Uri("findings?q=CVE-2020-0077&maturity=attacked", UriKind.Relative), Ct));
    }

    private async Task<FindingItem> ImportedAsync(string entry)
    {
        var asset = NewAsset();
        using var report = new MemoryStream(Encoding.UTF8.GetBytes($"{{\"scanner\":\"checker\",\"asset\":\"{asset}\",\"findings\":[{entry}]}}"));
        await Findings.UploadAsync(report, new UploadOptions(), Ct);
        return Assert.Single((await Findings.SearchAsync(new FindingQuery(Asset: asset), FindingSort.OldestFirst, null, 1, Ct)).Items);
    }

    [Fact]
    public async Task Held_closes_are_confirmed_over_http()
    {
        var asset = NewAsset();
        await Server.UploadAsync(asset, "A", "B");
        await Server.UploadAsync(asset);
        var held = await Server.UploadAsync(asset);
        var confirmed = await Findings.ConfirmClosesAsync(held.Import.Id, Ct);

        Assert.Equal((2L, 2L), (held.Import.Counts.Held, confirmed.Closed));
        Assert.Equal((2L, 0L), await Server.CountAsync(new FindingQuery(Asset: asset)));
    }

    [Fact]
    public async Task A_person_changes_severity_and_status()
    {
        var asset = NewAsset();
        await Server.UploadAsync(asset, "A");
        var id = (await Findings.SearchAsync(new FindingQuery(Asset: asset), FindingSort.NewestFirst, null, 10, Ct)).Items[0].Id;
        var changed = await Findings.ChangeAsync(
            id, new ChangeFindingRequest(FindingState.FalsePositive, Reason: "test data", Severity: Severity.Low, Revision: 1), Ct);

        Assert.Equal((FindingState.FalsePositive, Severity.Low, Severity.High), (changed.Item.Status, changed.Item.Severity, changed.ReportedSeverity));
        Assert.Equal("test data", changed.Decision!.Reason);
        var stale = await Assert.ThrowsAsync<FairleadProblemException>( // HTTP-28
            () => Findings.ChangeAsync(id, new ChangeFindingRequest(Severity: Severity.High, Revision: 1), Ct));
        Assert.Equal(
            (409, "Conflict", "changed_meanwhile", $"The finding was changed in between; it is at revision {changed.Revision} now. Read it again."),
            (stale.Problem.Status, stale.Problem.Title, stale.Problem.Code, stale.Problem.Detail));
        Assert.Equal(Severity.Low, (await Findings.GetAsync(id, Ct)).Item.Severity);
        await RefusesAsync(422, "Validation failed", () => Findings.ChangeAsync(id, new ChangeFindingRequest(), Ct));
        await RefusesAsync(422, "Validation failed", () => Findings.ChangeAsync(id, new ChangeFindingRequest(FindingState.RiskAccepted), Ct));
        await RefusesAsync(422, "Validation failed", () => Findings.ChangeAsync(id, new ChangeFindingRequest(FindingState.FalsePositive, Reason: "\u0000"), Ct), anyTitle: true);
        await RefusesAsync(404, "Not found", () => Findings.GetAsync(FindingId.New(TimeProvider.System), Ct));
    }

    [Fact]
    public async Task Of_many_changes_to_one_revision_one_wins() // JSON-27
    {
        var asset = NewAsset();
        await Server.UploadAsync(asset, "A");
        var id = (await Findings.SearchAsync(new FindingQuery(Asset: asset), FindingSort.NewestFirst, null, 10, Ct)).Items[0].Id;
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var body = new StringContent("""{"severity":"low","revision":1}""", Encoding.UTF8, "application/json");
            using var answer = await Server.Http.PatchAsync(new Uri($"api/v1/findings/{id}", UriKind.Relative), body, Ct);
            return answer.StatusCode;
        }));

        Assert.Single(statuses, HttpStatusCode.OK);
        Assert.Equal(7, statuses.Count(s => s == HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("api/v1/findings?size=abc", "Invalid query parameter")]
    [InlineData("api/v1/findings?size=", "Invalid query parameter")]
    [InlineData("api/v1/findings?size=%201", "Invalid query parameter")]
    [InlineData("api/v1/findings?size=-0", "Invalid query parameter")]
    [InlineData("api/v1/findings?size=+5", "Invalid query parameter")]
    [InlineData("api/v1/findings?size=1.0", "Invalid query parameter")]
    [InlineData("api/v1/findings?size=99999999999", "Invalid query parameter")]
    [InlineData("api/v1/findings?size=0", "Invalid query parameter")]
    [InlineData("api/v1/findings?size=1001", "Invalid query parameter")]
    [InlineData("api/v1/findings?size=1&size=2", "Invalid query parameter")]
    [InlineData("api/v1/findings?size[]=1", "Invalid query parameter")]
    [InlineData("api/v1/findings?SIZE=1", "Invalid query parameter")]
    [InlineData("api/v1/findings?limt=5", "Unknown query parameter")]
    [InlineData("api/v1/findings?open=yes", "Invalid query parameter")]
    [InlineData("api/v1/findings?open=TRUE", "Invalid query parameter")]
    [InlineData("api/v1/findings?hasFix=1", "Invalid query parameter")]
    [InlineData("api/v1/findings?sort=name;drop%20table", "Invalid query parameter")]
    [InlineData("api/v1/findings?sort=__proto__", "Invalid query parameter")]
    [InlineData("api/v1/findings?severity=high,urgent", "Invalid query parameter")]
    [InlineData("api/v1/findings?status=", "Invalid query parameter")]
    [InlineData("api/v1/findings?text=%00", "Invalid query parameter")]
    [InlineData("api/v1/findings?firstSeenFrom=yesterday", "Invalid query parameter")]
    [InlineData("api/v1/findings?firstSeenFrom=2026-01-01", "Invalid query parameter")]
    [InlineData("api/v1/findings?cursor=abc", "Invalid cursor")]
    [InlineData("api/v1/findings/count?size=5", "Unknown query parameter")]
    [InlineData("api/v1/imports?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Invalid cursor")]
    [InlineData("api/v1/imports?asset=x", "Unknown query parameter")]
    public async Task A_query_that_is_not_understood_is_refused(string path, string title)
    {
        using var answer = await Server.Http.GetAsync(new Uri(path, UriKind.Relative), Ct);
        await AssertProblemAsync(answer, 400, title);
    }

    [Fact]
    public async Task A_cursor_serves_only_the_list_it_came_from()
    {
        var asset = NewAsset();
        await Server.UploadAsync(asset, "A", "B");
        var page = await Findings.SearchAsync(new FindingQuery(Asset: asset), FindingSort.NewestFirst, null, 1, Ct);
        var cut = page.Next![..^2];

        await RefusesAsync(400, "Invalid cursor", () => Findings.SearchAsync(new FindingQuery(), FindingSort.NewestFirst, page.Next, 1, Ct));
        await RefusesAsync(400, "Invalid cursor", () => Findings.SearchAsync(new FindingQuery(Asset: asset), FindingSort.WorstFirst, page.Next, 1, Ct));
        await RefusesAsync(400, "Invalid cursor", () => Findings.SearchAsync(new FindingQuery(Asset: asset), FindingSort.NewestFirst, cut, 1, Ct));
    }

    [Fact]
    public async Task Nobody_reads_or_imports_without_a_token()
    {
        using var nobody = Server.MakeHttp(null);
        using var content = new ByteArrayContent([1]);
        foreach (var path in (string[])["api/v1/findings", "api/v1/findings/count", "api/v1/imports"])
        {
            using var answer = await nobody.GetAsync(new Uri(path, UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/imports") { Content = content };
        using var refused = await nobody.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    public class OnSqlite(SqliteHost fixture) : FindingsApiContract(fixture), IClassFixture<SqliteHost>;

    public class OnPostgres(PostgresHost fixture) : FindingsApiContract(fixture), IClassFixture<PostgresHost>;
}
