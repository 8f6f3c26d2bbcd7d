namespace Fairlead.Cli.Tests;

/// <summary>T-06: a report names addresses and files; reading it asks none of them. strace(1) must be here and may trace.</summary>
public sealed class FetchNothingTests : IDisposable
{
    private readonly FairleadProcess _fairlead = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _fairlead.Dispose();

    public static TheoryData<string, string> Reports => new()
    {
        {
            "sarif",
            """
            { "version": "2.1.0", "$schema": "http://127.0.0.1:9/schema.json", "runs": [ {
              "tool": { "driver": { "name": "x", "informationUri": "http://127.0.0.1:9/", "rules": [ { "id": "R", "helpUri": "file:///etc/hostname" } ] } },
              "originalUriBaseIds": { "ROOT": { "uri": "http://127.0.0.1:9/" }, "FILES": { "uri": "file:///etc/" } },
              "externalPropertyFileReferences": { "results": [ { "location": { "uri": "http://127.0.0.1:9/results.sarif-external-properties" } } ] },
              "versionControlProvenance": [ { "repositoryUri": "http://127.0.0.1:9/repo.git" } ],
              "results": [ { "ruleId": "R", "message": { "text": "see http://127.0.0.1:9/ and file:///etc/hostname" }, "hostedViewerUri": "http://127.0.0.1:9/",
                "locations": [ { "physicalLocation": { "artifactLocation": { "uri": "hostname", "uriBaseId": "FILES" } } } ] } ] } ] }
            """
        },
        {
            "trivy",
            """
            { "SchemaVersion": 2, "ArtifactName": "file:///etc/hostname", "ArtifactType": "filesystem", "Results": [ { "Target": "http://127.0.0.1:9/go.mod", "Class": "lang-pkgs", "Type": "gomod",
              "Vulnerabilities": [ { "VulnerabilityID": "CVE-2026-1", "PkgName": "p", "InstalledVersion": "1", "Severity": "HIGH", "PrimaryURL": "http://127.0.0.1:9/",
                "References": [ "http://127.0.0.1:9/", "file:///etc/hostname", "\\\\127.0.0.1\\share" ] } ] } ] }
            """
        },
        {
            "generic-json",
            """{ "scanner": "x", "findings": [ { "title": "t", "rule_id": "r", "severity": "high", "file_path": "file:///etc/hostname", "url": "http://127.0.0.1:9/", "references": [ "file:///etc/hostname" ] } ] }"""
        },
        {
            "generic-csv",
            "title,severity,rule_id,file_path,url\r\nt,high,r,file:///etc/hostname,http://127.0.0.1:9/\r\n"
        },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task Reading_a_report_connects_to_nothing_and_opens_no_file_that_it_names(string format, string report)
    {
        var (file, trace) = (Path.Combine(_fairlead.Home, "report"), Path.Combine(_fairlead.Home, "trace"));
        await File.WriteAllTextAsync(file, report, Ct);

        var read = await _fairlead.ShellAsync($"strace -f -qq -o '{trace}' -e trace=connect,sendto,open,openat \"$@\" report read '{file}' --format {format}");

        Assert.Contains("1 finding", read.Succeeded());
        var calls = await File.ReadAllLinesAsync(trace, Ct);
        Assert.Contains(calls, c => c.Contains($"\"{file}\"", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, c => c.Contains("AF_INET", StringComparison.Ordinal) || c.Contains("/etc/hostname", StringComparison.Ordinal));
    }
}
