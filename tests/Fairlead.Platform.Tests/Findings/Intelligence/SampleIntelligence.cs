using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Fairlead.Platform.Tests.Findings.Intelligence;

/// <summary>Files as FIRST and CISA publish them, and a list as somebody keeps it.</summary>
internal static class SampleIntelligence
{
    private static readonly JsonSerializerOptions InLines = new() { WriteIndented = true, NewLine = "\n" };

    public static byte[] Epss(string day, params (string Cve, double Score)[] scores) => Encoding.UTF8.GetBytes(
        $"#model_version:v2025.03.14,score_date:{day}T12:55:00Z\ncve,epss,percentile\n"
        + string.Concat(scores.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Cve},{s.Score:0.00000},{s.Score / 2:0.00000}\n"))));

    public static byte[] Kev(string day, params (string Cve, string Due, string Ransomware)[] entries) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            title = "Known exploited vulnerabilities",
            catalogVersion = day.Replace('-', '.'),
            dateReleased = $"{day}T14:02:05.1234Z",
            count = entries.Length,
            vulnerabilities = entries.Select(e => new { cveID = e.Cve, vendorProject = "A", dueDate = e.Due, knownRansomwareCampaignUse = e.Ransomware }),
        },
        InLines);

    public static byte[] Maturities(params (string Cve, string Maturity)[] entries) =>
        Encoding.UTF8.GetBytes("cve,exploit_maturity\n" + string.Concat(entries.Select(e => $"{e.Cve},{e.Maturity}\n")));

    public static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Fastest))
            packing.Write(content);
        return packed.ToArray();
    }
}
