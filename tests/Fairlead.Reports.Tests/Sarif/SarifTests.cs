using Fairlead.Kernel;
using Fairlead.Reports.Tests.Robustness;

namespace Fairlead.Reports.Tests.Sarif;

public sealed class SarifTests
{
    [Fact]
    public async Task How_far_exploitation_has_come_is_what_the_vectors_among_the_properties_say()
    {
        var read = await Read.TextAsync(
            """{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Grype"}},"results":[{"ruleId":"CVE-2024-10001","message":{"text":"m"},"properties":{"cvssv3_vector":"CVSS:3.1/AV:N/E:P","cvssv4_vector":"CVSS:4.0/AV:N/E:A"}}]}]}""");

        Assert.Equal(ExploitMaturity.Attacked, Assert.Single(read.Findings).ExploitMaturity);
    }

    [Fact]
    public async Task Every_field_finds_its_place()
    {
        var read = await Read.TextAsync(Samples.Sarif);
        Assert.Equal(new ReportRun("Probe", "1.0.0", "https://example.com/r", "main", "abc", "category"), read.Header.Runs[0]);
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero), read.Header.ReportedAt);
        Assert.IsType<Completeness.Complete>(read.Trailer.Completeness);

        var first = read.Findings[0];
        Assert.Equal("A first rule", first.Title);
        Assert.Equal("Found x in y\n\nMore of it", first.Description);
        Assert.Equal((Severity.High, "8.1"), (first.Severity, first.SeverityRaw));
        Assert.Equal(("lib/a.c", 3, "N.C.M"), (first.Location, first.StartLine, first.Symbol));
        Assert.Equal([79, 89], first.Cwes);
        Assert.Equal("Change it", first.Remediation);
        Assert.Equal(SourceStatus.Suppressed, first.SourceStatus);
        Assert.Equal(["https://example.com/p1", "https://example.com/1"], first.Urls);

        Assert.Equal(("E1", "b.c"), (read.Findings[1].RuleId, read.Findings[1].Location));
        var third = read.Findings[2];
        Assert.Equal(FindingKind.Vulnerability, third.Kind);
        Assert.Equal(("log4j", "2", "3"), (third.Package, third.PackageVersion, third.FixedVersion));
        Assert.Equal(["CVE-2021-44228"], third.VulnerabilityIds);
    }

    [Theory]
    [InlineData("""{"level":"error"}""", Severity.High)]
    [InlineData("""{"level":"warning"}""", Severity.Medium)]
    [InlineData("""{"level":"note"}""", Severity.Informational)]
    [InlineData("""{"level":"none"}""", Severity.Informational)]
    [InlineData("""{}""", Severity.Medium)]
    [InlineData("""{"ruleId":"E"}""", Severity.High)]
    [InlineData("""{"ruleId":"E/sub","level":"note"}""", Severity.Informational)]
    [InlineData("""{"ruleId":"E/sub"}""", Severity.High)]
    [InlineData("""{"ruleIndex":1}""", Severity.Critical)]
    [InlineData("""{"ruleId":"S","level":"note"}""", Severity.Critical)]
    [InlineData("""{"level":"note","properties":{"security-severity":"4"}}""", Severity.Medium)]
    [InlineData("""{"level":"note","properties":{"security-severity":"0.1"}}""", Severity.Low)]
    [InlineData("""{"level":"note","properties":{"security-severity":"HIGH"}}""", Severity.High)]
    [InlineData("""{"level":"note","properties":{"security-severity":"99"}}""", Severity.Informational)]
    [InlineData("""{"level":"fatal"}""", Severity.Unknown)]
    public async Task Severity_is_the_security_severity_or_the_level(string result, Severity expected)
    {
        var read = await Read.TextAsync(Log($"[{result[..^1]}{(result.Length > 2 ? "," : "")}\"message\":{{\"text\":\"m\"}}}}]"));
        Assert.Equal(expected, Assert.Single(read.Findings).Severity);
    }

    [Theory]
    [InlineData("pass")]
    [InlineData("open")]
    [InlineData("informational")]
    [InlineData("notApplicable")]
    [InlineData("review")]
    public async Task Only_failures_are_findings(string kind)
    {
        var read = await Read.TextAsync(Log($$$"""[{"kind":"{{{kind}}}","message":{"text":"m"}}]"""));
        Assert.Empty(read.Findings);
        Assert.Equal(1, read.Trailer.NotFindings);
    }

    [Fact]
    public async Task What_a_baseline_says_is_gone_is_no_finding()
    {
        var read = await Read.TextAsync(Log("""[{"baselineState":"absent","message":{"text":"m"}},{"baselineState":"unchanged","message":{"text":"m"}}]"""));
        Assert.Single(read.Findings);
        Assert.Equal(1, read.Trailer.NotFindings);
    }

    [Theory]
    [InlineData("""[{"kind":"inSource"}]""", SourceStatus.Suppressed)]
    [InlineData("""[{"kind":"external","status":"accepted"}]""", SourceStatus.Suppressed)]
    [InlineData("""[{"kind":"external","status":"underReview"}]""", SourceStatus.Open)]
    [InlineData("""[{"kind":"external","status":"accepted"},{"kind":"external","status":"rejected"}]""", SourceStatus.Open)]
    [InlineData("[]", SourceStatus.Open)]
    public async Task Suppressions_count_when_all_are_accepted(string suppressions, SourceStatus expected)
    {
        var read = await Read.TextAsync(Log($$"""[{"message":{"text":"m"},"suppressions":{{suppressions}}}]"""));
        Assert.Equal(expected, Assert.Single(read.Findings).SourceStatus);
    }

    [Theory]
    [InlineData("""{"tool":{"driver":{"name":"a"}},"results":[]}""", null)]
    [InlineData("""{"tool":{"driver":{"name":"a"}},"results":[],"invocations":[{"executionSuccessful":true}]}""", null)]
    [InlineData("""{"tool":{"driver":{"name":"a"}},"results":[],"invocations":[{"executionSuccessful":false}]}""", "not successful")]
    [InlineData("""{"tool":{"driver":{"name":"a"}}}""", "no list of results")]
    [InlineData("""{"tool":{"driver":{"name":"a"}},"results":null}""", "no list of results")]
    [InlineData("""{"results":[],"externalPropertyFileReferences":{"results":[{"location":{"uri":"x"}}]}}""", "other files")]
    public async Task A_run_that_failed_or_is_not_whole_is_partial(string run, string? reason)
    {
        var read = await Read.TextAsync($$"""{"version":"2.1.0","runs":[{{run}}]}""");
        if (reason is null)
            Assert.IsType<Completeness.Complete>(read.Trailer.Completeness);
        else
            Assert.Contains(reason, Assert.IsType<Completeness.Partial>(read.Trailer.Completeness).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"1.0.0\"", ReportFault.UnsupportedFormat)]
    [InlineData("\"2.0.0\"", ReportFault.UnsupportedFormat)]
    [InlineData("\"3.0.0\"", ReportFault.UnsupportedFormat)]
    [InlineData("null", ReportFault.InvalidContent)]
    public async Task Other_versions_are_refused_in_words(string version, ReportFault fault)
    {
        var e = await Assert.ThrowsAsync<ReportException>(() => Read.TextAsync($$"""{"version":{{version}},"runs":[]}"""));
        Assert.Equal((fault, "$.version"), (e.Fault, e.Place));
    }

    [Fact]
    public async Task Results_that_stand_before_the_rules_know_them()
    {
        var read = await Read.TextAsync(
            """{"runs":[{"results":[{"ruleIndex":0,"message":{"id":"d","arguments":["{x}"]}}],"tool":{"driver":{"rules":[{"id":"R","messageStrings":{"d":{"text":"{{a}} {0}"}}}],"name":"Late"}}}],"version":"2.1.0"}""");
        var finding = Assert.Single(read.Findings);
        Assert.Equal(("Late", "R", "{a} {x}"), (finding.Scanner, finding.RuleId, finding.Description));
    }

    [Fact]
    public async Task Each_place_of_a_result_is_a_finding_and_there_is_a_limit()
    {
        var place = """{"physicalLocation":{"artifactLocation":{"uri":"f"}}}""";
        var read = await Read.TextAsync(Log("[{\"message\":{\"text\":\"m\"},\"locations\":[" + string.Join(',', Enumerable.Repeat(place, 1_001)) + "]}]"));
        Assert.Equal(1_000, read.Findings.Count);
        Assert.Single(read.Problems);
        Assert.IsType<Completeness.Partial>(read.Trailer.Completeness);
    }

    [Fact]
    public async Task A_secret_is_neither_kept_nor_hashed()
    {
        var read = await Read.TextAsync(
            """{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"gitleaks"}},"results":[{"ruleId":"key","message":{"text":"key found"},"properties":{"offender":"hush"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a"},"region":{"startLine":1,"snippet":{"text":"k = hush"}}}}]}]}]}""");
        var finding = Assert.Single(read.Findings);
        Assert.Equal(FindingKind.Secret, finding.Kind);
        Assert.DoesNotContain("hush", finding.ToString(), StringComparison.Ordinal);
        Assert.Equal(["rule", "location"], finding.IdentityKeys.Select(k => k.Name));
    }

    [Theory]
    [InlineData("src/a%20b.c", null, "src/a b.c")]
    [InlineData("./src\\a.c", null, "src/a.c")]
    [InlineData("file:///build/7/src/a.c", null, "src/a.c")]
    [InlineData("file:///elsewhere/a.c", null, "/elsewhere/a.c")]
    [InlineData("a.c", "ROOT", "a.c")]
    [InlineData("a.c", "LIB", "lib/a.c")]
    [InlineData("a.c", "LOOP", "l/l/l/l/l/l/l/l/l/l/a.c")]
    [InlineData("https://example.com/x", null, "https://example.com/x")]
    public async Task Paths_are_the_same_on_every_machine(string uri, string? baseId, string expected)
    {
        var location = System.Text.Json.JsonSerializer.Serialize(new { uri, uriBaseId = baseId });
        var read = await Read.TextAsync(
            $$$$$$$"""{"version":"2.1.0","runs":[{"originalUriBaseIds":{"ROOT":{"uri":"file:///build/7/"},"LIB":{"uri":"lib/","uriBaseId":"ROOT"},"LOOP":{"uri":"l","uriBaseId":"LOOP"}},"results":[{"ruleId":"r","message":{"text":"m"},"locations":[{"physicalLocation":{"artifactLocation":{{{{{{{location}}}}}}}}}]}]}]}""");
        Assert.Equal(expected, Assert.Single(read.Findings).Location);
    }

    private static string Log(string results) =>
        $$$$"""{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Probe","rules":[{"id":"E","defaultConfiguration":{"level":"error"}},{"id":"S","properties":{"security-severity":"9.8"}}]}},"results":{{{{results}}}}}]}""";
}
