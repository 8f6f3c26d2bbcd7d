using Fairlead.Kernel;
using Fairlead.Reports.Tests.Robustness;

namespace Fairlead.Reports.Tests.Trivy;

public sealed class TrivyTests
{
    [Fact]
    public async Task Every_field_finds_its_place()
    {
        var read = await Read.TextAsync(Samples.Trivy);
        Assert.Equal(new ReportRun("Trivy", "0.66", "https://example.com/r", "main", "abc", "container_image"), Assert.Single(read.Header.Runs));
        Assert.Equal(
            [FindingKind.Vulnerability, FindingKind.Misconfiguration, FindingKind.Secret, FindingKind.LicenseRisk, FindingKind.Vulnerability],
            read.Findings.Select(f => f.Kind));

        var vulnerability = read.Findings[0];
        Assert.Equal(("CVE-2024-1", "apt", "1", "2", "debian", "pkg:deb/apt"), (
            vulnerability.RuleId, vulnerability.Package, vulnerability.PackageVersion, vulnerability.FixedVersion,
            vulnerability.Ecosystem, vulnerability.Purl));
        Assert.Equal(["CVE-2024-1", "DSA-1-1"], vulnerability.VulnerabilityIds);
        Assert.Equal((7.5, "CVSS:3.1/AV:N"), (vulnerability.CvssScore, vulnerability.CvssVector));
        Assert.Equal((SourceStatus.Open, "fixed"), (vulnerability.SourceStatus, vulnerability.SourceStatusRaw));
        Assert.Equal(["https://example.com/1", "https://example.com/2"], vulnerability.Urls);
        Assert.Equal(["kind", "rule", "ecosystem", "package"], vulnerability.IdentityKeys.Select(k => k.Name));

        Assert.Equal(("Dockerfile", 3, "r", "R"), (
            read.Findings[1].Location, read.Findings[1].StartLine, read.Findings[1].Symbol, read.Findings[1].Remediation));
        Assert.Equal(SourceStatus.NotAffected, read.Findings[4].SourceStatus);
        Assert.DoesNotContain("*****", read.Findings[2].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_far_exploitation_has_come_is_the_furthest_over_all_who_scored_it()
    {
        const string Report = """
            {"SchemaVersion":2,"ArtifactName":"a","ArtifactType":"filesystem","Results":[{"Target":"a","Class":"lang-pkgs","Type":"npm","Vulnerabilities":[
              {"VulnerabilityID":"CVE-2024-1","PkgName":"p","Severity":"HIGH","SeveritySource":"nvd","CVSS":{
                "nvd":{"V3Vector":"CVSS:3.1/AV:N/E:U","V3Score":7.5},"ghsa":{"V3Vector":"CVSS:3.1/AV:N","V40Vector":"CVSS:4.0/AV:N/E:P"}}},
              {"VulnerabilityID":"CVE-2024-2","PkgName":"p","Severity":"HIGH","CVSS":{"nvd":{"V3Vector":"CVSS:3.1/AV:N","V2Vector":"AV:N/E:H"}}}]}]}
            """;

        var read = await Read.TextAsync(Report);

        Assert.Equal([ExploitMaturity.ProofOfConcept, null], read.Findings.Select(f => f.ExploitMaturity));
        Assert.Equal("CVSS:3.1/AV:N/E:U", read.Findings[0].CvssVector);
    }

    [Fact]
    public async Task A_cluster_names_its_resources()
    {
        var read = await Read.TextAsync(Samples.TrivyCluster);
        Assert.Equal("kubernetes", read.Header.Runs[0].ScanKind);
        Assert.Equal("c/n/Deployment/d", Assert.Single(read.Findings).Asset);
    }

    [Theory]
    [InlineData("FAIL", 1)]
    [InlineData("PASS", 0)]
    [InlineData("EXCEPTION", 0)]
    public async Task Only_failed_checks_are_findings(string status, int findings)
    {
        var read = await Read.TextAsync(
            $$"""{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"t","Misconfigurations":[{"ID":"X","Status":"{{status}}"}]}]}""");
        Assert.Equal((findings, 1L - findings), (read.Findings.Count, read.Trailer.NotFindings));
    }

    [Theory]
    [InlineData("""{"SchemaVersion":2,"ArtifactName":"a"}""")]
    [InlineData("""{"SchemaVersion":2,"ArtifactName":"a","Results":null}""")]
    [InlineData("""{"SchemaVersion":2,"ArtifactName":"a","Results":[]}""")]
    [InlineData("""{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"t","Vulnerabilities":null}]}""")]
    public async Task A_clean_scan_has_no_findings_and_is_complete(string json)
    {
        var read = await Read.TextAsync(json);
        Assert.Empty(read.Items);
        Assert.IsType<Completeness.Complete>(read.Trailer.Completeness);
    }

    [Fact]
    public async Task A_resource_that_was_not_scanned_makes_the_report_partial()
    {
        var read = await Read.TextAsync("""{"ClusterName":"c","Resources":[{"Kind":"Pod","Name":"p","Error":"image not found"}]}""");
        Assert.Contains("image not found", Assert.IsType<Completeness.Partial>(read.Trailer.Completeness).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_null_of_old_versions_is_an_empty_partial_report() =>
        Assert.IsType<Completeness.Partial>((await Read.TextAsync("null\n")).Trailer.Completeness);

    [Theory]
    [InlineData("\"CRITICAL\"", Severity.Critical, 0)]
    [InlineData("\"critical \"", Severity.Critical, 0)]
    [InlineData("\"UNKNOWN\"", Severity.Unknown, 0)]
    [InlineData("null", Severity.Unknown, 0)]
    [InlineData("5", Severity.Unknown, 1)]
    [InlineData("\"P0\"", Severity.Unknown, 1)]
    public async Task An_unknown_severity_is_kept_with_a_warning(string json, Severity expected, int warnings)
    {
        var read = await Read.TextAsync(Samples.Trivy.Replace("\"Severity\":\"HIGH\",\"SeveritySource\"", $"\"Severity\":{json},\"SeveritySource\"", StringComparison.Ordinal));
        Assert.Equal((expected, warnings), (read.Findings[0].Severity, read.Findings[0].Warnings.Count));
    }
}
