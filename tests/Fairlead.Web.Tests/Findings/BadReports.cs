using System.Text;
using System.Text.Json;
using Fairlead.Client.Findings;
using Fairlead.Kernel;
using Fairlead.Reports.Tests.Robustness;
using Fairlead.Web.Tests.Http;

namespace Fairlead.Web.Tests.Findings;

/// <summary>B-UP: what reports say that they should not, sent through the API, stored, and read back.</summary>
public abstract class BadReports(HostFixture fixture)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RunningHost Server => fixture.Server;

    /// <summary>UP-10: the reader sees every case in MutationTests; these also cross the API and both databases.</summary>
    [Theory]
    [InlineData("sarif", Samples.Sarif)]
    [InlineData("trivy", Samples.Trivy)]
    [InlineData("trivy", Samples.TrivyCluster)]
    [InlineData("generic-json", Samples.GenericJson)]
    public async Task A_spoiled_value_is_taken_in_or_refused_in_words(string format, string json)
    {
        const int Nth = 7; // coprime to the number of ways to spoil a value, so that each place and each way has its turn
        var answers = new HashSet<string>();
        foreach (var (_, mutated) in JsonMutations.Of(json).Where((_, i) => i % Nth == 0))
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(mutated));
            using var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/imports?format={format}&allowStale=true&asset=mutated") { Content = content };
            using var answer = await Server.Http.SendAsync(request, Ct);
            answers.Add(await answer.WordsAsync(Ct));
        }

        Assert.Subset(
            new HashSet<string> { "200", "201", "422 Invalid report content", "422 Unsupported report format", "422 Empty report", "422 Limit exceeded" }, answers);
        Assert.Contains("201", answers);
    }

    [Fact]
    public async Task A_severity_of_any_spelling_is_mapped_and_an_unknown_one_is_told() // UP-12
    {
        object?[] severities = ["CRITICAL", "critical ", "Very High", "moderate", "5", "-1", null, "P0", "", "P0", new[] { "High" }];
        var (import, findings) = await ImportAsync(severities.Select((s, i) => new Dictionary<string, object?> { ["id"] = $"{i:D2}", ["title"] = $"{i:D2}", ["severity"] = s }));

        Assert.Equal(severities.Length - 1, findings.Count); // a list is no severity
        Assert.Equal(
            [
                Severity.Critical, Severity.Critical, Severity.Critical, Severity.Medium, Severity.Unknown, Severity.Unknown, Severity.Unknown,
                Severity.Unknown, Severity.Unknown, Severity.Unknown,
            ],
            findings.Select(f => f.Item.Severity));
        Assert.Equal("P0", findings[7].Detail.SeverityRaw);
        Assert.Contains(import.Warnings, w => w == "$.findings[7], line 1: Unknown severity \"P0\", read as unknown. 2 entries in all.");
        Assert.Contains("severity", Assert.Single(import.RowErrors).Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_score_vector_of_any_kind_is_kept_as_it_is_and_never_scored() // UP-13
    {
        string[] vectors =
        [
            "CVSS:3.1/AV:N", "CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
            "cvss:3.1/av:n/ac:l", "AV:N/AC:L/Au:N/C:P/I:P/A:P", "=cmd", "CVSS:3.1/" + new string('A', 10_000),
        ];
        var (_, findings) = await ImportAsync(vectors.Select((v, i) => new Dictionary<string, object?>
        {
            ["id"] = $"{i:D2}",
            ["title"] = $"{i:D2}",
            ["cvssv3"] = v,
            ["cvssv3_score"] = i == 0 ? 99 : null,
        }));

        Assert.All(findings, f => Assert.Equal((null, Severity.Unknown), (f.Detail.CvssScore, f.Item.Severity)));
        Assert.Equal(vectors[..^1], findings.SkipLast(1).Select(f => f.Detail.CvssVector));
        Assert.InRange(findings[^1].Detail.CvssVector!.Length, 100, 10_009);
    }

    [Fact]
    public async Task Fingerprints_that_collide_are_long_or_empty_make_neither_too_many_findings_nor_too_few() // UP-15
    {
        var huge = new string('f', 1 << 20);
        (string Rule, string Path, string? Print)[] results =
        [
            ("A", "a.c", "same"), ("A", "a.c", "same"), // one weakness, twice
            ("B", "a.c", "same"), ("A", "b.c", "same"), // the print alone is no identity: another rule, another place
            ("A", "c.c", huge), ("A", "c.c", huge + "x"),
            ("A", "d.c", ""), ("A", "e.c", " "), ("A", "f.c", null),
        ];
        var asset = Guid.CreateVersion7().ToString();
        var sarif = JsonSerializer.SerializeToUtf8Bytes(new
        {
            version = "2.1.0",
            runs = new[]
            {
                new
                {
                    tool = new { driver = new { name = "Probe" } },
                    results = results.Select(r => new
                    {
                        ruleId = r.Rule,
                        message = new { text = "m" },
                        locations = new[] { new { physicalLocation = new { artifactLocation = new { uri = r.Path } } } },
                        partialFingerprints = r.Print is null ? null : new Dictionary<string, string> { ["primaryLocationLineHash"] = r.Print },
                    }),
                },
            },
        });
        using var once = new MemoryStream(sarif);
        using var again = new MemoryStream([.. sarif, .. " "u8]);
        var first = (await Server.Client.Findings.UploadAsync(once, new UploadOptions(Asset: asset), Ct)).Import;
        var second = (await Server.Client.Findings.UploadAsync(again, new UploadOptions(Asset: asset), Ct)).Import;

        Assert.Equal((9L, 8L, 1L), (first.Counts.Read, first.Counts.Created, first.Counts.Repeated));
        Assert.Equal((0L, 8L, 0L), (second.Counts.Created, second.Counts.Seen, second.Counts.AwaitingVerification));
    }

    [Fact]
    public async Task The_same_report_in_another_dress_makes_nothing_new() // UP-17
    {
        var asset = Guid.CreateVersion7().ToString();
        var entries = Enumerable.Range(0, 20).Select(i => new { id = $"E-{i}", title = $"Finding {i}\nsecond line", severity = "High", date = "2026-05-01" }).ToList();
        string Dressed(IEnumerable<object> findings, string at, bool indented, string end) => JsonSerializer.Serialize(
            new { asset, created_at = at, findings }, indented ? Indented : JsonSerializerOptions.Default).ReplaceLineEndings(end);
        string[] dresses =
        [
            Dressed(entries, "2026-05-01T00:00:00Z", false, "\n"),
            Dressed(entries.AsEnumerable().Reverse(), "2026-05-01T00:00:00Z", false, "\n"),
            Dressed(entries, "2026-05-02T00:00:00Z", true, "\n"),
            Dressed(entries, "2026-05-03T00:00:00+02:00", true, "\r\n"),
            "\uFEFF" + Dressed(entries.Select(e => new { e.date, e.severity, e.title, e.id }), "2026-05-04T00:00:00Z", true, "\r"),
        ];
        var created = new List<long>();
        foreach (var dress in dresses)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(dress));
            var counts = (await Server.Client.Findings.UploadAsync(content, new UploadOptions(), Ct)).Import.Counts;
            created.Add(counts.Created);
            Assert.Equal((20L, 0L, 0L), (counts.Created + counts.Seen, counts.Changed, counts.AwaitingVerification));
        }

        Assert.Equal([20, 0, 0, 0, 0], created);
    }

    private async Task<(ImportResponse Import, IReadOnlyList<FindingResponse> Findings)> ImportAsync(IEnumerable<Dictionary<string, object?>> entries)
    {
        var asset = Guid.CreateVersion7().ToString();
        using var report = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new { asset, findings = entries }));
        var import = (await Server.Client.Findings.UploadAsync(report, new UploadOptions(), Ct)).Import;
        var page = await Server.Client.Findings.SearchAsync(new FindingQuery(Asset: asset), FindingSort.OldestFirst, null, 100, Ct);
        var findings = new List<FindingResponse>();
        foreach (var item in page.Items.OrderBy(i => i.Title, StringComparer.Ordinal))
            findings.Add(await Server.Client.Findings.GetAsync(item.Id, Ct));
        return (import, findings);
    }

    public sealed class OnSqlite(SqliteHost host) : BadReports(host), IClassFixture<SqliteHost>;

    public sealed class OnPostgres(PostgresHost host) : BadReports(host), IClassFixture<PostgresHost>;
}
