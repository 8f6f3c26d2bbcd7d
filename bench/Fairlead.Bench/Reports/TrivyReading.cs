using System.Diagnostics;
using System.Globalization;
using Fairlead.Reports;

namespace Fairlead.Bench.Reports;

/// <summary>How fast a Trivy-like file is read, and in how much memory: <c>reports [FINDINGS] [ROUNDS]</c>.</summary>
internal static class TrivyReading
{
    public static async Task<int> RunAsync(string[] args)
    {
        var findings = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 200_000;
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 4;
        var path = Path.Combine(Path.GetTempPath(), $"fairlead-bench-{Environment.ProcessId}.json");
        try
        {
            await using (var file = new StreamWriter(path))
                Write(file, findings);
            for (var round = 1; round <= rounds; round++)
                await ReadAsync(path, round);
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task ReadAsync(string path, int round)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, useAsync: true);
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var clock = Stopwatch.StartNew();
        var counts = await ReportSummary.CountAsync(file, ReportFormat.Trivy, null, ReportOptions.Default, CancellationToken.None);
        clock.Stop();
        process.Refresh();
        var used = process.TotalProcessorTime - cpu;
        Console.WriteLine(
            $"round {round}: {counts.Total:N0} findings, {file.Length / 1e6:F0} MB; {counts.Total / clock.Elapsed.TotalSeconds:N0}/s, "
            + $"{counts.Total / used.TotalSeconds:N0} per CPU second, {file.Length / 1e6 / used.TotalSeconds:F0} MB per CPU second; "
            + $"{(GC.GetTotalAllocatedBytes() - allocated) / counts.Total} B/finding; peak {process.PeakWorkingSet64 >> 20} MiB");
    }

    private static void Write(StreamWriter file, int findings)
    {
        file.Write("""
            {"SchemaVersion":2,"CreatedAt":"2026-11-02T09:00:00Z","ArtifactName":"registry.example/app:1","ArtifactType":"container_image",
            "Results":[{"Target":"registry.example/app:1 (debian 12)","Class":"os-pkgs","Type":"debian","Vulnerabilities":[
            """);
        string[] severities = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];
        for (var i = 0; i < findings; i++)
        {
            file.Write(i == 0 ? "\n" : ",\n");
            file.Write($$$$"""
                {"VulnerabilityID":"CVE-{{{{2010 + (i % 16)}}}}-{{{{10_000 + (i / 16)}}}}","VendorIDs":["DSA-{{{{i % 9_000}}}}-1"],"PkgID":"package{{{{i % 5_000}}}}@1.{{{{i % 50}}}}",
                "PkgName":"package{{{{i % 5_000}}}}","PkgIdentifier":{"PURL":"pkg:deb/debian/package{{{{i % 5_000}}}}@1.{{{{i % 50}}}}?arch=amd64","UID":"{{{{i:x16}}}}"},
                "InstalledVersion":"1.{{{{i % 50}}}}","FixedVersion":"1.{{{{(i % 50) + 1}}}}","Status":"fixed","Layer":{"DiffID":"sha256:{{{{i:x64}}}}"},
                "SeveritySource":"nvd","PrimaryURL":"https://advisories.example/cve-{{{{i}}}}","DataSource":{"ID":"debian","Name":"Tracker"},
                "Title":"libexample: integer overflow number {{{{i}}}} while headers are parsed","Severity":"{{{{severities[i % 4]}}}}","CweIDs":["CWE-190"],
                "Description":"A flaw was found in libexample. {{{{i}}}} {{{{new string('x', 160)}}}}",
                "CVSS":{"nvd":{"V2Vector":"AV:L/AC:L/Au:N/C:P/I:P/A:P","V3Vector":"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:C/C:L/I:L/A:L","V2Score":4.6,"V3Score":5.7},
                "redhat":{"V3Vector":"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:C/C:L/I:L/A:L","V3Score":5.7}},
                "References":["https://access.example/{{{{i}}}}","https://bugs.example/{{{{i}}}}","https://nvd.example/{{{{i}}}}"],"PublishedDate":"2020-12-10T04:15:00Z"}
                """);
        }

        file.Write("\n]}]}");
    }
}
