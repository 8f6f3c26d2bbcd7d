using Fairlead.Kernel;
using Fairlead.Reports.Tests.Robustness;

namespace Fairlead.Reports.Tests.Generic;

public sealed class GenericTests
{
    [Theory]
    [InlineData("generic-json.md", "```json", 2)]
    [InlineData("generic-csv.md", "```csv", 2)]
    public async Task The_documented_example_reads(string page, string fence, int findings)
    {
        var text = await File.ReadAllTextAsync(
            Path.Combine(SharedData.RepositoryRoot, "docs", "formats", page), TestContext.Current.CancellationToken);
        var start = text.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        var read = await Read.TextAsync(text[start..text.IndexOf("```", start, StringComparison.Ordinal)].TrimStart());
        Assert.Equal(findings, read.Findings.Count);
        Assert.Empty(read.Problems);
        Assert.All(read.Findings, f => Assert.Empty(f.Warnings));
    }

    [Fact]
    public async Task Every_documented_field_is_one_that_is_read()
    {
        var text = await File.ReadAllTextAsync(
            Path.Combine(SharedData.RepositoryRoot, "docs", "formats", "generic-json.md"), TestContext.Current.CancellationToken);
        foreach (var property in Fairlead.Reports.Generic.GenericJson.Default.GenericEntry.Properties.Where(p => !p.IsExtensionData))
            Assert.Contains($"`{property.Name}`", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("\"cvssv3\":\"CVSS:3.1/AV:N\"", null)]
    [InlineData("\"cvssv3\":\"CVSS:3.1/AV:N/E:F\"", ExploitMaturity.Functional)]
    [InlineData("\"cvssv3\":\"CVSS:3.1/AV:N/E:F\",\"cvssv4\":\"CVSS:4.0/AV:N/E:A\"", ExploitMaturity.Attacked)]
    [InlineData("\"cvssv3\":\"CVSS:3.1/AV:N/E:F\",\"cvssv4\":\"CVSS:4.0/AV:N/E:U\"", ExploitMaturity.Functional)]
    [InlineData("\"cvssv3\":\"CVSS:3.1/AV:N/E:?\"", null)]
    [InlineData("\"cvssv3\":\"CVSS:3.1/AV:N/E:U\",\"known_exploited\":true", ExploitMaturity.Attacked)]
    [InlineData("\"cvssv3\":\"CVSS:3.1/AV:N/E:U\",\"known_exploited\":false", ExploitMaturity.Unreported)]
    public async Task How_far_exploitation_has_come_is_what_its_vectors_say(string properties, ExploitMaturity? expected)
    {
        var read = await Read.TextAsync($"{{\"findings\":[{{\"title\":\"a\"{(properties.Length > 0 ? "," : "")}{properties}}}]}}");

        Assert.Equal(expected, Assert.Single(read.Findings).ExploitMaturity);
    }

    [Fact]
    public async Task A_misspelt_property_is_a_problem_that_names_the_right_one()
    {
        var read = await Read.TextAsync("""{"findings":[{"title":"a","severty":"high"},{"title":"b","x_team":"blue","verified":true}]}""");
        Assert.Equal("b", Assert.Single(read.Findings).Title);
        Assert.Contains("Did you mean \"severity\"?", Assert.Single(read.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"kind\":\"runtime_alert\"", FindingKind.RuntimeAlert)]
    [InlineData("\"kind\":\"LicenseRisk\"", FindingKind.LicenseRisk)]
    [InlineData("\"kind\":\"4\"", FindingKind.Vulnerability)]
    [InlineData("\"file_path\":\"a\"", FindingKind.CodeWeakness)]
    [InlineData("\"file_path\":\"a\",\"cve\":\"CVE-2024-1\"", FindingKind.Vulnerability)]
    [InlineData("\"url\":\"https://example.com\"", FindingKind.Vulnerability)]
    public async Task The_kind_is_stated_or_follows_from_the_fields(string fields, FindingKind expected) =>
        Assert.Equal(expected, (await Read.TextAsync($$"""{"findings":[{"title":"a",{{fields}}}]}""")).Findings[0].Kind);

    [Theory]
    [InlineData("\"active\":false", SourceStatus.Suppressed)]
    [InlineData("\"false_p\":true,\"is_mitigated\":true", SourceStatus.FalsePositive)]
    [InlineData("\"is_mitigated\":true,\"active\":false", SourceStatus.Fixed)]
    [InlineData("\"active\":false,\"status\":\"open\"", SourceStatus.Open)]
    [InlineData("\"active\":true", SourceStatus.Open)]
    public async Task The_status_is_stated_or_follows_from_the_flags(string fields, SourceStatus expected) =>
        Assert.Equal(expected, (await Read.TextAsync($$"""{"findings":[{"title":"a",{{fields}}}]}""")).Findings[0].SourceStatus);

    [Theory]
    [InlineData("2026-11-02", "2026-11-02")]
    [InlineData("2026-11-02T23:30:00-02:00", "2026-11-03")]
    [InlineData("01/30/2018", "2018-01-30")]
    [InlineData("30/01/2018", "2018-01-30")]
    [InlineData("02/03/2018", null)]
    [InlineData("02/02/2018", "2018-02-02")]
    [InlineData("2024-02-30", null)]
    public async Task A_date_is_read_where_only_one_reading_is_possible(string text, string? expected)
    {
        var finding = (await Read.TextAsync($$"""{"findings":[{"title":"a","date":"{{text}}"}]}""")).Findings[0];
        Assert.Equal(expected, finding.ReportedAt?.ToString("yyyy-MM-dd"));
        Assert.Equal(expected is null ? 1 : 0, finding.Warnings.Count);
    }

    [Fact]
    public async Task The_report_says_scanner_and_completeness_before_or_after_its_findings()
    {
        var read = await Read.TextAsync("""{"findings":[{"title":"a"}],"scanner":"mine","asset":"shop","complete":false}""");
        Assert.Equal(("mine", "mine", "shop"), (read.Header.Scanner, read.Findings[0].Scanner, read.Findings[0].Asset));
        Assert.IsType<Completeness.Partial>(read.Trailer.Completeness);
    }

    [Theory]
    [InlineData("title,severity\nA,High\n")]
    [InlineData("title;severity\r\nA;High\r\n")]
    [InlineData("Title\tSEVERITY\nA\tHigh")]
    [InlineData("title|severity\nA|High")]
    [InlineData("sep=;\ntitle;severity\nA;High\n")]
    [InlineData("\"Title\" , \"Severity\"\n\"A\" , \"High\"\n")]
    [InlineData("\n\ntitle,severity\n\nA,High\n\n")]
    public async Task Separators_quotes_and_blank_lines_are_as_spreadsheets_write_them(string csv)
    {
        var finding = Assert.Single((await Read.TextAsync(csv)).Findings);
        Assert.Equal(("A", Severity.High), (finding.Title, finding.Severity));
    }

    [Fact]
    public async Task Rows_are_read_or_named_by_row_column_and_line()
    {
        var read = await Read.TextAsync("title,severity,description\n\"a\nb\",low,\"x, \"\"y\"\"\"\nshort,low\n,low,d\nlong,low,d,e\nfine,low,d,,\n");
        Assert.Equal(["a b", "fine"], read.Findings.Select(f => f.Title));
        Assert.Equal("x, \"y\"", read.Findings[0].Description);
        Assert.Equal(
            [("row 3, column 3", 4L), ("row 4, column 1", 5L), ("row 5, column 4", 6L)],
            read.Problems.Select(p => (p.Place, p.Line!.Value)));
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+cmd")]
    [InlineData("-2")]
    [InlineData("@SUM(1)")]
    [InlineData("＝1")]
    public async Task Formulas_are_kept_as_text(string cell) =>
        Assert.Equal(cell, (await Read.TextAsync($"title,severity\n\"{cell}\",low\n")).Findings[0].Title);

    [Theory]
    [InlineData("severity,description\nhigh,d\n", "no column for the title")]
    [InlineData("title,name\na,b\n", "Two columns")]
    [InlineData("title,severity\n\"a,low\nb,low\n", "never closed")]
    [InlineData("just text\n", "no column for the title")]
    public async Task A_table_that_cannot_be_read_says_why(string csv, string part)
    {
        var e = await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync(csv, ReportFormat.GenericCsv));
        Assert.Equal(ReportFault.InvalidCsv, e.Fault);
        Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_beyond_the_limits_are_refused()
    {
        var wide = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}"));
        Assert.Equal(
            ReportFault.InvalidCsv,
            (await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync("title,severity," + wide + "\na,b\n"))).Fault);
        Assert.Equal(
            ReportFault.LimitExceeded,
            (await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync(
                "title,severity\n\"" + new string('x', 1_000_000), null, new ReportOptions { MaxItemBytes = 100_000 }))).Fault);
    }

    [Fact]
    public async Task Unknown_columns_are_left_out_with_a_warning()
    {
        var read = await Read.TextAsync("title,severity,shoe size\na,low,43\n");
        Assert.Contains("shoe size", Assert.Single(read.Trailer.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_with_its_own_id_is_known_by_it_alone()
    {
        var keys = (await Read.TextAsync(Samples.GenericJson)).Findings.Select(f => string.Join(',', f.IdentityKeys.Select(k => k.Name)));
        Assert.Equal(["id", "title"], keys);
    }

    [Theory]
    [InlineData("title,severty\nA,High\n", "severity", 2)]
    [InlineData("Title,Descripton,severity\nA,b,High\n", "description", 2)]
    public async Task A_misspelt_column_is_refused_with_what_was_meant(string csv, string meant, int column)
    {
        var refused = await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync(csv, ReportFormat.GenericCsv));

        Assert.Contains($"did you mean {meant}?", refused.Message);
        Assert.Contains($"row 1, column {column}", $"{refused.Message} {refused.Place}");
    }

    [Fact]
    public async Task A_column_beside_the_one_that_it_resembles_is_left_out_with_a_warning() =>
        Assert.Contains("severity2", Assert.Single((await Read.TextAsync("title,severity,severity2\nA,High,x\n")).Trailer.Warnings), StringComparison.Ordinal);
}
